/* Units of openrouter/local_name, ollama_host, local_rows and local_problem. */
#include "base/limits.h"
#include "openrouter/local_name.h"
#include "openrouter/local_rows.h"
#include "openrouter/model_query.h"
#include "openrouter/ollama_host.h"
#include "openrouter/problem.h"
#include "test.h"

#include <stdio.h>

TEST("local name: the endpoint is the first part, all the rest is the server's own name")
{
    static const struct {
        const char *name, *endpoint, *model;
    } rows[] = {
        { "local/ollama/qwen3:8b", "ollama", "qwen3:8b" },
        { "Local/ollama/qwen3:8b", "ollama", "qwen3:8b" },
        { "local/cpp/unsloth/Qwen3-8B-GGUF:Q4_K_M", "cpp", "unsloth/Qwen3-8B-GGUF:Q4_K_M" },
        { "local/cpp//models/a.gguf", "cpp", "/models/a.gguf" },
        { "local/lm/qwen3-8b@q4_k_m", "lm", "qwen3-8b@q4_k_m" },
        { "local/ollama/", "ollama", "" },
        { "local/ollama", "ollama", "" },
        { "local/", "", "" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK(local_name_is(rows[i].name));
        CHECK(slice_is(local_name_endpoint(rows[i].name), slice_of(rows[i].endpoint)));
        CHECK_STR(local_name_model(rows[i].name), rows[i].model);
    }
}

TEST("local name: the names of others are as they are")
{
    static const char *const names[] = { "openai/gpt-5", "locals/x/y", "local", "", "a/local/b" };

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        CHECK(!local_name_is(names[i]));
        CHECK(!local_name_endpoint(names[i]).data);
        CHECK_STR(local_name_model(names[i]), names[i]);
    }
}

/* The address, or the kind of refusal and what it says. */
static const char *ollama(const char *host)
{
    static char said[1200];
    char url[OLLAMA_URL_SIZE];
    struct err err = { 0 };

    if (ollama_url(host, url, &err) == 0)
        snprintf(said, sizeof(said), "%s", url);
    else
        snprintf(said, sizeof(said), "%s: %s", err_kind_name(err.kind), err.text);
    return said;
}

TEST("OLLAMA_HOST: Ollama's own forms of an address of this machine")
{
    static const struct {
        const char *host, *url;
    } rows[] = {
        { NULL, "http://127.0.0.1:11434/v1" },
        { "", "http://127.0.0.1:11434/v1" },
        { "127.0.0.1", "http://127.0.0.1:11434/v1" },
        { "127.0.0.1:1234", "http://127.0.0.1:1234/v1" },
        { "127.8.9.1:1234", "http://127.8.9.1:1234/v1" },
        { ":1234", "http://127.0.0.1:1234/v1" },
        { "localhost", "http://localhost:11434/v1" },
        { "0.0.0.0", "http://127.0.0.1:11434/v1" },
        { "0.0.0.0:8000", "http://127.0.0.1:8000/v1" },
        { "[::]:8000", "http://[::1]:8000/v1" },
        { "[::]", "http://[::1]:11434/v1" },
        { "::", "http://[::1]:11434/v1" },
        { "::1", "http://[::1]:11434/v1" },
        { "[::1]", "http://[::1]:11434/v1" },
        { "[::1]:1234", "http://[::1]:1234/v1" },
        { "http://127.0.0.1", "http://127.0.0.1:80/v1" },
        { "https://localhost", "https://localhost:443/v1" },
        { "http://localhost:11434/", "http://localhost:11434/v1" },
        { "http://0.0.0.0:11434//", "http://127.0.0.1:11434/v1" },
        { " \"127.0.0.1:1234\" ", "http://127.0.0.1:1234/v1" },
        { "'localhost:1234'", "http://localhost:1234/v1" },
        { "127.0.0.1:", "http://127.0.0.1:11434/v1" }, /* a port that is none is the usual one */
        { "127.0.0.1:x", "http://127.0.0.1:11434/v1" },
        { "127.0.0.1:70000", "http://127.0.0.1:11434/v1" },
        { "http://127.0.0.1:x", "http://127.0.0.1:80/v1" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_STR(ollama(rows[i].host), rows[i].url);
}

TEST("OLLAMA_HOST: another machine is not asked, whatever it is called")
{
    static const char *const hosts[] = {
        "192.168.1.5",
        "ollama.example:11434",
        "https://ollama.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://evil.example/127.0.0.1",
        "evil.example#127.0.0.1",
        "evil.example?127.0.0.1:80",
        "[2001:db8::1]:11434",
        "2001:db8::1",
        "ftp://127.0.0.1",
        "127.0.0.1 evil.example",
        "127.0.0.1\nevil.example",
        "]:1",
        "a-name-that-is-much-longer-than-any-address-of-this-machine-can-be.example:11434",
    };

    for (size_t i = 0; i < ARRAY_COUNT(hosts); i++)
        CHECK_SAYS(ollama(hosts[i]), "config: OLLAMA_HOST is n");
    CHECK_SAYS(ollama("192.168.1.5"), "(192.168.1.5); another one is asked only when endpoints in "
                                      "config.json names it");
}

static const struct local_source here = { "own", .is_loopback = true };
static const struct local_source far = { "own" };

static struct models read_rows(const char *body, const struct local_source *source)
{
    struct models models;
    struct err err = { 0 };

    if (local_rows_read(slice_of(body), source, &models, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return models;
}

TEST("local rows: the four servers' ways of telling a context")
{
    struct models models = read_rows(
        "{\"object\":\"list\",\"data\":["
        "{\"id\":\"a-ollama:8b\",\"object\":\"model\",\"created\":1760000000,"
        "\"owned_by\":\"library\"},"
        "{\"id\":\"b-cpp\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_train\":40960}},"
        "{\"id\":\"c-cpp\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx\":16384,"
        "\"n_ctx_train\":40960}},"
        "{\"id\":\"d/vllm\",\"owned_by\":\"vllm\",\"root\":\"x\",\"max_model_len\":32768,"
        "\"permission\":[]},"
        "{\"id\":\"e-lora\",\"owned_by\":\"vllm\",\"max_model_len\":null,\"parent\":\"x\"},"
        "{\"id\":\"f-lm\",\"max_context_length\":131072,\"loaded_context_length\":4096},"
        "{\"id\":\"g-odd\",\"meta\":null,\"context_length\":-1},"
        "{\"id\":\"h-huge\",\"context_length\":9223372036854775807}]}",
        &here);
    static const int64_t contexts[] = { 0, 40960, 16384, 32768, 0, 4096, 0, 1000000000 };

    CHECK_INT((int64_t)models.count, ARRAY_COUNT(contexts));
    for (size_t i = 0; i < models.count; i++)
        CHECK_INT(models.list[i].context_length, contexts[i]);
    CHECK_INT(models.list[0].created_unix_s, 1760000000);
    models_done(&models);
}

TEST("local rows: a row has price zero, is no free offer, and says where prompts stay")
{
    struct models models = read_rows("{\"data\":[{\"id\":\"qwen3:8b\"}]}", &here);
    const struct model *model = &models.list[0];

    CHECK_STR(model->id, "local/own/qwen3:8b");
    CHECK_STR(model->name, "qwen3:8b");
    CHECK(slice_is(model->vendor, SLICE("local")) && model_is_by(model, "Local"));
    CHECK(model->is_local && model->stays_here && !model->is_free && model->text_output);
    CHECK(model->base.known && model->highest.known);
    CHECK_INT(model->highest.prompt_pico, 0);
    CHECK_INT(model->highest.completion_pico, 0);
    CHECK_INT(model->highest.request_nano, 0);
    CHECK_INT(model->coding_index, -1);
    models_done(&models);

    models = read_rows("{\"data\":[{\"id\":\"m\"}]}", &far);
    CHECK(models.list[0].is_local && !models.list[0].stays_here);
    models_done(&models);

    models = read_rows("{\"data\":[{\"id\":\"m\"}]}",
                       &(struct local_source){ "own", .keeps_nothing = true });
    CHECK(models.list[0].stays_here);
    models_done(&models);
}

TEST("local rows: what cannot be named safely, comes twice, or is Ollama's cloud is left out")
{
    struct models models = read_rows(
        "{\"data\":[{\"id\":\"b\"},{\"id\":\"a b\"},{\"id\":\"\"},{\"id\":7},{},null,\"x\","
        "{\"id\":\"a\\n\"},{\"id\":\"gpt-oss:120b-cloud\"},{\"id\":\"glm-4.6:cloud\"},"
        "{\"id\":\"cloud\"},{\"id\":\"b\"},"
        "{\"id\":\"0123456789012345678901234567890123456789012345678901234567890123456789012345"
        "6789012345678901234567890123456789012345678901234567890123456789\"}]}",
        &here);

    CHECK_INT((int64_t)models.count, 2);
    CHECK_STR(models.list[0].id, "local/own/b");
    CHECK_STR(models.list[1].id, "local/own/cloud");
    models_done(&models);
}

TEST("local rows: an Ollama without models has a list that is null; what is no list is an error")
{
    static const char *const bad[] = { "{}", "{\"data\":{}}", "[]", "{\"data\":\"x\"}", "7" };
    struct models models = read_rows("{\"object\":\"list\",\"data\":null}", &here);
    struct err err = { 0 };

    CHECK_INT((int64_t)models.count, 0);
    models_done(&models);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        CHECK_INT(local_rows_read(slice_of(bad[i]), &here, &models, &err), -1);
        CHECK_INT(err.kind, ERR_PROTOCOL);
        models_done(&models);
    }
}

TEST("local rows: no more than LOCAL_MODELS_MAX are kept")
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(MIB(1));

    buf_adds(&body, "{\"data\":[");
    for (int i = 0; i < LOCAL_MODELS_MAX + 5; i++)
        buf_addf(&body, "%s{\"id\":\"m%d\"}", i > 0 ? "," : "", i);
    buf_adds(&body, "]}");

    struct models models = read_rows(buf_text(&body), &here);

    CHECK_INT((int64_t)models.count, LOCAL_MODELS_MAX);
    models_done(&models);
}

TEST("local rows: names of the settings are taken as they are, Ollama's cloud as another machine")
{
    cJSON *names = cJSON_Parse("[\"x/y:z\",\"gpt-oss:120b-cloud\",7]");
    struct models models;

    local_rows_of(names, &here, &models);
    CHECK_INT((int64_t)models.count, 2);
    CHECK_STR(models.list[0].id, "local/own/gpt-oss:120b-cloud");
    CHECK(!models.list[0].stays_here);
    CHECK_STR(models.list[1].id, "local/own/x/y:z");
    CHECK(models.list[1].stays_here);
    models_done(&models);
    cJSON_Delete(names);
}

TEST("local rows: a query for zero data retention takes what stays here, without a list")
{
    struct models models = read_rows("{\"data\":[{\"id\":\"m\"}]}", &here);
    struct model_query query = { .zdr = true, .max_in_pico = -1, .max_out_pico = -1 };

    CHECK_INT(model_query_misses(&query, &models.list[0], NULL), 0);
    models_done(&models);
}

TEST("local problem: errors in every shape become a sentence that does not send to OpenRouter")
{
    static const struct {
        int status;
        const char *body;
        enum err_kind kind;
        const char *says;
    } rows[] = {
        { 404, "{\"error\":\"model 'x' not found\"}", ERR_MODEL, "(404): \"model 'x' not found\"" },
        { 404, "{\"error\":{\"message\":\"no\",\"type\":\"not_found_error\",\"code\":null}}",
          ERR_MODEL, "knows no such model" },
        { 400,
          "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 "
          "tokens.\",\"type\":\"BadRequestError\",\"code\":400}",
          ERR_ARGUMENT, "longer than the context" },
        { 400,
          "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context "
          "size\",\"type\":\"exceed_context_size_error\",\"n_ctx\":4096}}",
          ERR_ARGUMENT, "longer than the context" },
        { 400, "{\"error\":\"Trying to keep the first 8082 tokens when context the overflows.\"}",
          ERR_ARGUMENT, "--ctx-size" },
        { 400, "{\"error\":{\"message\":\"invalid reasoning value\"}}", ERR_ARGUMENT, "effort" },
        { 401, "{\"error\":{\"message\":\"Invalid API Key\",\"code\":401}}", ERR_AUTH,
          "api_key_file" },
        { 503, "{\"error\":{\"code\":503,\"message\":\"Loading model\"}}", ERR_UPSTREAM,
          "still loads it" },
        { 429, "{\"error\":\"server busy\"}", ERR_RATE, "is busy" },
        { 500, "{\"error\":{\"message\":\"model requires more system memory\"}}", ERR_UPSTREAM,
          "too little memory" },
        { 500, "<html><title>Internal</title></html>", ERR_UPSTREAM, "its server failed" },
        { 200, "{\"error\":{\"message\":\"cuda went away\"}}", ERR_UPSTREAM, "cuda went away" },
        { 302, "", ERR_PROTOCOL, "base_url" },
        { 413, "", ERR_ARGUMENT, "too large for its server" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct problem problem;

        problem_read(rows[i].status, slice_of(rows[i].body), "local/own/x", &problem);
        CHECK_INT(problem.err.kind, rows[i].kind);
        CHECK_SAYS(problem.err.text, rows[i].says);
        CHECK(!strstr(problem.err.text, "OpenRouter") && !strstr(problem.err.text, "OPENROUTER"));
    }
}
