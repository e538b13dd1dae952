/* Units of the list of tools: what a client's model is shown. */
#include "base/limits.h"
#include "mcp-server/serve.h"
#include "mcp/registry.h"
#include "schemas.h"
#include "test.h"

#include <dirent.h>
#include <stdlib.h>

/* Of a model: so many bytes of JSON are a token. */
#define TENTHS_OF_BYTES_A_TOKEN 24

static size_t tokens_of(size_t bytes)
{
    return bytes * 10 / TENTHS_OF_BYTES_A_TOKEN;
}

static struct registry *open_registry(void)
{
    struct err err = { 0 };
    struct registry *registry = registry_new(&offers, &err);

    if (!registry)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return registry;
}

static void add_tools(const struct registry *registry, struct buf *out)
{
    const cJSON *definition;

    for (size_t i = 0; (definition = registry_definition_at(registry, FAMILY_TOOL, i)); i++) {
        json_print(definition, out);
        buf_adds(out, "\n");
    }
}

TEST("tools: the list is the one that was released (tests/unit/tools.jsonl) (T2)")
{
    CLEANUP(buf_done) struct buf list = BUF_MAX(KIB(64));
    CLEANUP(freep) char *released = test_read_file("tests/unit/tools.jsonl", NULL);
    struct registry *registry = open_registry();

    add_tools(registry, &list);
    CHECK_STR(buf_text(&list), released);
    registry_free(registry);
}

TEST("tools: the whole list costs at most 3,000 tokens, each description at most 1,200 bytes")
{
    CLEANUP(buf_done) struct buf list = BUF_MAX(KIB(64));
    struct registry *registry = open_registry();
    const cJSON *definition;

    add_tools(registry, &list);
    CHECK(tokens_of(list.size) <= 3000);
    for (size_t i = 0; (definition = registry_definition_at(registry, FAMILY_TOOL, i)); i++) {
        CLEANUP(buf_done) struct buf schema = BUF_MAX(KIB(64));

        json_print(json_at(definition, "inputSchema"), &schema);
        CHECK(strlen(json_str(definition, "description")) <= 1200);
        CHECK(tokens_of(schema.size) <= 700);
        if (json_at(json_at(definition, "_meta"), "anthropic/alwaysLoad"))
            CHECK(tokens_of(schema.size + strlen(json_str(definition, "description"))) <= 500);
    }
    registry_free(registry);
}

TEST("tools: a schema has no alternatives at its root, which a client flattens (T3)")
{
    static const char *const keywords[] = { "oneOf", "anyOf", "allOf", "$ref", "$schema" };
    struct registry *registry = open_registry();
    const cJSON *definition;
    size_t count = 0;

    for (; (definition = registry_definition_at(registry, FAMILY_TOOL, count)); count++)
        for (size_t i = 0; i < ARRAY_COUNT(keywords); i++)
            CHECK(!json_at(json_at(definition, "inputSchema"), keywords[i]));
    CHECK(count > 0);
    registry_free(registry);
}

TEST("tools: the instructions are short, and with the names cost at most 350 tokens")
{
    size_t bytes = strlen(serve_instructions);
    struct registry *registry = open_registry();
    const cJSON *definition;

    CHECK(bytes <= 2000);
    for (size_t i = 0; (definition = registry_definition_at(registry, FAMILY_TOOL, i)); i++) {
        bytes += strlen("mcp__openrouter__") + strlen(json_str(definition, "name"));
        CHECK_SAYS(serve_instructions, json_str(definition, "name"));
    }
    CHECK(tokens_of(bytes) <= 350);
    registry_free(registry);
}

TEST("tools: code without a schema is found, as a schema without code does not link")
{
    struct registry *registry = open_registry();
    DIR *folder = opendir("mcp-server/tools");
    size_t count = 0, listed = 0;

    CHECK(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char name[64];

        if (sscanf(entry->d_name, "%63[a-z_].c", name) != 1 || !strstr(entry->d_name, ".c"))
            continue;
        if (!registry_find(registry, FAMILY_TOOL, name))
            test_fail(__FILE__, __LINE__, "mcp-server/tools/%s has no schema", entry->d_name);
        count++;
    }
    closedir(folder);
    while (registry_definition_at(registry, FAMILY_TOOL, listed))
        listed++;
    CHECK(count > 0);
    CHECK_INT(count, listed);
    registry_free(registry);
}

TEST("tools: every pattern of the schemas is one that matches something")
{
    struct registry *registry = open_registry();
    struct err err = { 0 };
    cJSON *good = json_parse(SLICE("{\"prompt\":\"x\",\"tag\":\"a-b_c.9\"}"), &gate_client, &err);
    cJSON *bad = json_parse(SLICE("{\"prompt\":\"x\",\"tag\":\"a b\"}"), &gate_client, &err);

    CHECK_INT(registry_admit(registry, "ask_model", good, &err), 0);
    CHECK_INT(registry_admit(registry, "ask_model", bad, &err), -1);
    CHECK_INT(err.kind, ERR_ARGUMENT);
    json_free(good);
    json_free(bad);
    registry_free(registry);
}
