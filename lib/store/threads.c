/* threads - conversations that can be gone on with.
 *
 *   a turn: a line of JSON, {"before", "project"}, then its text -> a record under its name
 *   read:   name -> its record -> the name before it -> ... -> the first, or no more room
 */
#include "store/threads.h"

#include "vault/id.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdio.h>
#include <string.h>

bool threads_is_name(const char *name)
{
    return id_is(name, "t_");
}

int threads_keep(struct records *records, const struct turn *turn, struct slice text,
                 struct err *err)
{
    CLEANUP(buf_done) struct buf all = BUF_MAX(RECORD_MAX);
    struct record record = { RECORD_TURN, turn->name, turn->time_s, turn->expires_s };

    buf_adds(&all, "{\"before\":");
    json_quote(slice_of(turn->before ? turn->before : ""), &all);
    buf_adds(&all, ",\"project\":");
    json_quote(slice_of(turn->project), &all);
    buf_adds(&all, "}\n");
    buf_add(&all, text);
    if (all.full)
        return err_set(err, ERR_TOO_LARGE, "a turn of %zu bytes is too long to be kept", text.size);
    return records_put(records, &record, buf_slice(&all), err);
}

/* What stands in front of a turn's text. No tree: this is not the loop's thread. */
static int read_head(struct kept_turn *turn, struct err *err)
{
    struct slice line, rest = buf_slice(&turn->all);

    if (!slice_split(&rest, '\n', &line) || gate_check(line, &gate_config, err) < 0)
        return err_set(err, ERR_CONFIG, "a turn has no head");
    turn->text = rest;
    turn->project = scan_member(line, "project");
    scan_text(scan_member(line, "before"), turn->before, sizeof(turn->before));
    if (turn->before[0] && !threads_is_name(turn->before))
        return err_set(err, ERR_CONFIG, "a turn has no proper head");
    return 0;
}

int threads_open(struct records *records, const char *name, int64_t now_s, struct kept_turn *turn,
                 struct err *err)
{
    int rc;

    *turn = (struct kept_turn){ .all = BUF_MAX(RECORD_MAX) };
    rc = records_get(records, RECORD_TURN, name, now_s, &turn->all, &turn->time_s, err);
    return rc == 0 ? read_head(turn, err) : rc;
}

void kept_turn_done(struct kept_turn *turn)
{
    buf_done(&turn->all);
}

static int check_project(const struct kept_turn *turn, const char *name, const char *project,
                         struct err *err)
{
    if (scan_is(turn->project, project))
        return 0;
    return err_set(err, ERR_POLICY,
                   "the thread %s belongs to another project, and is not gone on with in this one; "
                   "begin a new one (leave thread out)",
                   name);
}

static int fail_missing(const char *name, bool is_first, struct err *err)
{
    if (is_first)
        return err_set(err, ERR_ARGUMENT,
                       "there is no thread %s: it was never kept, has expired, or was forgotten. "
                       "Begin a new one (leave thread out), with what it needs in the prompt",
                       name);
    return err_set(err, ERR_CONFIG,
                   "a part of this thread is missing (%s), so it is not gone on with. Begin a new "
                   "one (leave thread out)",
                   name);
}

/* One turn more: its text into thread, the name before it into name. */
static int read_turn(struct records *records, char name[RECORD_NAME_MAX + 1], const char *project,
                     int64_t now_s, struct thread *thread, struct err *err)
{
    CLEANUP(kept_turn_done) struct kept_turn turn;
    int rc = threads_open(records, name, now_s, &turn, err);

    if (rc != 0)
        return rc < 0 ? -1 : fail_missing(name, thread->count == 0, err);
    rc = check_project(&turn, name, project, err);
    if (rc == 0) {
        struct buf *text = &thread->texts[thread->count++];

        *text = BUF_MAX(RECORD_MAX);
        buf_add(text, turn.text);
        snprintf(name, RECORD_NAME_MAX + 1, "%s", turn.before);
    }
    return rc;
}

int threads_read(struct records *records, const char *name, const char *project, int64_t now_s,
                 struct thread *thread, struct err *err)
{
    char next[RECORD_NAME_MAX + 1];
    size_t bytes = 0;

    *thread = (struct thread){ .count = 0 };
    if (!threads_is_name(name))
        return err_set(err, ERR_ARGUMENT,
                       "\"%.40s\" is no thread; a thread is what the last line of an answer names, "
                       "such as t_ and 26 letters and digits",
                       name);
    snprintf(next, sizeof(next), "%s", name);
    while (next[0]) {
        thread->is_cut = thread->count == THREAD_TURNS_MAX || bytes > THREAD_BYTES_MAX;
        if (thread->is_cut)
            return 0;
        if (read_turn(records, next, project, now_s, thread, err) < 0)
            return -1;
        bytes += thread->texts[thread->count - 1].size;
    }
    return 0;
}

void thread_done(struct thread *thread)
{
    while (thread->count > 0)
        buf_done(&thread->texts[--thread->count]);
}
