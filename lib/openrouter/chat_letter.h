/* chat_letter - a question ready to be sent, to its model or to one of its fallbacks. */
#pragma once

#include "openrouter/chat.h"

struct chat_letter {
    struct buf body;
    int addressee; /* which of models is asked; those behind it are its fallbacks */
    char *models[FALLBACKS_MAX + 2]; /* NULL-terminated */
    size_t head_size_;               /* of the body: what names them */
};

/* Copies the request. -1 (ERR_TOO_LARGE): longer than may be sent. */
int chat_letter_init(struct chat_letter *letter, const struct chat_request *request,
                     struct err *err);
void chat_letter_done(struct chat_letter *letter);

void chat_letter_address(struct chat_letter *letter, int addressee);

/* All of models, and who is asked. */
const char *const *chat_letter_models(const struct chat_letter *letter);
const char *chat_letter_model(const struct chat_letter *letter);
