/* author - whose model asks, as far as the client's name tells. */
#include "mcp-server/models/author.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>

/* What the names of a vendor's own programs begin with. Editors that let the user choose a model
 * are not among them. */
static const struct {
    const char *begins, *vendor;
} programs[] = {
    { "claude", "anthropic" },   { "anthropic", "anthropic" }, { "codex", "openai" },
    { "chatgpt", "openai" },     { "openai", "openai" },       { "gemini", "google" },
    { "antigravity", "google" }, { "qwen", "qwen" },           { "mistral", "mistralai" },
    { "kimi", "moonshotai" },    { "grok", "x-ai" },
};

const char *author_vendor(const char *client)
{
    for (size_t i = 0; i < ARRAY_COUNT(programs); i++)
        if (strncasecmp(client, programs[i].begins, strlen(programs[i].begins)) == 0)
            return programs[i].vendor;
    return NULL;
}
