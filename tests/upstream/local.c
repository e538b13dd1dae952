/* local - the stand-in as a server of the user's own: Ollama, llama.cpp, vLLM or LM Studio.
 *
 *   GET /v1/models           -> the rows of a manner
 *   POST /v1/chat/completions -> a known member? a known model? -> a stream in that manner, whole
 *
 * Shapes as in the sources of the four (2025 and 2026): where the thinking stands, what a row
 * tells, how an error looks.
 */
#include "tests/upstream/local.h"

#include "base/clock.h"
#include "base/limits.h"
#include "json/scan.h"

#include <stdio.h>

#define BODY_MAX MIB(4)

enum manner { OLLAMA, LLAMA_CPP, VLLM, LM_STUDIO, MANNER_COUNT };

static const struct {
    const char *name;
    const char *models;             /* GET /v1/models */
    const char *served[3];          /* the names in it that chats know, too */
    const char *opening;            /* the first delta */
    const char *thought;            /* the member for thinking */
    const char *chunk, *usage_rest; /* around choices, and behind usage */
    const char *content_type;
} manners[MANNER_COUNT] = {
    [OLLAMA] = { "ollama",
                 "{\"object\":\"list\",\"data\":["
                 "{\"id\":\"qwen3:8b\",\"object\":\"model\",\"created\":1760000000,"
                 "\"owned_by\":\"library\"},"
                 "{\"id\":\"llama3.2:latest\",\"object\":\"model\",\"created\":1750000000,"
                 "\"owned_by\":\"library\"},"
                 "{\"id\":\"gpt-oss:120b-cloud\",\"object\":\"model\",\"created\":1750000000,"
                 "\"owned_by\":\"library\"}]}\n",
                 { "qwen3:8b", "llama3.2:latest", NULL },
                 "{\"role\":\"assistant\",\"content\":\"\"}",
                 "reasoning",
                 "\"system_fingerprint\":\"fp_ollama\"",
                 "",
                 "text/event-stream" },
    [LLAMA_CPP] = { "llama.cpp",
                    "{\"models\":[{\"name\":\"qwen.gguf\",\"model\":\"qwen.gguf\"}],"
                    "\"object\":\"list\",\"data\":[{\"id\":\"unsloth/Qwen3-8B-GGUF:Q4_K_M\","
                    "\"aliases\":[],\"tags\":[],\"object\":\"model\",\"created\":1790000000,"
                    "\"owned_by\":\"llamacpp\",\"meta\":{\"vocab_type\":2,\"n_vocab\":151936,"
                    "\"n_ctx\":16384,\"n_ctx_train\":40960,\"n_embd\":4096,"
                    "\"n_params\":8190735360,\"size\":5020000000}}]}",
                    { "unsloth/Qwen3-8B-GGUF:Q4_K_M", NULL },
                    "{\"role\":\"assistant\",\"content\":null}",
                    "reasoning_content",
                    "\"system_fingerprint\":\"b6881-8b11deea4\"",
                    ",\"timings\":{\"prompt_n\":9,\"prompt_ms\":20.5,\"predicted_n\":3}",
                    "text/event-stream" },
    [VLLM] = { "vllm",
               "{\"object\":\"list\",\"data\":[{\"id\":\"Qwen/Qwen3-32B\",\"object\":\"model\","
               "\"created\":1790000000,\"owned_by\":\"vllm\",\"root\":\"Qwen/Qwen3-32B\","
               "\"parent\":null,\"max_model_len\":32768,\"permission\":[]}]}",
               { "Qwen/Qwen3-32B", NULL },
               "{\"role\":\"assistant\",\"content\":\"\"}",
               "reasoning_content",
               "\"prompt_token_ids\":null",
               "",
               "text/event-stream; charset=utf-8" },
    [LM_STUDIO] = { "lmstudio",
                    "{\"data\":[{\"id\":\"qwen/qwen3-8b\",\"object\":\"model\","
                    "\"owned_by\":\"organization_owner\"}],\"object\":\"list\"}",
                    { "qwen/qwen3-8b", NULL },
                    "{\"role\":\"assistant\",\"content\":\"\"}",
                    "reasoning_content",
                    "\"system_fingerprint\":\"qwen/qwen3-8b\"",
                    "",
                    "text/event-stream" },
};

static const struct behaviour ordinary = { 0 };

static enum manner manner_of(const struct behaviour *how)
{
    for (size_t i = 0; i < MANNER_COUNT; i++)
        if (how->manner && strcmp(how->manner, manners[i].name) == 0)
            return (enum manner)i;
    return OLLAMA;
}

static void answer(struct reply *reply, const struct behaviour *how, int status,
                   const char *content_type)
{
    reply->status = how->status ? (int)how->status : status;
    reply->content_type = how->content_type ? how->content_type : content_type;
    reply_begin_whole(reply, how, clock_ms());
}

static void refuse(struct reply *reply, const struct behaviour *how, int status, const char *what)
{
    reply->own = BUF_MAX(BODY_MAX);
    buf_adds(&reply->own, "{\"error\":{\"message\":");
    json_quote(slice_of(how->message ? how->message : what), &reply->own);
    buf_adds(&reply->own, ",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}\n");
    answer(reply, how, status, "application/json");
}

/* What a script puts in place of the true answer. */
static bool answer_scripted(struct reply *reply, const struct behaviour *how)
{
    if (how->body) {
        reply->body = slice_of(how->body);
        answer(reply, how, 200, "application/json");
        return true;
    }
    if (how->status < 400)
        return false;
    refuse(reply, how, (int)how->status, "it failed");
    return true;
}

/* A chunk around the inside of a delta. */
static void add_chunk(struct buf *out, enum manner manner, const char *model, const char *delta,
                      const char *finish)
{
    buf_addf(out,
             "data: {\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\","
             "\"created\":1790000000,\"model\":\"%s\",%s,\"choices\":[{\"index\":0,\"delta\":%s,"
             "\"logprobs\":null,\"finish_reason\":%s}]%s}\n\n",
             model, manners[manner].chunk, delta, finish, manner == VLLM ? ",\"usage\":null" : "");
}

static void add_words(struct buf *out, enum manner manner, const char *model, const char *member,
                      const char *text)
{
    struct slice rest = slice_of(text), word;

    for (bool first = true; slice_split(&rest, ' ', &word); first = false) {
        CLEANUP(buf_done) struct buf piece = BUF_MAX(BODY_MAX), delta = BUF_MAX(BODY_MAX);

        buf_addf(&piece, "%s%.*s", first ? "" : " ", SLICE_FMT(word));
        buf_addf(&delta, "{\"%s\":", member);
        json_quote(buf_slice(&piece), &delta);
        buf_adds(&delta, "}");
        add_chunk(out, manner, model, buf_text(&delta), "null");
    }
}

static void add_stream(struct buf *out, const struct behaviour *how, const char *model, bool counts)
{
    enum manner manner = manner_of(how);
    CLEANUP(buf_done) struct buf finish = BUF_MAX(64);

    buf_addf(&finish, "\"%s\"", how->finish ? how->finish : "stop");
    add_chunk(out, manner, model, manners[manner].opening, "null");
    if (how->reasoning)
        add_words(out, manner, model, manners[manner].thought, how->reasoning);
    add_words(out, manner, model, "content", how->text ? how->text : "Hello from here.");
    if (!how->no_finish)
        add_chunk(out, manner, model, manner == OLLAMA ? "{\"content\":\"\"}" : "{}",
                  buf_text(&finish));
    if (counts)
        buf_addf(out,
                 "data: {\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\","
                 "\"created\":1790000000,\"model\":\"%s\",\"choices\":[],\"usage\":"
                 "{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12%s}%s}\n\n",
                 model, how->cost ? ",\"cost\":0.5" : "", manners[manner].usage_rest);
    if (!how->no_done)
        buf_adds(out, "data: [DONE]\n\n");
}

/* Members that such a server has no use for: a client that sends them mistakes it for OpenRouter.
 */
static const char *find_foreign(struct slice body)
{
    static const char *const foreign[] = { "provider", "models",    "plugins", "session_id",
                                           "trace",    "reasoning", "tools",   "user" };

    for (size_t i = 0; i < ARRAY_COUNT(foreign); i++)
        if (scan_member(body, foreign[i]).size > 0)
            return foreign[i];
    return NULL;
}

static bool is_served(const char *model)
{
    for (size_t i = 0; i < MANNER_COUNT; i++)
        for (const char *const *name = manners[i].served; *name; name++)
            if (strcmp(*name, model) == 0)
                return true;
    return false;
}

static void answer_chat(struct script *script, struct exchange *exchange, struct reply *reply)
{
    struct slice body = { exchange->body, exchange->body_size };
    const struct behaviour *how;
    const char *foreign;
    char sentence[256];
    struct err err;

    if (gate_check(body, &gate_upstream, &err) < 0) {
        refuse(reply, &ordinary, 400, "invalid JSON");
        return;
    }
    scan_text(scan_member(body, "model"), exchange->model, sizeof(exchange->model));
    how = script_next(script, exchange->model);
    foreign = find_foreign(body);
    snprintf(sentence, sizeof(sentence), "model '%s' not found", exchange->model);
    if (foreign) {
        snprintf(sentence, sizeof(sentence), "unknown member: %s", foreign);
        refuse(reply, &ordinary, 400, sentence);
    } else if (!how && !is_served(exchange->model)) {
        refuse(reply, &ordinary, 404, sentence);
    } else if (!how || !answer_scripted(reply, how)) {
        how = how ? how : &ordinary;
        reply->own = BUF_MAX(BODY_MAX);
        add_stream(&reply->own, how, exchange->model,
                   scan_type(scan_path(body, "stream_options", "include_usage")) == SCAN_TRUE);
        answer(reply, how, 200, manners[manner_of(how)].content_type);
    }
}

void local_answer(struct script *script, struct exchange *exchange, struct reply *reply)
{
    const struct behaviour *how;

    if (slice_is(exchange->method, SLICE("POST")) &&
        slice_is(exchange->path, SLICE("/v1/chat/completions"))) {
        answer_chat(script, exchange, reply);
        return;
    }
    if (!slice_is(exchange->method, SLICE("GET")) ||
        !slice_is(exchange->path, SLICE("/v1/models"))) {
        refuse(reply, &ordinary, 404, "404 page not found");
        return;
    }
    how = script_next(script, "GET /v1/models");
    how = how ? how : &ordinary;
    if (answer_scripted(reply, how))
        return;
    reply->body = slice_of(manners[manner_of(how)].models);
    answer(reply, how, 200, "application/json");
}
