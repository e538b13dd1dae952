/* Units of mcp-server/setup/toml: one table of a TOML text. */
#include "mcp-server/setup/toml.h"

#include "test.h"

static const struct jsonc_place place = { "mcp_servers", "openrouter" };

#define TEXT_SIZE 4096
#define OURS      "[mcp_servers.openrouter]\ncommand = \"or\"\nargs = []\nn = 20\n"

static cJSON *entry_of(void)
{
    static bool is_ready;
    struct err err = { 0 };

    if (!is_ready)
        json_init();
    is_ready = true;

    cJSON *entry =
        json_parse(SLICE("{\"command\":\"or\",\"args\":[],\"n\":20}"), &gate_config, &err);

    CHECK(entry != NULL);
    return entry;
}

static const char *put(const char *text)
{
    static char said[TEXT_SIZE];
    CLEANUP(buf_done) struct buf out = BUF_MAX(TEXT_SIZE);
    CLEANUP(json_freep) cJSON *entry = entry_of();
    struct jsonc_range added;
    struct err err = { 0 };
    int rc = toml_put(slice_of(text), place, entry, &out, &added, &err);

    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&out));
    return said;
}

static const char *cut(const char *text)
{
    static char said[TEXT_SIZE];
    CLEANUP(buf_done) struct buf out = BUF_MAX(TEXT_SIZE);
    struct jsonc_range where;
    struct err err = { 0 };
    int rc = toml_cut(slice_of(text), place, &out, &where, &err);

    snprintf(said, sizeof(said), "%s", rc < 0 ? err.text : buf_text(&out));
    return said;
}

/* "0 value", "1", "2", or the error. */
static const char *find(const char *text, const char *member)
{
    static char said[TEXT_SIZE];
    struct slice value;
    struct err err = { 0 };
    int rc = toml_find(slice_of(text), place, member, &value, &err);

    if (rc < 0)
        return snprintf(said, sizeof(said), "%s", err.text), said;
    return snprintf(said, sizeof(said), rc ? "%d" : "%d %.*s", rc, SLICE_FMT(value)), said;
}

/* What people have in the file. */
static const char *const odd[] = {
    "model = \"gpt\"\n",
    "# a comment\n\n\n",
    "model = \"gpt\" # [mcp_servers.openrouter]\n",
    "a = \"\"\"\n[mcp_servers.openrouter]\ncommand = \"x\"\n\"\"\"\n",
    "a = '''\n[mcp_servers.openrouter]\n'''\n",
    "a = \"\"\"x\\\"\"\"\"\"\"\nb = 1\n",
    "a = [ # [mcp_servers.openrouter]\n  \"]\", '[', 3, # ]\n  [1, {b = \"}\"}],\n]\n",
    "d = 1979-05-27 07:32:00Z\ne = 1979-05-27\nf = -1_000.5e+3\ng = inf\n",
    "[mcp_servers.other]\ncommand = \"openrouter-mcp\"\n[mcp_servers.other.env]\nA = \"b\"\n",
    "[mcp_servers]\nother = { command = \"x\", args = [\"a\"] }\n",
    "[mcp_servers . \"other\"] # x\ncommand = 'x'\n",
    "[[history]]\na = 1\n[[history]]\na = 2\n",
    "openrouter = 1\n[profiles.openrouter]\nmcp_servers = 2\n",
    "\"a.b\".'c' . d=1\n",
    "\xEF\xBB\xBF# mark\na = 1\n",
    "a = 1\r\n[b]\r\nc = [\r\n1,\r\n]\r\n",
    "\t a = 1\n  [ b ]\n",
    "a = 1\r\nb = 2\n",
    "a = {}\nb = []\nc = ''\nd = \"\"\n",
};

TEST("toml: the table is put behind all others, and cut out again to the byte")
{
    for (size_t i = 0; i < ARRAY_COUNT(odd); i++) {
        char with[TEXT_SIZE];

        snprintf(with, sizeof(with), "%s", put(odd[i]));
        CHECK(strncmp(with, odd[i], strlen(odd[i])) == 0);
        CHECK_STR(find(with, "command"), "0 \"or\"");
        CHECK_STR(cut(with), odd[i]);
        CHECK_STR(find(odd[i], "command"), "2");
        CHECK_STR(cut(odd[i]), odd[i]);
    }
}

TEST("toml: nothing, and a last line without an end")
{
    CHECK_STR(put(""), OURS);
    CHECK_STR(put("a = 1"), "a = 1\n\n" OURS);
    CHECK_STR(put("a = 1\n"), "a = 1\n\n" OURS);
    CHECK_STR(put("# only this"), "# only this\n\n" OURS);
    CHECK_STR(put("a = 1\r\n"), "a = 1\r\n\r\n[mcp_servers.openrouter]\r\ncommand = \"or\"\r\n"
                                "args = []\r\nn = 20\r\n");
}

TEST("toml: a table that is there gives its place, those below it go, and comments stay")
{
    const char *text =
        "a = 1\n\n[mcp_servers.openrouter]\ncommand = \"x\" # old\n# mine\n\n[z]\nb = 2\n"
        "[mcp_servers.openrouter.env]\nK = \"v\"\n\n[y]\n";

    CHECK_STR(put(text), "a = 1\n\n" OURS "# mine\n\n[z]\nb = 2\n\n[y]\n");
    CHECK_STR(cut(text), "a = 1\n# mine\n\n[z]\nb = 2\n\n[y]\n");
    CHECK_STR(find(text, "command"), "0 \"x\"");
    CHECK_STR(find("[mcp_servers.'openrouter']\n\"command\" = 'x'", "command"), "0 'x'");
    CHECK_STR(find("[mcp_servers.openrouter.env]\ncommand = 'x'", "command"), "1");
    CHECK_STR(find("[mcp_servers.openrouter]\nurl = 'x'", "command"), "1");
}

TEST("toml: other forms of the same entry are not edited, and say where they are")
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        { "mcp_servers = { openrouter = { command = \"x\" } }",
          "line 1: \"mcp_servers.openrouter\"" },
        { "a = 1\nmcp_servers.openrouter.command = \"x\"", "line 2: \"mcp_servers.openrouter\"" },
        { "mcp_servers.other.command = \"x\"", "is not a table of its own" },
        { "[mcp_servers]\nopenrouter = { command = \"x\" }", "line 2: " },
        { "[mcp_servers]\n\"openrouter\".command = \"x\"", "line 2: " },
        { "[[mcp_servers]]\nname = \"x\"", "array of tables" },
        { "[[mcp_servers.openrouter]]\ncommand = \"x\"", "array of tables" },
        { OURS "\n" OURS, "line 6: \"mcp_servers.openrouter\" is there twice" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CHECK_SAYS(put(rows[i].text), rows[i].said);
        CHECK_SAYS(cut(rows[i].text), rows[i].said);
        CHECK_SAYS(find(rows[i].text, "command"), rows[i].said);
    }
}

TEST("toml: what cannot be followed is refused with line and column")
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        { "a = \"x", "line 1, column 5: this string has no end" },
        { "a = \"x\\", "line 1, column 5: this string has no end" },
        { "a = \"x\\\n\"", "line 1, column 5: this string has no end" },
        { "a = 'x\n'", "line 1, column 5: this string has no end" },
        { "a = \"\"\"x\"\"", "line 1, column 5: this string has no end" },
        { "a = [1, 2", "line 1, column 5: this bracket is not closed" },
        { "a = [1 2]", "line 1, column 8: here a comma" },
        { "a = {b = 1", "line 1, column 5: this bracket" },
        { "a = {b}", "line 1, column 7: here \"=\"" },
        { "a", "line 1, column 2: here \"=\"" },
        { "a =", "line 1, column 4: here a value" },
        { "a = 1 b = 2", "line 1, column 7: here the line should end" },
        { "[a", "line 1, column 3: here the name" },
        { "[[a]", "line 1, column 4: here the name" },
        { "[]", "line 1, column 2: here a key" },
        { "[a] b = 1", "line 1, column 5: here the line" },
        { "= 1", "line 1, column 1: here a key" },
        { "{}", "line 1, column 1: here a key" },
        { "a = \"\xFF\"", "line 1, column 6: this is no UTF-8" },
        { "a = 1\rb = 2", "line 1, column 7: here the line" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_SAYS(put(rows[i].text), rows[i].said);
}

TEST("toml: values nested without end are refused, and nothing overflows")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(1 << 20);

    buf_adds(&text, "a = ");
    for (size_t i = 0; i < 500000; i++)
        buf_adds(&text, "[");
    CHECK_SAYS(put(buf_text(&text)), "nested too deeply");
}

TEST("toml: strings of one line are decoded, others are not taken for one")
{
    static const struct {
        const char *value, *text;
    } rows[] = {
        { "\"a\\\\b\\u00e9\"", "a\\b\xC3\xA9" },
        { "'a\\b'", "a\\b" },
        { "\"\"", "" },
        { "1", NULL },
        { "\"\"\"a\"\"\"", NULL },
        { "'''a'''", NULL },
        { "[]", NULL },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(100);

        CHECK_INT(toml_string(slice_of(rows[i].value), &text), rows[i].text ? 0 : -1);
        CHECK_STR(buf_text(&text), rows[i].text ? rows[i].text : "");
    }
}
