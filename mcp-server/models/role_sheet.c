/* role_sheet - what a role or an alias stands for now, and why, for list_models. */
#include "mcp-server/models/role_sheet.h"

#include "mcp-server/models/author.h"

static void add_row(struct buf *out, const struct role_sheet *sheet, const struct model *model)
{
    buf_adds(out, "- ");
    model_text_add_row(out, model, sheet->job);
    buf_adds(out, "\n");
}

static bool is_chosen(const struct role_choice *choice, const struct model *model)
{
    for (size_t i = 0; i < choice->count; i++)
        if (choice->chosen[i] == model)
            return true;
    return false;
}

static void add_next(struct buf *out, const struct role_sheet *sheet,
                     const struct role_choice *choice)
{
    size_t shown = 0;

    if (choice->row_count > choice->count)
        buf_addf(out, "next of %zu that meet the rule:\n", choice->row_count);
    for (size_t i = 0; i < choice->row_count && shown < sheet->limit; i++) {
        if (is_chosen(choice, choice->rows[i].model))
            continue;
        add_row(out, sheet, choice->rows[i].model);
        shown++;
    }
}

static void add_left_out(struct buf *out, const struct role *role, const char *own_vendor,
                         const struct role_choice *choice)
{
    if (choice->forbidden > 0)
        buf_addf(out, "left out by the user's rules: %zu, the first of them %s\n",
                 choice->forbidden, choice->best_forbidden->id);
    if (role->exclude_own_vendor && !own_vendor)
        buf_adds(out, "The client's name does not tell whose model asks, so no vendor is left out "
                      "for that.\n");
}

static void add_names(struct buf *out, const char *says, const cJSON *names)
{
    const cJSON *name;

    if (!names)
        return;
    buf_adds(out, says);
    cJSON_ArrayForEach(name, names)
    {
        buf_addf(out, "%s%s", name == names->child ? "" : ", ", name->valuestring);
    }
    buf_adds(out, "\n");
}

/* Local models of the user's that go before the rule, or stand in for it. */
static void add_local(struct buf *out, const struct role_sheet *sheet,
                      const struct role_entry *entry)
{
    const struct model *model = selection_local(sheet->program, entry, false);

    add_names(out, "local first: ", entry->local_first);
    add_names(out, "local where OpenRouter cannot be asked: ", entry->local_last);
    if (model)
        add_row(out, sheet, model);
    if (model)
        buf_adds(out, "is there and asked now; otherwise the rule chooses:\n");
    else if (entry->local_first)
        buf_adds(out, "none of them is there now, so the rule chooses:\n");
}

static int add_choice(struct buf *out, const struct role_sheet *sheet,
                      const struct role_entry *entry, struct err *err)
{
    struct role role = selection_rule(sheet->program, entry, false);
    struct role_ground ground = selection_ground(sheet->program, sheet->client);
    CLEANUP(role_choice_done) struct role_choice choice = { 0 };

    add_local(out, sheet, entry);
    if (role_choose(&role, &ground, &choice, err) < 0) {
        if (!selection_local(sheet->program, entry, false))
            return -1;
        buf_addf(out, "nothing now (%s)\n", err->text);
        return 0;
    }
    buf_adds(out, "rule: ");
    role_add_rule(out, &role, ground.own_vendor);
    buf_adds(out, entry->is_users ? " (with the user's changes)\nchosen:\n" : "\nchosen:\n");
    for (size_t i = 0; i < choice.count; i++)
        add_row(out, sheet, choice.chosen[i]);
    if (choice.count < (size_t)role.models)
        buf_addf(out, "(%zu of the %d that the rule wants: there are no more)\n", choice.count,
                 (int)role.models);
    add_left_out(out, &role, ground.own_vendor, &choice);
    add_next(out, sheet, &choice);
    return 0;
}

/* An alias, or a role that is pinned: each model as it is now. */
static int add_list(struct buf *out, const struct role_sheet *sheet, const char *says,
                    struct err *err)
{
    struct selection selection;
    struct selection_request request = { .models = sheet->word, .client = sheet->client };

    if (selection_make(&selection, sheet->program, &request, err) < 0)
        return -1;
    buf_addf(out, "%s (%s)\n", says, selection.list[0].why);
    for (size_t i = 0; i < selection.count; i++) {
        struct model_name name;
        struct err ignored;

        if (catalogue_resolve(sheet->program->catalogue, selection.list[i].model, &name,
                              &ignored) == 0 &&
            name.model && strcmp(name.text, name.model->id) == 0)
            add_row(out, sheet, name.model);
        else
            buf_addf(out, "- %s\n", selection.list[i].model);
    }
    return 0;
}

int role_sheet_add(struct buf *out, const struct role_sheet *sheet, struct err *err)
{
    struct slice word = slice_trim(slice_of(sheet->word));
    const struct role_entry *entry = roles_find(sheet->program->roles, word);

    if (!entry && memchr(word.data, '/', word.size))
        return err_set(err, ERR_ARGUMENT,
                       "%s is a model and no role or alias; details_of shows a model", sheet->word);
    if (!entry)
        return add_list(out, sheet, "alias of the user's", err);
    buf_addf(out, "%s%s%s\n", entry->role.name, entry->role.why[0] ? ": " : "", entry->role.why);
    return entry->pinned ? add_list(out, sheet, "models named in the user's settings", err)
                         : add_choice(out, sheet, entry, err);
}
