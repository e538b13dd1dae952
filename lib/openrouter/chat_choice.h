/* chat_choice - the first choice of an answer, whole or as a delta, into the reply. Pure. */
#pragma once

#include "base/limits.h"
#include "openrouter/chat.h"
#include "openrouter/chat_thoughts.h"

/* The texts behind a reply's slices and pointers. */
struct chat_texts {
    struct buf text, refusal, scratch;
    struct chat_thoughts thoughts;
    struct buf thoughts_json; /* of the end */
    char model[MODEL_NAME_MAX + 1], provider[64], generation_id[128];
    char finish_reason[32], native_finish_reason[64];
    cJSON *citations;
    struct slice only_content; /* the raw content of the choice that was read, when it was all that
                                  the choice carried; borrowed from it */
};

struct chat_listener {
    void (*on_delta)(void *user, enum chat_part part, struct slice text);
    void *user;
};

/* choice is an element of choices: {delta|message, finish_reason, native_finish_reason}. Answers
 * whether there was anything in it: text, thinking, a tool call, a finish; a keep-alive chunk has
 * none. on_delta may be NULL. */
bool chat_choice_read(struct slice choice, struct chat_texts *texts, struct chat_reply *reply,
                      const struct chat_listener *listener);

/* The same for the raw content alone: a string value. */
bool chat_choice_add_content(struct slice content, struct chat_texts *texts,
                             struct chat_reply *reply, const struct chat_listener *listener);
