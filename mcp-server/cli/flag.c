/* flag - what can be typed for a property of a schema. */
#include "mcp-server/cli/flag.h"

const cJSON *flag_values(const cJSON *property)
{
    const cJSON *values = json_at(property, "enum");

    return values ? values : json_at(json_at(property, "items"), "enum");
}

/* Whether a name is that word, or ends with it behind a low line. */
static bool is_called(struct slice name, struct slice word)
{
    return slice_is(name, word) ||
           (slice_ends(name, word) && name.data[name.size - word.size - 1] == '_');
}

/* By the names that the schemas have for them: a role stands wherever a model may. */
static enum flag_value by_name(struct slice name)
{
    static const struct {
        const char *word;
        enum flag_value value;
    } words[] = {
        { "model", FLAG_ROLE }, { "role", FLAG_ROLE }, { "file", FLAG_FILE },
        { "files", FLAG_FILE }, { "path", FLAG_FILE }, { "paths", FLAG_FILE },
    };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (is_called(name, slice_of(words[i].word)))
            return words[i].value;
    return FLAG_TEXT;
}

enum flag_value flag_value(const cJSON *property)
{
    static const struct {
        const char *type;
        enum flag_value value;
    } types[] = {
        { "boolean", FLAG_NONE },
        { "object", FLAG_JSON },
        { "integer", FLAG_COUNT },
        { "number", FLAG_NUMBER },
    };
    const char *type = json_str(property, "type");

    if (flag_values(property))
        return FLAG_WORD;
    for (size_t i = 0; type && i < ARRAY_COUNT(types); i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].value;
    return by_name(slice_of(property->string));
}

const char *flag_placeholder(const cJSON *property)
{
    static const char *const shown[] = {
        [FLAG_NONE] = "",     [FLAG_WORD] = "WORD",     [FLAG_TEXT] = "TEXT",
        [FLAG_ROLE] = "TEXT", [FLAG_FILE] = "TEXT",     [FLAG_JSON] = "JSON or @FILE",
        [FLAG_COUNT] = "N",   [FLAG_NUMBER] = "NUMBER",
    };

    return shown[flag_value(property)];
}

bool flag_repeats(const cJSON *property)
{
    const char *type = json_str(property, "type");

    return type && strcmp(type, "array") == 0;
}

static void add_values(struct buf *out, const cJSON *values)
{
    const cJSON *value;

    cJSON_ArrayForEach(value, values)
    {
        buf_adds(out, value == values->child ? "" : "|");
        if (cJSON_IsString(value))
            buf_adds(out, value->valuestring);
        else
            json_print(value, out);
    }
}

/* A sentence that goes on has no full stop. */
static void go_on(struct buf *out)
{
    if (out->size > 0 && out->data[out->size - 1] == '.')
        out->size--;
    buf_adds(out, out->size > 0 ? "; " : "");
}

static void add_fact(struct buf *out, const char *before, const cJSON *value, const char *after)
{
    if (!value)
        return;
    go_on(out);
    buf_adds(out, before);
    if (cJSON_IsString(value))
        buf_adds(out, value->valuestring);
    else
        json_print(value, out);
    buf_adds(out, after);
}

static void add_range(struct buf *out, const cJSON *property)
{
    const cJSON *minimum = json_at(property, "minimum");
    const cJSON *maximum = json_at(property, "maximum");

    if (minimum && maximum) {
        add_fact(out, "", minimum, " to ");
        json_print(maximum, out);
        return;
    }
    add_fact(out, "at least ", minimum, "");
    add_fact(out, "at most ", maximum, "");
}

/* A list is a flag that is repeated, or a list in a file. */
static void add_repetition(struct buf *out, const cJSON *property, bool is_typed)
{
    if (!flag_repeats(property))
        return;
    go_on(out);
    buf_adds(out, is_typed ? "may be repeated" : "a list");
    add_fact(out, "at most ", json_at(property, "maxItems"), is_typed ? " times" : "");
}

void flag_add_facts(struct buf *out, const cJSON *property, bool is_typed)
{
    const char *description = json_str(property, "description");

    if (description)
        buf_adds(out, description);
    if (flag_values(property)) {
        go_on(out);
        add_values(out, flag_values(property));
    }
    add_repetition(out, property, is_typed);
    add_range(out, property);
    add_fact(out, "at most ", json_at(property, "maxLength"), " characters");
    add_fact(out, "must match ", json_at(property, "pattern"), "");
    add_fact(out, "default ", json_at(property, "default"), "");
}

void flag_add_upper(struct buf *out, const char *name)
{
    for (; *name; name++)
        buf_addc(out, *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
}
