/* config_env - the variables that this process was given. */
#include "mcp-server/config_parts.h"

#include "base/limits.h"

#include <stdlib.h>

static const char *const dangerous[] = {
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
};

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
    for (size_t i = 0; i < ARRAY_COUNT(dangerous); i++)
        unsetenv(dangerous[i]);
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
