/* material - what goes along with a question beside its prompt: the thread that it goes on with,
 * the persona, the files, and the form that its answer must have.
 *
 *   material_wait -> (the store) -> (the persona's file) -> (the files) -> on_ready
 *
 * Everything is screened here, also what a thread says again: nothing that holds a key is ready.
 */
#pragma once

#include "mcp-server/answer/structured.h"
#include "mcp-server/inquiry/conversation.h"
#include "mcp-server/material/attach.h"
#include "mcp-server/program.h"

struct material {
    struct program *program;
    const char *prompt;
    const char *thread;         /* NULL: none */
    const char *system;         /* of the call; NULL: the persona, or that of the thread, if any */
    const char *persona_file;   /* NULL: none */
    const cJSON *files;         /* array of strings; NULL: none */
    const cJSON *answer_schema; /* NULL: none */
    struct roots *roots;        /* where files may be, kept; NULL: those of the program */
    /* Once: all is there, or err says why not. */
    void (*on_ready)(void *user, const struct err *err);
    void *user;

    /* From on_ready on. */
    struct conversation conversation;
    struct structured *structured; /* NULL without a schema */
    const char *system_text;       /* of the call, the persona or the thread; NULL: none */
    const char *system_told;       /* with what must be said of the schema; NULL without one */
    const char *prompt_text;       /* with the files that are text */
    const char *content;           /* with the others, too; NULL: there are none */
    unsigned media_kinds;          /* of the others ... */
    size_t media_weight;           /* ... and what they count as; attach.h */
    struct gather_list list;       /* of files: what is sent, and what is not */

    const char *paths_[FILES_NAMED_MAX + 1];
    struct buf persona_, clean_prompt_, clean_system_, system_told_, text_, content_;
    struct store_thread *asked_;
    struct gather *gather_;
};

/* on_ready may run before this returns. material must stay where it is until then, or until
 * material_done. */
void material_wait(struct material *material);
bool material_is_awaited(const struct material *material);
void material_done(struct material *material);
