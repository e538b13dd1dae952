/* threads_list - one row for each conversation: the turn from which none goes on.
 *
 *   the newest turn -> (another goes on from it: it has its row) -> what leads to it -> a row ->
 * ...
 */
#include "base/mem.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/threads.h"
#include "mcp-server/commands/threads_shelf.h"
#include "mcp-server/material/attach.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/text/quantity.h"
#include "json/json.h"

#include <stdio.h>

#define WORDS_MAX 60 /* characters of a question */
#define ROW_MAX   KIB(8)
#define LIST_MAX  MIB(8)

static void add_text(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    json_quote(slice_of(text), out);
}

static void add_words(struct buf *out, const char *name, const char *question)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(ROW_MAX);

    inert_add_line(&words, slice_of(question), WORDS_MAX);
    add_text(out, name, buf_text(&words));
}

static void add_json(struct buf *out, const struct shelf_turn *turn, const struct shelf_line *line)
{
    buf_addf(out, "{\"thread\":\"%s\",\"time_s\":%lld", turn->name, (long long)turn->time_s);
    if (turn->state == SHELF_OPEN) {
        add_text(out, "model", turn->model);
        buf_addf(out, ",\"turns\":%zu", line->count);
        add_words(out, "begins", attach_prompt(line->first->question));
        add_words(out, "asks", attach_prompt(turn->question));
        add_text(out, "project", turn->project);
    }
    if (line->broken)
        buf_addf(out, ",\"error\":\"%s cannot be opened\"", line->broken);
    buf_adds(out, "}");
}

/* What cannot be opened is named in its place and not passed over. */
static void add_row(struct buf *out, const struct shelf_turn *turn, const struct shelf_line *line)
{
    buf_addf(out, "%s  ", turn->name);
    quantity_add_time(out, turn->time_s);
    if (turn->state == SHELF_BROKEN) {
        buf_addf(out, "  cannot be opened: %s\n", turn->why);
        return;
    }
    buf_adds(out, "  ");
    inert_add_line(out, slice_of(turn->model), WORDS_MAX);
    buf_addf(out, "  %zu turn%s  ", line->count, line->count == 1 ? "" : "s");
    inert_add_line(out, slice_of(attach_prompt(line->first->question)), WORDS_MAX);
    if (line->first != turn) {
        buf_adds(out, " \xE2\x80\xA6 "); /* ... */
        inert_add_line(out, slice_of(attach_prompt(turn->question)), WORDS_MAX);
    }
    if (line->broken)
        buf_addf(out,
                 "  (cannot be gone on with: %s, which leads to it, is missing or cannot be "
                 "opened)",
                 line->broken);
    buf_adds(out, "\n");
}

static bool is_wanted(const struct threads_wish *wish, const struct shelf_turn *turn)
{
    if (turn->state == SHELF_OPEN)
        return !wish->project || strcmp(turn->project, wish->project) == 0;
    return turn->state == SHELF_BROKEN;
}

/* How many rows were added. */
static size_t add_rows(struct buf *out, struct shelf *shelf, const struct threads_wish *wish)
{
    size_t rows = 0;

    for (size_t i = 0; i < shelf->count && rows < wish->limit; i++) {
        struct shelf_turn *turn = &shelf->turns[i];
        struct shelf_line line = { .first = turn, .broken = turn->name };

        if (turn->is_passed)
            continue;
        if (shelf_read(shelf, turn) == SHELF_OPEN)
            line = shelf_follow(shelf, turn);
        if (!is_wanted(wish, turn))
            continue;
        buf_adds(out, wish->json && rows > 0 ? "," : "");
        if (wish->json)
            add_json(out, turn, &line);
        else
            add_row(out, turn, &line);
        rows++;
    }
    return rows;
}

int threads_list(const struct threads_wish *wish)
{
    CLEANUP(shelf_done) struct shelf shelf;
    CLEANUP(buf_done) struct buf out = BUF_MAX(LIST_MAX);
    struct err err = { 0 };

    if (shelf_fill(&shelf, wish->records, wish->now_s, &err) < 0)
        return command_complain("%s", err.text);
    buf_adds(&out, wish->json ? "{\"threads\":[" : "");
    if (add_rows(&out, &shelf, wish) == 0 && !wish->json)
        buf_addf(&out, "No thread %sis kept.\n", wish->project ? "of this project " : "");
    buf_adds(&out, wish->json ? "]}\n" : "");
    fputs(buf_text(&out), stdout);
    return 0;
}
