/* correct - the nearest valid call, for the error that refuses one.
 *
 *   coerce -> names -> each value: repair it, and drop it if that was not enough -> shorten
 *
 * Unlike coercion this may guess, for the model reads the outcome before it calls again.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "schema/coerce.h"
#include "schema/guess.h"
#include "schema/schema.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

#define SHOWN_CHARACTERS 60
#define ELLIPSIS         "\xE2\x80\xA6"

static void repair(cJSON *value, const cJSON *definition);

static void schema_freep(struct schema **schema)
{
    schema_free(*schema);
}

static bool is_valid(const cJSON *value, const cJSON *definition)
{
    struct err ignored = { 0 };
    CLEANUP(schema_freep) struct schema *schema = schema_new(definition, &ignored);

    return schema && schema_check(schema, value, &ignored) == 0;
}

/* The first bytes of text, as many as hold that many characters. */
static size_t size_of_characters(struct slice text, size_t count)
{
    size_t at = 0, length;

    for (; at < text.size && count > 0; count--, at += length)
        utf8_next(slice_from(text, at), &length);
    return at;
}

/* Nearest names instead of unknown ones, where such a property is absent. */
static void correct_names(cJSON *arguments, const cJSON *properties)
{
    cJSON *member = arguments->child;

    while (member) {
        cJSON *next = member->next;
        const char *name =
            json_at(properties, member->string) ? NULL : guess_name(member->string, properties);

        if (name && !json_at(arguments, name)) {
            cJSON_DetachItemViaPointer(arguments, member);
            cJSON_AddItemToObject(arguments, name, member);
        }
        member = next;
    }
}

/* A required member that is missing is the only unknown one, when that would be valid. */
static void find_required(cJSON *arguments, const cJSON *schema)
{
    const cJSON *properties = json_at(schema, "properties"), *required;
    cJSON *member, *unknown = NULL;

    cJSON_ArrayForEach(member, arguments)
    {
        if (json_at(properties, member->string))
            continue;
        if (unknown)
            return;
        unknown = member;
    }
    cJSON_ArrayForEach(required, json_at(schema, "required"))
    {
        const cJSON *property = json_at(properties, required->valuestring);

        if (!unknown || json_at(arguments, required->valuestring) || !is_valid(unknown, property))
            continue;
        cJSON_DetachItemViaPointer(arguments, unknown);
        cJSON_AddItemToObject(arguments, required->valuestring, unknown);
        return;
    }
}

/* "30 s" -> 30, "16k" -> 16000: a number at the start, which coercion would not dare to take. */
static cJSON *to_number(const cJSON *value)
{
    const char *text = cJSON_GetStringValue(value);
    char *end;

    if (!text)
        return NULL;
    text += strspn(text, " $~");

    double number = strtod(text, &end);

    if (end == text || !isfinite(number))
        return NULL;
    return cJSON_CreateNumber(*end == 'k' || *end == 'K' ? number * 1000 : number);
}

static void repair_number(cJSON *value, const cJSON *definition)
{
    if (!cJSON_IsNumber(value) && !json_replace(value, to_number(value)))
        return;

    double number = value->valuedouble;
    double minimum = json_num(definition, "minimum", -INFINITY);
    double maximum = json_num(definition, "maximum", INFINITY);

    if (number < minimum)
        number = minimum;
    if (number > maximum)
        number = maximum;
    if (strcmp(json_str(definition, "type"), "integer") == 0 && fabs(number) < 0x1p53) {
        double cut = (double)(int64_t)number;

        number = cut < minimum ? cut + 1 : cut;
    }
    json_replace(value, cJSON_CreateNumber(number));
}

static void repair_boolean(cJSON *value, const cJSON *definition)
{
    static const struct {
        const char *word;
        bool means;
    } words[] = { { "yes", true },   { "y", true },       { "on", true },       { "1", true },
                  { "no", false },   { "n", false },      { "off", false },     { "0", false },
                  { "none", false }, { "enabled", true }, { "disabled", false } };
    const char *text = cJSON_GetStringValue(value);

    (void)definition;
    if (cJSON_IsNumber(value))
        text = value->valuedouble == 1 ? "1" : value->valuedouble == 0 ? "0" : NULL;
    for (size_t i = 0; text && i < ARRAY_COUNT(words); i++)
        if (strcasecmp(text, words[i].word) == 0) {
            json_replace(value, cJSON_CreateBool(words[i].means));
            return;
        }
}

static void repair_string(cJSON *value, const cJSON *definition)
{
    const cJSON *choices = json_at(definition, "enum");
    const char *text = cJSON_GetStringValue(value), *choice;

    if (!text)
        return;
    if (choices) {
        choice = guess_name(text, choices);
        if (choice)
            json_replace(value, cJSON_CreateString(choice));
        return;
    }

    int64_t characters_max = json_int(definition, "maxLength", INT64_MAX);
    struct slice whole = slice_of(text);
    size_t size = size_of_characters(whole, (size_t)characters_max);

    if (size < whole.size) {
        CLEANUP(freep) char *cut = slice_dup((struct slice){ text, size });

        json_replace(value, cJSON_CreateString(cut));
    }
}

static bool stands_before(const cJSON *array, const cJSON *item)
{
    for (const cJSON *child = array->child; child != item; child = child->next)
        if (json_same(child, item))
            return true;
    return false;
}

static void repair_array(cJSON *value, const cJSON *definition)
{
    const cJSON *items = json_at(definition, "items");
    int64_t items_max = json_int(definition, "maxItems", UNIQUE_ITEMS_MAX), kept = 0;
    cJSON *item = value->child;

    if (!cJSON_IsArray(value))
        return;
    while (item) {
        cJSON *next = item->next;

        repair(item, items);
        if (kept == items_max || (items && !is_valid(item, items)) || stands_before(value, item))
            cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
        else
            kept++;
        item = next;
    }
}

static void repair(cJSON *value, const cJSON *definition)
{
    static const struct {
        const char *type;
        void (*repair)(cJSON *value, const cJSON *definition);
    } repairs[] = {
        { "integer", repair_number }, { "number", repair_number }, { "boolean", repair_boolean },
        { "string", repair_string },  { "array", repair_array },
    };
    const char *type = json_str(definition, "type");

    if (!type)
        type = "string";
    for (size_t i = 0; i < ARRAY_COUNT(repairs); i++)
        if (strcmp(type, repairs[i].type) == 0)
            repairs[i].repair(value, definition);
}

static void correct_values(cJSON *arguments, const cJSON *properties)
{
    cJSON *member = arguments->child;

    while (member) {
        cJSON *next = member->next;
        const cJSON *property = json_at(properties, member->string);

        if (property && !is_valid(member, property))
            repair(member, property);
        if (!property || !is_valid(member, property))
            cJSON_Delete(cJSON_DetachItemViaPointer(arguments, member));
        member = next;
    }
}

/* Long texts as their beginning, where that is valid, too. */
static void shorten(cJSON *value, const cJSON *definition)
{
    cJSON *child;

    if (cJSON_IsArray(value)) {
        cJSON_ArrayForEach(child, value)
        {
            shorten(child, json_at(definition, "items"));
        }
    }
    if (!cJSON_IsString(value))
        return;

    struct slice whole = slice_of(value->valuestring);
    CLEANUP(buf_done) struct buf text = BUF_MAX(5 * SHOWN_CHARACTERS);
    size_t size = size_of_characters(whole, SHOWN_CHARACTERS);

    if (size == whole.size)
        return;
    buf_add(&text, (struct slice){ whole.data, size });
    buf_adds(&text, ELLIPSIS);

    CLEANUP(json_freep) cJSON *begin = cJSON_CreateString(buf_text(&text));

    if (!definition || is_valid(begin, definition))
        json_replace(value, TAKE(begin));
}

cJSON *coerce_corrected(const cJSON *arguments, const cJSON *schema,
                        const struct coercions *coercions)
{
    const cJSON *properties = json_at(schema, "properties");
    CLEANUP(json_freep) cJSON *corrected = cJSON_Duplicate(arguments, true);
    cJSON *member;

    if (!cJSON_IsObject(corrected))
        return NULL;
    coerce_arguments(corrected, schema, coercions);
    correct_names(corrected, properties);
    find_required(corrected, schema);
    coerce_arguments(corrected, schema, coercions);
    correct_values(corrected, properties);
    cJSON_ArrayForEach(member, corrected)
    {
        shorten(member, json_at(properties, member->string));
    }
    return is_valid(corrected, schema) ? TAKE(corrected) : NULL;
}
