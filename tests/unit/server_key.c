/* Units of mcp-server/config: the key, and where it may go. */
#include "home.h"
#include "mcp-server/config/config.h"

TEST("config: the key is taken out of the environment, and its bytes are gone from there")
{
    char text[] = "OPENROUTER_API_KEY=" KEY;
    char *variables[] = { text, NULL };
    struct config config;
    char **before = environ;

    begin();
    environ = variables;
    config_load(&config);
    CHECK_STR(peek(&config), KEY);
    CHECK(!getenv("OPENROUTER_API_KEY"));
    for (size_t i = strlen("OPENROUTER_API_KEY="); i < sizeof(text) - 1; i++)
        CHECK_INT(text[i], 0);
    environ = before;
    clear_environment();
    end(&config);
}

TEST("config: a key that no key can be is refused with the reason, and never kept")
{
    static const struct {
        const char *key, *says;
    } cases[] = {
        { "${OPENROUTER_API_KEY}", "passed the name of the variable instead of its value" },
        { " ${MY_KEY}\n", "passed the name of the variable instead of its value" },
        { "\"sk-or-v1-x\"", "a blank, a quote" },
        { "sk-or v1", "a blank, a quote" },
        { "sk-or\x01", "a blank, a quote" },
        { "sk-or\xC3\xA4", "a blank, a quote" },
        { "sk-ant-api03-x", "a key of Anthropic" },
        { "sk-proj-x", "a key of OpenAI" },
        { "   ", "is empty" },
        { "", "There is no OpenRouter key" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct config config;

        begin();
        setenv("OPENROUTER_API_KEY", cases[i].key, 1);
        config_load(&config);
        CHECK(!config.key);
        CHECK_INT(config.key_err.kind, ERR_AUTH);
        CHECK_SAYS(config.key_err.text, cases[i].says);
        CHECK(!getenv("OPENROUTER_API_KEY"));
        end(&config);
    }
}

TEST("config: the management key is another one, wiped in the same way, and says how it is had")
{
    char text[] = "OPENROUTER_MANAGEMENT_KEY= sk-or-v1-manage ";
    char *variables[] = { text, NULL };
    struct config config;
    char **before = environ;

    begin();
    environ = variables;
    config_load(&config);
    CHECK(config.management_key && !config.key);
    CHECK_STR(secret_peek(config.management_key), "sk-or-v1-manage");
    secret_hide(config.management_key);
    CHECK(!getenv("OPENROUTER_MANAGEMENT_KEY"));
    for (size_t i = strlen("OPENROUTER_MANAGEMENT_KEY="); i < sizeof(text) - 1; i++)
        CHECK_INT(text[i], 0);
    environ = before;
    clear_environment();
    end(&config);

    begin();
    config_load(&config);
    CHECK(!config.management_key);
    CHECK_INT(config.management_err.kind, ERR_AUTH);
    CHECK_SAYS(config.management_err.text, "set OPENROUTER_MANAGEMENT_KEY");
    end(&config);

    begin();
    setenv("OPENROUTER_MANAGEMENT_KEY", "sk-ant-x", 1);
    config_load(&config);
    CHECK(!config.management_key);
    CHECK_SAYS(config.management_err.text, "OPENROUTER_MANAGEMENT_KEY holds what looks like a key "
                                           "of Anthropic");
    end(&config);
}

TEST("config: a key may be as long as allowed and no longer")
{
    char key[514];

    for (size_t size = 512; size <= 513; size++) {
        struct config config;

        memset(key, 'k', sizeof(key));
        key[size] = '\0';
        begin();
        setenv("OPENROUTER_API_KEY", key, 1);
        config_load(&config);
        CHECK_INT(config.key != NULL, size == 512);
        write_file("key", key, 0400);
        end(&config);
    }
}

static void load_key_file(struct config *config, const char *text, mode_t mode)
{
    begin();
    write_file("key", text, mode);
    setenv("OPENROUTER_API_KEY_FILE", "~/key", 1);
    config_load(config);
}

TEST("config: a key file is read without its line end, when only its owner can read it")
{
    struct config config;

    load_key_file(&config, KEY "\r\n", 0400);
    CHECK_STR(config.key_err.text, "");
    CHECK_STR(peek(&config), KEY);
    end(&config);
    for (mode_t bit = 1; bit <= 040; bit <<= 1) {
        load_key_file(&config, KEY, 0600 | bit);
        CHECK(!config.key);
        CHECK_INT(config.key_err.kind, ERR_AUTH);
        CHECK_SAYS(config.key_err.text, "chmod 600");
        end(&config);
    }
}

TEST("config: a key file that is no file, is missing, empty or relative is refused in words (fault "
     "D11)")
{
    struct config config;

    load_key_file(&config, "", 0600);
    CHECK_SAYS(config.key_err.text, "OPENROUTER_API_KEY_FILE is empty");
    end(&config);

    begin();
    setenv("OPENROUTER_API_KEY_FILE", "/dev/null", 1);
    config_load(&config);
    CHECK_SAYS(config.key_err.text, "must be a regular file");
    end(&config);

    begin();
    setenv("OPENROUTER_API_KEY_FILE", "key", 1);
    config_load(&config);
    CHECK_SAYS(config.key_err.text, "is not an absolute path");
    end(&config);

    begin();
    setenv("OPENROUTER_API_KEY_FILE", "/nowhere/key", 1);
    config_load(&config);
    CHECK_SAYS(config.key_err.text, "there is no such file");
    end(&config);

    begin();
    char path[128];
    snprintf(path, sizeof(path), "%s/key", home);
    CHECK_INT(mkfifo(path, 0600), 0);
    setenv("OPENROUTER_API_KEY_FILE", path, 1);
    config_load(&config);
    CHECK_SAYS(config.key_err.text, "must be a regular file");
    end(&config);
}

TEST("config: the key itself goes before a key file")
{
    struct config config;

    begin();
    write_file("key", "sk-or-from-file", 0600);
    setenv("OPENROUTER_API_KEY_FILE", "~/key", 1);
    setenv("OPENROUTER_API_KEY", KEY, 1);
    config_load(&config);
    CHECK_STR(peek(&config), KEY);
    end(&config);
}

TEST("config: the base address may only be OpenRouter's or this machine's")
{
    static const struct {
        const char *url, *is;
    } cases[] = {
        { "https://eu.openrouter.ai/api/v1//", "https://eu.openrouter.ai/api/v1" },
        { "http://127.0.0.1:8080/api/v1", "http://127.0.0.1:8080/api/v1" },
        { "${OPENROUTER_BASE_URL}", "https://openrouter.ai/api/v1" },
        { "https://openrouter.ai.evil.example/api/v1", NULL },
        { "https://evil.example/openrouter.ai", NULL },
        { "http://openrouter.ai/api/v1", NULL },
        { "https://openrouter.ai@evil.example/", NULL },
        { "file:///etc/passwd", NULL },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct config config;

        begin();
        setenv("OPENROUTER_BASE_URL", cases[i].url, 1);
        config_load(&config);
        CHECK_STR(config.base_url, cases[i].is ? cases[i].is : "https://openrouter.ai/api/v1");
        CHECK_INT(config.config_err.kind, cases[i].is ? ERR_NONE : ERR_CONFIG);
        if (!cases[i].is)
            CHECK_SAYS(config.config_err.text, "OPENROUTER_BASE_URL");
        end(&config);
    }
}

TEST("config: certificates come from the setting, else from the first shared variable that works")
{
    struct config config;
    char path[128];

    begin();
    write_file("ca.pem", "x", 0644);
    snprintf(path, sizeof(path), "%s/ca.pem", home);
    setenv("SSL_CERT_FILE", "/nowhere/ca.pem", 1);
    setenv("CURL_CA_BUNDLE", "relative.pem", 1);
    setenv("NODE_EXTRA_CA_CERTS", path, 1);
    config_load(&config);
    CHECK_STR(config.ca_file, path);
    CHECK(config.ca_adds); /* as its name says: beside the system's */
    CHECK(!getenv("SSL_CERT_FILE") && !getenv("NODE_EXTRA_CA_CERTS"));
    CHECK_INT(config.config_err.kind, ERR_NONE);
    config_done(&config);

    clear_environment();
    setenv("OPENROUTER_MCP_CA_FILE", "~/ca.pem", 1);
    setenv("SSL_CERT_FILE", "/etc/passwd", 1);
    config_load(&config);
    CHECK_STR(config.ca_file, path);
    CHECK(!config.ca_adds);
    end(&config);
}

TEST("config: variables that could weaken TLS or load code are dropped (fault C20)")
{
    static const char *const names[] = { "SSLKEYLOGFILE",   "OPENSSL_CONF", "OPENSSL_MODULES",
                                         "OPENSSL_ENGINES", "SSL_CERT_DIR", "LD_PRELOAD",
                                         "GCONV_PATH" };
    struct config config;

    begin();
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        setenv(names[i], "/nowhere/x", 1);
    config_load(&config);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        CHECK(!getenv(names[i]));
    end(&config);
}

TEST("config: the proxy is the first variable that is set, and an empty one means none")
{
    struct config config;

    begin();
    setenv("ALL_PROXY", "http://all:1", 1);
    setenv("HTTPS_PROXY", "http://proxy:3128", 1);
    setenv("NO_PROXY", "localhost,.lan", 1);
    setenv("NO_COLOR", "1", 1);
    config_load(&config);
    CHECK_STR(config.proxy, "http://proxy:3128");
    CHECK_STR(config.no_proxy, "localhost,.lan");
    CHECK(config.no_color);
    config_done(&config);
    clear_environment();
    setenv("https_proxy", "", 1);
    setenv("ALL_PROXY", "http://all:1", 1);
    config_load(&config);
    CHECK(!config.proxy);
    end(&config);
}

TEST("config: a session's id is the client's when it is one, else random and new each time")
{
    struct config config;
    char first[64];

    begin();
    setenv("CLAUDE_CODE_SESSION_ID", "5f0c9c1e-aa", 1);
    config_load(&config);
    CHECK_STR(config.session_id, "5f0c9c1e-aa");
    CHECK_STR(config.started_by, "claude-code");
    config_done(&config);
    setenv("CLAUDE_CODE_SESSION_ID", "a\r\nX-Evil: 1", 1);
    config_load(&config);
    CHECK(strncmp(config.session_id, "s_", 2) == 0);
    CHECK(!config.started_by);
    snprintf(first, sizeof(first), "%s", config.session_id);
    config_done(&config);
    config_load(&config);
    CHECK(strcmp(config.session_id, first) != 0);
    end(&config);
}
