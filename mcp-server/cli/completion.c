/* completion - the script by which a shell completes commands, flags and their values. */
#include "mcp-server/cli/completion.h"

#include "base/utf8.h"
#include "mcp-server/cli/flag.h"
#include "mcp-server/cli/flags.h"
#include "schemas.h"

#include <stdio.h>

#define HINT_MAX 60 /* bytes: beside it stands the flag, on one line */

int completion_add(struct buf *out, const char *shell, const struct roster *roster)
{
    static const struct {
        const char *name;
        void (*add)(struct buf *out, const struct roster *roster);
    } shells[] = { { "bash", completion_add_bash },
                   { "zsh", completion_add_zsh },
                   { "fish", completion_add_fish } };

    for (size_t i = 0; i < ARRAY_COUNT(shells); i++) {
        if (strcmp(shells[i].name, shell) != 0)
            continue;
        shells[i].add(out, roster);
        return 0;
    }
    return -1;
}

bool completion_candidate(const cJSON *definition, size_t index, struct candidate *candidate)
{
    const cJSON *schema = json_at(definition, "inputSchema");
    const cJSON *properties = json_at(schema, "properties");
    const char *positional = flags_positional(schema);

    candidate->property = cJSON_GetArrayItem(properties, (int)index);
    if (!candidate->property)
        return false;
    candidate->is_positional = positional && strcmp(positional, candidate->property->string) == 0;
    flags_spell(candidate->spelt, sizeof(candidate->spelt), candidate->property->string);
    return true;
}

static void add_roles(struct buf *out)
{
    struct err ignored;
    CLEANUP(json_freep) cJSON *roles = json_parse(slice_of(roles_json), &gate_config, &ignored);
    const cJSON *role;

    cJSON_ArrayForEach(role, roles)
    {
        buf_addf(out, "%s%s", role == roles->child ? "" : " ", role->string);
    }
}

void completion_add_words(struct buf *out, const cJSON *property)
{
    const cJSON *value;

    cJSON_ArrayForEach(value, flag_values(property))
    {
        if (cJSON_IsString(value))
            buf_addf(out, "%s%s", value->prev->next ? " " : "", value->valuestring);
    }
    if (flag_value(property) == FLAG_ROLE)
        add_roles(out);
}

void completion_add_hint(struct buf *out, const cJSON *property)
{
    struct slice text = slice_of(json_str(property, "description"));
    size_t size = 0;

    while (size < text.size && !strchr(";:.(\"'`$\\[]", text.data[size]))
        size++;
    text.size = size;
    if (text.size > HINT_MAX)
        for (text.size = HINT_MAX; text.size > 0 && text.data[text.size] != ' ';)
            text.size--;
    buf_add(out, slice_trim(text));
}
