/* The JSON Schema Test Suite, draft 2020-12, with its remote documents in memory. */
#include "base/limits.h"
#include "schema/schema.h"
#include "test.h"

#include <dirent.h>
#include <stdlib.h>

#define SUITE         "json-schema-test-suite"
#define REMOTE        "http://localhost:1234/"
#define DOCUMENTS_MAX 200
#define PATH_MAX_SIZE 1024

static struct err err;
static struct schema_document documents[DOCUMENTS_MAX + 1];
static size_t document_count;

struct tally {
    int groups, tests, passed;
    bool is_loud; /* says what did not pass */
};

static cJSON *read_tree(const char *path)
{
    size_t size;
    CLEANUP(freep) char *text = test_read_file(path, &size);
    struct slice whole = { text, size };
    cJSON *tree = json_parse_repaired(whole, &gate_upstream, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", path, err.text);
    return tree;
}

/* Calls on_file for each .json file directly in a folder of the suite, and on_folder for each
 * folder. Both get the name below the suite. */
static void each(const char *folder, void (*on_file)(const char *name, void *user),
                 void (*on_folder)(const char *name, void *user), void *user)
{
    char path[PATH_MAX_SIZE];

    snprintf(path, sizeof(path), "%s/" SUITE "/%s", test_data_dir(), folder);

    DIR *dir = opendir(path);

    CHECK(dir != NULL);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        bool is_file = slice_ends(slice_of(entry->d_name), SLICE(".json"));

        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (is_file)
            on_file(path, user);
        else if (entry->d_name[0] != '.' && on_folder)
            on_folder(path, user);
    }
    closedir(dir);
}

static void add_document(const char *name, void *user)
{
    char path[PATH_MAX_SIZE];

    (void)user;
    CHECK(document_count < DOCUMENTS_MAX);
    snprintf(path, sizeof(path), REMOTE "%s", name + strlen("remotes/"));
    documents[document_count].uri = xstrdup(path);
    snprintf(path, sizeof(path), "%s/" SUITE "/%s", test_data_dir(), name);
    documents[document_count++].definition = read_tree(path);
}

static void add_documents(const char *folder, void *user)
{
    each(folder, add_document, add_documents, user);
}

static void drop_documents(void)
{
    while (document_count > 0) {
        struct schema_document *document = &documents[--document_count];

        json_free((cJSON *)(uintptr_t)document->definition);
        free((char *)(uintptr_t)document->uri);
        *document = (struct schema_document){ 0 };
    }
}

static void measure_group(const cJSON *group, const char *file, struct tally *tally)
{
    const struct schema_options options = { documents, true };
    struct schema *schema = schema_new_with(json_at(group, "schema"), &options, &err);
    const cJSON *test;

    tally->groups++;
    if (!schema && tally->is_loud)
        printf("  %s: %s: %s\n", file, json_str(group, "description"), err.text);
    cJSON_ArrayForEach(test, json_at(group, "tests"))
    {
        bool valid = schema && schema_check(schema, json_at(test, "data"), &err) == 0;

        tally->tests++;
        if (schema && valid == json_bool(test, "valid", false))
            tally->passed++;
        else if (schema && tally->is_loud)
            printf("  %s: %s: %s: %s\n", file, json_str(group, "description"),
                   json_str(test, "description"), valid ? "accepted" : err.text);
    }
    schema_free(schema);
}

static void measure_file(const char *name, void *user)
{
    char path[PATH_MAX_SIZE];
    const cJSON *group;

    snprintf(path, sizeof(path), "%s/" SUITE "/%s", test_data_dir(), name);

    CLEANUP(json_freep) cJSON *groups = read_tree(path);

    cJSON_ArrayForEach(group, groups)
    {
        measure_group(group, strrchr(name, '/') + 1, user);
    }
}

static struct tally measure(const char *folder, bool is_loud)
{
    struct tally tally = { .is_loud = is_loud };

    add_documents("remotes", NULL);
    each(folder, measure_file, NULL, &tally);
    drop_documents();
    printf("  %s: %d groups, %d of %d tests\n", folder, tally.groups, tally.passed, tally.tests);
    return tally;
}

TEST("schema: JSON Schema Test Suite: all that draft 2020-12 requires")
{
    if (!test_data_dir())
        SKIP("no data folder given");

    struct tally tally = measure("tests/draft2020-12", true);

    CHECK_INT(tally.groups, 383);
    CHECK_INT(tally.tests, 1299);
    CHECK_INT(tally.passed, 1299);
}

TEST("schema: JSON Schema Test Suite: what is optional, and of formats, which nobody enforces")
{
    if (!test_data_dir())
        SKIP("no data folder given");

    struct tally tally = measure("tests/draft2020-12/optional", true);
    struct tally formats = measure("tests/draft2020-12/optional/format", false);

    CHECK_INT(tally.tests + formats.tests, 926);
    /* The three ask for a vocabulary that asserts formats. */
    CHECK_INT(tally.tests - tally.passed, 3);
    CHECK_INT(formats.passed, 376);
}
