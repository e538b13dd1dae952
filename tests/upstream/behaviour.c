/* behaviour - how the stand-in answers one request. */
#include "tests/upstream/behaviour.h"

#include "tests/upstream/oddity.h"
#include "tests/upstream/trouble.h"

#define FIELD(type, name)                                                                          \
    {                                                                                              \
#name, type, offsetof(struct behaviour, name)                                              \
    }

static const struct json_field fields[] = {
    FIELD(JSON_INT, headers_ms),
    FIELD(JSON_INT, first_ms),
    FIELD(JSON_INT, token_ms),
    FIELD(JSON_INT, comments),
    FIELD(JSON_INT, comment_ms),
    FIELD(JSON_STR, text),
    FIELD(JSON_NODE, pieces),
    FIELD(JSON_INT, tokens),
    FIELD(JSON_INT, token_bytes),
    FIELD(JSON_STR, reasoning),
    FIELD(JSON_INT, reasoning_tokens),
    FIELD(JSON_STR, refusal),
    FIELD(JSON_BOOL, null_content),
    FIELD(JSON_BOOL, tool_calls),
    FIELD(JSON_BOOL, ignores_cap),
    FIELD(JSON_INT, citations),
    FIELD(JSON_STR, odd),
    FIELD(JSON_STR, model),
    FIELD(JSON_STR, provider),
    FIELD(JSON_STR, finish),
    FIELD(JSON_STR, native_finish),
    FIELD(JSON_STR, usage),
    FIELD(JSON_STR, cost),
    FIELD(JSON_BOOL, no_finish),
    FIELD(JSON_BOOL, no_done),
    FIELD(JSON_BOOL, twice_done),
    FIELD(JSON_BOOL, byok),
    FIELD(JSON_STR, manner),
    FIELD(JSON_INT, status),
    FIELD(JSON_STR, error),
    FIELD(JSON_STR, message),
    FIELD(JSON_STR, body),
    FIELD(JSON_STR, content_type),
    FIELD(JSON_NODE, headers),
    FIELD(JSON_INT, error_at),
    FIELD(JSON_INT, garbage_at),
    FIELD(JSON_INT, stall_at),
    FIELD(JSON_STR, garbage),
    FIELD(JSON_INT, stall_ms),
    FIELD(JSON_STR, cut),
    FIELD(JSON_INT, cut_after),
    FIELD(JSON_INT, wire_bytes),
    FIELD(JSON_INT, chunk_bytes),
    FIELD(JSON_STR, framing),
    FIELD(JSON_STR, line_end),
    FIELD(JSON_BOOL, bom),
    FIELD(JSON_STR, then),
    { 0 },
};

static const struct {
    const char *field;
    const char *words[6];
} choices[] = {
    { "cut", { "close", "reset" } },
    { "manner", { "ollama", "llama.cpp", "vllm", "lmstudio" } },
    { "framing", { "chunked", "length", "close" } },
    { "line_end", { "lf", "crlf", "cr" } },
    { "then", { "keep", "close", "vanish", "reset_on_next", "reset_on_body" } },
};

static bool fits(const cJSON *value, enum json_type type)
{
    switch (type) {
    case JSON_STR:
        return cJSON_IsString(value);
    case JSON_INT:
        return cJSON_IsNumber(value);
    case JSON_BOOL:
        return cJSON_IsBool(value);
    case JSON_NODE:
        return cJSON_IsArray(value) || cJSON_IsObject(value);
    }
    return false;
}

static int check_choice(const cJSON *member, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(choices); i++) {
        bool found = false;

        if (strcmp(choices[i].field, member->string) != 0)
            continue;
        for (size_t k = 0; k < ARRAY_COUNT(choices[i].words) && choices[i].words[k]; k++)
            found = found || strcmp(choices[i].words[k], member->valuestring) == 0;
        if (!found)
            return err_set(err, ERR_ARGUMENT, "'%s' is not a value of \"%s\"", member->valuestring,
                           member->string);
    }
    if (strcmp(member->string, "error") == 0 && !trouble_find(member->valuestring))
        return err_set(err, ERR_ARGUMENT, "there is no error named '%s'", member->valuestring);
    if (strcmp(member->string, "odd") == 0 && !oddity_find(member->valuestring))
        return err_set(err, ERR_ARGUMENT, "there is no oddity named '%s'", member->valuestring);
    return 0;
}

static int check_member(const cJSON *member, struct err *err)
{
    for (const struct json_field *field = fields; field->name; field++) {
        if (strcmp(field->name, member->string) != 0)
            continue;
        if (!fits(member, field->type))
            return err_set(err, ERR_ARGUMENT, "\"%s\" has the wrong type", member->string);
        return field->type == JSON_STR ? check_choice(member, err) : 0;
    }
    return err_set(err, ERR_ARGUMENT, "a behaviour has no member \"%s\"", member->string);
}

int behaviour_read(const cJSON *object, struct behaviour *behaviour, struct err *err)
{
    const cJSON *member;

    *behaviour = (struct behaviour){ 0 };
    if (!cJSON_IsObject(object))
        return err_set(err, ERR_ARGUMENT, "a behaviour must be an object");
    cJSON_ArrayForEach(member, object) if (check_member(member, err) < 0) return -1;
    json_read(object, fields, behaviour);
    return 0;
}

bool behaviour_refuses(const struct behaviour *behaviour)
{
    return behaviour->status >= 400 || (behaviour->error && behaviour->error_at == 0);
}
