/* completion_zsh - the script for zsh, by its own _arguments. */
#include "mcp-server/cli/completion.h"

#include "base/limits.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/manual.h"

/* The function is called like the file that zsh finds it in, and is the file at its first use. */
static const char head[] =
    "#compdef openrouter-mcp\n"
    "# zsh completion for openrouter-mcp; written by: openrouter-mcp completion zsh\n"
    "\n"
    "_openrouter-mcp() {\n"
    "    local curcontext=\"$curcontext\" state line\n"
    "    typeset -A opt_args\n"
    "    local -a commands\n"
    "    commands=(\n";

static const char middle[] = "    )\n"
                             "    _arguments -C '1:command:->command' '*::argument:->argument'\n"
                             "    case $state in\n"
                             "    command) _describe -t commands command commands ;;\n"
                             "    argument)\n"
                             "        case $words[1] in\n";

static const char end[] = "        esac\n"
                          "        ;;\n"
                          "    esac\n"
                          "}\n"
                          "\n"
                          "if [ \"$funcstack[1]\" = _openrouter-mcp ]; then\n"
                          "    _openrouter-mcp \"$@\"\n"
                          "else\n"
                          "    compdef _openrouter-mcp openrouter-mcp\n"
                          "fi\n";

/* Between single quotes, where ":" would end the word that is described. */
static void add_quoted(struct buf *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            buf_adds(out, "'\\''");
        else if (*text == ':' || *text == '[' || *text == ']' || *text == '\\')
            buf_addf(out, "\\%c", *text);
        else
            buf_addc(out, *text);
    }
}

static void add_commands(struct buf *out, const struct roster *roster)
{
    for (size_t i = 0; i < roster->count; i++) {
        buf_addf(out, "        '%s:", roster->rows[i].name);
        add_quoted(out, roster->rows[i].summary);
        buf_adds(out, "'\n");
    }
}

/* What completes a value; nothing where it is the user's own. */
static void add_action(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(KIB(4));
    enum flag_value value = flag_value(property);

    completion_add_words(&words, property);
    if (words.size > 0)
        buf_addf(out, "(%s)", buf_text(&words));
    else if (value == FLAG_FILE)
        buf_adds(out, "_files");
    else if (value == FLAG_JSON)
        buf_adds(out, "_files -P @");
}

static void add_flag(struct buf *out, const struct candidate *candidate)
{
    const cJSON *property = candidate->property;
    bool is_switch = flag_value(property) == FLAG_NONE;
    CLEANUP(buf_done) struct buf hint = BUF_MAX(256);

    completion_add_hint(&hint, property);
    buf_addf(out, " \\\n                '%s--%s%s", flag_repeats(property) ? "*" : "",
             candidate->spelt, is_switch ? "" : "=");
    if (hint.size > 0)
        buf_addf(out, "[%s]", buf_text(&hint));
    if (is_switch) {
        buf_addf(out, "' \\\n                '--no-%s[not]", candidate->spelt);
    } else {
        buf_addf(out, ":%s:", property->string);
        add_action(out, property);
    }
    buf_adds(out, "'");
}

/* One that has nothing to offer would only be a message, for which zsh leaves a flag incomplete. */
static void add_positional(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf action = BUF_MAX(KIB(4));

    add_action(&action, property);
    if (action.size > 0)
        buf_addf(out, " \\\n                '1:%s:%s'", property->string, buf_text(&action));
}

static void add_row(struct buf *out, const struct roster_row *row)
{
    struct candidate candidate;

    buf_addf(out, "        %s)\n            _arguments", row->name);
    for (size_t i = 0; completion_candidate(row->definition, i, &candidate); i++) {
        if (candidate.is_positional)
            add_positional(out, candidate.property);
        else
            add_flag(out, &candidate);
    }
    if (manual_says_json(row->definition))
        buf_adds(out, " \\\n                '--json[as one JSON object]'");
    buf_adds(out, " \\\n                '--help[what it takes]'\n            ;;\n");
}

void completion_add_zsh(struct buf *out, const struct roster *roster)
{
    buf_adds(out, head);
    add_commands(out, roster);
    buf_adds(out, middle);
    for (size_t i = 0; i < roster->count; i++)
        add_row(out, &roster->rows[i]);
    buf_adds(out, end);
}
