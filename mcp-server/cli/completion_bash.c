/* completion_bash - the script for bash. */
#include "mcp-server/cli/completion.h"

#include "base/limits.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/manual.h"

/* bash cuts "--flag=value" into three words. A name of a file may hold blanks, so names are read
 * line by line. */
static const char head[] =
    "# bash completion for openrouter-mcp; written by: openrouter-mcp completion bash\n"
    "\n"
    "_openrouter_mcp_words() {\n"
    "    COMPREPLY=($(compgen -W \"$1\" -- \"$cur\"))\n"
    "}\n"
    "\n"
    "_openrouter_mcp_files() {\n"
    "    local name\n"
    "    while IFS= read -r name; do\n"
    "        COMPREPLY+=(\"$1$name\")\n"
    "    done < <(compgen -f -- \"${cur#\"$1\"}\")\n"
    "    compopt -o filenames 2>/dev/null\n"
    "}\n"
    "\n"
    "_openrouter_mcp() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    COMPREPLY=()\n"
    "    if [ \"$cur\" = = ]; then\n"
    "        cur=''\n"
    "    elif [ \"$prev\" = = ]; then\n"
    "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n";

static void add_commands(struct buf *out, const struct roster *roster)
{
    buf_adds(out, "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        _openrouter_mcp_words '");
    for (size_t i = 0; i < roster->count; i++)
        buf_addf(out, "%s ", roster->rows[i].name);
    buf_adds(out, "--help --version'\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n");
}

/* What completes a value; nothing where it is the user's own. */
static void add_value(struct buf *out, const cJSON *property)
{
    CLEANUP(buf_done) struct buf words = BUF_MAX(KIB(4));
    enum flag_value value = flag_value(property);

    completion_add_words(&words, property);
    if (words.size > 0)
        buf_addf(out, "_openrouter_mcp_words '%s'", buf_text(&words));
    else if (value == FLAG_FILE || value == FLAG_JSON)
        buf_addf(out, "_openrouter_mcp_files '%s'", value == FLAG_JSON ? "@" : "");
}

/* A row for each flag whose values are known, and one for all others: what stands behind them is
 * the user's own. */
static void add_values(struct buf *out, const cJSON *definition)
{
    CLEANUP(buf_done) struct buf others = BUF_MAX(KIB(8));
    struct candidate candidate;

    buf_adds(out, "        case $prev in\n");
    for (size_t i = 0; completion_candidate(definition, i, &candidate); i++) {
        CLEANUP(buf_done) struct buf value = BUF_MAX(KIB(4));

        if (candidate.is_positional || flag_value(candidate.property) == FLAG_NONE)
            continue;
        add_value(&value, candidate.property);
        if (value.size > 0)
            buf_addf(out, "        --%s) %s; return ;;\n", candidate.spelt, buf_text(&value));
        else
            buf_addf(&others, "%s--%s", others.size > 0 ? " | " : "", candidate.spelt);
    }
    if (others.size > 0)
        buf_addf(out, "        %s) return ;;\n", buf_text(&others));
    buf_adds(out, "        esac\n");
}

static void add_flags(struct buf *out, const cJSON *definition)
{
    struct candidate candidate;

    buf_adds(out, "        case $cur in\n        -*) _openrouter_mcp_words '");
    for (size_t i = 0; completion_candidate(definition, i, &candidate); i++) {
        if (candidate.is_positional)
            continue;
        buf_addf(out, "--%s ", candidate.spelt);
        if (flag_value(candidate.property) == FLAG_NONE)
            buf_addf(out, "--no-%s ", candidate.spelt);
    }
    buf_adds(out, manual_says_json(definition) ? "--json --help' ;;\n" : "--help' ;;\n");
}

static void add_positional(struct buf *out, const cJSON *definition)
{
    struct candidate candidate;

    for (size_t i = 0; completion_candidate(definition, i, &candidate); i++) {
        CLEANUP(buf_done) struct buf value = BUF_MAX(KIB(4));

        if (candidate.is_positional)
            add_value(&value, candidate.property);
        if (value.size > 0)
            buf_addf(out, "        *) %s ;;\n", buf_text(&value));
    }
    buf_adds(out, "        esac\n        ;;\n");
}

void completion_add_bash(struct buf *out, const struct roster *roster)
{
    buf_adds(out, head);
    add_commands(out, roster);
    for (size_t i = 0; i < roster->count; i++) {
        const cJSON *definition = roster->rows[i].definition;

        buf_addf(out, "    %s)\n", roster->rows[i].name);
        add_values(out, definition);
        add_flags(out, definition);
        add_positional(out, definition);
    }
    buf_adds(out, "    esac\n}\n\ncomplete -F _openrouter_mcp openrouter-mcp\n");
}
