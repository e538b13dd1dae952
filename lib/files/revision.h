/* revision - some files as they are in a commit.
 *
 *     revision_start -> (the files worker: libgit2) -> on_done -> revision_free
 *
 * For what is asked of a commit and not sent to anybody: whether quoted code is still there.
 */
#pragma once

#include "files/gather.h"

struct revision_file {
    char *path;
    bool is_there;   /* a regular file of at most FILE_TEXT_MAX bytes */
    struct buf text; /* when it is */
};

struct revision_files {
    char commit[65];
    bool is_since; /* it is the commit `since`, or that is among those that lead to it */
    struct revision_file *files; /* as they were asked for */
    size_t count;
};

struct revision_options {
    struct roots *roots;      /* shared as long as needed */
    const char *repo;         /* copied; NULL: that of the roots */
    const char *name;         /* copied: "main", "HEAD~2", an id */
    const char *since;        /* copied: the id of a commit; NULL: is_since is not asked */
    const char *const *paths; /* copied; from the top of the repository */
    size_t path_count;
};

struct revision_job;

/* As diff_start: once, from the loop; revision is borrowed. */
struct revision_job *revision_start(struct gathers *gathers, const struct revision_options *options,
                                    void (*on_done)(void *user, struct revision_files *revision,
                                                    const struct err *err),
                                    void *user);
struct revision_job *revision_job_free(struct revision_job *job);
void revision_done(struct revision_files *revision);
