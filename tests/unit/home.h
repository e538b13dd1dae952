/* home - a home folder and an environment for one test of the settings. */
#pragma once

#include "mcp-server/config/config.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY "sk-or-v1-test-key-of-nobody"

/* A home of its own for each test, below the folder for temporary files. */
static char home[64];

static inline void write_file(const char *name, const char *text, mode_t mode)
{
    char path[256];

    snprintf(path, sizeof(path), "%s/%s", home, name);
    unlink(path);

    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

    CHECK(fd >= 0);
    CHECK_INT(write(fd, text, strlen(text)), (int64_t)strlen(text));
    fchmod(fd, mode);
    close(fd);
}

static inline void clear_environment(void)
{
    clearenv();
    setenv("HOME", home, 1);
}

static inline void begin(void)
{
    static bool started;
    struct err err;

    if (!started) {
        json_init();
        CHECK_INT(secret_init(&err), 0);
        started = true;
    }
    snprintf(home, sizeof(home), P_tmpdir "/openrouter-mcp-unit-XXXXXX");
    CHECK(mkdtemp(home));
    clear_environment();
}

static inline void make_config(const char *text)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/.config", home);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/.config/openrouter-mcp", home);
    mkdir(path, 0700);
    write_file(".config/openrouter-mcp/config.json", text, 0600);
}

static inline void remove_below(const char *folder, const char *const *names)
{
    char path[256];

    for (; *names; names++) {
        snprintf(path, sizeof(path), "%s/%s", folder, *names);
        remove(path);
    }
}

static inline void end(struct config *config)
{
    static const char *const names[] = { ".config/openrouter-mcp/config.json",
                                         ".config/openrouter-mcp/key.sealed",
                                         ".config/openrouter-mcp",
                                         ".config",
                                         ".local/state/openrouter-mcp/keystore.key",
                                         ".local/state/openrouter-mcp",
                                         ".local/state",
                                         ".local",
                                         ".cache/openrouter-mcp",
                                         ".cache",
                                         "state/openrouter-mcp",
                                         "state",
                                         "key",
                                         "ca.pem",
                                         NULL };

    config_done(config);
    remove_below(home, names);
    CHECK_INT(rmdir(home), 0);
}

static inline const char *peek(struct config *config)
{
    static char copy[600];

    CHECK(config->key != NULL);
    snprintf(copy, sizeof(copy), "%s", secret_peek(config->key));
    secret_hide(config->key);
    return copy;
}
