/* Units of mcp-server/doctor: findings, and what they are for given facts. */
#include "base/limits.h"
#include "mcp-server/doctor/groups.h"
#include "openrouter/money.h"
#include "test.h"

static struct config config;
static struct program program;
static struct checkup checkup;

static void begin(void)
{
    checkup_done(&checkup);
    config = (struct config){ .deny_data_collection = true, .seen = " ", .project = "" };
    program = (struct program){ .config = &config };
    checkup = (struct checkup){ .program = &program, .group = "group" };
}

static const char *text_of(bool colours)
{
    static char said[KIB(16)];
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    checkup_write_text(&checkup, colours, &out);
    CHECK(!out.full);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

static const char *json_of(void)
{
    static char said[KIB(16)];
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    checkup_write_json(&checkup, &out);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("doctor: a finding is a line below its group, a remedy the line behind it")
{
    begin();
    finding_ok(&checkup, "one", "is %d", 1);
    checkup.group = "second";
    finding_note(&checkup, "two", NULL, "worth knowing");
    finding_problem(&checkup, "three", "type this", "wrong");
    CHECK_STR(text_of(false), "group\n"
                              "  ok       one             is 1\n"
                              "\n"
                              "second\n"
                              "  note     two             worth knowing\n"
                              "  problem  three           wrong\n"
                              "                           -> type this\n"
                              "\n"
                              "1 problem, 1 note, 1 ok\n");
    CHECK_INT(checkup_problems(&checkup), 1);
}

TEST("doctor: colours are for the words of the status, where they are wanted")
{
    begin();
    finding_problem(&checkup, "a", NULL, "b");
    CHECK_SAYS(text_of(true), "  \x1b[31mproblem\x1b[0m  a  ");
    CHECK(!strchr(text_of(false), '\x1b'));
}

TEST("doctor: json has every member, and says whether there is no problem")
{
    begin();
    finding_note(&checkup, "a", NULL, "say \"b\"");
    CHECK_STR(json_of(), "{\"ok\":true,\"checks\":[{\"group\":\"group\",\"name\":\"a\",\"status\":"
                         "\"note\",\"text\":\"say \\\"b\\\"\",\"remedy\":\"\"}]}\n");
    finding_problem(&checkup, "c", "d", "e");
    CHECK_SAYS(json_of(), "{\"ok\":false,");
    CHECK_SAYS(json_of(), "\"status\":\"problem\",\"text\":\"e\",\"remedy\":\"d\"}]}");
}

TEST("doctor: what a terminal would obey is not written to it")
{
    begin();
    finding_ok(&checkup, "a\x1b[31m", "b\nc\t\x7F \xC2\x9B \xFF ä");
    CHECK_SAYS(text_of(false), "a?[31m");
    CHECK_SAYS(text_of(false), "b?c?? ? ? ä\n");
}

TEST("doctor: a sentence that ends with what to run gives it as the remedy")
{
    struct err err = { 0 };

    begin();
    err_set(&err, ERR_CONFIG, "/f: others may read it; run: chmod 600 /f");
    finding_err(&checkup, "a", &err, "correct it");
    err_set(&err, ERR_CONFIG, "/f: no such thing");
    finding_err(&checkup, "b", &err, "correct it");
    CHECK_STR(checkup.list[0].text, "/f: others may read it");
    CHECK_STR(checkup.list[0].remedy, "chmod 600 /f");
    CHECK_STR(checkup.list[1].text, "/f: no such thing");
    CHECK_STR(checkup.list[1].remedy, "correct it");
}

TEST("doctor: what an error says behind its first sentence is the remedy, where that is asked for")
{
    struct err err = { 0 };

    begin();
    err_set(&err, ERR_CONFIG, "/f is damaged. Move it away. Then restart.");
    finding_advice(&checkup, FINDING_PROBLEM, "a", &err, "mend it");
    CHECK_STR(checkup.list[0].text, "/f is damaged.");
    CHECK_STR(checkup.list[0].remedy, "Move it away. Then restart.");
    err_set(&err, ERR_CONFIG, "/f: no permission");
    finding_advice(&checkup, FINDING_PROBLEM, "a", &err, "mend it");
    CHECK_STR(checkup.list[1].text, "/f: no permission");
    CHECK_STR(checkup.list[1].remedy, "mend it");
    err_set(&err, ERR_CONFIG, "/f: mode 0644; run: chmod 600 /f");
    finding_advice(&checkup, FINDING_PROBLEM, "a", &err, "mend it");
    CHECK_STR(checkup.list[2].remedy, "chmod 600 /f");
    CHECK_INT(checkup_problems(&checkup), 3);
    finding_advice(&checkup, FINDING_NOTE, "a", &err, NULL);
    CHECK_INT(checkup_problems(&checkup), 3);
}

TEST("doctor: more findings than there is room for are not kept")
{
    begin();
    for (int i = 0; i < FINDINGS_MAX + 10; i++)
        finding_ok(&checkup, "a", "%d", i);
    CHECK_INT(checkup.count, FINDINGS_MAX);
    begin();
}

static const char *masked(const char *address)
{
    static char said[256];
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);

    doctor_mask(&out, slice_of(address));
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("doctor: an address is shown without user and password, however they are written")
{
    CHECK_STR(masked("http://proxy.example:3128"), "http://proxy.example:3128");
    CHECK_STR(masked("http://me:secret@proxy.example:3128"), "http://***@proxy.example:3128");
    CHECK_STR(masked("http://me:se@cr@et@proxy.example"), "http://***@proxy.example");
    CHECK_STR(masked("http://me:se://cr@proxy.example"), "http://***@proxy.example");
    CHECK_STR(masked("me:secret@proxy.example"), "***@proxy.example");
    CHECK_STR(masked("me:s://cret@proxy.example"), "me:s://***@proxy.example");
    CHECK_STR(masked("@"), "@");
    CHECK_STR(masked(""), "");
}

/* What doctor_key says once OpenRouter has answered so. */
static const char *said_of(const struct account_key *key)
{
    begin();
    checkup.verdict =
        (struct verdict){ .is_asked = true, .is_answered = true, .status = 200, .key = *key };
    doctor_key(&checkup);
    return text_of(false);
}

TEST("doctor: a key's limit is told, what is left of it, and what it cannot do")
{
    struct account_key key = {
        .name = "mine", .limit_nano = 5 * NANO_PER_USD, .left_nano = NANO_PER_USD, .reset = "daily"
    };

    CHECK_SAYS(said_of(&key), "ok       OpenRouter      knows this key as mine\n");
    CHECK_SAYS(said_of(&key), "ok       limit           $1.00 of $5.00 left (daily)\n");
    key.left_nano = 0;
    CHECK_SAYS(said_of(&key), "problem  limit           nothing is left of the key's limit of $5");
    key.limit_nano = key.left_nano = -1;
    CHECK_SAYS(said_of(&key), "note     limit           this key has no spending limit of its own");
    CHECK(!strstr(said_of(&key), "kind"));
    key.is_management = true;
    CHECK_SAYS(said_of(&key), "problem  kind            this is a management key");
    key = (struct account_key){ .is_free_tier = true, .is_disabled = true };
    CHECK_SAYS(said_of(&key), "problem  kind            this key is disabled");
    CHECK_SAYS(said_of(&key), "note     kind            the account has never bought credits");
}

TEST("doctor: a key that was refused, and silence, and what each calls for")
{
    begin();
    checkup.verdict = (struct verdict){ .is_asked = true, .is_answered = true, .status = 401 };
    err_set(&checkup.verdict.err, ERR_AUTH, "no");
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false), "-> make a new key at ");

    begin();
    checkup.verdict = (struct verdict){ .is_asked = true, .is_answered = true, .status = 429 };
    err_set(&checkup.verdict.err, ERR_RATE, "too many");
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false), "note     OpenRouter      not checked: too many");

    begin();
    checkup.verdict = (struct verdict){ .is_asked = true };
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false), "note     OpenRouter      not checked: no answer within 0.2 s");
    begin();
    checkup.verdict = (struct verdict){ .is_asked = true };
    checkup.is_online = true;
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false), "problem  OpenRouter      no answer within 10 s");
}

TEST("doctor: without a key the first sentence says why, and the remedy what to type")
{
    begin();
    err_set(&config.key_err, ERR_AUTH, "There is none. Ask somebody.");
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false), "problem  key             There is none.\n");
    CHECK_SAYS(text_of(false), "-> openrouter-mcp login, or export OPENROUTER_API_KEY=...");
}

TEST("doctor: variables that were set in vain are named, with what wins over them")
{
    begin();
    config.seen = " OPENROUTER_API_KEY_FILE LD_PRELOAD OPENROUTER_API_KEY SSL_CERT_FILE "
                  "OPENROUTER_MCP_BUDGET_DAY_USD ";
    config.key_source = "OPENROUTER_API_KEY";
    doctor_key(&checkup);
    CHECK_SAYS(text_of(false),
               "OPENROUTER_API_KEY_FILE is not looked at, because OPENROUTER_API_KEY wins");
    doctor_settings(&checkup);
    CHECK_SAYS(text_of(false), "wins over the file: OPENROUTER_MCP_BUDGET_DAY_USD\n");
    CHECK_SAYS(text_of(false), "dropped         LD_PRELOAD: set, and not used here");
    config.base_url = "https://openrouter.ai/api/v1";
    doctor_network(&checkup);
    CHECK_SAYS(text_of(false), "SSL_CERT_FILE is set, and names no file that can be read");
    CHECK_SAYS(text_of(false), "ok       address         https://openrouter.ai/api/v1\n");
}

TEST("doctor: what privacy gives away is a note")
{
    begin();
    doctor_privacy(&checkup);
    CHECK(!strstr(text_of(false), "note  "));
    begin();
    config.deny_data_collection = false;
    config.allow_free = config.allow_unpriced = true;
    doctor_privacy(&checkup);
    CHECK_SAYS(text_of(false), "note     data            providers may store prompts");
    CHECK_SAYS(text_of(false), "note     free models     may be asked");
    CHECK_SAYS(text_of(false), "note     unpriced");
    CHECK_INT(checkup_problems(&checkup), 0);
    begin();
}
