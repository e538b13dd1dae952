/* conversation - the turns of a thread, between the store and a question. Pure.
 *
 *     {"model": "a/x", "system": "...", "answer": "...", "thoughts": [...],
 *      "content": "..." or [parts], "weight": 900, "kinds": 2}
 */
#pragma once

#include "mcp-server/inquiry/inquiry_request.h"
#include "openrouter/chat.h"
#include "store/threads.h"

/* Appends the text of a turn for threads_keep; -1 when it does not fit. */
int conversation_write(const struct inquiry_request *request, const struct chat_reply *reply,
                       struct buf *out);

struct conversation {
    struct said {
        char *model;           /* who was asked */
        struct chat_turn turn; /* its texts are owned */
        unsigned kinds;        /* enum media_kind: what it has beside text */
    } * said;                  /* the newest first */
    size_t count;
    char *system; /* of the newest turn; NULL: it had none */
    bool is_cut;  /* there are older turns that were not read */
};

/* Reads a thread. -1 and err (ERR_CONFIG) for texts that are none of ours. Zeroed before; its
 * conversation_done is due in any case. */
int conversation_read(struct conversation *conversation, const struct thread *thread,
                      struct err *err);
void conversation_done(struct conversation *conversation);

/* Reads one turn by itself, as conversation_read does. */
int conversation_read_turn(struct conversation *conversation, struct slice turn, struct err *err);

/* Appends what was asked, from a turn's content: the text, or the texts of its parts; what is no
 * text is named, "[image_url]". */
void conversation_add_question(struct slice content, struct buf *out);

/* The newest turns that have at most bytes_max together, the oldest of them first, for a question
 * to model: answers how many. An answer's thoughts go along to the model that thought them, and to
 * no other, which could not read them. turns (with room for all) borrows. */
size_t conversation_select(const struct conversation *conversation, const char *model,
                           size_t bytes_max, struct chat_turn *turns);

/* The media of the newest turns together. */
unsigned conversation_kinds(const struct conversation *conversation, size_t turn_count);

/* What a turn adds to a request, in bytes of text. */
size_t conversation_turn_bytes(const struct chat_turn *turn);
