/* models - the list of models as it lies on the disk, and whom roles and aliases stand for today.
 */
#include "mcp-server/doctor/groups.h"

#include "mcp-server/gate/policy.h"
#include "mcp-server/models/selection.h"
#include "mcp-server/text/quantity.h"

/* Roles leave out the vendor of who asks: most often it is this one. */
#define CLIENT "claude-code"

static bool check_catalogue(struct checkup *checkup)
{
    const struct catalogue *catalogue = checkup->program->catalogue;
    CLEANUP(buf_done) struct buf age = BUF_MAX(64);

    if (checkup->lists_err.kind != ERR_NONE)
        finding_err(checkup, "list", &checkup->lists_err, "check the network and the proxy");
    if (!catalogue_load(checkup->program->catalogue)) {
        finding_note(checkup, "list", "openrouter-mcp doctor --online, which fetches it",
                     "no list of models is here yet; a server fetches it when it starts");
        return false;
    }
    quantity_add_age(&age, catalogue_age_s(catalogue));
    finding_ok(checkup, "list", "%zu models, fetched %s ago", catalogue_count(catalogue),
               buf_text(&age));
    return true;
}

/* Whether the lists that the words need are here, too. */
static bool has_lists(const struct program *program, const struct selection_request *request)
{
    struct lists needed = { .program = program };

    selection_need(program, request, &needed);
    return (!needed.throughput || ranking_load(program->throughput)) &&
           (!needed.zdr || ranking_load(program->zdr));
}

static void add_choice(struct buf *out, const struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++)
        buf_addf(out, "%s%s", i > 0 ? ", " : "", selection->list[i].model);
    if (selection->list[0].why[0])
        buf_addf(out, " (%s)", selection->list[0].why);
}

/* Whether all of them are listed, and the user's own rules let them be asked. */
static bool can_be_asked(const struct program *program, const struct selection *selection,
                         struct err *err)
{
    for (size_t i = 0; i < selection->count; i++) {
        struct model_name found;

        if (catalogue_resolve(program->catalogue, selection->list[i].model, &found, err) < 0 ||
            policy_admit(program->config, &found, err) < 0)
            return false;
    }
    return true;
}

/* One that is shipped and finds nobody today keeps nothing else from working. */
static void check_word(struct checkup *checkup, const char *name, const char *word, bool is_shipped)
{
    const struct program *program = checkup->program;
    struct selection_request request = { .models = word, .client = CLIENT };
    CLEANUP(buf_done) struct buf choice = BUF_MAX(800);
    struct selection selection;
    struct err err = { 0 };

    if (!has_lists(program, &request)) {
        finding_note(checkup, name, "openrouter-mcp doctor --online, which fetches it",
                     "not known yet: it needs a second list, which is fetched when it is first "
                     "asked for");
        return;
    }
    if (selection_make(&selection, program, &request, &err) < 0 ||
        !can_be_asked(program, &selection, &err)) {
        finding_advice(checkup, is_shipped ? FINDING_NOTE : FINDING_PROBLEM, name, &err,
                       "openrouter-mcp models shows what there is; change it in config.json");
        return;
    }
    add_choice(&choice, &selection);
    finding_ok(checkup, name, "%s", buf_text(&choice));
}

void doctor_models(struct checkup *checkup)
{
    const struct program *program = checkup->program;
    const char *name;

    if (!check_catalogue(checkup))
        return;
    for (size_t i = 0; (name = roles_name_at(program->roles, i)); i++) {
        const struct role_entry *entry = roles_find(program->roles, slice_of(name));

        check_word(checkup, name, name, entry && !entry->is_users);
    }
    check_word(checkup, "default", NULL, false);
}
