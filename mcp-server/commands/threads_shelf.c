/* threads_shelf - the turns that are kept, and how they hang together. */
#include "mcp-server/commands/threads_shelf.h"

#include "base/mem.h"
#include "mcp-server/inquiry/conversation.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

int shelf_fill(struct shelf *shelf, struct records *records, int64_t now_s, struct err *err)
{
    struct record_name *names = xcalloc(THREADS_LISTED_MAX, sizeof(*names));
    int count = records_list(records, RECORD_TURN, names, THREADS_LISTED_MAX, err);

    *shelf = (struct shelf){ .records = records, .now_s = now_s };
    shelf->turns = xcalloc(count > 0 ? (size_t)count : 1, sizeof(*shelf->turns));
    for (int i = 0; i < count; i++) {
        struct shelf_turn *turn = &shelf->turns[shelf->count++];

        snprintf(turn->name, sizeof(turn->name), "%s", names[i].name);
        turn->time_s = names[i].time_s;
    }
    free(names);
    return count < 0 ? -1 : 0;
}

void shelf_done(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++) {
        struct shelf_turn *turn = &shelf->turns[i];

        free(turn->project);
        free(turn->model);
        free(turn->question);
        free(turn->why);
    }
    free(shelf->turns);
    *shelf = (struct shelf){ .count = 0 };
}

struct shelf_turn *shelf_find(const struct shelf *shelf, const char *name)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (strcmp(shelf->turns[i].name, name) == 0)
            return &shelf->turns[i];
    return NULL;
}

static char *text_of(struct slice value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(PATH_BYTES_MAX);

    (void)scan_string(value, &text);
    return buf_take(&text);
}

static int take_words(struct shelf_turn *turn, struct slice text, struct err *err)
{
    CLEANUP(conversation_done) struct conversation conversation = { .count = 0 };
    CLEANUP(buf_done) struct buf question = BUF_MAX(RECORD_MAX);

    if (conversation_read_turn(&conversation, text, err) < 0)
        return -1;
    turn->model = TAKE(conversation.said[0].model);
    conversation_add_question(slice_of(conversation.said[0].turn.content), &question);
    turn->question = buf_take(&question);
    return 0;
}

enum shelf_state shelf_read(struct shelf *shelf, struct shelf_turn *turn)
{
    CLEANUP(kept_turn_done) struct kept_turn kept = { .time_s = 0 };
    struct err err = { 0 };
    int rc;

    if (turn->state != SHELF_UNREAD)
        return turn->state;
    rc = threads_open(shelf->records, turn->name, shelf->now_s, &kept, &err);
    if (rc == 0) {
        snprintf(turn->before, sizeof(turn->before), "%s", kept.before);
        turn->project = text_of(kept.project);
        rc = take_words(turn, kept.text, &err);
    }
    if (rc < 0)
        turn->why = xstrdup(err.text);
    turn->state = rc == 0 ? SHELF_OPEN : rc > 0 ? SHELF_GONE : SHELF_BROKEN;
    return turn->state;
}

struct shelf_line shelf_follow(struct shelf *shelf, struct shelf_turn *turn)
{
    struct shelf_line line = { .first = turn, .count = 1 };

    while (line.first->before[0] && line.count < shelf->count) {
        struct shelf_turn *before = shelf_find(shelf, line.first->before);

        if (before)
            before->is_passed = true;
        if (!before || shelf_read(shelf, before) != SHELF_OPEN) {
            line.broken = line.first->before;
            return line;
        }
        line.first = before;
        line.count++;
    }
    if (line.first->before[0])
        line.broken = line.first->before;
    return line;
}
