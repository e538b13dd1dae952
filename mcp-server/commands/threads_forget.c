/* threads_forget - removes a conversation, and leaves no other one without its beginning.
 *
 *   a name -> it, what goes on from it, what leads to it alone -> said -> asked -> removed -> said
 */
#include "base/mem.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/threads.h"
#include "mcp-server/commands/threads_shelf.h"
#include "mcp-server/text/quantity.h"

#include <stdio.h>

/* What goes on from what was chosen; true: there was more. */
static bool choose_next(struct shelf *shelf)
{
    bool has_more = false;

    for (size_t i = shelf->count; i > 0; i--) {
        struct shelf_turn *turn = &shelf->turns[i - 1];
        const struct shelf_turn *before;

        if (turn->is_chosen || shelf_read(shelf, turn) != SHELF_OPEN || !turn->before[0])
            continue;
        before = shelf_find(shelf, turn->before);
        turn->is_chosen = before && before->is_chosen;
        has_more = has_more || turn->is_chosen;
    }
    return has_more;
}

static bool is_needed(const struct shelf *shelf, const char *name)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (!shelf->turns[i].is_chosen && strcmp(shelf->turns[i].before, name) == 0)
            return true;
    return false;
}

static void choose(struct shelf *shelf, struct shelf_turn *turn)
{
    turn->is_chosen = true;
    while (choose_next(shelf))
        continue;
    while (turn && turn->before[0] && !is_needed(shelf, turn->before)) {
        turn = shelf_find(shelf, turn->before);
        if (turn)
            turn->is_chosen = true;
    }
}

static void say(const struct shelf *shelf, const char *name)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(1));
    const struct shelf_turn *first = NULL, *last = NULL;
    size_t count = 0;

    for (size_t i = 0; i < shelf->count; i++) {
        if (!shelf->turns[i].is_chosen)
            continue;
        last = last ? last : &shelf->turns[i];
        first = &shelf->turns[i];
        count++;
    }
    buf_addf(&text, "To be removed: %s, %zu turn%s, ", name, count, count == 1 ? "" : "s");
    quantity_add_time(&text, first ? first->time_s : 0);
    if (count > 1) {
        buf_adds(&text, " to ");
        quantity_add_time(&text, last->time_s);
    }
    printf("%s. What was sent and kept answers stay; openrouter-mcp forget removes them.\n",
           buf_text(&text));
    fflush(stdout);
}

/* The newest first: whatever comes in between, no turn is left without what leads to it. */
static int remove_chosen(struct shelf *shelf, bool json)
{
    const char *comma = "";
    struct err err = { 0 };

    fputs(json ? "{\"forgotten\":[" : "", stdout);
    for (size_t i = 0; i < shelf->count; i++) {
        const char *name = shelf->turns[i].name;

        if (!shelf->turns[i].is_chosen)
            continue;
        if (records_remove(shelf->records, RECORD_TURN, name, &err) < 0)
            break;
        if (json)
            printf("%s\"%s\"", comma, name);
        comma = ",";
    }
    fputs(json ? "]}\n" : "", stdout);
    if (err.kind != ERR_NONE)
        return command_complain("%s", err.text);
    fputs(json ? "" : "Removed.\n", stdout);
    return 0;
}

int threads_forget(const struct threads_wish *wish)
{
    CLEANUP(shelf_done) struct shelf shelf;
    struct shelf_turn *turn;
    struct err err = { 0 };

    if (shelf_fill(&shelf, wish->records, wish->now_s, &err) < 0)
        return command_complain("%s", err.text);
    turn = shelf_find(&shelf, wish->name);
    if (!turn || shelf_read(&shelf, turn) == SHELF_GONE)
        return threads_complain_none(wish->name);
    if (turn->state == SHELF_OPEN && wish->project && strcmp(turn->project, wish->project) != 0)
        return threads_complain_foreign(wish->name);
    choose(&shelf, turn);
    if (wish->json && !wish->is_sure)
        return command_complain("nothing was removed: nobody is asked with --json; add --yes");
    if (!wish->json)
        say(&shelf, wish->name);
    return wish->is_sure || command_may_remove() ? remove_chosen(&shelf, wish->json) : 2;
}
