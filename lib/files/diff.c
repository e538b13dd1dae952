/* diff - what a change changes: each file with its hunks, or why it is not sent.
 *
 *   diff_start -> errand_start -> (thread) diff_run -> on_compared -> on_done
 */
#include "files/diff/parts.h"

#include <stdlib.h>

struct diff_job {
    struct errand *errand;
    void (*on_done)(void *user, struct diff *diff, const struct err *err);
    void *user;
};

static char *copy(const char *text)
{
    return text ? xstrdup(text) : NULL;
}

static struct diffing *diffing_new(const struct diff_options *options)
{
    struct diffing *diffing = xcalloc(1, sizeof(*diffing));

    diffing->options = *options;
    diffing->options.files.roots = roots_share(options->files.roots);
    diffing->text = options->diff && options->diff[0] ? xstrdup(options->diff) : NULL;
    diffing->folder = copy(options->repo);
    diffing->paths = xcalloc(options->path_count + 1, sizeof(*diffing->paths));
    for (size_t i = 0; i < options->path_count; i++)
        diffing->paths[i] = xstrdup(options->paths[i]);
    return diffing;
}

static void run(void *data, const struct errand_pace *pace)
{
    struct diffing *diffing = data;

    diffing->pace = pace;
    diff_run(diffing);
}

static void dispose(void *data)
{
    struct diffing *diffing = data;

    diff_done(&diffing->diff);
    range_done(&diffing->range);
    deltas_done(&diffing->deltas);
    selection_done(&diffing->selection);
    disk_done(&diffing->disk);
    git_tree_free(diffing->attributes);
    repo_free(diffing->repo);
    for (size_t i = 0; i < diffing->options.path_count; i++)
        free(diffing->paths[i]);
    free(diffing->paths);
    free(diffing->text);
    free(diffing->folder);
    roots_free(diffing->options.files.roots);
    if (diffing->options.files.release)
        diffing->options.files.release(diffing->options.files.kept);
    free(diffing);
}

static const struct errand_kind comparing = {
    run, dispose, "the change was not read",
    "Or the repository is damaged (git fsck). Narrow it with paths"
};

static void on_compared(void *user, void *data, const struct err *err)
{
    struct diff_job *job = user;
    struct diffing *diffing = data;

    if (!err && diffing->err.kind != ERR_NONE)
        err = &diffing->err;
    job->on_done(job->user, err ? NULL : &diffing->diff, err);
}

struct diff_job *diff_start(struct gathers *gathers, const struct diff_options *options,
                            void (*on_done)(void *user, struct diff *diff, const struct err *err),
                            void *user)
{
    struct diff_job *job = xcalloc(1, sizeof(*job));

    job->on_done = on_done;
    job->user = user;
    job->errand = errand_start(gathers->errands, &comparing, diffing_new(options),
                               options->files.wait_ms, on_compared, job);
    return job;
}

struct diff_job *diff_job_free(struct diff_job *job)
{
    if (!job)
        return NULL;
    errand_free(job->errand);
    free(job);
    return NULL;
}

void diff_done(struct diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        struct diff_file *file = &diff->files[i];

        diff_empty(file);
        free(file->path);
        free(file->old_path);
        free(file->rule);
        free(file->why);
    }
    free(diff->files);
    free(diff->what);
    free(diff->told);
    free(diff->repository);
    *diff = (struct diff){ .count = 0 };
}
