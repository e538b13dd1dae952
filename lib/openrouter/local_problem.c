/* local_problem - which kind of failure an error of the user's own server is. Pure. */
#include "openrouter/problem_row.h"

#include "base/slice.h"

#include <strings.h>

#define OTHER_MODEL "Choose another model; list_models with vendor local shows what there is."
#define SEE_THERE   "The user can see why in what that server prints; or choose another model."

enum row {
    ROW_CONTEXT,
    ROW_MEMORY,
    ROW_KEY,
    ROW_UNKNOWN_MODEL,
    ROW_TOO_LARGE,
    ROW_BUSY,
    ROW_LOADING,
    ROW_BAD_REQUEST,
    ROW_REDIRECT,
    ROW_FAILED,
};

static const struct problem_row rows[] = {
    [ROW_CONTEXT] = { ERR_ARGUMENT, "the prompt is longer than the context that it is served with",
                      "Send less text; or the user gives the model a longer context where it is "
                      "served (OLLAMA_CONTEXT_LENGTH, --ctx-size, --max-model-len)." },
    [ROW_MEMORY] = { ERR_UPSTREAM, "the machine has too little memory for it",
                     "Choose a smaller model; list_models with vendor local shows what there is.",
                     .lasts = true },
    [ROW_KEY] = { ERR_AUTH, "the endpoint refused the key",
                  "The user should name a file with its key as api_key_file of this endpoint in "
                  "config.json.",
                  .of_key = true },
    [ROW_UNKNOWN_MODEL] = { ERR_MODEL, "its server knows no such model", OTHER_MODEL },
    [ROW_TOO_LARGE] = { ERR_ARGUMENT, "the request is too large for its server",
                        "Send less text." },
    [ROW_BUSY] = { ERR_RATE, "its server is busy", "Wait and ask again, or choose another model." },
    [ROW_LOADING] = { ERR_UPSTREAM, "its server is busy, or still loads it",
                      "Wait and ask again, or choose another model." },
    [ROW_BAD_REQUEST] = { ERR_ARGUMENT, "its server refused the request as invalid",
                          "Change the request (effort, max_output_tokens), or choose another "
                          "model." },
    [ROW_REDIRECT] = { ERR_PROTOCOL, "its server answered with a redirect, which is not followed",
                       "The user should correct the endpoint's base_url in config.json." },
    [ROW_FAILED] = { ERR_UPSTREAM, "its server failed", SEE_THERE },
};

static const struct {
    const char *words;
    enum row row;
} phrases[] = {
    { "maximum context length", ROW_CONTEXT }, /* vLLM */
    { "available context size", ROW_CONTEXT }, /* llama.cpp */
    { "exceed_context_size", ROW_CONTEXT },
    { "when context the overflows", ROW_CONTEXT }, /* LM Studio, in its own order of words */
    { "exceeds the context", ROW_CONTEXT },
    { "more system memory", ROW_MEMORY }, /* Ollama */
    { "out of memory", ROW_MEMORY },
    { "loading model", ROW_LOADING }, /* llama.cpp */
};

static const struct {
    int from, to;
    enum row row;
} codes[] = {
    { 300, 399, ROW_REDIRECT },      { 401, 401, ROW_KEY },       { 403, 403, ROW_KEY },
    { 404, 404, ROW_UNKNOWN_MODEL }, { 413, 413, ROW_TOO_LARGE }, { 429, 429, ROW_BUSY },
    { 400, 499, ROW_BAD_REQUEST },   { 503, 503, ROW_LOADING },
};

const struct problem_row *local_problem_row_of(const struct problem_facts *facts)
{
    for (size_t i = 0; i < ARRAY_COUNT(phrases); i++)
        if (strcasestr(facts->message, phrases[i].words))
            return &rows[phrases[i].row];
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++)
        if (facts->code >= codes[i].from && facts->code <= codes[i].to)
            return &rows[codes[i].row];
    return &rows[ROW_FAILED];
}
