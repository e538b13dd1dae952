/* list - tools/list, prompts/list, resources/list and resources/templates/list, in pages that are
 * put together once for each revision. */
#include "base/limits.h"
#include "mcp/method.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define CURSOR_SIZE 24

/* The member of the result that holds the list. */
static const char *const members[FAMILY_COUNT] = {
    [FAMILY_TOOL] = "tools",
    [FAMILY_PROMPT] = "prompts",
    [FAMILY_RESOURCE] = "resources",
    [FAMILY_TEMPLATE] = "resourceTemplates",
};

/* A page is named by the index of its first entry. */
static void cursor_of(size_t page, char cursor[CURSOR_SIZE])
{
    snprintf(cursor, CURSOR_SIZE, "%zu", page * PAGE_SIZE);
}

static void add_entry(struct buf *text, enum family family, const cJSON *definition,
                      const struct dialect *dialect)
{
    char separator = '{';
    const cJSON *member;

    cJSON_ArrayForEach(member, definition)
    {
        if (!dialect_has_member(dialect, family, member->string))
            continue;
        buf_addc(text, separator);
        json_quote(slice_of(member->string), text);
        buf_addc(text, ':');
        json_print(member, text);
        separator = ',';
    }
    buf_addc(text, '}');
}

/* A list that may change is fresh for those who listen, and nobody knows who does. */
static int ttl_ms(const struct server *server)
{
    return server->options.list_changed ? 0 : LIST_TTL_MS;
}

static char *make_page(const struct server *server, enum family family,
                       const struct dialect *dialect, size_t page)
{
    const struct registry *registry = server->options.registry;
    struct buf text = BUF_MAX(LINE_OUT_MAX);
    size_t first = page * PAGE_SIZE;
    const cJSON *definition;

    buf_addf(&text, "\"%s\":[", members[family]);
    for (size_t i = first; i < first + PAGE_SIZE; i++) {
        definition = registry_definition_at(registry, family, i);
        if (!definition)
            break;
        if (i > first)
            buf_addc(&text, ',');
        add_entry(&text, family, definition, dialect);
    }
    buf_addc(&text, ']');
    if (registry_definition_at(registry, family, first + PAGE_SIZE)) {
        char cursor[CURSOR_SIZE];

        cursor_of(page + 1, cursor);
        buf_addf(&text, ",\"nextCursor\":\"%s\"", cursor);
    }
    if (dialect->stateless)
        buf_addf(&text, ",\"ttlMs\":%d,\"cacheScope\":\"public\"", ttl_ms(server));
    return buf_take(&text);
}

/* At least one page, which may be empty. */
static void make_pages(struct pages *pages, const struct server *server, enum family family,
                       const struct dialect *dialect)
{
    do {
        pages->texts = xrealloc(pages->texts, (pages->count + 1) * sizeof(*pages->texts));
        pages->texts[pages->count] = make_page(server, family, dialect, pages->count);
        pages->count++;
    } while (registry_definition_at(server->options.registry, family, pages->count * PAGE_SIZE));
}

void pages_done(struct pages *pages)
{
    for (size_t i = 0; i < pages->count; i++)
        free(pages->texts[i]);
    free(pages->texts);
    *pages = (struct pages){ 0 };
}

/* The page that a cursor names, NULL when there is none. */
static const char *find_page(const struct pages *pages, struct slice cursor)
{
    if (cursor.size == 0 || scan_is(cursor, ""))
        return pages->texts[0];
    for (size_t page = 1; page < pages->count; page++) {
        char text[CURSOR_SIZE];

        cursor_of(page, text);
        if (scan_is(cursor, text))
            return pages->texts[page];
    }
    return NULL;
}

static void answer_list(struct server *server, const struct request *request, enum family family)
{
    struct pages *pages = &server->lists[family][request->from.dialect->revision];

    if (pages->count == 0)
        make_pages(pages, server, family, request->from.dialect);

    const char *page = find_page(pages, scan_member(request->params, "cursor"));

    if (!page) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "%s: params.cursor is none that this server has given; leave it out "
                      "to begin again",
                      request->method);
        return;
    }
    buf_adds(server_begin(server, &request->from), page);
    server_send(server, &request->from, NULL);
}

void on_tools_list(struct server *server, const struct request *request)
{
    answer_list(server, request, FAMILY_TOOL);
}

void on_prompts_list(struct server *server, const struct request *request)
{
    answer_list(server, request, FAMILY_PROMPT);
}

void on_resources_list(struct server *server, const struct request *request)
{
    answer_list(server, request, FAMILY_RESOURCE);
}

void on_templates_list(struct server *server, const struct request *request)
{
    answer_list(server, request, FAMILY_TEMPLATE);
}
