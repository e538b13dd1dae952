/* Units of mcp: what a server declares, and that the rest of its methods do not exist. */
#include "offered.h"

static const struct handler bare_prompt = { .name = "bare", .start = show_start };
static const struct offer bare_prompts[] = {
    { &bare_prompt, "{\"name\":\"bare\",\"description\":\"d\"}" },
    { NULL, NULL },
};
static const struct handler bare_resource = { .name = "bare", .start = show_resource_start };
static const struct offer bare_resources[] = {
    { &bare_resource, OFFERED_RESOURCE("uri", "test://bare") },
    { NULL, NULL },
};
static const struct offer nothing[] = { { NULL, NULL } };

static const struct {
    const struct offer *tools, *prompts, *resources;
    const char *capabilities;
} cases[] = {
    { NULL, NULL, NULL, "{}" },
    { peer_tools, NULL, NULL, "{\"tools\":{}}" },
    { nothing, NULL, NULL, "{\"tools\":{}}" },
    { NULL, bare_prompts, NULL, "{\"prompts\":{}}" },
    { NULL, nothing, nothing, "{\"prompts\":{},\"resources\":{}}" },
    { NULL, NULL, bare_resources, "{\"resources\":{}}" },
    { NULL, offered_prompts, NULL, "{\"prompts\":{},\"completions\":{}}" },
    { NULL, NULL, offered_resources, "{\"resources\":{},\"completions\":{}}" },
    { peer_tools, bare_prompts, NULL, "{\"tools\":{},\"prompts\":{}}" },
    { peer_tools, NULL, offered_resources, "{\"tools\":{},\"resources\":{},\"completions\":{}}" },
    { peer_tools, bare_prompts, bare_resources, "{\"tools\":{},\"prompts\":{},\"resources\":{}}" },
    { peer_tools, offered_prompts, offered_resources,
      "{\"tools\":{},\"prompts\":{},\"resources\":{},\"completions\":{}}" },
};

static void open_case(struct peer *peer, size_t i)
{
    offered_open_with(
        peer, &(struct offers){ cases[i].tools, cases[i].prompts, cases[i].resources, NULL });
}

TEST("a server declares what it was given and nothing else, in every revision (L2)")
{
    static const char *const versions[] = { "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25",
                                            "2026-07-28" };
    struct peer peer;
    char line[512], wanted[256];

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        for (size_t j = 0; j < ARRAY_COUNT(versions); j++) {
            bool is_stateless = j == ARRAY_COUNT(versions) - 1;

            open_case(&peer, i);
            snprintf(line, sizeof(line), "{\"protocolVersion\":\"%s\"", versions[j]);
            snprintf(wanted, sizeof(wanted), "\"capabilities\":%s,\"%s\":", cases[i].capabilities,
                     is_stateless ? "instructions" : "serverInfo");

            const char *heard = offered_ask(&peer, is_stateless ? "server/discover" : "initialize",
                                            is_stateless ? "{" : line, is_stateless);

            /* The capability came with 2025-03-26; its method is older. */
            if (j == 0 && strstr(cases[i].capabilities, "completions"))
                CHECK(!strstr(heard, "completions"));
            else
                CHECK_SAYS(heard, wanted);
            peer_close(&peer);
        }
}

TEST("what is not declared is -32601, in both eras (L2)")
{
    static const struct {
        const char *method, *capability;
    } methods[] = {
        { "tools/list", "tools" },         { "tools/call", "tools" },
        { "prompts/list", "prompts" },     { "prompts/get", "prompts" },
        { "resources/list", "resources" }, { "resources/templates/list", "resources" },
        { "resources/read", "resources" }, { "completion/complete", "completions" },
    };
    struct peer peer;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        open_case(&peer, i);
        for (size_t j = 0; j < ARRAY_COUNT(methods); j++)
            for (int is_stateless = 0; is_stateless < 2; is_stateless++) {
                bool is_there = strstr(cases[i].capabilities, methods[j].capability) != NULL;
                const char *heard = offered_ask(&peer, methods[j].method, "{", is_stateless);

                CHECK(is_there == !strstr(heard, "\"code\":-32601,"));
            }
        peer_close(&peer);
    }
}

TEST("a table without entries is an empty list, and not an error")
{
    struct peer peer;

    offered_open_with(&peer, &(struct offers){ nothing, nothing, nothing, NULL });
    CHECK_SAYS(offered_ask(&peer, "prompts/list", "{", false), RESULT("\"prompts\":[]}}\n"));
    CHECK_SAYS(offered_ask(&peer, "resources/list", "{", false), RESULT("\"resources\":[]}}\n"));
    CHECK_SAYS(offered_ask(&peer, "resources/templates/list", "{", false),
               RESULT("\"resourceTemplates\":[]}}\n"));
    CHECK_SAYS(offered_ask(&peer, "prompts/get", "{\"name\":\"x\"", false), ERROR("-32602"));
    CHECK_SAYS(offered_ask(&peer, "resources/read", "{\"uri\":\"x\"", false), ERROR("-32002"));
    peer_close(&peer);
}
