/* local_rows - what an endpoint of the user's own offers, as rows like OpenRouter's. Pure.
 *
 * Ollama, llama.cpp, vLLM and LM Studio answer GET /v1/models alike ({"data": [{"id": ...}]}), and
 * each tells the length of the context in its own way, or not at all.
 */
#pragma once

#include "openrouter/models.h"

/* Whose rows they are. */
struct local_source {
    const char *endpoint;
    bool is_loopback;
    bool keeps_nothing; /* the user says so */
};

/* body passed the gate. Left out is what cannot be named safely in MODEL_NAME_MAX bytes, what comes
 * after LOCAL_MODELS_MAX rows, and models of Ollama's cloud (":cloud", "-cloud"), which the local
 * server passes on to ollama.com: they are neither local nor free. -1 (ERR_PROTOCOL): it is no
 * list.
 */
int local_rows_read(struct slice body, const struct local_source *source, struct models *models,
                    struct err *err);

/* The same of names alone: an array of strings, which the user vouches for. */
void local_rows_of(const cJSON *names, const struct local_source *source, struct models *models);
