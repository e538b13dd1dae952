/* structured - an answer that must fit a JSON Schema of the caller's. */
#include "mcp-server/answer/structured.h"

#include "base/limits.h"
#include "schema/schema.h"

#include <stdlib.h>

struct structured {
    struct schema *schema;
    char *text;
};

struct structured *structured_new(const cJSON *definition, struct err *err)
{
    static const struct schema_options theirs = { .lenient = true };
    CLEANUP(buf_done) struct buf text = BUF_MAX(ANSWER_SCHEMA_MAX);
    struct structured *structured = xcalloc(1, sizeof(*structured));

    structured->schema = schema_new_with(definition, &theirs, err);
    if (!structured->schema) {
        err->kind = ERR_ARGUMENT;
        err_wrap(err, "answer_schema");
        return structured_free(structured);
    }
    if (json_print(definition, &text) < 0) {
        err_set(err, ERR_ARGUMENT, "answer_schema has more than %zu bytes", ANSWER_SCHEMA_MAX);
        return structured_free(structured);
    }
    structured->text = buf_take(&text);
    return structured;
}

struct structured *structured_free(struct structured *structured)
{
    if (structured) {
        schema_free(structured->schema);
        free(structured->text);
        free(structured);
    }
    return NULL;
}

const char *structured_text(const struct structured *structured)
{
    return structured->text;
}

/* What strict modes demand of every object, wherever it stands in the schema. */
static bool is_closed(const cJSON *schema)
{
    const cJSON *properties = json_at(schema, "properties");
    const char *type = json_str(schema, "type");

    if (!properties)
        return !type || strcmp(type, "object") != 0;
    return cJSON_IsFalse(json_at(schema, "additionalProperties")) &&
           cJSON_GetArraySize(json_at(schema, "required")) == cJSON_GetArraySize(properties);
}

/* As deep as schema_new allows. */
static bool is_strict(const cJSON *value)
{
    const cJSON *child;

    if (cJSON_IsObject(value) && !is_closed(value))
        return false;
    cJSON_ArrayForEach(child, value)
    {
        if (!is_strict(child))
            return false;
    }
    return true;
}

bool structured_is_strict(const struct structured *structured)
{
    return is_strict(schema_definition(structured->schema));
}

void structured_add_notice(const struct structured *structured, struct buf *out)
{
    buf_adds(out, out->size > 0 ? "\n\n" : "");
    buf_adds(out, "Answer with one JSON value and nothing else: no words around it, no code fence. "
                  "It must be valid by this JSON Schema:\n");
    buf_adds(out, structured_text(structured));
}

/* Where the value that begins at `at` ends, by its brackets alone; at itself when it does not. */
static size_t end_of_value(struct slice text, size_t at)
{
    bool is_quoted = false;
    size_t depth = 0;

    for (size_t i = at; i < text.size; i++) {
        char c = text.data[i];

        if (is_quoted) {
            i += c == '\\';
            is_quoted = c != '"';
        } else if (c == '"') {
            is_quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return at;
}

/* 0: it is JSON and fits. 1: it is JSON, and err says why it does not. -1: it is no JSON. */
static int try_text(const struct structured *structured, struct slice text, struct err *err)
{
    struct err ignored;
    CLEANUP(json_freep) cJSON *value = json_parse(text, &gate_upstream, &ignored);

    if (!value)
        return -1;
    return schema_check(structured->schema, value, err) == 0 ? 0 : 1;
}

/* The objects and arrays in a text, from the first on, until one fits. The first one that is JSON
 * says what is wrong when none does: later ones are often parts of examples. */
static int try_parts(const struct structured *structured, struct slice answer, struct slice *json,
                     struct err *err)
{
    size_t tries = 0;
    int found = -1;

    for (size_t at = 0; at < answer.size && tries < ANSWER_TRIES_MAX; at++) {
        struct err why = { 0 };
        size_t end;
        int rc;

        if (answer.data[at] != '{' && answer.data[at] != '[')
            continue;
        tries++;
        end = end_of_value(answer, at);
        if (end == at)
            continue;
        *json = (struct slice){ answer.data + at, end - at };
        rc = try_text(structured, *json, &why);
        if (rc == 0)
            return 0;
        if (rc > 0 && found < 0) {
            *err = why;
            found = 1;
        }
        at = rc > 0 ? end - 1 : at;
    }
    return found;
}

int structured_read(const struct structured *structured, struct slice answer, struct slice *json,
                    struct err *err)
{
    struct err why = { 0 };
    int rc;

    *json = slice_trim(answer);
    rc = try_text(structured, *json, &why);
    if (rc < 0)
        rc = try_parts(structured, answer, json, &why);
    if (rc == 0)
        return 0;
    if (rc < 0)
        return err_set(err, ERR_PROTOCOL, "there is no JSON in it");
    return err_set(err, ERR_PROTOCOL, "%s", why.text);
}

void structured_add_complaint(const struct err *why, struct buf *out)
{
    buf_addf(out,
             "That answer is not valid: %s. Answer again, with one JSON value that is valid by the "
             "schema, and nothing else.",
             why->text);
}
