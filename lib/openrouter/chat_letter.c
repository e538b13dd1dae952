/* chat_letter - a question ready to be sent, to its model or to one of its fallbacks. */
#include "openrouter/chat_letter.h"

#include <stdlib.h>

/* Control characters grow sixfold, text little. */
#define BODY_MAX (2 * PROMPT_MAX + KIB(64))

int chat_letter_init(struct chat_letter *letter, const struct chat_request *request,
                     struct err *err)
{
    const char *models[FALLBACKS_MAX + 2];

    *letter = (struct chat_letter){ .body = BUF_MAX(BODY_MAX) };
    chat_models(request, models);
    for (size_t i = 0; models[i]; i++)
        letter->models[i] = xstrdup(models[i]);
    chat_body_head(models, &letter->body);
    letter->head_size_ = letter->body.size;
    if (chat_body_rest(request, &letter->body) < 0)
        return err_set(err, ERR_TOO_LARGE, "the request is longer than %zu MiB; send less text",
                       BODY_MAX >> 20);
    return 0;
}

void chat_letter_done(struct chat_letter *letter)
{
    buf_done(&letter->body);
    for (size_t i = 0; letter->models[i]; i++)
        free(letter->models[i]);
    *letter = (struct chat_letter){ 0 };
}

void chat_letter_address(struct chat_letter *letter, int addressee)
{
    struct buf body = BUF_MAX(BODY_MAX + KIB(4));

    if (addressee == letter->addressee)
        return;
    letter->addressee = addressee;
    chat_body_head(chat_letter_models(letter) + addressee, &body);

    size_t head_size = body.size;

    buf_add(&body, slice_from(buf_slice(&letter->body), letter->head_size_));
    buf_done(&letter->body);
    letter->body = body;
    letter->head_size_ = head_size;
}

const char *const *chat_letter_models(const struct chat_letter *letter)
{
    return (const char *const *)letter->models;
}

const char *chat_letter_model(const struct chat_letter *letter)
{
    return letter->models[letter->addressee];
}
