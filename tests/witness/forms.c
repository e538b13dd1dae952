/* forms - the definitions of the protocol's own JSON schemas. */
#include "tests/witness/forms.h"

#include "base/limits.h"
#include "schema/schema.h"

#include <stdio.h>
#include <stdlib.h>

static struct document {
    cJSON *tree;
    struct schema *schema;
    const char *definitions; /* where they stand: the word changed with the dialect */
} documents[V_COUNT];

static bool are_there;

static cJSON *read_tree(const char *path, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(8));
    FILE *file = fopen(path, "rbe");
    char piece[16384];
    size_t size;

    if (!file)
        return NULL;
    while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, (struct slice){ piece, size });
    fclose(file);
    return json_parse(buf_slice(&text), &gate_upstream, err);
}

static int read_document(const char *folder, enum version version, struct err *err)
{
    struct document *document = &documents[version];
    const struct schema_options options = { .lenient = true };
    char path[PATH_BYTES_MAX];

    snprintf(path, sizeof(path), "%s/mcp/schema/%s.json", folder, version_names[version]);
    document->tree = read_tree(path, err);
    if (!document->tree)
        return -1;
    document->definitions = json_at(document->tree, "$defs") ? "$defs" : "definitions";
    document->schema = schema_new_with(document->tree, &options, err);
    return document->schema ? 0 : err_wrap(err, "%s", path);
}

static void forget_documents(void)
{
    for (int i = 0; i < V_COUNT; i++) {
        schema_free(documents[i].schema);
        json_free(documents[i].tree);
        documents[i] = (struct document){ 0 };
    }
    are_there = false;
}

/* All or none: a test that checks four of five revisions would seem to check them all. */
void forms_use(const char *data_folder)
{
    static bool will_forget;
    struct err err = { 0 };

    forget_documents();
    if (!data_folder || !data_folder[0])
        return;
    if (!will_forget)
        atexit(forget_documents);
    will_forget = true;
    for (int i = 0; i < V_COUNT; i++)
        if (read_document(data_folder, (enum version)i, &err) < 0) {
            if (err.kind != ERR_NONE)
                printf("witness: %s\n", err.text);
            forget_documents();
            return;
        }
    are_there = true;
}

bool forms_are_there(void)
{
    return are_there;
}

const cJSON *forms_document(enum version version)
{
    return documents[version].tree;
}

int forms_check(enum version version, const char *definition, const cJSON *value, struct err *err)
{
    const struct document *document;
    char reference[128];
    struct err why;

    if (!are_there || version >= V_COUNT)
        return 0;
    document = &documents[version];
    snprintf(reference, sizeof(reference), "#/%s/%s", document->definitions, definition);
    if (schema_check_at(document->schema, reference, value, &why) == 0)
        return 0;
    return err_set(err, ERR_PROTOCOL, "%s of %s: %.600s", definition, version_name(version),
                   why.text);
}
