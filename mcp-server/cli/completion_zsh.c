/* completion_zsh - the script for zsh, by its own _arguments. */
#include "mcp-server/cli/completion.h"

#include "base/limits.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/manual.h"

static const char head[] =
    "#compdef openrouter-mcp\n"
    "# zsh completion for openrouter-mcp; written by: openrouter-mcp completion zsh\n"
    "\n"
    "_openrouter_mcp() {\n"
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
                          "if [ \"$funcstack[1]\" = _openrouter_mcp ]; then\n"
                          "    _openrouter_mcp \"$@\"\n"
                          "else\n"
                          "    compdef _openrouter_mcp openrouter-mcp\n"
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

/* ":role:(general review)": what stands for the value, and what completes it. */
static void add_value(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(KIB(4));
    enum flag_value value = flag_value(property);

    completion_add_words(&words, property);
    buf_addf(out, ":%s:", property->string);
    if (words.size > 0)
        buf_addf(out, "(%s)", buf_text(&words));
    else if (value == FLAG_FILE)
        buf_adds(out, "_files");
    else if (value == FLAG_JSON)
        buf_adds(out, "_files -P @");
}

static void add_candidate(struct buf *out, const struct candidate *candidate)
{
    const cJSON *property = candidate->property;
    bool is_switch = flag_value(property) == FLAG_NONE;
    CLEANUP(buf_done) struct buf hint = BUF_MAX(256);

    completion_add_hint(&hint, property);
    buf_adds(out, " \\\n                '");
    if (candidate->is_positional) {
        buf_adds(out, "1");
        add_value(out, property);
    } else {
        buf_addf(out, "%s--%s%s", flag_repeats(property) ? "*" : "", candidate->spelt,
                 is_switch ? "" : "=");
        if (hint.size > 0)
            buf_addf(out, "[%s]", buf_text(&hint));
        if (is_switch)
            buf_addf(out, "' \\\n                '--no-%s[not]", candidate->spelt);
        else
            add_value(out, property);
    }
    buf_adds(out, "'");
}

void completion_add_zsh(struct buf *out, const struct roster *roster)
{
    struct candidate candidate;

    buf_adds(out, head);
    add_commands(out, roster);
    buf_adds(out, middle);
    for (size_t i = 0; i < roster->count; i++) {
        const cJSON *definition = roster->rows[i].definition;

        buf_addf(out, "        %s)\n            _arguments", roster->rows[i].name);
        for (size_t at = 0; completion_candidate(definition, at, &candidate); at++)
            add_candidate(out, &candidate);
        if (manual_says_json(definition))
            buf_adds(out, " \\\n                '--json[as one JSON object]'");
        buf_adds(out, " \\\n                '--help[what it takes]'\n            ;;\n");
    }
    buf_adds(out, end);
}
