/* aftermath - what git says of a review's findings.
 *
 *   aftermath_start -> on_later -> (it leads from the reviewed commit) finish
 *                               -> on_before -> on_with -> finish
 */
#include "mcp-server/worth/aftermath.h"

#include "mcp-server/text/inert.h"
#include "mcp-server/worth/found.h"
#include "mcp-server/worth/trace.h"

#include <stdio.h>
#include <stdlib.h>

#define COMMIT_SHOWN 12 /* digits */

/* Of whom nothing else was said. A human or a test knows better in any case (outcome_merge). */
static bool is_wanted(const struct aftermath *aftermath, struct slice id)
{
    struct statement statement;

    return !outcome_find(aftermath->said, id, &statement) &&
           (!outcome_find(aftermath->outcome, id, &statement) || statement.fate == FATE_ACCEPTED);
}

/* Whether a finding has code that can be looked for, and in which file. */
static bool is_traceable(struct slice finding, char path[PATH_BYTES_MAX])
{
    int64_t line;

    scan_text(scan_member(finding, "file"), path, PATH_BYTES_MAX);
    return path[0] && scan_int(scan_member(finding, "line"), &line) &&
           scan_is(scan_member(finding, "side"), "RIGHT");
}

static const struct revision_file *file_of(const struct revision_files *revision, const char *path)
{
    for (size_t i = 0; i < revision->count; i++)
        if (strcmp(revision->files[i].path, path) == 0)
            return revision->files[i].is_there ? &revision->files[i] : NULL;
    return NULL;
}

static struct slice text_of(const struct revision_files *revision, const char *path)
{
    const struct revision_file *file = file_of(revision, path);

    return file ? buf_slice(&file->text) : (struct slice){ NULL, 0 };
}

static void add_file(struct aftermath *aftermath, const char *path)
{
    for (size_t i = 0; i < aftermath->file_count_; i++)
        if (strcmp(aftermath->files_[i].path, path) == 0)
            return;
    if (aftermath->file_count_ < FILES_MAX)
        aftermath->files_[aftermath->file_count_++].path = xstrdup(path);
}

static void collect_files(struct aftermath *aftermath)
{
    struct found_walk walk = { .review = aftermath->review };
    struct found found;
    char path[PATH_BYTES_MAX];

    while (found_next(&walk, &found))
        if (is_wanted(aftermath, found.id) && is_traceable(found.value, path))
            add_file(aftermath, path);
}

/* "base" or "head" of what was reviewed; "": it was no commit. */
static void commit_of(const struct aftermath *aftermath, const char *side, char commit[65])
{
    scan_text(scan_path(aftermath->review, "target", side), commit, 65);
}

/* What lay uncommitted is in a file only if that has changed since. */
static bool may_hold(const struct aftermath *aftermath, const struct revision_file *later)
{
    const struct revision_file *before = file_of(&aftermath->before_, later->path);

    return aftermath->with_.count > 0 || !before ||
           !slice_is(buf_slice(&before->text), buf_slice(&later->text));
}

static void squeeze_files(struct aftermath *aftermath)
{
    for (size_t i = 0; i < aftermath->file_count_; i++) {
        struct aftermath_file_ *file = &aftermath->files_[i];
        const struct revision_file *later = file_of(&aftermath->later_, file->path);

        if (later && may_hold(aftermath, later))
            file->squeezed = trace_squeeze(buf_slice(&later->text));
    }
}

static const struct aftermath_file_ *find_file(const struct aftermath *aftermath, const char *path)
{
    for (size_t i = 0; i < aftermath->file_count_; i++)
        if (strcmp(aftermath->files_[i].path, path) == 0)
            return aftermath->files_[i].squeezed.data ? &aftermath->files_[i] : NULL;
    return NULL;
}

/* What git says of a finding; false: nothing, for it has no code, or its file is not there. */
static bool judge_one(const struct aftermath *aftermath, const struct found *found, enum fate *fate)
{
    CLEANUP(buf_done) struct buf quote = BUF_MAX(REVIEW_REPORT_MAX);
    const struct aftermath_file_ *file;
    char path[PATH_BYTES_MAX];

    if (!is_wanted(aftermath, found->id) || !is_traceable(found->value, path))
        return false;
    file = find_file(aftermath, path);
    if (!file || scan_string(scan_member(found->value, "quote"), &quote) < 0)
        return false;
    *fate = trace_has(file->squeezed, buf_slice(&quote)) ? FATE_OPEN : FATE_ACCEPTED;
    return true;
}

static void judge(struct aftermath *aftermath)
{
    struct found_walk walk = { .review = aftermath->review };
    struct found found;
    enum fate fate;

    aftermath->fates_ = xcalloc(FINDINGS_KEPT_MAX, sizeof(*aftermath->fates_));
    squeeze_files(aftermath);
    while (found_next(&walk, &found) && aftermath->fate_count_ < FINDINGS_KEPT_MAX)
        if (judge_one(aftermath, &found, &fate))
            aftermath->fates_[aftermath->fate_count_++] =
                (struct aftermath_fate_){ found.id, fate };
}

static void finish(struct aftermath *aftermath, enum aftermath_state state)
{
    aftermath->state = state;
    if (state == AFTERMATH_TOLD)
        judge(aftermath);
    aftermath->on_end(aftermath->user, NULL);
}

/* The texts of the findings' files at a commit. */
static void look(struct aftermath *aftermath, const char *name, const char *since,
                 void (*on_done)(void *user, struct revision_files *revision,
                                 const struct err *err))
{
    const char *paths[FILES_MAX];
    char repo[PATH_BYTES_MAX] = "";
    struct revision_options options = {
        .roots = aftermath->program->roots,
        .repo = repo,
        .name = name,
        .since = since,
        .paths = paths,
        .path_count = aftermath->file_count_,
    };

    scan_text(scan_path(aftermath->review, "target", "repo"), repo, sizeof(repo));
    for (size_t i = 0; i < aftermath->file_count_; i++)
        paths[i] = aftermath->files_[i].path;
    aftermath->job_ = revision_job_free(aftermath->job_);
    aftermath->job_ = revision_start(aftermath->program->gathers, &options, on_done, aftermath);
}

/* Moves what was read; false: it was not, and that has been told. */
static bool take(struct aftermath *aftermath, struct revision_files *into,
                 struct revision_files *revision, const struct err *err)
{
    if (err) {
        aftermath->on_end(aftermath->user, err);
        return false;
    }
    *into = *revision;
    *revision = (struct revision_files){ .count = 0 };
    return true;
}

static void on_later(void *user, struct revision_files *revision, const struct err *err);

/* Also where no finding is left: a name that is none is a mistake. */
void aftermath_start(struct aftermath *aftermath)
{
    char base[65], head[65];

    commit_of(aftermath, "base", base);
    commit_of(aftermath, "head", head);
    collect_files(aftermath);
    look(aftermath, aftermath->name, head[0] ? head : base[0] ? base : NULL, on_later);
}

static void on_before(void *user, struct revision_files *revision, const struct err *err);
static void on_with(void *user, struct revision_files *revision, const struct err *err);

static void on_later(void *user, struct revision_files *revision, const struct err *err)
{
    struct aftermath *aftermath = user;
    char base[65], head[65];

    if (!take(aftermath, &aftermath->later_, revision, err))
        return;
    snprintf(aftermath->commit, sizeof(aftermath->commit), "%s", aftermath->later_.commit);
    commit_of(aftermath, "base", base);
    commit_of(aftermath, "head", head);
    if (aftermath->file_count_ == 0)
        finish(aftermath, AFTERMATH_NOTHING);
    else if (!base[0] && !head[0])
        finish(aftermath, AFTERMATH_PATCH);
    else if (head[0] && aftermath->later_.is_since)
        finish(aftermath, AFTERMATH_TOLD);
    else if (!head[0] && !aftermath->later_.is_since)
        finish(aftermath, AFTERMATH_NOT_COME);
    else if (base[0])
        look(aftermath, base, NULL, on_before);
    else
        look(aftermath, head, NULL, on_with);
}

static void on_before(void *user, struct revision_files *revision, const struct err *err)
{
    struct aftermath *aftermath = user;
    char head[65];

    if (!take(aftermath, &aftermath->before_, revision, err))
        return;
    commit_of(aftermath, "head", head);
    if (head[0])
        look(aftermath, head, NULL, on_with);
    else
        finish(aftermath, AFTERMATH_TOLD); /* file by file, see fate_of */
}

/* The quotes of a file's findings, decoded; the slices point into texts. */
static size_t quotes_of(const struct aftermath *aftermath, const char *path, struct slice *quotes,
                        struct buf *texts)
{
    struct found_walk walk = { .review = aftermath->review };
    struct found found;
    size_t count = 0, at = 0;

    while (found_next(&walk, &found) && count < FINDINGS_KEPT_MAX) {
        if (!scan_is(scan_member(found.value, "file"), path) ||
            scan_string(scan_member(found.value, "quote"), texts) < 0)
            continue;
        quotes[count++] = (struct slice){ NULL, texts->size - at };
        at = texts->size;
    }
    at = 0;
    for (size_t i = 0; i < count; i++) {
        quotes[i].data = texts->data + at;
        at += quotes[i].size;
    }
    return count;
}

/* As many files as are compared in no time. */
static bool has_come(const struct aftermath *aftermath)
{
    struct slice *quotes = xcalloc(FINDINGS_KEPT_MAX, sizeof(*quotes));
    struct trace trace = { 0 };
    size_t bytes = 0;

    for (size_t i = 0; i < aftermath->file_count_ && bytes < FILES_TEXT_MAX; i++) {
        const char *path = aftermath->files_[i].path;
        struct slice with = text_of(&aftermath->with_, path);
        CLEANUP(buf_done) struct buf texts = BUF_MAX(REVIEW_REPORT_MAX);
        size_t count = quotes_of(aftermath, path, quotes, &texts);

        trace_add(&trace, text_of(&aftermath->before_, path), with,
                  text_of(&aftermath->later_, path), quotes, count);
        bytes += with.size;
    }
    free(quotes);
    return trace_has_come(&trace);
}

static void on_with(void *user, struct revision_files *revision, const struct err *err)
{
    struct aftermath *aftermath = user;

    if (!take(aftermath, &aftermath->with_, revision, err))
        return;
    finish(aftermath, has_come(aftermath) ? AFTERMATH_TOLD : AFTERMATH_NOT_COME);
}

void aftermath_write(const struct aftermath *aftermath, int64_t time_s, struct buf *out)
{
    struct slice commit = { aftermath->commit, COMMIT_SHOWN };

    for (size_t i = 0; i < aftermath->fate_count_; i++)
        outcome_add(out, &(struct statement){ aftermath->fates_[i].id, aftermath->fates_[i].fate,
                                              JUDGE_GIT, time_s, commit });
}

/* The names of those of a fate; answers how many there are. */
static size_t add_those(const struct aftermath *aftermath, enum fate fate, const char *words,
                        struct buf *out)
{
    size_t count = 0;

    for (size_t i = 0; i < aftermath->fate_count_; i++)
        if (aftermath->fates_[i].fate == fate)
            buf_addf(out, "%s%.*s", count++ == 0 ? words : ", ",
                     SLICE_FMT(aftermath->fates_[i].id));
    return count;
}

void aftermath_add_words(const struct aftermath *aftermath, struct buf *out)
{
    static const char *const states[] = {
        [AFTERMATH_NOT_COME] = " the change is not to be found, so git says nothing",
        [AFTERMATH_PATCH] = " nothing can be said: a patch was reviewed, and no commit",
        [AFTERMATH_NOTHING] =
            " nothing is to be said: no finding is left that has code to look for",
    };
    size_t count;

    if (aftermath->state == AFTERMATH_OPEN)
        return;
    buf_adds(out, "; at ");
    inert_add_label(out, slice_of(aftermath->name), 100);
    buf_addf(out, " (%.*s)", COMMIT_SHOWN, aftermath->commit);
    if (aftermath->state != AFTERMATH_TOLD) {
        buf_adds(out, states[aftermath->state]);
        return;
    }
    count = add_those(aftermath, FATE_ACCEPTED, " changed: ", out);
    count += add_those(
        aftermath, FATE_OPEN,
        count > 0 ? "; unchanged, which says nothing: " : " unchanged, which says nothing: ", out);
    if (count == 0)
        buf_adds(out, " the files of the findings are gone, or as they were before the change");
}

void aftermath_done(struct aftermath *aftermath)
{
    aftermath->job_ = revision_job_free(aftermath->job_);
    revision_done(&aftermath->later_);
    revision_done(&aftermath->before_);
    revision_done(&aftermath->with_);
    free(aftermath->fates_);
    for (size_t i = 0; i < aftermath->file_count_; i++) {
        free(aftermath->files_[i].path);
        free((char *)aftermath->files_[i].squeezed.data);
    }
}
