/* completion_fish - the script for fish: a line for each thing that can be typed. */
#include "mcp-server/cli/completion.h"

#include "base/limits.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/manual.h"

/* The command is the first word behind the program: a prompt may hold the name of another. */
static const char head[] =
    "# fish completion for openrouter-mcp; written by: openrouter-mcp completion fish\n"
    "\n"
    "function __openrouter_mcp_begins\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "\n"
    "function __openrouter_mcp_runs\n"
    "    set -l words (commandline -opc)\n"
    "    test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
    "end\n"
    "\n"
    "complete -c openrouter-mcp -f\n"
    "complete -c openrouter-mcp -l help -d 'what it takes'\n";

/* Between single quotes. */
static void add_quoted(struct buf *out, const char *text)
{
    buf_adds(out, "'");
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buf_addc(out, '\\');
        buf_addc(out, *text);
    }
    buf_adds(out, "'");
}

static void begin_line(struct buf *out, const char *command)
{
    buf_addf(out, "complete -c openrouter-mcp -n '__openrouter_mcp_runs %s'", command);
}

static void add_words(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(KIB(4));

    completion_add_words(&words, property);
    if (words.size > 0) {
        buf_adds(out, " -a ");
        add_quoted(out, buf_text(&words));
    }
}

static void add_flag(struct buf *out, const char *command, const struct candidate *candidate)
{
    enum flag_value value = flag_value(candidate->property);
    CLEANUP(buf_done) struct buf hint = BUF_MAX(256);

    completion_add_hint(&hint, candidate->property);
    begin_line(out, command);
    buf_addf(out, " -l %s", candidate->spelt);
    if (value != FLAG_NONE)
        buf_adds(out, value == FLAG_FILE || value == FLAG_JSON ? " -r -F" : " -x");
    add_words(out, candidate->property);
    if (hint.size > 0) {
        buf_adds(out, " -d ");
        add_quoted(out, buf_text(&hint));
    }
    buf_adds(out, "\n");
    if (value == FLAG_NONE) {
        begin_line(out, command);
        buf_addf(out, " -l no-%s\n", candidate->spelt);
    }
}

static void add_positional(struct buf *out, const char *command, const cJSON *property)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(KIB(4));

    if (flag_value(property) == FLAG_FILE)
        buf_adds(&words, " -F");
    add_words(&words, property);
    if (words.size == 0)
        return;
    begin_line(out, command);
    buf_addf(out, "%s\n", buf_text(&words));
}

static void add_row(struct buf *out, const struct roster_row *row)
{
    struct candidate candidate;

    buf_addf(out, "\ncomplete -c openrouter-mcp -n __openrouter_mcp_begins -a %s -d ", row->name);
    add_quoted(out, row->summary);
    buf_adds(out, "\n");
    for (size_t i = 0; completion_candidate(row->definition, i, &candidate); i++) {
        if (candidate.is_positional)
            add_positional(out, row->name, candidate.property);
        else
            add_flag(out, row->name, &candidate);
    }
    if (manual_says_json(row->definition)) {
        begin_line(out, row->name);
        buf_adds(out, " -l json -d 'as one JSON object'\n");
    }
}

void completion_add_fish(struct buf *out, const struct roster *roster)
{
    buf_adds(out, head);
    for (size_t i = 0; i < roster->count; i++)
        add_row(out, &roster->rows[i]);
}
