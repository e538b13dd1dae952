/* Units of mcp-server/cli: completion scripts, roff, and the page of the manual. */
#include "base/limits.h"
#include "mcp-server/cli/completion.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/page.h"
#include "mcp-server/cli/roff.h"
#include "schemas.h"
#include "test.h"

static const char definition_text[] =
    "{\"description\":\".hidden and 'quoted' \\\\n\",\"inputSchema\":{\"properties\":{"
    "\"text\":{\"type\":\"string\"},"
    "\"answer_schema\":{\"type\":\"object\"},"
    "\"rules_file\":{\"type\":\"string\",\"description\":\"it's here: [x]\"},"
    "\"files\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":5},"
    "\"profile\":{\"type\":\"string\"},"
    "\"model\":{\"type\":\"string\",\"description\":\"Whom to ask.\",\"maxLength\":9},"
    "\"effort\":{\"enum\":[\"low\",\"high\"]},"
    "\"web\":{\"type\":\"boolean\",\"description\":\"may search\"}},"
    "\"required\":[\"text\"]}}";

static cJSON *parse(const char *text)
{
    struct err err = { 0 };
    cJSON *tree = json_parse(slice_of(text), &gate_config, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return tree;
}

/* The script of a program with one command, borrowed until the next call. */
static const char *script_of(const char *shell)
{
    static char said[KIB(16)];
    CLEANUP(json_freep) cJSON *definition = parse(definition_text);
    struct roster_row row = { "go-on", "it's: [one]", definition };
    struct roster roster = { &row, 1 };
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    CHECK_INT(completion_add(&out, shell, &roster), 0);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("completion: what can stand behind a flag comes from its property")
{
    CLEANUP(json_freep) cJSON *definition = parse(definition_text);
    const cJSON *properties = json_at(json_at(definition, "inputSchema"), "properties");

    CHECK_INT(flag_value(json_at(properties, "text")), FLAG_TEXT);
    CHECK_INT(flag_value(json_at(properties, "answer_schema")), FLAG_JSON);
    CHECK_INT(flag_value(json_at(properties, "rules_file")), FLAG_FILE);
    CHECK_INT(flag_value(json_at(properties, "files")), FLAG_FILE);
    CHECK_INT(flag_value(json_at(properties, "profile")), FLAG_TEXT);
    CHECK_INT(flag_value(json_at(properties, "model")), FLAG_ROLE);
    CHECK_INT(flag_value(json_at(properties, "effort")), FLAG_WORD);
    CHECK_INT(flag_value(json_at(properties, "web")), FLAG_NONE);
}

TEST("completion: bash gets a row for each flag whose values are known")
{
    const char *script = script_of("bash");

    CHECK_SAYS(script, "    go-on)\n        case $prev in\n");
    CHECK_SAYS(script, "--answer-schema) _openrouter_mcp_files '@'; return ;;");
    CHECK_SAYS(script, "--rules-file) _openrouter_mcp_files ''; return ;;");
    CHECK_SAYS(script, "--model) _openrouter_mcp_words 'general review verify");
    CHECK_SAYS(script, "--effort) _openrouter_mcp_words 'low high'; return ;;");
    CHECK_SAYS(script, "        --profile) return ;;\n");
    CHECK_SAYS(script, "--effort --web --no-web --json --help' ;;\n");
    CHECK(!strstr(script, "--text"));
}

TEST("completion: zsh gets what _arguments reads, with its own signs quoted")
{
    const char *script = script_of("zsh");

    CHECK_SAYS(script, "        'go-on:it'\\''s\\: \\[one\\]'\n");
    CHECK(!strstr(script, "'1:text:"));
    CHECK_SAYS(script, "'--answer-schema=:answer_schema:_files -P @'");
    CHECK_SAYS(script, "'--rules-file=[it]:rules_file:_files'");
    CHECK_SAYS(script, "'*--files=:files:_files'");
    CHECK_SAYS(script, "'--effort=:effort:(low high)'");
    CHECK_SAYS(script, "'--web[may search]'");
    CHECK_SAYS(script, "'--no-web[not]'");
}

TEST("completion: fish gets a line for each thing")
{
    const char *script = script_of("fish");

    CHECK_SAYS(script, "-n __openrouter_mcp_begins -a go-on -d 'it\\'s: [one]'\n");
    CHECK_SAYS(script, "'__openrouter_mcp_runs go-on' -l effort -x -a 'low high'\n");
    CHECK_SAYS(script, "'__openrouter_mcp_runs go-on' -l answer-schema -r -F\n");
    CHECK_SAYS(script, "'__openrouter_mcp_runs go-on' -l no-web\n");
    CHECK_SAYS(script, "-l model -x -a 'general review verify bulk long fast' -d 'Whom to ask'\n");
}

TEST("completion: another shell has no script")
{
    struct roster roster = { 0 };
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(16));

    CHECK_INT(completion_add(&out, "tcsh", &roster), -1);
    CHECK_INT(out.size, 0);
}

static const char *roff_of(const char *text)
{
    static char said[1024];
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    roff_add(&out, slice_of(text));
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("roff: nothing in a text is taken for a request or an escape")
{
    CHECK_STR(roff_of("a-b \\n"), "a\\-b \\en");
    CHECK_STR(roff_of(".hidden"), "\\&.hidden");
    CHECK_STR(roff_of("a.b\n.c"), "a.b\n\\&.c");
    CHECK_STR(roff_of("'quoted' \"too\""), "\\(aqquoted\\(aq \\(dqtoo\\(dq");
    CHECK_STR(roff_of("^~`"), "\\(ha\\(ti\\(ga");
    CHECK_STR(roff_of("\xC3\xA4 \xE2\x80\x94"), "\\[u00E4] \\[u2014]");
    CHECK_STR(roff_of("\xFF"), "\\[uFFFD]");
}

TEST("roff: lines are cut between words, and no word is lost or becomes a request")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(4));
    const char *line;

    roff_add_lines(&out, SLICE("one two three four five six seven eight nine ten eleven twelve "
                               "thirteen four .fifteen sixteen"));
    CHECK_STR(buf_text(&out), "one two three four five six seven eight nine ten eleven twelve "
                              "thirteen four\n\\&.fifteen sixteen\n");
    for (line = buf_text(&out); *line; line = strchr(line, '\n') + 1)
        CHECK(strchr(line, '\n') - line <= 80);
}

/* The page of a program with one command and these settings. */
static const char *page_of(const char *settings_text)
{
    static char said[KIB(32)];
    CLEANUP(json_freep) cJSON *definition = parse(definition_text);
    CLEANUP(json_freep) cJSON *manual = parse(manual_json);
    CLEANUP(json_freep) cJSON *settings = parse(settings_text);
    struct roster_row row = { "go-on", "goes on", definition };
    struct roster roster = { &row, 1 };
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    page_add(&out, &roster, manual, settings);
    CHECK(!out.full);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("page: a command has its description, its text, and each flag with its facts")
{
    const char *page = page_of("{\"description\":\"d\"}");

    CHECK_SAYS(page, ".SS go\\-on\n\\&.hidden and \\(aqquoted\\(aq \\en\n.TP\n\\fITEXT\\fR\n");
    CHECK_SAYS(page, ".TP\n\\fB\\-\\-web\\fR, \\fB\\-\\-no\\-web\\fR\nmay search\n");
    CHECK_SAYS(page, "\\fB\\-\\-model\\fR \\fITEXT\\fR\nWhom to ask; at most 9 characters\n");
    CHECK_SAYS(page, "\\fB\\-\\-files\\fR \\fITEXT\\fR\nmay be repeated; at most 5 times\n");
    CHECK_SAYS(page, "\n.TP\n\\fB\\-\\-json\\fR\n");
}

TEST("page: a setting has its default and its variable, a list has none")
{
    const char *page =
        page_of("{\"description\":\"d\",\"properties\":{\"$schema\":{\"type\":\"string\"},"
                "\"part\":{\"description\":\"Some.\",\"properties\":{"
                "\"day_usd\":{\"type\":[\"string\",\"number\"],\"default\":\"20\",\"description\":"
                "\"A cap.\"},"
                "\"allow\":{\"type\":\"array\",\"maxItems\":7}}},"
                "\"single\":{\"type\":\"string\",\"description\":\"One.\"}}}");

    CHECK_SAYS(page, ".SS part\nSome.\n.TP\n\\fBpart.day_usd\\fR\nA cap; default 20. Variable: "
                     "OPENROUTER_MCP_PART_DAY_USD\n");
    CHECK_SAYS(page, "\\fBpart.allow\\fR\na list; at most 7\n");
    CHECK_SAYS(page,
               ".SH SETTINGS\nd\n.TP\n\\fBsingle\\fR\nOne. Variable: OPENROUTER_MCP_SINGLE\n");
    CHECK(!strstr(page, "$schema"));
}

TEST("page: what no schema says is there, too, and the variables that are dropped")
{
    const char *page = page_of("{\"description\":\"d\"}");

    CHECK_SAYS(page, ".SH ENVIRONMENT\n.TP\n\\fBOPENROUTER_API_KEY\\fR\n");
    CHECK_SAYS(page, "SSLKEYLOGFILE");
    CHECK(!strstr(page, "NLSPATH, SSL_CERT_FILE"));
    CHECK_SAYS(page, ".SH EXIT STATUS\n.TP\n\\fB0\\fR\n");
    CHECK_SAYS(page, ".nf\ngit diff | openrouter\\-mcp ask \\- \\-\\-model review\n.fi\n");
}
