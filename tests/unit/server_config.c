/* Units of mcp-server/config: the file, the variables, the directories. */
#include "base/limits.h"
#include "home.h"
#include "mcp-server/config/config.h"
#include "openrouter/money.h"
#include "schemas.h"

/* What is said about a config.json, with everything at its default; "" when it is accepted. */
static const char *complaint_about(const char *text)
{
    static char sentence[1024];
    struct config config;

    begin();
    make_config(text);
    config_load(&config);
    snprintf(sentence, sizeof(sentence), "%s", config.config_err.text);
    if (config.config_err.kind != ERR_NONE) {
        CHECK_INT(config.config_err.kind, ERR_CONFIG);
        CHECK_INT(config.call_nano, NANO_PER_USD / 2);
        CHECK(config.deny_data_collection && !config.allow_free && !config.deny);
    }
    end(&config);
    return sentence;
}

TEST("config: without a file or a variable there are the defaults, and what to do about a key")
{
    struct config config;

    begin();
    config_load(&config);
    CHECK_INT(config.config_err.kind, ERR_NONE);
    CHECK_INT(config.call_nano, 500000000);
    CHECK_INT(config.session_nano, 5000000000);
    CHECK_INT(config.day_nano, 20000000000);
    CHECK(config.deny_data_collection && !config.zdr && !config.allow_free);
    CHECK(!config.allow_unpriced && !config.allow && !config.default_model && !config.ca_file);
    CHECK_STR(config.base_url, "https://openrouter.ai/api/v1");
    CHECK(!config.key);
    CHECK_INT(config.key_err.kind, ERR_AUTH);
    CHECK_SAYS(config.key_err.text, "OPENROUTER_API_KEY");
    CHECK_SAYS(config.key_err.text, "https://openrouter.ai/settings/keys");
    CHECK_SAYS(config.key_err.text, "list_models works without");
    CHECK(strncmp(config.session_id, "s_", 2) == 0);
    CHECK(!config.team_user && config.team_session && config.team_trace && !config.team_repository);
    CHECK(!config.proxy && !config.no_proxy && !config.no_color);
    end(&config);
}

TEST("config: the names of what was set are remembered, never what was in it")
{
    struct config config;

    begin();
    setenv("OPENROUTER_API_KEY", KEY, 1);
    setenv("OPENROUTER_API_KEY_FILE", "", 1);
    setenv("OPENROUTER_MANAGEMENT_KEY", "${OPENROUTER_MANAGEMENT_KEY}", 1);
    setenv("OPENROUTER_MCP_BUDGET_DAY_USD", "3", 1);
    setenv("SSLKEYLOGFILE", "/tmp/keys", 1);
    config_load(&config);
    CHECK(config_saw(&config, "OPENROUTER_API_KEY"));
    CHECK(config_saw(&config, "OPENROUTER_MCP_BUDGET_DAY_USD"));
    CHECK(config_saw(&config, "SSLKEYLOGFILE") && !getenv("SSLKEYLOGFILE"));
    CHECK(!config_saw(&config, "OPENROUTER_API_KEY_FILE"));
    CHECK(!config_saw(&config, "OPENROUTER_MANAGEMENT_KEY"));
    CHECK(!config_saw(&config, "HOME") && !config_saw(&config, ""));
    CHECK(!strstr(config.seen, KEY) && !strstr(config.seen, "/tmp/keys"));
    CHECK(config_is_trust("SSL_CERT_FILE") && !config_is_trust("SSL_CERT_DIR"));
    end(&config);
}

TEST("config: every setting of the file is read, money from its characters")
{
    struct config config;

    begin();
    make_config(
        "{\"$schema\":\"x\",\"budget\":{\"call_usd\":0.1000000001,\"session_usd\":\"12\","
        "\"day_usd\":\"30\"},\n"
        "\"models\":{\"default\":\"a/b\",\"allow\":[\"a/*\",\"c/d\"],\"deny\":[\"a/x\"]},\n"
        "\"privacy\":{\"data_collection\":\"allow\",\"zdr\":true,\"allow_free\":true,"
        "\"allow_unpriced\":true},\n"
        "\"provider\":{\"order\":[\"azure\"],\"only\":[\"openai\",\"x/y\"],\"ignore\":[\"z\"],"
        "\"sort\":\"latency\"},\n"
        "\"retry\":{\"attempts\":5,\"allow_unknown\":true,\"breakers\":false},"
        "\"timeouts\":{\"call_s\":5,\"headers_ms\":1000,\"idle_ms\":1001,"
        "\"first_content_ms\":1002,\"stall_ms\":3600000},\"state\":{\"keep_days\":7,\"max_mb\":1},"
        "\"team\":{\"user\":\"ann\",\"session\":false,\"trace\":false,\"repository\":true}}");
    config_load(&config);
    CHECK_STR(config.config_err.text, "");
    CHECK_INT(config.call_nano, 100000001); /* rounded up, not through a double */
    CHECK_INT(config.session_nano, 12000000000);
    CHECK_INT(config.day_nano, 30000000000);
    CHECK_STR(config.default_model, "a/b");
    CHECK_INT(cJSON_GetArraySize(config.allow), 2);
    CHECK_STR(cJSON_GetArrayItem(config.deny, 0)->valuestring, "a/x");
    CHECK(!config.deny_data_collection && config.zdr && config.allow_free);
    CHECK(config.allow_unpriced);
    CHECK_INT(cJSON_GetArraySize(config.order), 1);
    CHECK_INT(cJSON_GetArraySize(config.only), 2);
    CHECK_INT(cJSON_GetArraySize(config.ignore), 1);
    CHECK_STR(config.sort, "latency");
    CHECK(config.retry_attempts == 5 && config.retry_unknown && !config.retry_breakers);
    CHECK_INT(config.call_s, 5);
    CHECK_INT(config.headers_ms, 1000);
    CHECK_INT(config.idle_ms, 1001);
    CHECK_INT(config.first_content_ms, 1002);
    CHECK_INT(config.stall_ms, 3600000);
    CHECK_INT(config.keep_days, 7);
    CHECK_INT(config.max_mb, 1);
    CHECK_STR(config.team_user, "ann");
    CHECK(!config.team_session && !config.team_trace && config.team_repository);
    end(&config);
}

TEST("config: an unknown key is an error with its line and with what is known (fault D10)")
{
    CHECK_SAYS(complaint_about("{\n \"budget\": {\n  \"week_usd\": \"20\"\n }\n}"), "line 3");
    CHECK_SAYS(complaint_about("{\n \"budget\": {\n  \"week_usd\": \"20\"\n }\n}"),
               "\"week_usd\" is not a setting of budget; known: call_usd, session_usd, day_usd");
    CHECK_SAYS(complaint_about("{\n\n \"role\": {} }"), "line 3");
    CHECK_SAYS(
        complaint_about("{\n\n \"role\": {} }"),
        "\"role\" is not a setting; known: budget, models, roles, aliases, endpoints, privacy, "
        "provider, retry, timeouts, repeat, roots, files, team, state, ca_file");
    CHECK_SAYS(complaint_about("{\n\"Budget\": {}}"), "\"Budget\" is not a setting");
    CHECK_SAYS(complaint_about("{\"bu\\u0064get\": {\"x\\u0079\":1}}"), "\"xy\" is not a setting");
}

TEST("config: a wrong value is an error with its line, and nothing of the file is used then")
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "{\n\"budget\":{\"call_usd\":\n-1}}", "line 3" },
        { "{\n\"budget\":{\"call_usd\":\"1e3\"}}", "/budget/call_usd" },
        { "{\n\"budget\":{\"call_usd\":true}}", "line 2" },
        { "{\n\"budget\":{\"call_usd\":1000001}}", "/budget/call_usd" },
        { "{\n\"budget\":{\"session_usd\":\"9999999999\"}}", "budget.session_usd" },
        { "{\n\"budget\":[]}", "/budget" },
        { "{\n\"models\":{\"allow\":[]}}", "/models/allow" },
        { "{\n\"models\":{\"deny\":[1]}}", "/models/deny/0" },
        { "{\n\"privacy\":{\"data_collection\":\"no\"}}", "deny" },
        { "{\n\"privacy\":{\"zdr\":\"true\"}}", "line 2" },
        { "{\n\"provider\":{\"sort\":\"speed\"}}", "throughput" },
        { "{\n\"provider\":{\"only\":[\"a b\"]}}", "/provider/only/0" },
        { "{\n\"retry\":{\"attempts\":0}}", "/retry/attempts" },
        { "{\n\"retry\":{\"attempts\":6}}", "/retry/attempts" },
        { "{\n\"timeouts\":{\"call_s\":4}}", "/timeouts/call_s" },
        { "{\n\"timeouts\":{\"call_s\":1.5}}", "/timeouts/call_s" },
        { "{\n\"state\":{\"keep_days\":0}}", "/state/keep_days" },
        { "{\n\"state\":{\"max_mb\":65537}}", "/state/max_mb" },
        { "{\n\"ca_file\":\"x.pem\"}", "/ca_file" },
        { "{\n\"ca_file\":\"/nowhere/x.pem\"}", "ca_file: /nowhere/x.pem cannot be read" },
        { "{\n\"budget\":{}\n,}", "line 3" },
        { "{\n\"budget\":{},\n\"budget\":{}}", "line 3" },
        { "{\n\"models\":{\"default\":\"\\u0000\"}}", "line 2" },
        { "", "config.json" },
        { "[]", "config.json" },
        { "null", "config.json" },
        { "{\"budget\":{\"call_usd\":\"1\"}} x", "config.json" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *said = complaint_about(cases[i].text);

        if (!strstr(said, cases[i].says))
            test_fail(__FILE__, __LINE__, "%s gives\n    \"%s\", which does not say\n    \"%s\"",
                      cases[i].text, said, cases[i].says);
    }
    CHECK_STR(complaint_about("{}"), "");
}

/* Settings about names, and what is said of them; "" when they are accepted. */
static const struct {
    const char *text, *says;
} names[] = {
    { "{\"aliases\":{\"mine\":\"a/b\",\"two\":[\"mine\",\"c/d\"]},"
      "\"roles\":{\"bulk\":[\"two\",\"@preset/x\"],\"own\":{\"max_price_in\":0.25}}}",
      "" },
    { "{\"aliases\":{\"e\":\"d\",\"d\":\"c\",\"c\":\"b\",\"b\":\"x/y\"}}", "" },
    { "{\"aliases\":{\"five\":[\"a/1\",\"a/2\",\"a/3\",\"a/4\",\"a/5\"]}}", "" },
    { "{\"aliases\":{\n\"f\":\"e\",\"e\":\"d\",\"d\":\"c\",\"c\":\"b\",\"b\":\"x/y\"}}",
      "line 2: aliases.f: aliases of aliases go more than 4 deep" },
    { "{\"aliases\":{\n\"a\":\n\"a\"}}", "line 3: aliases.a: the alias \"a\" stands for itself" },
    { "{\"aliases\":{\"a\":\"b\",\n\"b\":[\"x/y\",\n\"a\"]}}",
      "line 3: aliases.a: the alias \"a\"" },
    { "{\"aliases\":{\n\"a\":\"gpt\"}}",
      "line 2: aliases.a: \"gpt\" is neither a model (vendor/model) nor one of the aliases" },
    { "{\"aliases\":{\n\"a\":\"review\"}}", "\"review\" is neither a model" },
    { "{\n\"aliases\":{\n\"bulk\":\"a/b\"}}",
      "line 3: aliases.bulk: there is a role of that name" },
    { "{\"roles\":{\"own\":[\"a/b\"]},\"aliases\":{\"own\":\"a/b\"}}",
      "aliases.own: there is a role" },
    { "{\"aliases\":{\"a/b\":\"c/d\"}}", "/aliases" },
    { "{\"aliases\":{\"Mine\":\"c/d\"}}", "/aliases" },
    { "{\"aliases\":{\"a\":[]}}", "/aliases/a" },
    { "{\"aliases\":{\"a\":7}}", "/aliases/a" },
    { "{\"aliases\":{\"five\":[\"a/1\",\"a/2\",\"a/3\",\"a/4\",\"a/5\"],\n\"six\":[\"five\",\"b/"
      "1\"]}}",
      "line 2: aliases.six: it stands for more than 5 models" },
    { "{\"roles\":{\n\"own\":[\"a/b\",\n\"mine\"]}}", "line 3: roles.own: \"mine\" is neither" },
    { "{\"roles\":{\"own\":[]}}", "/roles/own" },
    { "{\"roles\":{\n\"own\":{\"price\":1}}}", "line 2" },
    { "{\"roles\":{\n\"own\":{\"price\":1}}}", "price" },
    { "{\"roles\":{\"own\":{\"models\":6}}}", "/roles/own/models" },
    { "{\"roles\":{\"own\":{\"models\":0}}}", "/roles/own/models" },
    { "{\"roles\":{\"own\":{\"sort\":\"speed\"}}}", "throughput" },
    { "{\"roles\":{\"own\":{\"needs\":[\"legs\"]}}}", "/roles/own/needs/0" },
    { "{\"roles\":{\"own\":\"a/b\"}}", "/roles/own" },
    { "{\"roles\":{\"a/b\":[\"c/d\"]}}", "/roles" },
};

TEST("config: roles and aliases are accepted, or refused with their line")
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const char *said = complaint_about(names[i].text);

        if (names[i].says[0] ? !strstr(said, names[i].says) : said[0])
            test_fail(__FILE__, __LINE__, "%s gives\n    \"%s\", which does not say\n    \"%s\"",
                      names[i].text, said, names[i].says);
    }
}

TEST("config: a variable wins over the file, and is checked like it")
{
    struct config config;

    begin();
    make_config("{\"budget\":{\"call_usd\":\"1\"},\"privacy\":{\"zdr\":true}}");
    setenv("OPENROUTER_MCP_BUDGET_CALL_USD", "0.25", 1);
    setenv("OPENROUTER_MCP_BUDGET_SESSION_USD", " 7 ", 1);
    setenv("OPENROUTER_MCP_PRIVACY_ZDR", "0", 1);
    setenv("OPENROUTER_MCP_PRIVACY_DATA_COLLECTION", "allow", 1);
    setenv("OPENROUTER_MCP_TIMEOUTS_CALL_S", "30", 1);
    setenv("OPENROUTER_MCP_MODELS_DEFAULT", "a/\"b", 1);
    setenv("OPENROUTER_MCP_PROVIDER_SORT", "${OPENROUTER_MCP_PROVIDER_SORT}", 1);
    setenv("OPENROUTER_MCP_CA_FILE", "", 1);
    config_load(&config);
    CHECK_STR(config.config_err.text, "");
    CHECK_INT(config.call_nano, 250000000);
    CHECK_INT(config.session_nano, 7000000000);
    CHECK(!config.zdr && !config.deny_data_collection);
    CHECK_INT(config.call_s, 30);
    CHECK_STR(config.default_model, "a/\"b");
    CHECK(!config.sort && !config.ca_file);
    end(&config);
}

TEST("config: a wrong or misspelt variable is named, and the defaults hold")
{
    static const struct {
        const char *name, *value, *says;
    } cases[] = {
        { "OPENROUTER_MCP_BUDGET_CALL_USD", "lots", "OPENROUTER_MCP_BUDGET_CALL_USD" },
        { "OPENROUTER_MCP_BUDGET_CALL_USD", "-1", "/budget/call_usd" },
        { "OPENROUTER_MCP_BUDGET_CALL_USD", "1,\"x\":2", "/budget/call_usd" },
        { "OPENROUTER_MCP_BUDGET_CAL_USD", "1", "OPENROUTER_MCP_BUDGET_CAL_USD is not a setting" },
        { "OPENROUTER_MCP_MODELS_ALLOW", "x", "OPENROUTER_MCP_MODELS_ALLOW is not a setting" },
        { "OPENROUTER_MCP_PRIVACY_ZDR", "maybe", "OPENROUTER_MCP_PRIVACY_ZDR" },
        { "OPENROUTER_MCP_TIMEOUTS_CALL_S", "99999999999999999999", "/timeouts/call_s" },
        { "OPENROUTER_MCP_TIMEOUTS_CALL_S", "007", "/timeouts/call_s" },
        { "OPENROUTER_MCP_CA_FILE", "relative.pem", "/ca_file" },
        { "OPENROUTER_MCP_MODELS_DEFAULT", "\xFF\xFE", "" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct config config;

        begin();
        make_config("{\"budget\":{\"session_usd\":\"1\"}}");
        setenv(cases[i].name, cases[i].value, 1);
        config_load(&config);
        CHECK_SAYS(config.config_err.text, cases[i].says);
        if (cases[i].says[0]) {
            CHECK_INT(config.config_err.kind, ERR_CONFIG);
            CHECK_INT(config.session_nano, 5 * NANO_PER_USD);
        }
        end(&config);
    }
}

TEST("config: settings that others can write, or that another user wrote, are not read")
{
    struct config config;
    char path[128];

    for (int shape = 0; shape < 3; shape++) {
        begin();
        make_config("{\"budget\":{\"call_usd\":\"100\"}}");
        snprintf(path, sizeof(path), "%s/.config/openrouter-mcp/config.json", home);
        if (shape == 2 && (geteuid() != 0 || chown(path, 65534, 65534) < 0))
            SKIP("only root can give a file away");
        if (shape < 2)
            chmod(path, shape == 0 ? 0620 : 0602);
        config_load(&config);
        CHECK_INT(config.config_err.kind, ERR_CONFIG);
        CHECK_SAYS(config.config_err.text, shape == 2 ? "belongs to another user" : "chmod go-w");
        CHECK_INT(config.call_nano, NANO_PER_USD / 2);
        end(&config);
    }
}

TEST("config: a file at its largest size is read, and one byte more is refused")
{
    for (size_t size = KIB(256); size <= KIB(256) + 1; size++) {
        CLEANUP(freep) char *text = malloc(size + 1);

        memset(text, ' ', size);
        text[0] = '{';
        text[size - 1] = '}';
        text[size] = '\0';

        const char *said = complaint_about(text);

        if (size == KIB(256))
            CHECK_STR(said, "");
        else
            CHECK_SAYS(said, "more than 262144 bytes");
    }
}

TEST("config: our directories are made for us alone")
{
    struct config config;
    struct stat directory;

    begin();
    config_load(&config);
    CHECK_SAYS(config.state_dir, "/.local/state/openrouter-mcp");
    CHECK_SAYS(config.cache_dir, "/.cache/openrouter-mcp");
    CHECK_SAYS(config.config_file, "/.config/openrouter-mcp/config.json");
    CHECK_INT(stat(config.state_dir, &directory), 0);
    CHECK_INT(directory.st_mode & 07777, 0700);
    end(&config);
}

TEST("config: a directory that others can write, or that is another user's, is not used")
{
    struct config config;
    char path[128], below[160];

    for (int shape = 0; shape < 3; shape++) {
        begin();
        snprintf(path, sizeof(path), "%s/state", home);
        snprintf(below, sizeof(below), "%s/openrouter-mcp", path);
        CHECK(mkdir(path, 0700) == 0 && mkdir(below, 0700) == 0);
        setenv("XDG_STATE_HOME", path, 1);
        if (shape == 2 && (geteuid() != 0 || chown(below, 65534, 65534) < 0))
            SKIP("only root can give a directory away");
        if (shape < 2)
            chmod(below, shape == 0 ? 0720 : 0702);
        config_load(&config);
        CHECK(!config.state_dir);
        CHECK_SAYS(config.state_err, shape == 2 ? "belongs to another user" : "chmod 700");
        end(&config);
    }
}

TEST("config: a place that is no directory, or none at all, is said and nothing else fails")
{
    struct config config;

    begin();
    write_file("key", "", 0600);
    char path[128];
    snprintf(path, sizeof(path), "%s/key", home);
    setenv("XDG_STATE_HOME", path, 1);
    config_load(&config);
    CHECK(!config.state_dir && config.cache_dir);
    CHECK_SAYS(config.state_err, "/key/openrouter-mcp");
    config_done(&config);
    clear_environment();
    unsetenv("HOME");
    setenv("XDG_STATE_HOME", "relative", 1);
    config_load(&config);
    CHECK(!config.state_dir && !config.cache_dir && !config.config_file);
    CHECK_SAYS(config.state_err, "HOME");
    CHECK_INT(config.config_err.kind, ERR_NONE);
    clear_environment();
    config_done(&config);
    clear_environment();
    config_load(&config);
    end(&config);
}

/* The default that the schema documents for a setting, as text. */
static const char *documented(const cJSON *schema, const char *section, const char *key)
{
    const cJSON *in = json_at(json_at(json_at(schema, "properties"), section), "properties");

    return json_str(json_at(in, key), "default");
}

TEST("config: the schema documents the defaults that there are, and describes every setting")
{
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *schema = json_parse(slice_of(config_json), &gate_config, &err);
    const cJSON *section, *setting;
    struct config config;
    int64_t nano;

    CHECK(schema != NULL);
    begin();
    config_load(&config);
    CHECK_INT(money_parse_nano(slice_of(documented(schema, "budget", "call_usd")), &nano, &err), 0);
    CHECK_INT(nano, config.call_nano);
    CHECK_INT(money_parse_nano(slice_of(documented(schema, "budget", "session_usd")), &nano, &err),
              0);
    CHECK_INT(nano, config.session_nano);
    CHECK_INT(money_parse_nano(slice_of(documented(schema, "budget", "day_usd")), &nano, &err), 0);
    CHECK_INT(nano, config.day_nano);

    const cJSON *retry = json_at(json_at(json_at(schema, "properties"), "retry"), "properties");

    CHECK_INT(json_int(json_at(retry, "attempts"), "default", 0), config.retry_attempts);
    CHECK(cJSON_IsFalse(json_at(json_at(retry, "allow_unknown"), "default")));
    CHECK(cJSON_IsTrue(json_at(json_at(retry, "breakers"), "default")));
    CHECK(!config.retry_unknown && config.retry_breakers);

    const cJSON *timeouts =
        json_at(json_at(json_at(schema, "properties"), "timeouts"), "properties");

    CHECK_INT(json_int(json_at(timeouts, "call_s"), "default", 0), config.call_s);
    CHECK_INT(json_int(json_at(timeouts, "headers_ms"), "default", 0), config.headers_ms);
    CHECK_INT(json_int(json_at(timeouts, "idle_ms"), "default", 0), config.idle_ms);
    CHECK_INT(json_int(json_at(timeouts, "first_content_ms"), "default", 0),
              config.first_content_ms);
    CHECK_INT(json_int(json_at(timeouts, "stall_ms"), "default", 0), config.stall_ms);
    end(&config);
    cJSON_ArrayForEach(section, json_at(schema, "properties"))
    {
        CHECK(json_str(section, "description") || strcmp(section->string, "timeouts") == 0);
        cJSON_ArrayForEach(setting, json_at(section, "properties"))
        {
            char text[128];

            CHECK(json_str(setting, "description") != NULL);
            /* Known to the table, too: an empty object is not "not a setting". */
            snprintf(text, sizeof(text), "{\"%s\":{\"%s\":{}}}", section->string, setting->string);
            CHECK(!strstr(complaint_about(text), "is not a setting"));
        }
    }
}

static void remove_file(const char *name)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", home, name);
    unlink(path);
}

TEST("config: endpoints have an address, a key from a file of their own, and names of models")
{
    struct config config;
    char text[512];

    begin();
    write_file("gpu-key", "lk-1234\n", 0600);
    snprintf(text, sizeof(text),
             "{\"endpoints\":{\"gpu\":{\"base_url\":\"https://gpu.example/v1/\","
             "\"api_key_file\":\"%s/gpu-key\",\"zdr\":true},"
             "\"cpp\":{\"base_url\":\"http://127.0.0.1:8080/v1\",\"models\":[\"x/y:z\"]},"
             "\"off\":false}}",
             home);
    make_config(text);
    config_load(&config);
    CHECK_STR(config.config_err.text, "");
    CHECK_INT((int64_t)config.endpoint_count, 3);

    const struct local_endpoint *gpu = &config.endpoint_list[0], *cpp = &config.endpoint_list[1];

    CHECK_STR(gpu->name, "gpu");
    CHECK_STR(gpu->base_url, "https://gpu.example/v1");
    CHECK(gpu->keeps_nothing && !gpu->is_implied && !gpu->models);
    CHECK_STR(secret_peek(gpu->key), "lk-1234");
    secret_hide(gpu->key);
    CHECK(!cpp->key && !cpp->keeps_nothing);
    CHECK_INT(cJSON_GetArraySize(cpp->models), 1);
    CHECK_STR(config.endpoint_list[2].name, "ollama");
    CHECK_STR(config.endpoint_list[2].base_url, "http://127.0.0.1:11434/v1");
    CHECK(config.endpoint_list[2].is_implied);
    remove_file("gpu-key");
    end(&config);
}

/* The implied endpoint's address, "none", or why it cannot be asked. */
static const char *implied(const char *settings, const char *host)
{
    static char said[1200];
    struct config config;

    begin();
    if (settings)
        make_config(settings);
    if (host)
        setenv("OLLAMA_HOST", host, 1);
    config_load(&config);
    snprintf(said, sizeof(said), "none");
    for (size_t i = 0; i < config.endpoint_count; i++) {
        const struct local_endpoint *endpoint = &config.endpoint_list[i];

        if (endpoint->is_implied)
            snprintf(said, sizeof(said), "%s",
                     endpoint->base_url ? endpoint->base_url : endpoint->trouble.text);
    }
    end(&config);
    return said;
}

TEST("config: Ollama is implied, unless the settings speak of it, or cannot be read")
{
    CHECK_STR(implied(NULL, NULL), "http://127.0.0.1:11434/v1");
    CHECK_STR(implied(NULL, "${OLLAMA_HOST}"), "http://127.0.0.1:11434/v1");
    CHECK_STR(implied(NULL, ":99"), "http://127.0.0.1:99/v1");
    CHECK_SAYS(implied(NULL, "10.0.0.1"), "is not an address of this machine");
    CHECK_STR(implied("{\"endpoints\":{\"ollama\":false}}", NULL), "none");
    CHECK_STR(implied("{\"endpoints\":{\"ollama\":{\"base_url\":\"https://x.example/v1\"}}}", NULL),
              "none");
    CHECK_STR(
        implied("{\"endpoints\":{\"own\":{\"base_url\":\"http://127.0.0.1:11434/v1/\"}}}", NULL),
        "none"); /* the same server by another name */
    CHECK_STR(implied("{\"endpoints\":{\"ollama\":fals}}", NULL), "none");
}

TEST("config: what is wrong with an endpoint is told with its line; a key is refused unread")
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "{\n\"endpoints\":{\"a\":{\"base_url\":\"https://x.example/v1\",\n"
          "\"api_key\":\"lk-secret\"}}}",
          "line 3: endpoints: api_key is not read" },
        { "{\n\"endpoints\":{\"a\":{\n\"base_url\":\"http://x.example/v1\"}}}",
          "line 3: endpoints.a.base_url: x.example cannot be asked by http" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"http://127.0.0.1/v1?x=1\"}}}", "without ? or #" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"https://u:p@x.example/v1\"}}}", "user name" },
        { "{\"endpoints\":{\"a\":{}}}", "base_url" },
        { "{\"endpoints\":{\"a\":true}}", "endpoints.a: it is an object with base_url, or false" },
        { "{\"endpoints\":{\"A\":false}}", "/endpoints" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"https://x.example\",\"key\":1}}}", "key" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"https://x.example\",\"models\":[]}}}", "models" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"https://x.example\",\"models\":[\"a b\"]}}}",
          "models" },
        { "{\"endpoints\":{\"a\":{\"base_url\":\"https://x.example\",\"api_key_file\":\"k\"}}}",
          "api_key_file" },
        { "{\"endpoints\":{\"a\":false,\"b\":false,\"c\":false,\"d\":false,\"e\":false,"
          "\"f\":false,\"g\":false,\"h\":false,\"i\":false}}",
          "/endpoints" },
        { "{\"roles\":{\"bulk\":{\"local_first\":[\"openai/gpt\"]}}}", "local_first" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        CHECK_SAYS(complaint_about(cases[i].text), cases[i].says);
        CHECK(!strstr(complaint_about(cases[i].text), "lk-secret"));
    }
}

TEST("config: a key file that others can read, or that is not there, concerns its endpoint alone")
{
    static const char *const files[] = { "open", "missing", "empty" };
    static const char *const says[] = { "chmod", "there is no such file", "" };

    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        struct config config;
        char text[300];

        begin();
        write_file("open", "lk-1\n", 0644);
        write_file("empty", "\n", 0600);
        snprintf(text, sizeof(text),
                 "{\"endpoints\":{\"a\":{\"base_url\":\"https://x.example/v1\","
                 "\"api_key_file\":\"%s/%s\"}}}",
                 home, files[i]);
        make_config(text);
        config_load(&config);
        CHECK_INT(config.config_err.kind, ERR_NONE);
        CHECK_INT(config.endpoint_list[0].trouble.kind, ERR_CONFIG);
        CHECK_SAYS(config.endpoint_list[0].trouble.text, "api_key_file: ");
        CHECK_SAYS(config.endpoint_list[0].trouble.text, says[i]);
        CHECK(!config.endpoint_list[0].key);
        remove_file("open");
        remove_file("empty");
        end(&config);
    }
}
