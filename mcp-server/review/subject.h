/* subject - what a review is about: the change, with the functions around it, what it is for, and
 * the project's rules.
 *
 *   subject_wait -> (the diff) -> (rules and intent that are files) -> screened -> on_ready
 *
 * Nothing that the rules of files or the scan for secrets stop is in it; what of the change is not
 * sent is listed in it with its reason.
 */
#pragma once

#include "files/diff.h"
#include "mcp-server/program.h"
#include "review/grow.h"

struct subject {
    struct program *program;
    const char *diff, *repo;   /* as in files/diff.h; NULL: not given */
    const cJSON *paths;        /* arrays of strings; NULL: none */
    const cJSON *rules;        /* files */
    const char *focus;         /* NULL: none */
    const char *intent;        /* a text, or "@" and the name of a file; NULL: none */
    enum grow_context context; /* how much around a change is shown */
    struct roots *roots;       /* where files may be, kept; NULL: those of the program */
    void (*on_ready)(void *user, const struct err *err); /* once */
    void *user;

    /* From on_ready on. */
    struct diff change;
    struct grown *grown;      /* one for each file of it */
    struct gather_list read;  /* the rules in their order, then the intent's file */
    size_t rule_count;        /* of these */
    const char *focus_text;   /* that may be sent; NULL: none */
    struct slice intent_text; /* empty: none */
    uint64_t fingerprint;     /* of all that is shown: the same for the same */

    struct diff_job *job_;
    struct gather *gather_;
    const char *names_[FILES_NAMED_MAX + 2];
    struct buf clean_focus_, clean_intent_;
};

/* Adds bytes to such a fingerprint. */
void subject_mix(uint64_t *fingerprint, struct slice bytes);

/* on_ready may run before this returns. subject must stay where it is until then, or until
 * subject_done. */
void subject_wait(struct subject *subject);

/* Whether a changed line of a file is longer than a view shows (VIEW_LINE_MAX): nobody reads its
 * end. */
bool subject_has_cut(const struct subject *subject, size_t file);
void subject_done(struct subject *subject);
