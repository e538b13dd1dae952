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

const char *const stage_reviewers[2] = { "openai/gpt-77", "google/gemini-31-pro" };

static const char patch[] = "--- a/queue.c\n"
                            "+++ b/queue.c\n"
                            "@@ -1,7 +1,7 @@\n"
                            " int queue_push(struct queue *queue, int value)\n"
                            " {\n"
                            "     int n = queue->count;\n"
                            "-    if (n >= queue->cap)\n"
                            "+    if (n > queue->cap)\n"
                            "         return -1;\n"
                            "     queue->items[n] = value;\n"
                            "     return queue->count++;\n";

/* Both find the bug, one of them three lines off, and the other one thing more. */
static const char script[] =
    "{\"openai/gpt-77\":{\"text\":\"{\\\"findings\\\":[{\\\"file\\\":\\\"queue.c\\\","
    "\\\"line\\\":7,\\\"quote\\\":\\\"if (n > queue->cap)\\\",\\\"title\\\":\\\"One "
    "write past the end of items\\\",\\\"why\\\":\\\"When count is cap the check passes and "
    "items[cap] is written.\\\",\\\"category\\\":\\\"bug\\\",\\\"severity\\\":"
    "\\\"high\\\",\\\"fix\\\":\\\"if (n >= queue->cap)\\\",\\\"confidence\\\":0.9}]}\"},"
    "\"google/gemini-31-pro\":{\"text\":\"```json\\n{\\\"findings\\\":[{\\\"file\\\":"
    "\\\"queue.c\\\",\\\"line\\\":4,\\\"quote\\\":\\\"if (n > queue->cap)\\\",\\\"title\\\":"
    "\\\"Off by one: a full queue is written past its end\\\",\\\"why\\\":\\\"With count == cap "
    "the element behind the last is overwritten.\\\",\\\"category\\\":\\\"bug\\\","
    "\\\"severity\\\":\\\"high\\\"},{\\\"file\\\":\\\"queue.c\\\",\\\"line\\\":9,"
    "\\\"quote\\\":\\\"free(queue->items);\\\",\\\"title\\\":\\\"Items are freed twice\\\","
    "\\\"why\\\":\\\"It is freed here and again later.\\\",\\\"category\\\":\\\"resource\\\","
    "\\\"severity\\\":\\\"critical\\\"}]}\\n```\"}}";

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

static bool write_file(const struct stage *stage, const char *name, const char *text)
{
    char path[192];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", stage->folder, name);
    file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        return complain(path);
    return true;
}

static bool open_project(const struct stage *stage)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/project", stage->folder);
    return (mkdir(path, 0700) == 0 || complain(path)) &&
           write_file(stage, "project/" STAGE_PATCH, patch);
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

    char said[128];
    char *argv[] = {
        (char *)stage->upstream_path, "--port", "0", "--record", path, "--script", said, NULL
    };

    snprintf(said, sizeof(said), "%s/script", stage->folder);
    if (!write_file(stage, "script", script))
        return false;

    if (!child_start(&stage->upstream, argv, environ))
        return complain(stage->upstream_path);
    return read_base_url(stage);
}

/* The stand-in's server knows nothing of the user: no key, no settings, no files of his. */
static bool open_server(struct stage *stage)
{
    static const char *const names[] = { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                         "XDG_CACHE_HOME" };
    char project[128];
    char *argv[] = { (char *)stage->server_path, "--root", project, NULL };
    char texts[ARRAY_COUNT(names)][128], base_url[160];
    char *clean[ARRAY_COUNT(names) + 4];
    size_t count = 0;

    snprintf(project, sizeof(project), "%s/project", stage->folder);
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
    if (!open_folder(stage) || !open_project(stage))
        return false;
    return (stage->is_real || open_upstream(stage)) && open_server(stage);
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
