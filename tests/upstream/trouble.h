/* trouble - error answers, in every shape that OpenRouter was seen to give. */
#pragma once

#include "base/buf.h"

struct trouble {
    const char *name;
    int status;
    const char *content_type; /* NULL: application/json */
    const char *headers;      /* whole header lines, or NULL */
    const char *body;         /* $MODEL stands for the model, $MESSAGE for the sentence */
    const char *message;      /* the sentence when the script gives none */
};

/* NULL when there is none of that name. */
const struct trouble *trouble_find(const char *name);

/* The first row of a status, or the one for 500. */
const struct trouble *trouble_of_status(int status);

/* Appends the body; message NULL: the row's own. */
void trouble_body(const struct trouble *trouble, const char *model, const char *message,
                  struct buf *out);
