/* coerce - arguments as models write them, turned into what the schema means, if nothing is lost.
 *
 *   unwrap -> drop nulls -> names -> each value by the schema of its property
 */
#include "schema/coerce.h"

#include "schema/guess.h"
#include "schema/reading.h"

#include <assert.h>

/* {"arguments": {...}} -> {...} */
static void unwrap(cJSON *arguments, const cJSON *properties)
{
    static const char *const wrappers[] = { "arguments", "args", "parameters", "params", "input" };
    cJSON *only = arguments->child;

    if (!only || only->next || json_at(properties, only->string))
        return;
    for (size_t i = 0; i < ARRAY_COUNT(wrappers); i++) {
        if (strcmp(only->string, wrappers[i]) != 0)
            continue;
        json_replace(only, reading_container(only, '{'));
        if (cJSON_IsObject(only))
            json_replace(arguments, cJSON_DetachItemViaPointer(arguments, only));
        return;
    }
}

static void drop_nulls(cJSON *arguments)
{
    cJSON *member = arguments->child;

    while (member) {
        cJSON *next = member->next;

        if (cJSON_IsNull(member))
            cJSON_Delete(cJSON_DetachItemViaPointer(arguments, member));
        member = next;
    }
}

static bool is_listed(const cJSON *array, const char *name)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, array)
    {
        if (cJSON_IsString(child) && guess_same(child->valuestring, name))
            return true;
    }
    return false;
}

static bool is_comma_list(const struct coercions *coercions, const char *name)
{
    return is_listed(json_at(coercions->definition, "comma_lists"), name);
}

/* The absent property that an unknown member means; NULL when it means none. */
static const cJSON *meant(const cJSON *arguments, const cJSON *member, const cJSON *properties,
                          const struct coercions *coercions)
{
    const cJSON *synonyms = json_at(coercions->definition, "synonyms");
    const cJSON *property;

    cJSON_ArrayForEach(property, properties)
    {
        if (guess_same(member->string, property->string) && !json_at(arguments, property->string))
            return property;
    }
    cJSON_ArrayForEach(property, properties)
    {
        if (is_listed(json_at(synonyms, property->string), member->string) &&
            !json_at(arguments, property->string) &&
            reading_fits(member, property, is_comma_list(coercions, property->string)))
            return property;
    }
    return NULL;
}

static void rename_members(cJSON *arguments, const cJSON *properties,
                           const struct coercions *coercions)
{
    cJSON *member = arguments->child;

    while (member) {
        cJSON *next = member->next;
        const cJSON *property = json_at(properties, member->string)
                                    ? NULL
                                    : meant(arguments, member, properties, coercions);

        if (property) {
            cJSON_DetachItemViaPointer(arguments, member);
            cJSON_AddItemToObject(arguments, property->string, member);
        }
        member = next;
    }
}

void coerce_arguments(cJSON *arguments, const cJSON *schema, const struct coercions *coercions)
{
    const cJSON *properties = json_at(schema, "properties");
    cJSON *member;

    assert(cJSON_IsObject(arguments));
    unwrap(arguments, properties);
    drop_nulls(arguments);
    rename_members(arguments, properties, coercions);
    cJSON_ArrayForEach(member, arguments)
    {
        reading_take(member, json_at(properties, member->string),
                     is_comma_list(coercions, member->string));
    }
}
