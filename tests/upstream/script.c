/* script - which behaviour comes next. */
#include "tests/upstream/script.h"

#include <stdlib.h>

struct line {
    const char *key;
    struct behaviour *behaviours;
    size_t count, next;
};

struct script {
    cJSON *tree;
    struct line *lines;
    size_t line_count;
};

static int read_line(const cJSON *member, struct line *line, struct err *err)
{
    const cJSON *list = cJSON_IsArray(member) ? member->child : member;
    size_t count = cJSON_IsArray(member) ? (size_t)cJSON_GetArraySize(member) : 1;

    if (count == 0)
        return err_set(err, ERR_ARGUMENT, "\"%s\" has no behaviour", member->string);
    line->key = member->string;
    line->behaviours = xcalloc(count, sizeof(*line->behaviours));
    for (line->count = 0; line->count < count; line->count++, list = list->next)
        if (behaviour_read(list, &line->behaviours[line->count], err) < 0)
            return err_wrap(err, "\"%s\", behaviour %zu", member->string, line->count + 1);
    return 0;
}

struct script *script_new(struct slice json, struct err *err)
{
    struct script *script = xcalloc(1, sizeof(*script));
    const cJSON *member;

    script->tree = json_parse(json, &gate_config, err);
    if (!script->tree)
        return script_free(script);
    if (!cJSON_IsObject(script->tree)) {
        err_set(err, ERR_ARGUMENT, "a script must be an object");
        return script_free(script);
    }
    script->lines = xcalloc((size_t)cJSON_GetArraySize(script->tree), sizeof(*script->lines));
    cJSON_ArrayForEach(member, script->tree)
    {
        if (read_line(member, &script->lines[script->line_count++], err) < 0)
            return script_free(script);
    }
    return script;
}

struct script *script_free(struct script *script)
{
    if (!script)
        return NULL;
    for (size_t i = 0; i < script->line_count; i++)
        free(script->lines[i].behaviours);
    free(script->lines);
    json_free(script->tree);
    free(script);
    return NULL;
}

static struct line *find(const struct script *script, const char *key)
{
    for (size_t i = 0; script && i < script->line_count; i++)
        if (strcmp(script->lines[i].key, key) == 0)
            return &script->lines[i];
    return NULL;
}

const struct behaviour *script_peek(const struct script *script, const char *key)
{
    const struct line *line = find(script, key);

    if (!line)
        return NULL;
    return &line->behaviours[line->next < line->count ? line->next : line->count - 1];
}

const struct behaviour *script_next(struct script *script, const char *key)
{
    const struct behaviour *behaviour = script_peek(script, key);

    if (behaviour)
        find(script, key)->next++;
    return behaviour;
}
