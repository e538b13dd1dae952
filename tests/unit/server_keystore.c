/* Units of mcp-server/config: the stored key, and who goes before it. */
#include "home.h"
#include "mcp-server/config/config.h"

#define STORED "sk-or-v1-stored-by-login"

/* A home with a stored key in it, for the address that the environment names then. */
static void store_key(const char *base_url)
{
    struct config config;
    struct err err = { 0 };
    struct secret *key;

    if (base_url)
        setenv("OPENROUTER_BASE_URL", base_url, 1);
    config_load(&config);
    key = secret_new(SLICE(STORED), &err);
    if (config_store_key(&config, key, &err) < 0)
        test_fail(__FILE__, __LINE__, "not stored: %s", err.text);
    CHECK(config_has_stored_key(&config));
    secret_free(key);
    config_done(&config);
    clear_environment();
}

static const char *in_home(const char *name)
{
    static char path[160];

    snprintf(path, sizeof(path), "%s/%s", home, name);
    return path;
}

static mode_t mode_of(const char *name)
{
    struct stat status;

    CHECK_INT(stat(in_home(name), &status), 0);
    return status.st_mode & 07777;
}

TEST("config: the stored key is found without any variable, and its folders are the user's")
{
    struct config config;

    begin();
    store_key(NULL);
    config_load(&config);
    CHECK_STR(peek(&config), STORED);
    CHECK_STR(config.key_err.text, "");
    CHECK_STR(config.key_source, CONFIG_KEYSTORE);
    CHECK_INT(mode_of(".config/openrouter-mcp"), 0700);
    CHECK_INT(mode_of(".config/openrouter-mcp/key.sealed"), 0600);
    CHECK_INT(mode_of(".local/state/openrouter-mcp"), 0700);
    CHECK_INT(mode_of(".local/state/openrouter-mcp/keystore.key"), 0600);
    end(&config);
}

TEST("config: the variable goes before the file, the file before the stored key, also when wrong")
{
    static const struct {
        const char *variable, *file, *key, *source, *says;
    } cases[] = {
        { KEY, "~/key", KEY, "OPENROUTER_API_KEY", "" },
        { KEY, NULL, KEY, "OPENROUTER_API_KEY", "" },
        { NULL, "~/key", "sk-or-from-file", "the file /", "" },
        { NULL, NULL, STORED, CONFIG_KEYSTORE, "" },
        { "", "", STORED, CONFIG_KEYSTORE, "" },
        { "${OPENROUTER_API_KEY}", NULL, STORED, CONFIG_KEYSTORE, "" },
        { "sk-ant-x", "~/key", NULL, "OPENROUTER_API_KEY", "a key of Anthropic" },
        { NULL, "~/nothing", NULL, "the file /", "there is no such file" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct config config;

        begin();
        store_key(NULL);
        write_file("key", "sk-or-from-file\n", 0600);
        if (cases[i].variable)
            setenv("OPENROUTER_API_KEY", cases[i].variable, 1);
        if (cases[i].file)
            setenv("OPENROUTER_API_KEY_FILE", cases[i].file, 1);
        config_load(&config);
        if (cases[i].key)
            CHECK_STR(peek(&config), cases[i].key);
        CHECK_INT(config.key != NULL, cases[i].key != NULL);
        CHECK_SAYS(config.key_source, cases[i].source);
        CHECK_SAYS(config.key_err.text, cases[i].says);
        CHECK(!getenv("OPENROUTER_API_KEY"));
        CHECK(config_has_stored_key(&config));
        end(&config);
    }
}

TEST("config: without any key there is no source, and login is what is said first")
{
    struct config config;
    const char *login, *variable;

    begin();
    config_load(&config);
    CHECK(!config.key && !config.key_source && !config_has_stored_key(&config));
    CHECK_INT(config.key_err.kind, ERR_AUTH);
    login = strstr(config.key_err.text, "openrouter-mcp login");
    variable = strstr(config.key_err.text, "OPENROUTER_API_KEY");
    CHECK(login && variable && login < variable);
    end(&config);
}

TEST("config: a key that was stored for one address is not had for another")
{
    struct config config;

    begin();
    store_key("http://127.0.0.1:8080/api/v1");
    config_load(&config);
    CHECK(!config.key);
    CHECK_INT(config.key_err.kind, ERR_AUTH);
    CHECK_STR(config.key_source, CONFIG_KEYSTORE);
    CHECK_SAYS(config.key_err.text, "http://127.0.0.1:8080/api/v1, which is not sent to "
                                    "https://openrouter.ai/api/v1");
    CHECK_SAYS(config.key_err.text, "openrouter-mcp login --replace");
    config_done(&config);
    clear_environment();
    setenv("OPENROUTER_BASE_URL", "http://127.0.0.1:8080/api/v1/", 1);
    config_load(&config);
    CHECK_STR(peek(&config), STORED);
    end(&config);
}

/* What is said when a stored key has met with something; it is never overwritten. */
static void check_trouble(void (*meet)(void), const char *says)
{
    struct config config;

    begin();
    store_key(NULL);
    meet();
    config_load(&config);
    CHECK(!config.key);
    CHECK_INT(config.key_err.kind, ERR_AUTH);
    CHECK_SAYS(config.key_err.text, "The stored OpenRouter key cannot be used. ");
    CHECK_SAYS(config.key_err.text, says);
    CHECK_SAYS(config.key_err.text, "openrouter-mcp login --replace");
    CHECK_STR(config.key_source, CONFIG_KEYSTORE);
    CHECK(config_has_stored_key(&config));
    CHECK_INT(config.config_err.kind, ERR_NONE);
    end(&config);
}

static void lose_seal(void)
{
    CHECK_INT(unlink(in_home(".local/state/openrouter-mcp/keystore.key")), 0);
}

static void change_seal(void)
{
    write_file(".local/state/openrouter-mcp/keystore.key", "0123456789abcdef0123456789abcdef",
               0600);
}

static void let_others_read(void)
{
    CHECK_INT(chmod(in_home(".config/openrouter-mcp/key.sealed"), 0644), 0);
}

static void damage(void)
{
    write_file(".config/openrouter-mcp/key.sealed", "rubbish", 0600);
}

static void open_state(void)
{
    CHECK_INT(chmod(in_home(".local/state/openrouter-mcp"), 0777), 0);
}

TEST("config: a stored key that cannot be used is said with the mend, and stays as it is")
{
    check_trouble(lose_seal, "keystore.key: there is no such file");
    check_trouble(change_seal, "sealed with another key than the one in ");
    check_trouble(let_others_read, "chmod 600");
    check_trouble(damage, "is damaged");
    check_trouble(open_state, "others may write to it");
}

TEST("config: a stored key is removed once, with what it was sealed with, whatever state it is in")
{
    struct config config;
    struct err err = { 0 };

    begin();
    store_key(NULL);
    damage();
    config_load(&config);
    CHECK_INT(config_remove_stored_key(&config, &err), 0);
    CHECK_INT(config_remove_stored_key(&config, &err), 1);
    CHECK_INT(access(in_home(".local/state/openrouter-mcp/keystore.key"), F_OK), -1);
    config_done(&config);
    config_load(&config);
    CHECK(!config.key_source);
    end(&config);
}

TEST("config: where there is no home nothing can be stored, and that is said")
{
    struct config config;
    struct err err = { 0 };

    begin();
    clearenv();
    config_load(&config);
    CHECK_INT(config_prepare_store(&config, &err), -1);
    CHECK_SAYS(err.text, "neither XDG_CONFIG_HOME nor HOME");
    CHECK(!config_has_stored_key(&config));
    CHECK_INT(config_remove_stored_key(&config, &err), 1);
    end(&config);

    begin();
    setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
    config_load(&config);
    CHECK_INT(config_prepare_store(&config, &err), -1);
    CHECK_SAYS(err.text, "/proc/nowhere");
    end(&config);
}

TEST("config: a key that is given is checked by the same rules wherever it comes from")
{
    struct err err = { 0 };
    struct secret *key;

    begin();
    key = config_check_key(SLICE(" " KEY "\r\n"), "standard input", &err);
    CHECK_STR(secret_peek(key), KEY);
    secret_hide(key);
    secret_free(key);
    CHECK(!config_check_key(SLICE("\n"), "standard input", &err));
    CHECK_SAYS(err.text, "standard input is empty");
    CHECK(!config_check_key(SLICE("AKIA000"), "standard input", &err));
    CHECK_SAYS(err.text, "standard input holds what looks like a key of AWS");
    CHECK_INT(rmdir(home), 0);
}
