/* place - where everything is measured. */
#include "tests/bench/place.h"

#include "base/mem.h"

#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY "sk-or-v1-bench00000000000000000000000000000000000000000000000000000000"

static const char script[] =
    "{\"" MODEL_QUICK "\":{\"text\":\"Hi there\",\"comments\":-1},"
    "\"" MODEL_PACED "\":{\"tokens\":500,\"token_ms\":4,\"comments\":-1},"
    "\"" MODEL_BURST "\":{\"tokens\":500,\"comments\":-1},"
    "\"" MODEL_SLOW "\":{\"first_ms\":300,\"tokens\":5},"
    "\"" MODEL_FINDS "\":{\"text\":\"{\\\"findings\\\":[]}\",\"comments\":-1},"
    "\"" MODEL_STUCK "\":{\"tokens\":9,\"stall_at\":2}}";

/* With what is named here and nothing else, so that no setting of the user's is measured. */
static const char *const environment[][2] = {
    { "HOME", "" },
    { "XDG_CONFIG_HOME", "/config" },
    { "XDG_CACHE_HOME", "/cache" },
    { "XDG_STATE_HOME", "/state" },
};

static void fail(const char *what)
{
    perror(what);
    exit(2);
}

static int last_core(void)
{
    cpu_set_t cores;
    int last = 0;

    if (sched_getaffinity(0, sizeof(cores), &cores) < 0)
        fail("sched_getaffinity");
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET((size_t)i, &cores))
            last = i;
    return last;
}

static void set_environment(struct place *place)
{
    size_t count = 0;

    for (; count < ARRAY_COUNT(environment); count++)
        snprintf(place->env[count], sizeof(place->env[count]), "%s=%s%s", environment[count][0],
                 place->dir, environment[count][1]);
    snprintf(place->env[count++], sizeof(*place->env), "OPENROUTER_API_KEY=" KEY);
    snprintf(place->env[count++], sizeof(*place->env), "OPENROUTER_BASE_URL=%s", place->base_url);
    snprintf(place->env[count++], sizeof(*place->env), "OLLAMA_HOST=127.0.0.1:1"); /* nobody */
    snprintf(place->env[count++], sizeof(*place->env), "OPENROUTER_MCP_BUDGET_SESSION_USD=1000000");
    snprintf(place->env[count++], sizeof(*place->env), "OPENROUTER_MCP_BUDGET_DAY_USD=1000000");
    snprintf(place->env[count++], sizeof(*place->env), "OPENROUTER_MCP_REPEAT_WINDOW_S=0");
}

static void start_standin(struct place *place, const char *record)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/script.json", place->dir);
    file = fopen(path, "we");
    if (!file || fputs(script, file) < 0 || fclose(file) != 0)
        fail(path);
    place->standin =
        child_start((const char *const[]){ place->upstream, "--stdin", "--port", "0", "--script",
                                           path, record ? "--record" : NULL, record, NULL },
                    NULL);
    child_line(&place->standin, place->base_url, sizeof(place->base_url));
}

static void write_hunk(FILE *file, int line, const char *old, const char *new)
{
    fprintf(file, "@@ -%d,7 +%d,7 @@\n", line, line);
    for (int i = 0; i < 3; i++)
        fprintf(file, "     count += queue_length(&queues[%d]);\n", i);
    fprintf(file, "-%s\n+%s\n", old, new);
    for (int i = 0; i < 3; i++)
        fprintf(file, "     total[%d] = count;\n", i);
}

static void write_change(const struct place *place)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/project", place->dir);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/project/" CHANGE, place->dir);
    file = fopen(path, "we");
    if (!file)
        fail(path);
    for (int i = 0; i < 40; i++) {
        fprintf(file, "--- a/src/file_%d.c\n+++ b/src/file_%d.c\n", i, i);
        write_hunk(file, 100, "    if (count > limit)", "    if (count >= limit)");
        write_hunk(file, 300, "    free(total);", "    release(total);");
    }
    if (fclose(file) != 0)
        fail(path);
}

void place_open(struct place *place, const char *record)
{
    snprintf(place->dir, sizeof(place->dir), "/tmp/openrouter-mcp-bench-XXXXXX");
    if (!mkdtemp(place->dir))
        fail("mkdtemp");
    place->core = last_core();
    write_change(place);
    start_standin(place, record);
    set_environment(place);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void place_close(struct place *place)
{
    child_end(&place->standin);
    nftw(place->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct child start_server(const struct place *place, const char *const *argv)
{
    const char *env[ENV_MAX + 1] = { 0 };

    for (size_t i = 0; i < ENV_MAX && place->env[i][0]; i++)
        env[i] = place->env[i];
    return child_start(argv, env);
}

struct child place_server(const struct place *place)
{
    return start_server(place, (const char *const[]){ place->server, NULL });
}

struct child place_reviewer(const struct place *place)
{
    char root[256];

    snprintf(root, sizeof(root), "%s/project", place->dir);
    return start_server(place, (const char *const[]){ place->server, "--root", root, NULL });
}

static struct child start_peer(const struct place *place, const char *name,
                               const char *const argv[7])
{
    char path[512];
    const char *whole[8] = { path };

    snprintf(path, sizeof(path), "%s/%s", place->peers, name);
    for (size_t i = 0; i < 7 && argv[i]; i++)
        whole[i + 1] = argv[i];
    return child_start(whole, (const char *const[]){ NULL });
}

struct child place_echo(const struct place *place)
{
    return start_peer(place, "echo", (const char *const[7]){ NULL });
}

struct child place_floor(const struct place *place)
{
    return start_peer(place, "floor", (const char *const[7]){ place->base_url, KEY });
}

struct raw place_raw(const struct place *place, const char *model, size_t count, size_t in_flight)
{
    char counts[2][32], line[256];
    long long p50_ns, p99_ns, all_ns, cpu_ns;
    struct child child;
    char *rest = line;

    snprintf(counts[0], sizeof(*counts), "%zu", count);
    snprintf(counts[1], sizeof(*counts), "%zu", in_flight);
    child = start_peer(place, "rawcurl",
                       (const char *const[7]){ place->base_url, KEY, model, counts[0], counts[1] });
    child_line(&child, line, sizeof(line));
    if (!child_end(&child))
        fail("rawcurl");
    p50_ns = strtoll(rest, &rest, 10);
    p99_ns = strtoll(rest, &rest, 10);
    all_ns = strtoll(rest, &rest, 10);
    cpu_ns = strtoll(rest, &rest, 10);
    return (struct raw){ .p50_us = (double)p50_ns / 1e3,
                         .p99_us = (double)p99_ns / 1e3,
                         .all_ms = (double)all_ns / 1e6,
                         .cpu_ms = (double)cpu_ns / 1e6 };
}

void place_pin(const struct place *place, const struct child *child)
{
    pin_self(place->core);
    child_pin(&place->standin, place->core);
    if (child)
        child_pin(child, place->core);
}

void place_unpin(const struct place *place)
{
    pin_self(-1);
    child_pin(&place->standin, -1);
}
