/* The stand-in beside what was recorded of the real one, key by key. Needs the folder of data. */
#include "base/limits.h"
#include "test.h"
#include "tests/upstream/chunk.h"
#include "tests/upstream/endpoint_json.h"
#include "tests/upstream/trouble.h"
#include "json/json.h"

#include <dirent.h>
#include <stdlib.h>

#define PATHS_MAX 512

/* The places of an object's members, "choices[].delta.content", each with how often it was met. */
struct paths {
    char *names[PATHS_MAX];
    size_t counts[PATHS_MAX];
    size_t count, objects;
};

static void note(struct paths *paths, const char *name)
{
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(paths->names[i], name) == 0) {
            paths->counts[i]++;
            return;
        }
    CHECK(paths->count < PATHS_MAX);
    paths->names[paths->count] = xstrdup(name);
    paths->counts[paths->count++] = 1;
}

static void collect(struct paths *paths, const cJSON *value, const char *name)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, value)
    {
        char longer[512];

        if (cJSON_IsArray(value))
            snprintf(longer, sizeof(longer), "%s[]", name);
        else
            snprintf(longer, sizeof(longer), "%s.%s", name, child->string);
        if (cJSON_IsObject(value))
            note(paths, longer);
        if (cJSON_IsObject(child) || cJSON_IsArray(child))
            collect(paths, child, longer);
    }
}

static void collect_text(struct paths *paths, struct slice text)
{
    struct err err;
    cJSON *tree = json_parse_repaired(text, &gate_upstream, &err);

    CHECK(tree);
    paths->objects++;
    collect(paths, tree, "");
    json_free(tree);
}

static size_t count_of(const struct paths *paths, const char *name)
{
    for (size_t i = 0; i < paths->count; i++)
        if (strcmp(paths->names[i], name) == 0)
            return paths->counts[i];
    return 0;
}

static void paths_done(struct paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->names[i]);
}

/* Ours has nothing that the real one never has. */
static void check_known(const struct paths *ours, const struct paths *theirs)
{
    for (size_t i = 0; i < ours->count; i++)
        if (count_of(theirs, ours->names[i]) == 0)
            test_fail(__FILE__, __LINE__, "%s is not in what was recorded", ours->names[i]);
}

/* What the real one has always, directly in each object, ours has always, too. */
static void check_complete(const struct paths *ours, const struct paths *theirs)
{
    for (size_t i = 0; i < theirs->count; i++)
        if (theirs->counts[i] == theirs->objects && !strstr(theirs->names[i], "[]") &&
            count_of(ours, theirs->names[i]) < ours->objects)
            test_fail(__FILE__, __LINE__, "%s is always there, but not in ours", theirs->names[i]);
}

static char *read_data(const char *name, size_t *size)
{
    char path[1024];

    if (!test_data_dir())
        SKIP("no data folder");
    snprintf(path, sizeof(path), "%s/openrouter/%s", test_data_dir(), name);
    return test_read_file(path, size);
}

static void collect_events(struct paths *paths, struct slice stream)
{
    struct slice line;

    while (slice_split(&stream, '\n', &line))
        if (slice_starts(line, SLICE("data: {")))
            collect_text(paths, slice_from(line, strlen("data: ")));
}

static int is_stream(const struct dirent *entry)
{
    return slice_ends(slice_of(entry->d_name), SLICE(".sse"));
}

static size_t collect_recorded(struct paths *paths)
{
    char folder[1024];
    struct dirent **entries;
    int count;

    if (!test_data_dir())
        SKIP("no data folder");
    snprintf(folder, sizeof(folder), "%s/openrouter/recorded", test_data_dir());
    count = scandir(folder, &entries, is_stream, alphasort);
    CHECK(count > 0);
    for (int i = 0; i < count; i++) {
        char name[512];
        size_t size;

        snprintf(name, sizeof(name), "recorded/%s", entries[i]->d_name);

        char *text = read_data(name, &size);

        collect_events(paths, (struct slice){ text, size });
        free(text);
        free(entries[i]);
    }
    free(entries);
    return (size_t)count;
}

/* Every kind of chunk that the stand-in writes of its own accord. */
static void collect_chunks(struct paths *paths)
{
    static const struct behaviour how = { 0 };
    struct ticket ticket = { .id = "gen-1", .model = "a/b", .provider = "P", .how = &how };
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(64));
    size_t made = 0;

    ticket.finish = "stop";
    chunk_begin(&ticket);
    for (; made < 5; made++) {
        buf_clear(&out);
        switch (made) {
        case 0:
            chunk_content(&ticket, SLICE("x"), &out);
            break;
        case 1:
            chunk_reasoning(&ticket, SLICE("x"), &out);
            break;
        case 2:
            chunk_tools(&ticket, &out);
            break;
        case 3:
            chunk_finish(&ticket, &out);
            break;
        default:
            chunk_usage(&ticket, &out);
        }
        collect_text(paths, buf_slice(&out));
    }
    chunk_done(&ticket);
}

TEST("shapes: chunks of a stream have the members that recorded ones have, and no others")
{
    static struct paths ours, theirs;

    CHECK_INT(collect_recorded(&theirs), 12);
    collect_chunks(&ours);
    check_known(&ours, &theirs);
    check_complete(&ours, &theirs);
    CHECK(count_of(&ours, ".usage.cost_details.upstream_inference_cost") > 0);
    paths_done(&ours);
    paths_done(&theirs);
}

TEST("shapes: models have the members that real ones have, and no others")
{
    static struct paths ours, theirs;
    size_t size;
    char *text = read_data("models.json", &size);
    struct err err;
    cJSON *real = json_parse((struct slice){ text, size }, &gate_upstream, &err);
    struct shelf *shelf = shelf_new();
    const cJSON *model;

    CHECK(real);
    cJSON_ArrayForEach(model, json_at(real, "data"))
    {
        theirs.objects++;
        collect(&theirs, model, "");
    }
    for (size_t i = 0; i < shelf_count(shelf); i++)
        collect_text(&ours, shelf_at(shelf, i)->json);
    check_known(&ours, &theirs);
    check_complete(&ours, &theirs);
    json_free(real);
    free(text);
    shelf_free(shelf);
    paths_done(&ours);
    paths_done(&theirs);
}

TEST("shapes: endpoints of a model have no member that real ones have not")
{
    static struct paths ours, theirs;
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
    size_t size;
    char *text = read_data("endpoints-gpt-4o.json", &size);
    struct shelf *shelf = shelf_new();

    collect_text(&theirs, (struct slice){ text, size });
    endpoint_json_of(shelf_at(shelf, 0), &out);
    collect_text(&ours, buf_slice(&out));
    for (size_t i = 0; i < ours.count; i++) {
        /* The recorded ones were asked for without a key: null in place of percentiles. */
        if (strstr(ours.names[i], "_last_30m.p"))
            continue;
        if (count_of(&theirs, ours.names[i]) == 0)
            test_fail(__FILE__, __LINE__, "%s is not in what was recorded", ours.names[i]);
    }
    free(text);
    shelf_free(shelf);
    paths_done(&ours);
    paths_done(&theirs);
}

TEST("shapes: every recorded error body is one that the stand-in can give")
{
    static const char *const names[] = { "context",    "auth",        "credits",    "rate",
                                         "rate_daily", "data_policy", "batch_only", "issues",
                                         "guardrail",  "capacity" };
    static struct paths ours, theirs;
    size_t size;
    char *text = read_data("error-bodies.jsonl", &size);
    struct slice rest = { text, size }, line;

    while (slice_split(&rest, '\n', &line)) {
        struct err err;
        cJSON *row = json_parse(line, &gate_upstream, &err);

        CHECK(row);
        if (json_int(row, "status", 0) != 200)
            collect(&theirs, json_at(row, "body"), "");
        json_free(row);
    }
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(16));

        trouble_body(trouble_find(names[i]), "a/b", NULL, &out);
        collect_text(&ours, buf_slice(&out));
    }
    for (size_t i = 0; i < theirs.count; i++)
        if (count_of(&ours, theirs.names[i]) == 0)
            test_fail(__FILE__, __LINE__, "%s was recorded, the stand-in never says it",
                      theirs.names[i]);
    free(text);
    paths_done(&ours);
    paths_done(&theirs);
}
