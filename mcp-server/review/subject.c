/* subject - what a review is about: the change, what it is for, and the project's rules.
 *
 *   wait -> on_diff -> read_files -> on_files -> screen -> grow -> on_ready
 */
#include "mcp-server/review/subject.h"

#include "base/limits.h"
#include "mcp-server/material/attach.h"
#include "mcp-server/material/screen.h"

#include <stdlib.h>

static void fail(struct subject *subject, const struct err *why)
{
    subject->on_ready(subject->user, why);
}

/* FNV-1a: it draws an order, and hides nothing. */
void subject_mix(uint64_t *fingerprint, struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        *fingerprint = (*fingerprint ^ (unsigned char)bytes.data[i]) * 0x100000001b3u;
    *fingerprint = (*fingerprint ^ 0xff) * 0x100000001b3u;
}

static void grow(struct subject *subject)
{
    const struct diff *change = &subject->change;

    subject->fingerprint = 0xcbf29ce484222325u;
    subject->grown = xcalloc(change->count + 1, sizeof(*subject->grown));
    for (size_t i = 0; i < change->count; i++) {
        const struct diff_file *file = &change->files[i];
        struct grown *grown = &subject->grown[i];

        if (!diff_is_sent(file))
            continue;
        grow_file(grown, file, subject->context);
        subject_mix(&subject->fingerprint, slice_of(file->path));
        for (size_t line = 0; line < grown->line_count; line++)
            subject_mix(&subject->fingerprint, grown->lines[line].text);
    }
}

/* 0, or -1 and err: text goes out as *passed says. */
static int pass(const struct subject *subject, const char *what, struct slice text,
                struct buf *clean, struct slice *passed, struct err *err)
{
    *clean = BUF_MAX(2 * PROMPT_MAX);

    int rc = screen_text(subject->program->screen, what, text, clean, err);

    if (rc < 0)
        return -1;
    *passed = rc > 0 ? buf_slice(clean) : text;
    return 0;
}

static bool intent_is_file(const struct subject *subject)
{
    return subject->intent && subject->intent[0] == '@' && subject->intent[1];
}

static void end(struct subject *subject)
{
    struct slice focus = slice_of(subject->focus), intent = slice_of(subject->intent);
    struct err err = { 0 };

    if (pass(subject, "focus", focus, &subject->clean_focus_, &focus, &err) < 0 ||
        pass(subject, "intent", intent, &subject->clean_intent_, &intent, &err) < 0) {
        fail(subject, &err);
        return;
    }
    if (intent_is_file(subject))
        intent = buf_slice(&subject->read.items[subject->rule_count].text);
    subject->intent_text = slice_trim(intent);
    subject->focus_text = focus.size > 0 ? focus.data : NULL;
    grow(subject);
    subject->on_ready(subject->user, NULL);
}

/* A pattern among the rules may stand for several files: those before the intent's are rules. */
static int check_files(struct subject *subject, size_t named, struct err *err)
{
    struct gather_list *list = &subject->read;

    if (attach_check(list, subject->names_, named, err) < 0)
        return -1;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].media)
            return err_set(err, ERR_ARGUMENT, "%s is no text, and rules and intent are texts",
                           list->items[i].path);
    subject->rule_count = list->count;
    if (!intent_is_file(subject))
        return 0;
    if (list->count == 0 || list->items[list->count - 1].why)
        return err_set(err, ERR_ARGUMENT, "the file of intent is also one of rules; name it once");
    subject->rule_count--;
    return 0;
}

static void on_files(void *user, struct gather_list *list, const struct err *err)
{
    struct subject *subject = user;
    struct err why = { 0 };
    size_t named = 0;

    if (err) {
        why = *err;
    } else {
        subject->read = *list;
        *list = (struct gather_list){ .count = 0 };
    }
    while (subject->names_[named])
        named++;
    subject->gather_ = gather_free(subject->gather_);
    if (why.kind == ERR_NONE && check_files(subject, named, &why) == 0)
        end(subject);
    else
        fail(subject, &why);
}

static void set_rules(const struct subject *subject, struct gather_options *options)
{
    const struct program *program = subject->program;

    options->roots = subject->roots ? subject->roots : program->roots;
    screen_rules(program->screen, options);
}

static void read_files(struct subject *subject)
{
    struct gather_options options = { .paths = subject->names_ };
    const cJSON *rule;
    size_t count = 0;

    cJSON_ArrayForEach(rule, subject->rules) subject->names_[count++] = rule->valuestring;
    if (intent_is_file(subject))
        subject->names_[count++] = subject->intent + 1;
    if (count == 0) {
        end(subject);
        return;
    }
    options.path_count = count;
    set_rules(subject, &options);
    subject->gather_ = gather_start(subject->program->gathers, &options, on_files, subject);
}

static void on_diff(void *user, struct diff *diff, const struct err *err)
{
    struct subject *subject = user;
    struct err why = { 0 };

    if (err) {
        why = *err;
    } else {
        subject->change = *diff;
        *diff = (struct diff){ .count = 0 };
    }
    subject->job_ = diff_job_free(subject->job_);
    if (why.kind == ERR_NONE)
        read_files(subject);
    else
        fail(subject, &why);
}

void subject_wait(struct subject *subject)
{
    const char *paths[FILES_NAMED_MAX];
    struct diff_options options = {
        .diff = subject->diff,
        .repo = subject->repo,
        .paths = paths,
    };
    const cJSON *path;

    cJSON_ArrayForEach(path, subject->paths) paths[options.path_count++] = path->valuestring;
    set_rules(subject, &options.files);
    subject->job_ = diff_start(subject->program->gathers, &options, on_diff, subject);
}

bool subject_has_cut(const struct subject *subject, size_t file)
{
    const struct diff_file *changed = &subject->change.files[file];

    for (size_t i = 0; i < changed->line_count; i++)
        if (changed->lines[i].origin != ' ' && changed->lines[i].text.size > VIEW_LINE_MAX)
            return true;
    return false;
}

void subject_done(struct subject *subject)
{
    subject->job_ = diff_job_free(subject->job_);
    subject->gather_ = gather_free(subject->gather_);
    for (size_t i = 0; subject->grown && i < subject->change.count; i++)
        grown_done(&subject->grown[i]);
    free(subject->grown);
    subject->grown = NULL;
    diff_done(&subject->change);
    gather_list_done(&subject->read);
    buf_done(&subject->clean_focus_);
    buf_done(&subject->clean_intent_);
}
