/* config_key - the keys, out of the environment, out of a file that only its owner can read, or the
 * stored one. */
#include "mcp-server/config/config_parts.h"

#include "base/file.h"

#include "base/limits.h"

#define VARIABLE      "OPENROUTER_API_KEY"
#define FILE_VARIABLE "OPENROUTER_API_KEY_FILE"
#define MANAGEMENT    "OPENROUTER_MANAGEMENT_KEY"

/* Keys of other services, pasted into the wrong variable: sending them would give them away. */
static const struct {
    const char *prefix, *whose;
} strangers[] = {
    { "sk-ant-", "Anthropic" },  { "sk-proj-", "OpenAI" },  { "sk-svcacct-", "OpenAI" },
    { "AIza", "Google" },        { "gsk_", "Groq" },        { "xai-", "xAI" },
    { "hf_", "Hugging Face" },   { "pplx-", "Perplexity" }, { "ghp_", "GitHub" },
    { "github_pat_", "GitHub" }, { "glpat-", "GitLab" },    { "AKIA", "AWS" },
};

static int check_stranger(struct slice key, const char *origin, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(strangers); i++)
        if (slice_starts(key, slice_of(strangers[i].prefix)))
            return err_set(err, ERR_AUTH,
                           "%s holds what looks like a key of %s, so it is not sent to "
                           "OpenRouter. Put an OpenRouter key there (they begin with sk-or-), from "
                           "https://openrouter.ai/settings/keys.",
                           origin, strangers[i].whose);
    return 0;
}

/* The bytes of a key go into a header line: printable, without blanks, and not by accident with
 * the quotes of a shell. */
static int check_key(struct slice key, const char *origin, struct err *err)
{
    if (key.size > KEY_MAX)
        return err_set(err, ERR_AUTH, "%s has more than %d characters; that is no OpenRouter key",
                       origin, KEY_MAX);
    for (size_t i = 0; i < key.size; i++)
        if (key.data[i] <= ' ' || key.data[i] > '~' || key.data[i] == '"' || key.data[i] == '\'')
            return err_set(err, ERR_AUTH,
                           "%s holds a blank, a quote or another character that no key has; put "
                           "the bare key there",
                           origin);
    return check_stranger(key, origin, err);
}

struct secret *config_check_key(struct slice text, const char *origin, struct err *err)
{
    struct slice key = slice_trim(text);

    if (key.size == 0)
        err_set(err, ERR_AUTH, "%s is empty", origin);
    else if (check_key(key, origin, err) == 0)
        return secret_new(key, err);
    return NULL;
}

/* Takes path. */
static void name_source(struct config *config, char *path)
{
    CLEANUP(buf_done) struct buf source = BUF_MAX(PATH_BYTES_MAX + 16);

    buf_addf(&source, "the file %s", config_keep(config, path));
    config->key_source = config_keep(config, buf_take(&source));
}

static void load_from_file(struct config *config, const char *name)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(KEY_MAX + 2);
    char *path = config_path(name);

    if (!path) {
        err_set(&config->key_err, ERR_AUTH, FILE_VARIABLE ": %s is not an absolute path", name);
        return;
    }
    name_source(config, path);
    /* Whole at once: a buffer that grew would leave a copy behind. */
    text.data = xmalloc(text.size_max + 1);
    text.capacity = text.size_max + 1;

    int found = file_read(path, text.size_max, FILE_KEY, &text, &config->key_err);

    if (found > 0)
        err_set(&config->key_err, ERR_AUTH, "%s: there is no such file", path);
    if (found != 0) {
        config->key_err.kind = ERR_AUTH;
        err_wrap(&config->key_err, FILE_VARIABLE);
        return;
    }
    config->key = config_check_key(buf_slice(&text), FILE_VARIABLE, &config->key_err);
}

static void say_missing(struct err *err, bool unexpanded)
{
    if (unexpanded)
        err_set(err, ERR_AUTH,
                "The client passed the name of the variable instead of its value: " VARIABLE
                " is not set in the environment in which the client was started. The user should "
                "run openrouter-mcp login, or export it there (a key is made at "
                "https://openrouter.ai/settings/keys), and start the client again. list_models "
                "works without a key.");
    else
        err_set(err, ERR_AUTH,
                "There is no OpenRouter key. The user should run openrouter-mcp login in a "
                "terminal, or make a key at https://openrouter.ai/settings/keys and set " VARIABLE
                " (or " FILE_VARIABLE ", the path of a file that only the user can read) in the "
                "environment in which the client is started, and start it again. list_models works "
                "without a key.");
}

static void load_from_environment(struct config *config, const char *key)
{
    config->key_source = VARIABLE;
    config->key = config_check_key(slice_of(key), VARIABLE, &config->key_err);
}

void config_load_key(struct config *config)
{
    const char *key = config_env(VARIABLE), *file = config_env(FILE_VARIABLE);

    if (key)
        load_from_environment(config, key);
    else if (file)
        load_from_file(config, file);
    else if (config_load_stored_key(config) > 0)
        say_missing(&config->key_err, config_env_is_unexpanded(VARIABLE));
    config_env_wipe(VARIABLE);
}

void config_load_management_key(struct config *config)
{
    const char *key = config_env(MANAGEMENT);

    if (key)
        config->management_key =
            config_check_key(slice_of(key), MANAGEMENT, &config->management_err);
    else
        err_set(&config->management_err, ERR_AUTH,
                "that needs a management key. The user can make one in OpenRouter's settings "
                "(Management keys) and set " MANAGEMENT " where the client is started.");
    config_env_wipe(MANAGEMENT);
}
