/* Units of what is offered besides tools: prompts, and resources with their templates. */
#include "base/limits.h"
#include "mcp/registry.h"
#include "schemas.h"
#include "test.h"

#include <dirent.h>
#include <stdlib.h>

static struct registry *open_registry(void)
{
    struct err err = { 0 };
    struct registry *registry = registry_new(&offers, &err);

    if (!registry)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    return registry;
}

static void add_family(const struct registry *registry, enum family family, struct buf *out)
{
    const cJSON *definition;

    for (size_t i = 0; (definition = registry_definition_at(registry, family, i)); i++) {
        json_print(definition, out);
        buf_adds(out, "\n");
    }
}

TEST("offers: prompts and resources are those that were released (tests/unit/offers.jsonl)")
{
    CLEANUP(buf_done) struct buf list = BUF_MAX(KIB(64));
    CLEANUP(freep) char *released = test_read_file("tests/unit/offers.jsonl", NULL);
    struct registry *registry = open_registry();

    add_family(registry, FAMILY_PROMPT, &list);
    add_family(registry, FAMILY_RESOURCE, &list);
    add_family(registry, FAMILY_TEMPLATE, &list);
    CHECK_STR(buf_text(&list), released);
    registry_free(registry);
}

TEST("offers: each prompt takes at most two arguments of one word each, and requires none")
{
    struct registry *registry = open_registry();
    const cJSON *definition, *argument;

    for (size_t i = 0; (definition = registry_definition_at(registry, FAMILY_PROMPT, i)); i++) {
        const cJSON *arguments = json_at(definition, "arguments");

        CHECK(cJSON_GetArraySize(arguments) <= 2);
        cJSON_ArrayForEach(argument, arguments)
        {
            CHECK(!json_at(argument, "required"));
            CHECK(strlen(json_str(argument, "description")) <= 200);
        }
        CHECK(strlen(json_str(definition, "description")) <= 200);
    }
    registry_free(registry);
}

TEST("offers: each has a title and a description, and each resource says of what type it is")
{
    static const enum family families[] = { FAMILY_PROMPT, FAMILY_RESOURCE, FAMILY_TEMPLATE };
    struct registry *registry = open_registry();
    const cJSON *definition;

    for (size_t f = 0; f < ARRAY_COUNT(families); f++) {
        CHECK(registry_definition_at(registry, families[f], 0));
        for (size_t i = 0; (definition = registry_definition_at(registry, families[f], i)); i++) {
            CHECK(json_str(definition, "title") && json_str(definition, "description"));
            if (f > 0)
                CHECK_STR(json_str(definition, "mimeType"),
                          strcmp(json_str(definition, "name"), "review") == 0 ? "application/json"
                                                                              : "text/plain");
        }
    }
    registry_free(registry);
}

static size_t count_files(const char *path, const char *extension)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    CHECK(folder);
    for (const struct dirent *entry; (entry = readdir(folder));)
        count += slice_ends(slice_of(entry->d_name), slice_of(extension));
    closedir(folder);
    return count;
}

static size_t count_offers(const struct offer *entries)
{
    size_t count = 0;

    while (entries[count].handler)
        count++;
    return count;
}

TEST("offers: code without a definition is found, and a text without a prompt")
{
    CHECK_INT(count_files("mcp-server/prompts", ".c"), count_offers(offers.prompts));
    CHECK_INT(count_files("schemas/prompts", ".md"), count_offers(offers.prompts));
    CHECK_INT(count_files("mcp-server/resources", ".c"), count_offers(offers.resources));
    for (size_t i = 0; offers.resources[i].handler; i++) {
        char path[128];

        snprintf(path, sizeof(path), "mcp-server/resources/%s.c",
                 offers.resources[i].handler->name);
        free(test_read_file(path, NULL));
    }
}
