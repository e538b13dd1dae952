/* threads_show - one conversation whole, as text: from its first question to the answer of its
 * name.
 *
 *   the turns that lead to a name (the newest first) -> the oldest first: asked, answered
 */
#include "base/mem.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/commands/threads.h"
#include "mcp-server/inquiry/conversation.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/text/quantity.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One turn; why says that it could not be opened. */
struct scene {
    char name[RECORD_NAME_MAX + 1];
    int64_t time_s;
    struct conversation conversation;
    struct err why;
};

struct play {
    struct scene scenes[THREAD_TURNS_MAX]; /* the newest first */
    size_t count;
    bool is_cut, is_foreign;
};

/* The name before it into next: "" where the thread begins, or ends for us. As threads_open. */
static int read_scene(const struct threads_wish *wish, struct play *play, struct scene *scene,
                      char next[RECORD_NAME_MAX + 1])
{
    CLEANUP(kept_turn_done) struct kept_turn turn;
    int rc;

    snprintf(scene->name, sizeof(scene->name), "%s", next);
    next[0] = '\0';
    rc = threads_open(wish->records, scene->name, wish->now_s, &turn, &scene->why);
    scene->time_s = turn.time_s;
    if (rc == 0 && wish->project && !scan_is(turn.project, wish->project))
        play->is_foreign = true;
    if (rc == 0)
        rc = conversation_read_turn(&scene->conversation, turn.text, &scene->why);
    if (rc == 0)
        snprintf(next, RECORD_NAME_MAX + 1, "%s", turn.before);
    if (rc > 0)
        err_set(&scene->why, ERR_CONFIG, "it is missing");
    return rc;
}

static int read_play(const struct threads_wish *wish, struct play *play)
{
    char next[RECORD_NAME_MAX + 1];
    size_t bytes = 0;
    int rc = 0;

    snprintf(next, sizeof(next), "%s", wish->name);
    while (next[0] && rc == 0) {
        struct scene *scene = &play->scenes[play->count];

        play->is_cut = play->count == THREAD_TURNS_MAX || bytes > THREAD_BYTES_MAX;
        if (play->is_cut)
            return 0;
        play->count++;
        rc = read_scene(wish, play, scene, next);
        if (rc == 0)
            bytes += conversation_turn_bytes(&scene->conversation.said[0].turn);
    }
    return play->count == 1 ? rc : 0;
}

static void free_play(struct play *play)
{
    for (size_t i = 0; i < play->count; i++)
        conversation_done(&play->scenes[i].conversation);
    free(play);
}

static void add_member(struct buf *out, const char *name, struct slice text)
{
    buf_addf(out, ",\"%s\":", name);
    json_quote(text, out);
}

static void add_json(struct buf *out, const struct scene *scene)
{
    CLEANUP(buf_done) struct buf question = BUF_MAX(RECORD_MAX);
    const struct said *said = scene->conversation.said;

    buf_addf(out, "{\"thread\":\"%s\"", scene->name);
    if (scene->why.kind != ERR_NONE) {
        add_member(out, "error", slice_of(scene->why.text));
    } else {
        conversation_add_question(slice_of(said->turn.content), &question);
        buf_addf(out, ",\"time_s\":%lld", (long long)scene->time_s);
        add_member(out, "model", slice_of(said->model));
        if (scene->conversation.system)
            add_member(out, "system", slice_of(scene->conversation.system));
        add_member(out, "asked", buf_slice(&question));
        add_member(out, "answered", slice_of(said->turn.answer));
    }
    buf_adds(out, "}");
}

/* A text, which ends with its line. */
static void add_text(struct buf *out, struct slice text)
{
    buf_add(out, text);
    if (!slice_ends(text, SLICE("\n")))
        buf_adds(out, "\n");
}

static void add_scene(struct buf *out, const struct scene *scene)
{
    const struct said *said = scene->conversation.said;

    buf_addf(out, "--- %s, ", scene->name);
    if (scene->why.kind != ERR_NONE) {
        buf_addf(out, "which leads to the next one, cannot be opened: %s\n", scene->why.text);
        return;
    }
    quantity_add_time(out, scene->time_s);
    buf_addf(out, ": %s was asked\n", said->model);
    if (scene->conversation.system) {
        buf_adds(out, "(system) ");
        add_text(out, slice_of(scene->conversation.system));
    }

    CLEANUP(buf_done) struct buf question = BUF_MAX(RECORD_MAX);

    conversation_add_question(slice_of(said->turn.content), &question);
    add_text(out, buf_slice(&question));
    buf_adds(out, "--- and answered\n");
    add_text(out, slice_of(said->turn.answer));
}

/* As it is; a terminal gets it harmless. */
static void print(const struct buf *text)
{
    CLEANUP(buf_done) struct buf inert = BUF_MAX(text->size * 3 + 64);

    if (!isatty(STDOUT_FILENO)) {
        fwrite(text->data, 1, text->size, stdout);
        return;
    }
    inert_add(&inert, buf_slice(text), NULL);
    fwrite(inert.data, 1, inert.size, stdout);
}

/* One turn at a time: a whole thread may have many megabytes. */
static void print_play(const struct play *play, bool json)
{
    fputs(json ? "{\"turns\":[" : "", stdout);
    if (play->is_cut && !json)
        fputs("--- the oldest turns of this thread are left out here\n", stdout);
    for (size_t i = play->count; i > 0; i--) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(RECORD_MAX * 6);

        if (json)
            add_json(&out, &play->scenes[i - 1]);
        else
            add_scene(&out, &play->scenes[i - 1]);
        buf_adds(&out, !json ? "" : i > 1 ? "," : "]}\n");
        if (json)
            fwrite(out.data, 1, out.size, stdout);
        else
            print(&out);
    }
}

int threads_show(const struct threads_wish *wish)
{
    struct play *play = xcalloc(1, sizeof(*play));
    int rc = read_play(wish, play), status;

    if (rc > 0)
        status = threads_complain_none(wish->name);
    else if (rc < 0)
        status = command_complain("%s cannot be opened: %s", wish->name, play->scenes[0].why.text);
    else if (play->is_foreign)
        status = threads_complain_foreign(wish->name);
    else
        status = play->scenes[play->count - 1].why.kind != ERR_NONE;
    if (rc == 0 && !play->is_foreign)
        print_play(play, wish->json);
    free_play(play);
    return status;
}
