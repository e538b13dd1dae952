/* manual - the help of a command, from its tool's definition. */
#include "mcp-server/cli/manual.h"

#include "base/utf8.h"
#include "mcp-server/cli/flag.h"
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

static void add_flag(struct buf *out, const cJSON *property)
{
    char spelt[80];
    const char *placeholder = flag_placeholder(property);

    flags_spell(spelt, sizeof(spelt), property->string);
    if (placeholder[0])
        buf_addf(out, "  --%s %s", spelt, placeholder);
    else
        buf_addf(out, "  --%s, --no-%s", spelt, spelt);
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
    flag_add_facts(&right, property, true);
    add_line(out, buf_slice(&left), buf_slice(&right));
}

static void add_positional(struct buf *out, const cJSON *definition, const char *name)
{
    const cJSON *schema = json_at(definition, "inputSchema");
    CLEANUP(buf_done) struct buf left = BUF_MAX(256);
    CLEANUP(buf_done) struct buf right = BUF_MAX(4096);

    buf_adds(&left, "  ");
    flag_add_upper(&left, name);
    flag_add_facts(&right, json_at(json_at(schema, "properties"), name), true);
    if (manual_reads_input(definition, name))
        buf_addf(&right, "%s- or nothing: read from standard input", right.size > 0 ? "; " : "");
    add_line(out, buf_slice(&left), buf_slice(&right));
}

bool manual_reads_input(const cJSON *definition, const char *property)
{
    return !json_at(definition, "summary") &&
           flags_is_required(json_at(definition, "inputSchema"), property);
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
        flag_add_upper(out, positional);
        buf_adds(out, flags_is_required(schema, positional) ? "" : "]");
    }
    buf_adds(out, "\n\n");
    add_wrapped(out, 0, 0, slice_of(description ? description : ""));
    buf_adds(out, "\n");
    if (positional)
        add_positional(out, definition, positional);
    cJSON_ArrayForEach(property, json_at(schema, "properties"))
    {
        if (!positional || strcmp(property->string, positional) != 0)
            add_property(out, property);
    }
    if (says_json)
        add_line(out, SLICE("  --json"), slice_of(says_json));
    add_line(out, SLICE("  --help"), SLICE("this text"));
}
