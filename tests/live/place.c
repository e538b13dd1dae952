/* place - where it is played: OpenRouter or a stand-in, a folder of its own, servers. */
#include "tests/live/place.h"

#include "base/mem.h"
#include "base/slice.h"
#include "tests/live/live.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define OPENROUTER    "https://openrouter.ai/api/v1"
#define STAND_IN_KEY  "sk-or-v1-not-a-key-only-for-the-stand-in"
#define STAND_IN_URL  "http://127.0.0.1:"
#define INHERITED_MAX 700
#define END_TURNS     200 /* of 10 ms */

/* How the user's machine reaches the network. */
static const char *const inherited[] = {
    "PATH",     "HTTPS_PROXY", "https_proxy",   "ALL_PROXY",      "all_proxy",
    "NO_PROXY", "no_proxy",    "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"
};

static bool complain(const char *what)
{
    printf("live: cannot have %s: %s\n", what, strerror(errno));
    return false;
}

__attribute__((format(printf, 2, 3))) static void set(struct place *place, const char *format, ...)
{
    va_list args;

    if (place->variable_count == PLACE_VARIABLES_MAX)
        return;
    va_start(args, format);
    vsnprintf(place->variables[place->variable_count++], sizeof(place->variables[0]), format, args);
    va_end(args);
}

static bool make_folder(struct place *place)
{
    const char *base = getenv("TMPDIR");

    snprintf(place->folder, sizeof(place->folder), "%s/openrouter-mcp-live-XXXXXX",
             base && strlen(base) < 30 ? base : "/tmp");
    if (mkdtemp(place->folder))
        return true;
    place->folder[0] = '\0';
    return complain("a folder for its files");
}

/* What every server of this place is given but its key. */
static void set_variables(struct place *place)
{
    static const char *const folders[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                           "XDG_CACHE_HOME" };

    for (size_t i = 0; i < ARRAY_COUNT(inherited); i++) {
        const char *value = getenv(inherited[i]);

        if (value && strlen(value) < INHERITED_MAX)
            set(place, "%s=%s", inherited[i], value);
    }
    for (size_t i = 0; i < ARRAY_COUNT(folders); i++)
        set(place, "%s=%s", folders[i], place->folder);
    set(place, "OPENROUTER_BASE_URL=%s", place->base_url);
    set(place, "OPENROUTER_MCP_BUDGET_DAY_USD=" LIVE_BUDGET_USD);
    set(place, "OPENROUTER_MCP_BUDGET_SESSION_USD=" LIVE_BUDGET_USD);
    set(place, "OPENROUTER_MCP_BUDGET_CALL_USD=" LIVE_CALL_USD);
}

bool place_open(struct place *place, const char *server_path)
{
    const char *url = getenv("OPENROUTER_BASE_URL");

    *place = (struct place){ .server_path = server_path, .upstream = { .in = -1, .out = -1 } };
    snprintf(place->base_url, sizeof(place->base_url), "%s", url && url[0] ? url : OPENROUTER);
    snprintf(place->key, sizeof(place->key), "%s", getenv("OPENROUTER_API_KEY"));
    if (!make_folder(place))
        return false;
    set_variables(place);
    return true;
}

/* The stand-in says where it listens, in one line. */
static bool read_base_url(struct place *place)
{
    size_t size = 0;

    while (size + 1 < sizeof(place->base_url)) {
        ssize_t count = read(place->upstream.out, place->base_url + size, 1);

        if (count <= 0 || place->base_url[size] == '\n')
            break;
        size++;
    }
    place->base_url[size] = '\0';
    return size > 0 || complain("the address of the stand-in");
}

static bool write_script(const char *path, const char *script)
{
    FILE *file = fopen(path, "we");

    if (!file)
        return complain("a script");
    fputs(script ? script : "{}", file);
    fclose(file);
    return true;
}

bool place_open_stand_in(struct place *place, const char *server_path, const char *upstream_path,
                         const char *script)
{
    char path[128];

    *place = (struct place){ .server_path = server_path, .upstream = { .in = -1, .out = -1 } };
    snprintf(place->key, sizeof(place->key), STAND_IN_KEY);
    if (!make_folder(place))
        return false;
    snprintf(path, sizeof(path), "%s/script", place->folder);

    char *argv[] = { (char *)upstream_path, "--script", path, "--stdin", NULL };

    if (!write_script(path, script) || !child_start(&place->upstream, argv, environ) ||
        !read_base_url(place))
        return complain("a stand-in");
    set_variables(place);
    return true;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

void place_close(struct place *place)
{
    child_done(&place->upstream);
    mem_wipe(place->key, sizeof(place->key));
    if (place->folder[0])
        nftw(place->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    place->folder[0] = '\0';
}

bool place_is_stand_in(const struct place *place)
{
    return slice_starts(slice_of(place->base_url), slice_of(STAND_IN_URL));
}

bool place_start(const struct place *place, const char *key, struct child *server)
{
    char *argv[] = { (char *)place->server_path, NULL };
    char *environment[PLACE_VARIABLES_MAX + 2], assignment[600];
    size_t count = 0;

    for (; count < place->variable_count; count++)
        environment[count] = (char *)place->variables[count];
    snprintf(assignment, sizeof(assignment), "OPENROUTER_API_KEY=%s", key);
    environment[count++] = assignment;
    environment[count] = NULL;

    bool is_started = child_start(server, argv, environment) || complain(place->server_path);

    mem_wipe(assignment, sizeof(assignment));
    return is_started;
}

void place_end(struct child *server)
{
    const struct timespec pause = { .tv_nsec = 10000000 };
    int status;

    child_close_input(server);
    for (int i = 0; i < END_TURNS && !child_has_ended(server, &status); i++)
        nanosleep(&pause, NULL);
    child_done(server);
}

const char *place_ledger(const struct place *place, char path[128])
{
    snprintf(path, 128, "%s/openrouter-mcp/ledger.db", place->folder);
    return path;
}
