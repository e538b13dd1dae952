/* manual - the help of a command, from its tool's definition. */
#include "mcp-server/cli/manual.h"

#include "base/utf8.h"
#include "mcp-server/cli/flags.h"

#define WIDTH  80
#define COLUMN 30 /* where explanations begin */

/* Words of text from column on, wrapped at WIDTH; later lines begin at margin. */
static void add_wrapped(struct buf *out, size_t column, size_t margin, struct slice text)
{
    struct slice word;
    bool is_first = true;

    while (slice_split(&text, ' ', &word)) {
        size_t width = utf8_count(word);

        if (!is_first && column + 1 + width > WIDTH) {
            buf_addf(out, "\n%*s", (int)margin, "");
            column = margin;
            is_first = true;
        }
        buf_addf(out, "%s%.*s", is_first ? "" : " ", SLICE_FMT(word));
        column += width + !is_first;
        is_first = false;
    }
    buf_addc(out, '\n');
}

static const cJSON *values_of(const cJSON *property)
{
    const cJSON *values = json_at(property, "enum");

    return values ? values : json_at(json_at(property, "items"), "enum");
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

/* What stands for the value of a flag of that type. */
static const char *placeholder_of(const cJSON *property)
{
    static const struct {
        const char *type, *shown;
    } shown[] = {
        { "integer", " N" },  { "number", " NUMBER" },        { "boolean", "" },
        { "array", " TEXT" }, { "object", " JSON or @FILE" },
    };
    const char *type = json_str(property, "type");

    for (size_t i = 0; type && i < ARRAY_COUNT(shown); i++)
        if (strcmp(shown[i].type, type) == 0)
            return shown[i].shown;
    return " TEXT";
}

static void add_flag(struct buf *out, const cJSON *property)
{
    char spelt[80];
    const char *placeholder = placeholder_of(property);

    flags_spell(spelt, sizeof(spelt), property->string);
    buf_addf(out, "  --%s%s", spelt, values_of(property) ? " WORD" : placeholder);
    if (!placeholder[0])
        buf_addf(out, ", --no-%s", spelt);
}

static void add_fact(struct buf *out, const char *before, const cJSON *value, const char *after)
{
    if (!value)
        return;
    buf_adds(out, out->size > 0 ? "; " : "");
    buf_adds(out, before);
    if (cJSON_IsString(value))
        buf_adds(out, value->valuestring);
    else
        json_print(value, out);
    buf_adds(out, after);
}

/* "slugs tried in order; may be repeated, at most 5 times". */
static void add_facts(struct buf *out, const cJSON *property)
{
    const char *description = json_str(property, "description");
    const char *type = json_str(property, "type");
    const cJSON *minimum = json_at(property, "minimum");
    const cJSON *maximum = json_at(property, "maximum");

    if (description)
        buf_adds(out, description);
    if (values_of(property)) {
        buf_adds(out, out->size > 0 ? "; " : "");
        add_values(out, values_of(property));
    }
    if (type && strcmp(type, "array") == 0) {
        buf_adds(out, out->size > 0 ? "; " : "");
        buf_adds(out, "may be repeated");
    }
    add_fact(out, "at most ", json_at(property, "maxItems"), " times");
    if (minimum && maximum) {
        add_fact(out, "", minimum, " to ");
        json_print(maximum, out);
    } else {
        add_fact(out, "at least ", minimum, "");
        add_fact(out, "at most ", maximum, "");
    }
    add_fact(out, "at most ", json_at(property, "maxLength"), " characters");
    add_fact(out, "must match ", json_at(property, "pattern"), "");
    add_fact(out, "default ", json_at(property, "default"), "");
}

static void add_line(struct buf *out, struct slice left, struct slice right)
{
    size_t column = utf8_count(left);

    buf_add(out, left);
    if (right.size > 0 && column + 2 > COLUMN) {
        buf_addf(out, "\n%*s", COLUMN, "");
        column = COLUMN;
    } else if (right.size > 0) {
        buf_addf(out, "%*s", (int)(COLUMN - column), "");
        column = COLUMN;
    }
    add_wrapped(out, column, COLUMN, right);
}

static void add_property(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf left = BUF_MAX(256);
    CLEANUP(buf_done) struct buf right = BUF_MAX(4096);

    add_flag(&left, property);
    add_facts(&right, property);
    add_line(out, buf_slice(&left), buf_slice(&right));
}

static void add_upper(struct buf *out, const char *name)
{
    for (; *name; name++)
        buf_addc(out, *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
}

static void add_positional(struct buf *out, const cJSON *schema, const char *name)
{
    CLEANUP(buf_done) struct buf left = BUF_MAX(256);
    CLEANUP(buf_done) struct buf right = BUF_MAX(4096);

    buf_adds(&left, "  ");
    add_upper(&left, name);
    add_facts(&right, json_at(json_at(schema, "properties"), name));
    if (flags_is_required(schema, name))
        buf_addf(&right, "%s- or nothing: read from standard input", right.size > 0 ? "; " : "");
    add_line(out, buf_slice(&left), buf_slice(&right));
}

const char *manual_says_json(const cJSON *definition)
{
    if (json_at(definition, "summary"))
        return json_str(definition, "json");
    return "one JSON object: text, is_error, _meta";
}

void manual_add(struct buf *out, const char *command, const cJSON *definition)
{
    const cJSON *schema = json_at(definition, "inputSchema");
    const char *description = json_str(definition, "description");
    const char *positional = flags_positional(schema);
    const char *says_json = manual_says_json(definition);
    const cJSON *property;

    buf_addf(out, "Usage: openrouter-mcp %s [FLAGS]", command);
    if (positional) {
        buf_adds(out, flags_is_required(schema, positional) ? " " : " [");
        add_upper(out, positional);
        buf_adds(out, flags_is_required(schema, positional) ? "" : "]");
    }
    buf_adds(out, "\n\n");
    add_wrapped(out, 0, 0, slice_of(description ? description : ""));
    buf_adds(out, "\n");
    if (positional)
        add_positional(out, schema, positional);
    cJSON_ArrayForEach(property, json_at(schema, "properties"))
    {
        if (!positional || strcmp(property->string, positional) != 0)
            add_property(out, property);
    }
    if (says_json)
        add_line(out, SLICE("  --json"), slice_of(says_json));
    add_line(out, SLICE("  --help"), SLICE("this text"));
}
