/* page - the page of the manual, as roff.
 *
 *   NAME, SYNOPSIS, DESCRIPTION -> COMMANDS -> SETTINGS -> ENVIRONMENT, FILES, ... -> EXAMPLES
 */
#include "mcp-server/cli/page.h"

#include "base/limits.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/flags.h"
#include "mcp-server/cli/manual.h"
#include "mcp-server/cli/roff.h"
#include "mcp-server/config/config.h"

static void add_line(struct buf *out, const char *text)
{
    roff_add_lines(out, slice_of(text));
}

/* A term and, behind it, what it is; both end their lines. */
static void add_term(struct buf *out, const char *term, const char *text)
{
    buf_adds(out, ".TP\n");
    roff_add_font(out, 'B', term);
    buf_adds(out, "\n");
    add_line(out, text);
}

static void add_head(struct buf *out, const cJSON *manual)
{
    const cJSON *paragraph;

    buf_adds(out, ".TH OPENROUTER\\-MCP 1 \"\" \"openrouter\\-mcp " VERSION
                  "\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\nopenrouter\\-mcp \\- ");
    add_line(out, json_str(manual, "about"));
    buf_adds(out, ".SH SYNOPSIS\n.B openrouter\\-mcp\n.br\n.B openrouter\\-mcp\n"
                  "\\fICOMMAND\\fR [\\fIFLAGS\\fR] [\\fITEXT\\fR]\n.SH DESCRIPTION\n");
    cJSON_ArrayForEach(paragraph, json_at(manual, "description"))
    {
        if (paragraph->prev->next)
            buf_adds(out, ".PP\n");
        add_line(out, paragraph->valuestring);
    }
}

/* "--web, --no-web" or "--model TEXT". */
static void add_flag(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf facts = BUF_MAX(KIB(4));
    const char *placeholder = flag_placeholder(property);
    char flag[90] = "--", no[90] = "--no-";

    flags_spell(flag + 2, sizeof(flag) - 2, property->string);
    flags_spell(no + 5, sizeof(no) - 5, property->string);
    buf_adds(out, ".TP\n");
    roff_add_font(out, 'B', flag);
    buf_adds(out, placeholder[0] ? " " : ", ");
    roff_add_font(out, placeholder[0] ? 'I' : 'B', placeholder[0] ? placeholder : no);
    buf_adds(out, "\n");
    flag_add_facts(&facts, property, true);
    add_line(out, buf_text(&facts));
}

static void add_positional(struct buf *out, const cJSON *definition, const char *name)
{
    CLEANUP(buf_done) struct buf facts = BUF_MAX(KIB(4)), upper = BUF_MAX(128);

    flag_add_upper(&upper, name);
    flag_add_facts(&facts, json_at(json_at(json_at(definition, "inputSchema"), "properties"), name),
                   true);
    if (manual_reads_input(definition, name))
        buf_addf(&facts, "%s- or nothing: read from standard input", facts.size > 0 ? "; " : "");
    buf_adds(out, ".TP\n");
    roff_add_font(out, 'I', buf_text(&upper));
    buf_adds(out, "\n");
    add_line(out, buf_text(&facts));
}

static void add_command(struct buf *out, const struct roster_row *row)
{
    const cJSON *schema = json_at(row->definition, "inputSchema"), *property;
    const char *positional = flags_positional(schema);

    buf_adds(out, ".SS ");
    add_line(out, row->name);
    add_line(out, json_str(row->definition, "description"));
    if (positional)
        add_positional(out, row->definition, positional);
    cJSON_ArrayForEach(property, json_at(schema, "properties"))
    {
        if (!positional || strcmp(property->string, positional) != 0)
            add_flag(out, property);
    }
    if (manual_says_json(row->definition))
        add_term(out, "--json", manual_says_json(row->definition));
}

/* Only a single value has a variable. */
static bool has_twin(const cJSON *property)
{
    const char *type = json_str(property, "type");

    return !type || (strcmp(type, "array") != 0 && strcmp(type, "object") != 0);
}

static void add_setting(struct buf *out, const char *section, const cJSON *property)
{
    CLEANUP(buf_done) struct buf facts = BUF_MAX(KIB(4)), name = BUF_MAX(256);

    buf_addf(&name, "%s%s%s", section, section[0] ? "." : "", property->string);
    flag_add_facts(&facts, property, false);
    if (has_twin(property)) {
        bool has_stop = facts.size > 0 && facts.data[facts.size - 1] == '.';

        buf_adds(&facts, has_stop ? " " : ". ");
        buf_adds(&facts, "Variable: OPENROUTER_MCP_");
        flag_add_upper(&facts, section);
        buf_adds(&facts, section[0] ? "_" : "");
        flag_add_upper(&facts, property->string);
    }
    add_term(out, buf_text(&name), buf_text(&facts));
}

/* A section has keys of ours; what has the user's own names, or is a value, is a setting itself. */
static void add_section(struct buf *out, const cJSON *section)
{
    const char *description = json_str(section, "description");
    const cJSON *property;

    if (!json_at(section, "properties")) {
        add_setting(out, "", section);
        return;
    }
    buf_adds(out, ".SS ");
    add_line(out, section->string);
    if (description)
        add_line(out, description);
    cJSON_ArrayForEach(property, json_at(section, "properties"))
    {
        add_setting(out, section->string, property);
    }
}

/* Values first: behind the heading of a section they would seem to belong to it. */
static void add_settings(struct buf *out, const cJSON *settings)
{
    const cJSON *section;

    buf_adds(out, ".SH SETTINGS\n");
    add_line(out, json_str(settings, "description"));
    for (int with_keys = 0; with_keys <= 1; with_keys++)
        cJSON_ArrayForEach(section, json_at(settings, "properties"))
        {
            if (section->string[0] != '$' && !json_at(section, "properties") == !with_keys)
                add_section(out, section);
        }
}

static void add_terms(struct buf *out, const char *heading, const cJSON *terms)
{
    const cJSON *term;

    buf_addf(out, ".SH %s\n", heading);
    cJSON_ArrayForEach(term, terms)
    {
        add_term(out, term->string, term->valuestring);
    }
}

static void add_dropped(struct buf *out)
{
    CLEANUP(buf_done) struct buf names = BUF_MAX(KIB(2));

    buf_adds(out, ".PP\nRead by nobody here, because they could weaken TLS or load other code:\n");
    for (const char *const *name = config_dropped; *name; name++)
        if (!config_is_trust(*name))
            buf_addf(&names, "%s%s", names.size > 0 ? ", " : "", *name);
    add_line(out, buf_text(&names));
}

static void add_examples(struct buf *out, const cJSON *examples)
{
    const cJSON *example;

    buf_adds(out, ".SH EXAMPLES\n");
    cJSON_ArrayForEach(example, examples)
    {
        if (example->prev->next)
            buf_adds(out, ".PP\n");
        add_line(out, example->string);
        buf_adds(out, ".PP\n.RS 4\n.nf\n");
        roff_add(out, slice_of(example->valuestring));
        buf_adds(out, "\n.fi\n.RE\n");
    }
}

void page_add(struct buf *out, const struct roster *roster, const cJSON *manual,
              const cJSON *settings)
{
    add_head(out, manual);
    buf_adds(out, ".SH COMMANDS\nEach explains itself with\n.BR \\-\\-help .\n");
    for (size_t i = 0; i < roster->count; i++)
        add_command(out, &roster->rows[i]);
    add_settings(out, settings);
    add_terms(out, "ENVIRONMENT", json_at(manual, "environment"));
    add_dropped(out);
    add_terms(out, "FILES", json_at(manual, "files"));
    add_terms(out, "EXIT STATUS", json_at(manual, "exit_status"));
    add_examples(out, json_at(manual, "examples"));
}
