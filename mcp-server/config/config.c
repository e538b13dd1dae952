/* config - the user's settings, read once and immutable.
 *
 *   defaults -> config.json -> environment twins -> where to: base address, proxy, certificates
 *            -> directories -> keys (wiped behind us), endpoints with theirs
 */
#include "mcp-server/config/config.h"

#include "base/limits.h"
#include "mcp-server/config/config_parts.h"

#include "base/file.h"
#include "openrouter/client.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NAME                 "openrouter-mcp"
#define DEFAULT_BASE_URL     "https://openrouter.ai/api/v1"
#define DEFAULT_CALL_NANO    (NANO_PER_USD / 2)
#define DEFAULT_SESSION_NANO (5 * NANO_PER_USD)
#define DEFAULT_DAY_NANO     (20 * NANO_PER_USD)
#define DEFAULT_KEEP_DAYS    90
#define DEFAULT_MAX_MB       64
#define DEFAULT_REPEAT_S     600
#define SESSION_ID_MAX       128

const char *config_keep(struct config *config, char *text)
{
    struct config_owned *owned = config->owned_;

    owned->strings = xrealloc(owned->strings, (owned->string_count + 1) * sizeof(*owned->strings));
    owned->strings[owned->string_count++] = text;
    return text;
}

static struct config defaults(void)
{
    return (struct config){
        .call_nano = DEFAULT_CALL_NANO,
        .session_nano = DEFAULT_SESSION_NANO,
        .day_nano = DEFAULT_DAY_NANO,
        .deny_data_collection = true,
        .retry_attempts = RETRY_ATTEMPTS,
        .retry_breakers = true,
        .call_s = CALL_DEFAULT_S,
        .headers_ms = HEADERS_MS,
        .idle_ms = TRANSPORT_IDLE_MS,
        .first_content_ms = FIRST_CONTENT_MS,
        .stall_ms = STALL_MS,
        .team_session = true,
        .team_trace = true,
        .keep_days = DEFAULT_KEEP_DAYS,
        .max_mb = DEFAULT_MAX_MB,
        .keep_sent = true,
        .keep_threads = true,
        .file_secrets = "block",
        .repeat_s = DEFAULT_REPEAT_S,
        .base_url = DEFAULT_BASE_URL,
        .owned_ = xcalloc(1, sizeof(struct config_owned)),
    };
}

/* "$XDG_STATE_HOME/openrouter-mcp", else "~/.local/state/openrouter-mcp"; NULL without a home. By
 * the XDG rules a relative path counts as not set. Owned by the caller. */
static char *our_directory(const char *variable, const char *below_home)
{
    const char *base = config_env(variable);
    CLEANUP(freep) char *home = NULL;
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);

    if (!base || base[0] != '/') {
        home = config_path(below_home);
        base = home;
    }
    if (!base || buf_addf(&path, "%s/" NAME, base) < 0)
        return NULL;
    return buf_take(&path);
}

/* The first thing that is wrong is what is said. */
static void blame(struct config *config, const struct err *err)
{
    if (config->config_err.kind == ERR_NONE)
        config->config_err = *err;
}

static int read_settings(struct config *config, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(CONFIG_MAX);

    if (config->config_file) {
        int found = file_read(config->config_file, CONFIG_MAX, FILE_SETTINGS, &text, err);

        if (found < 0)
            return -1;
        if (found == 0 && config_apply(config, buf_slice(&text), config->config_file, err) < 0)
            return -1;
    }
    return config_apply_environment(config, err);
}

/* The path of a file in a directory of ours; NULL where there is none. */
static const char *file_in(struct config *config, const char *directory, const char *name)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX - 1);

    if (!directory || buf_addf(&path, "%s/%s", directory, name) < 0)
        return NULL;
    return config_keep(config, buf_take(&path));
}

static void load_settings(struct config *config)
{
    CLEANUP(freep) char *directory = our_directory("XDG_CONFIG_HOME", "~/.config");
    struct config before;
    struct err err = { 0 };

    config->config_file = file_in(config, directory, "config.json");
    config->keystore_file = file_in(config, directory, "key.sealed");
    if (directory)
        config->config_dir = config_keep(config, xstrdup(directory));
    before = *config;
    if (read_settings(config, &err) < 0) {
        *config = before; /* half of the settings would be nobody's wish */
        blame(config, &err);
    }
}

static void load_base_url(struct config *config)
{
    const char *given = config_env("OPENROUTER_BASE_URL");
    struct slice url = slice_trim(slice_of(given));
    struct err err = { 0 };

    if (url.size == 0)
        return;
    while (url.size > 0 && url.data[url.size - 1] == '/')
        url.size--;

    const char *kept = config_keep(config, slice_dup(url));

    if (client_check_base_url(kept, &err) < 0) {
        err_wrap(&err, "OPENROUTER_BASE_URL");
        blame(config, &err);
    } else {
        config->base_url = kept;
    }
}

/* The first of the names that is set at all decides, and set to nothing it means none. */
static const char *first_set(const char *const *names)
{
    for (; *names; names++) {
        const char *value = getenv(*names);

        if (value)
            return config_env(*names);
    }
    return NULL;
}

static void load_proxy(struct config *config)
{
    static const char *const proxies[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                           NULL };
    static const char *const exceptions[] = { "no_proxy", "NO_PROXY", NULL };
    const char *proxy = first_set(proxies), *no_proxy = first_set(exceptions);

    config->proxy = proxy ? config_keep(config, xstrdup(proxy)) : NULL;
    config->no_proxy = no_proxy ? config_keep(config, xstrdup(no_proxy)) : NULL;
}

static const char *const trust_variables[] = { "SSL_CERT_FILE", "CURL_CA_BUNDLE",
                                               "NODE_EXTRA_CA_CERTS", NULL };

bool config_is_trust(const char *name)
{
    for (const char *const *trust = trust_variables; *trust; trust++)
        if (strcmp(*trust, name) == 0)
            return true;
    return false;
}

/* A setting that cannot be read is an error; a variable that other programs share is passed over,
 * as they do. */
static void load_certificates(struct config *config)
{
    struct err err = { 0 };

    if (config->ca_file) {
        char *path = config_path(config->ca_file);

        if (path && access(path, R_OK) == 0) {
            config->ca_file = config_keep(config, path);
            return;
        }
        err_set(&err, ERR_CONFIG, "ca_file: %s cannot be read; name a file of PEM certificates",
                config->ca_file);
        free(path);
        config->ca_file = NULL;
        blame(config, &err);
        return;
    }
    for (const char *const *name = trust_variables; *name && !config->ca_file; name++) {
        const char *path = config_env(*name);

        if (path && path[0] == '/' && access(path, R_OK) == 0)
            config->ca_file = config_keep(config, xstrdup(path));
        config->ca_adds = config->ca_file && strcmp(*name, "NODE_EXTRA_CA_CERTS") == 0;
    }
}

static void load_session(struct config *config)
{
    const char *given = config_env("CLAUDE_CODE_SESSION_ID");
    size_t size = given ? strspn(given, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789_-")
                        : 0;
    char id[32];

    if (size > 0 && size <= SESSION_ID_MAX && given[size] == '\0') {
        config->session_id = config_keep(config, xstrdup(given));
        config->started_by = "claude-code";
        return;
    }
    secret_random_id(id, "s_");
    config->session_id = config_keep(config, xstrdup(id));
}

static void load_project(struct config *config)
{
    const char *given = config_env("CLAUDE_PROJECT_DIR");
    char *real = given ? realpath(given, NULL) : NULL;

    if (!real)
        real = realpath(".", NULL);
    config->project = config_keep(config, real ? real : xstrdup(""));
}

static const char *usable_directory(struct config *config, const char *variable,
                                    const char *below_home, struct err *err)
{
    char *path = our_directory(variable, below_home);

    if (!path) {
        err_set(err, ERR_CONFIG, "neither %s nor HOME names a directory", variable);
        return NULL;
    }
    config_keep(config, path);
    return config_make_directory(path, err) == 0 ? path : NULL;
}

static void load_directories(struct config *config)
{
    struct err err = { 0 }, ignored = { 0 };

    config->state_dir = usable_directory(config, "XDG_STATE_HOME", "~/.local/state", &err);
    if (!config->state_dir)
        config->state_err = config_keep(config, xstrdup(err.text));
    config->keystore_seal = file_in(config, config->state_dir, "keystore.key");
    config->cache_dir = usable_directory(config, "XDG_CACHE_HOME", "~/.cache", &ignored);
}

void config_load(struct config *config)
{
    const char *no_color = getenv("NO_COLOR");

    *config = defaults();
    config_env_look(config);
    load_settings(config);
    load_base_url(config);
    load_proxy(config);
    load_certificates(config);
    load_session(config);
    load_project(config);
    config_load_files(config);
    config->no_color = no_color && no_color[0];
    load_directories(config);
    config_load_key(config);
    config_load_management_key(config);
    config_load_endpoints(config);
    config_env_drop_dangerous();
}

void config_done(struct config *config)
{
    struct config_owned *owned = config->owned_;

    secret_free(config->key);
    secret_free(config->management_key);
    for (size_t i = 0; i < config->endpoint_count; i++)
        secret_free(config->endpoint_list[i].key);
    if (owned) {
        for (size_t i = 0; i < owned->string_count; i++)
            free(owned->strings[i]);
        free(owned->strings);
        json_free(owned->tree);
        free(owned);
    }
    *config = (struct config){ 0 };
}
