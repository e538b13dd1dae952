/* aftermath - what git says of a review's findings: at a later revision, is the code that they
 * quote still there?
 *
 *   aftermath_start -> the files at that revision -> (has the change come there at all?) -> on_end
 *
 * Code that is gone was changed, so the finding is accepted; code that is still there says nothing.
 * Nor does a revision that the change has never reached, where nothing of it is there: it has, when
 * the reviewed commit is among those that lead to it, or else (a squash, a rebase) when half of the
 * lines are there that the change added and no finding quotes. Of what lay uncommitted when it was
 * reviewed, the file must have changed since.
 *
 * Embedded in its owner's state, which sets the first members, and calls aftermath_done last.
 */
#pragma once

#include "files/revision.h"
#include "mcp-server/program.h"
#include "mcp-server/worth/outcome.h"

enum aftermath_state {
    AFTERMATH_OPEN,
    AFTERMATH_TOLD,     /* of each finding it is known */
    AFTERMATH_NOT_COME, /* the change is not in that revision */
    AFTERMATH_PATCH,    /* the review was of a patch file: there is no commit to go by */
    AFTERMATH_NOTHING   /* no finding is left that has code to look for */
};

struct aftermath {
    const struct program *program;
    const char *name;     /* of the revision: "main" */
    struct slice review;  /* these three are kept: as report.h has it */
    struct slice said;    /* statements of this call: those findings are not looked at, ... */
    struct slice outcome; /* ... nor those of which more was said before than that they are right */
    /* Once, never from inside aftermath_start; err (ERR_ARGUMENT ...) as of revision_start. */
    void (*on_end)(void *user, const struct err *err);
    void *user;

    enum aftermath_state state;
    char commit[65];

    struct revision_files later_, before_, with_;
    struct revision_job *job_;
    struct aftermath_file_ {
        char *path;
        struct slice squeezed; /* as it is at that revision; no data: it is not there */
    } files_[FILES_MAX];
    size_t file_count_;
    struct aftermath_fate_ {
        struct slice id;
        enum fate fate;
    } * fates_; /* of those findings of which git says something */
    size_t fate_count_;
};

void aftermath_start(struct aftermath *aftermath);

/* Appends what it says as statements by git; FATE_OPEN where it says nothing (any more). */
void aftermath_write(const struct aftermath *aftermath, int64_t time_s, struct buf *out);

/* "; at main (1a2b3c4d) changed: F2, F4; unchanged, which says nothing: F5": appends. */
void aftermath_add_words(const struct aftermath *aftermath, struct buf *out);

void aftermath_done(struct aftermath *aftermath);
