/* panel_answer - what the models of a call have said, as its result. */
#include "mcp-server/answer/panel_answer.h"

#include "openrouter/money.h"

static void add_failure(struct buf *out, const struct branch *branch)
{
    buf_addf(out, "%s gave no answer (%s): %s\n", branch->model, err_kind_name(branch->failed.kind),
             branch->failed.text);
}

static void add_branch(struct buf *out, const struct branch *branch, bool is_preview)
{
    if (is_preview && branch->role[0])
        buf_addf(out, "%s -> %s (%s)\n", branch->role, branch->model, branch->role_why);
    buf_add(out, buf_slice(&branch->section));
    if (branch->failed.kind != ERR_NONE)
        add_failure(out, branch);
    buf_add(out, buf_slice(&branch->footer));
}

static void add_total(struct buf *out, const struct panel *panel, const struct outlay *outlay)
{
    char money[MONEY_TEXT_SIZE];

    if (panel->count > 1)
        buf_addf(out, "\ntotal: %zu models · %s", panel->count,
                 money_text(money, panel_cost_nano(panel)));
    buf_addf(out, " · session %s", money_text(money, outlay_sum(outlay)));
}

void panel_write(const struct panel *panel, bool is_preview, const struct outlay *outlay,
                 struct buf *out)
{
    if (is_preview)
        buf_adds(out, "DRY RUN: nothing was sent to any model and nothing was spent.\n");
    for (size_t i = 0; i < panel->count; i++) {
        const struct branch *branch = &panel->branches[i];

        if (i > 0)
            buf_adds(out, "\n");
        add_branch(out, branch, is_preview);
        if (panel->count > 1 && branch->footer.size > 0)
            buf_adds(out, "\n");
    }
    if (!is_preview)
        add_total(out, panel, outlay);
}

cJSON *panel_facts(struct panel *panel, bool is_preview, const struct outlay *outlay)
{
    char money[MONEY_TEXT_SIZE];
    cJSON *facts = cJSON_CreateObject();
    cJSON *answers = cJSON_AddArrayToObject(facts, "answers");

    for (size_t i = 0; i < panel->count; i++)
        if (panel->branches[i].facts)
            cJSON_AddItemToArray(answers, TAKE(panel->branches[i].facts));
    if (!is_preview) {
        cJSON_AddStringToObject(facts, "cost_usd", money_exact(money, panel_cost_nano(panel)));
        cJSON_AddStringToObject(facts, "session_usd", money_exact(money, outlay_sum(outlay)));
    }
    return facts;
}
