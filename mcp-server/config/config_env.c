/* config_env - the variables that this process was given. */
#include "mcp-server/config/config_parts.h"

#include "base/limits.h"

#include <stdlib.h>
#include <unistd.h>

const char *const config_dropped[] = {
    /* TLS: session keys to a file, other engines, other trust. Ours was read before. */
    "SSLKEYLOGFILE",
    "QLOGDIR",
    "OPENSSL_CONF",
    "OPENSSL_CONF_INCLUDE",
    "OPENSSL_MODULES",
    "OPENSSL_ENGINES",
    "OPENSSL_ia32cap",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "CURL_HOME",
    "CURL_SSL_BACKEND",
    "CTLOG_FILE",
    "GNUTLS_SYSTEM_PRIORITY_FILE",
    /* Name resolution and what glibc loads for it. */
    "HOSTALIASES",
    "LOCALDOMAIN",
    "RES_OPTIONS",
    "GCONV_PATH",
    "LOCPATH",
    "NLSPATH",
    /* Too late for this process, but nothing below it should see them. */
    "LD_PRELOAD",
    "LD_AUDIT",
    "LD_LIBRARY_PATH",
    "SQLITE_TMPDIR",
    NULL,
};

/* What else a report may name. */
static const char *const noted[] = {
    "OPENROUTER_API_KEY",
    "OPENROUTER_API_KEY_FILE",
    "OPENROUTER_MANAGEMENT_KEY",
    "OPENROUTER_BASE_URL",
    NULL,
};

static bool is_listed(const char *const *names, struct slice name)
{
    for (; *names; names++)
        if (slice_is(name, slice_of(*names)))
            return true;
    return false;
}

static bool concerns_us(struct slice name)
{
    return is_listed(config_dropped, name) || is_listed(noted, name) ||
           slice_starts(name, SLICE("OPENROUTER_MCP_"));
}

void config_env_look(struct config *config)
{
    CLEANUP(buf_done) struct buf seen = BUF_MAX(KIB(8));

    buf_adds(&seen, " ");
    for (char **variable = environ; variable && *variable; variable++) {
        CLEANUP(freep) char *name = slice_dup((struct slice){ *variable, strcspn(*variable, "=") });

        if (concerns_us(slice_of(name)) && config_env(name))
            buf_addf(&seen, "%s ", name);
    }
    config->seen = config_keep(config, buf_take(&seen));
}

void config_each_variable(void (*on_variable)(void *user, struct slice name, struct slice value),
                          void *user)
{
    for (char **variable = environ; variable && *variable; variable++) {
        struct slice value = slice_of(*variable), name;

        if (slice_split(&value, '=', &name))
            on_variable(user, name, value);
    }
}

bool config_saw(const struct config *config, const char *name)
{
    struct slice rest = slice_of(config->seen), word;

    while (slice_split(&rest, ' ', &word))
        if (word.size > 0 && slice_is(word, slice_of(name)))
            return true;
    return false;
}

bool config_env_is_unexpanded(const char *name)
{
    struct slice value = slice_trim(slice_of(getenv(name)));

    return slice_starts(value, SLICE("${")) && slice_ends(value, SLICE("}"));
}

const char *config_env(const char *name)
{
    const char *value = getenv(name);

    return value && value[0] && !config_env_is_unexpanded(name) ? value : NULL;
}

void config_env_wipe(const char *name)
{
    /* A name may stand there twice; unsetenv removes all, but the bytes must be found one by one.
     */
    for (char *value = getenv(name); value; value = getenv(name)) {
        mem_wipe(value, strlen(value));
        unsetenv(name);
    }
}

void config_env_drop_dangerous(void)
{
    for (const char *const *name = config_dropped; *name; name++)
        unsetenv(*name);
}

char *config_path(const char *path)
{
    const char *home = config_env("HOME");
    CLEANUP(buf_done) struct buf absolute = BUF_MAX(PATH_BYTES_MAX);

    if (path[0] == '/')
        return xstrdup(path);
    if (path[0] != '~' || path[1] != '/' || !home || home[0] != '/')
        return NULL;
    return buf_addf(&absolute, "%s%s", home, path + 1) == 0 ? buf_take(&absolute) : NULL;
}
