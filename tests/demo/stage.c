/* stage - what the demo plays on: the built server, and OpenRouter or a stand-in for it. */
#include "tests/demo/stage.h"

#include "base/mem.h"
#include "base/slice.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static bool complain(const char *what)
{
    printf("demo: cannot start %s: %s\n", what, strerror(errno));
    return false;
}

static bool open_folder(struct stage *stage)
{
    const char *base = getenv("TMPDIR");

    snprintf(stage->folder, sizeof(stage->folder), "%s/openrouter-mcp-demo-XXXXXX",
             base && strlen(base) < 30 ? base : "/tmp");
    if (mkdtemp(stage->folder))
        return true;
    stage->folder[0] = '\0';
    return complain("a folder for its files");
}

/* The stand-in says where it listens, in one line. */
static bool read_base_url(struct stage *stage)
{
    size_t size = 0;

    while (size + 1 < sizeof(stage->base_url)) {
        ssize_t count = read(stage->upstream.out, stage->base_url + size, 1);

        if (count <= 0 || stage->base_url[size] == '\n')
            break;
        size++;
    }
    stage->base_url[size] = '\0';
    if (size > 0)
        return true;
    printf("demo: the stand-in did not say where it listens\n");
    return false;
}

static bool open_upstream(struct stage *stage)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/record", stage->folder);
    if (!record_open(&stage->record, path))
        return complain("a record");

    char *argv[] = { (char *)stage->upstream_path, "--port", "0", "--record", path, NULL };

    if (!child_start(&stage->upstream, argv, environ))
        return complain(stage->upstream_path);
    return read_base_url(stage);
}

/* The stand-in's server knows nothing of the user: no key, no settings, no files of his. */
static bool open_server(struct stage *stage)
{
    static const char *const names[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                         "XDG_CACHE_HOME" };
    char *argv[] = { (char *)stage->server_path, NULL };
    char texts[ARRAY_COUNT(names)][128], base_url[160];
    char *clean[ARRAY_COUNT(names) + 4];
    size_t count = 0;

    if (stage->is_real)
        return child_start(&stage->server, argv, environ) || complain(stage->server_path);
    for (; count < ARRAY_COUNT(names); count++) {
        snprintf(texts[count], sizeof(texts[count]), "%s=%s", names[count], stage->folder);
        clean[count] = texts[count];
    }
    snprintf(base_url, sizeof(base_url), "OPENROUTER_BASE_URL=%s", stage->base_url);
    clean[count++] = base_url;
    clean[count++] = "OLLAMA_HOST=127.0.0.1:1"; /* where nobody is */
    clean[count++] = "OPENROUTER_API_KEY=sk-or-v1-not-a-key-only-for-the-demo";
    clean[count] = NULL;
    return child_start(&stage->server, argv, clean) || complain(stage->server_path);
}

bool stage_open(struct stage *stage, const char *server_path, const char *upstream_path)
{
    const char *key = getenv("OPENROUTER_API_KEY");

    *stage = (struct stage){
        .is_real = key && key[0],
        .server_path = server_path,
        .upstream_path = upstream_path,
        .record.fd = -1,
        .server = { .in = -1, .out = -1 },
        .upstream = { .in = -1, .out = -1 },
    };
    if (stage->is_real)
        return open_server(stage);
    return open_folder(stage) && open_upstream(stage) && open_server(stage);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

void stage_done(struct stage *stage)
{
    child_done(&stage->server);
    child_done(&stage->upstream);
    record_done(&stage->record);
    if (stage->folder[0])
        nftw(stage->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
