/* panel - the models of one call, asked at the same time. */
#include "mcp-server/answer/panel.h"

#include "openrouter/money.h"

#include <assert.h>
#include <stdio.h>

struct branch *panel_add(struct panel *panel, const char *model, const char *role,
                         const char *role_why)
{
    assert(panel->count < BRANCH_MAX);

    struct branch *branch = &panel->branches[panel->count++];

    snprintf(branch->model, sizeof(branch->model), "%s", model);
    branch->role = role;
    branch->role_why = role_why;
    branch->conversation = panel->conversation;
    return branch;
}

static void on_delta(void *user, struct branch *branch, enum chat_part part, struct slice text)
{
    struct panel *panel = user;

    if (part == CHAT_CONTENT && panel->on_delta)
        panel->on_delta(panel->user, (size_t)(branch - panel->branches), text);
    panel->on_news(panel->user);
}

static void on_branch_end(void *user, struct branch *branch)
{
    struct panel *panel = user;

    (void)branch;
    if (--panel->open == 0)
        panel->on_end(panel->user);
    else
        panel->on_news(panel->user);
}

static struct inquiry_request shared(const struct panel *panel,
                                     const struct inquiry_request *request)
{
    struct inquiry_request wanted = *request;

    wanted.branches = panel->count;
    return wanted;
}

void panel_start(struct panel *panel, const struct inquiry_request *request)
{
    struct inquiry_request wanted = shared(panel, request);

    panel->open = panel->count;
    for (size_t i = 0; i < panel->count; i++) {
        panel->branches[i].structured = panel->structured;
        branch_start(&panel->branches[i], panel->program, &wanted, on_delta, on_branch_end, panel);
    }
}

int64_t panel_needs_nano(struct panel *panel, const struct ledger_standing *standing,
                         const struct inquiry_request *request)
{
    struct inquiry_request wanted = shared(panel, request);
    int64_t needs_nano = 0;
    bool is_refused = false;

    for (size_t i = 0; i < panel->count; i++) {
        struct admission admission;
        struct err ignored;

        if (branch_look(&panel->branches[i], panel->program, standing, &wanted, &admission,
                        &ignored) == 0) {
            needs_nano = money_add(needs_nano, admission.bound_nano);
        } else if (admission.wanted_nano >= 0) {
            needs_nano = money_add(needs_nano, admission.wanted_nano);
            is_refused = true;
        }
    }
    return is_refused ? needs_nano : 0;
}

void panel_preview(struct panel *panel, const struct ledger_standing *standing,
                   const struct inquiry_request *request)
{
    struct inquiry_request wanted = shared(panel, request);

    for (size_t i = 0; i < panel->count; i++)
        branch_preview(&panel->branches[i], panel->program, standing, &wanted);
}

size_t panel_bytes(const struct panel *panel)
{
    size_t bytes = 0;

    for (size_t i = 0; i < panel->count; i++)
        bytes += panel->branches[i].bytes;
    return bytes;
}

size_t panel_failures(const struct panel *panel)
{
    size_t failures = 0;

    for (size_t i = 0; i < panel->count; i++)
        failures += panel->branches[i].failed.kind != ERR_NONE;
    return failures;
}

int64_t panel_cost_nano(const struct panel *panel)
{
    int64_t cost_nano = 0;

    for (size_t i = 0; i < panel->count; i++)
        cost_nano = money_add(cost_nano, panel->branches[i].cost_nano);
    return cost_nano;
}

void panel_cut(struct panel *panel)
{
    for (size_t i = 0; i < panel->count; i++)
        branch_cut(&panel->branches[i]);
    panel->open = 0;
}

void panel_done(struct panel *panel, bool gives_up)
{
    for (size_t i = 0; i < panel->count; i++)
        branch_done(&panel->branches[i], gives_up);
}
