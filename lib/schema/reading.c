/* reading - the one thing that a value can mean.
 *
 * A function for each type that a schema may want; what has no single reading is left alone.
 */
#include "schema/reading.h"

#include "base/limits.h"
#include "schema/guess.h"

#include <math.h>
#include <strings.h>

#define SCALAR_MAX 64 /* bytes of a text that is read as a number */

/* The tree of a text, when it is one of that type; owned by the caller. */
static cJSON *parse(struct slice text, int type)
{
    struct err ignored = { 0 };
    CLEANUP(json_freep) cJSON *tree = json_parse(text, &gate_client, &ignored);

    return tree && (tree->type & 0xFF) == type ? TAKE(tree) : NULL;
}

cJSON *reading_container(const cJSON *value, char opening)
{
    struct slice text = slice_trim(slice_of(cJSON_GetStringValue(value)));

    if (text.size == 0 || text.data[0] != opening)
        return NULL;
    return parse(text, opening == '[' ? cJSON_Array : cJSON_Object);
}

static bool is_whole(double number)
{
    return fabs(number) < 0x1p53 && (double)(int64_t)number == number;
}

static cJSON *to_number(const cJSON *value, bool whole)
{
    struct slice text = slice_trim(slice_of(cJSON_GetStringValue(value)));

    if (!whole && text.size > 0 && text.data[0] == '$')
        text = slice_from(text, 1);

    CLEANUP(json_freep)
    cJSON *number = text.size > 0 && text.size <= SCALAR_MAX ? parse(text, cJSON_Number) : NULL;

    if (!number || !isfinite(number->valuedouble) || (whole && !is_whole(number->valuedouble)))
        return NULL;
    return TAKE(number);
}

static void take_number(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    (void)definition;
    (void)is_comma_list;
    json_replace(value, to_number(value, false));
}

static void take_integer(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    (void)definition;
    (void)is_comma_list;
    json_replace(value, to_number(value, true));
}

static void take_boolean(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    struct slice text = slice_trim(slice_of(cJSON_GetStringValue(value)));

    (void)definition;
    (void)is_comma_list;
    if (text.size == 4 && strncasecmp(text.data, "true", 4) == 0)
        json_replace(value, cJSON_CreateTrue());
    else if (text.size == 5 && strncasecmp(text.data, "false", 5) == 0)
        json_replace(value, cJSON_CreateFalse());
}

static bool all_strings(const cJSON *array)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, array)
    {
        if (!cJSON_IsString(child))
            return false;
    }
    return array->child != NULL;
}

/* ["a","b"] -> "a, b" */
static cJSON *joined(const cJSON *array)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(PROMPT_MAX);
    const cJSON *child;

    cJSON_ArrayForEach(child, array)
    {
        buf_adds(&text, child == array->child ? "" : ", ");
        buf_adds(&text, child->valuestring);
    }
    return text.full ? NULL : cJSON_CreateString(buf_text(&text));
}

static cJSON *to_string(const cJSON *value, bool is_comma_list)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(SCALAR_MAX);
    CLEANUP(json_freep) cJSON *parsed = is_comma_list ? reading_container(value, '[') : NULL;
    const cJSON *array = parsed ? parsed : value;
    double number = value->valuedouble;

    /* From 2^53 on other digits than those that were written may come out. */
    if (cJSON_IsNumber(value) && fabs(number) < 0x1p53 && json_print(value, &text) == 0)
        return cJSON_CreateString(buf_text(&text));
    if (!cJSON_IsArray(array) || !all_strings(array))
        return NULL;
    return is_comma_list || !array->child->next ? joined(array) : NULL;
}

/* The choice that is meant by other letters of the same name. */
static const char *choice_of(const char *text, const cJSON *choices)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, choices)
    {
        if (cJSON_IsString(child) && guess_same(text, child->valuestring))
            return child->valuestring;
    }
    return NULL;
}

static void take_string(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    const cJSON *choices = json_at(definition, "enum");

    json_replace(value, to_string(value, is_comma_list));
    if (!choices || !cJSON_IsString(value))
        return;

    const char *choice = choice_of(value->valuestring, choices);

    if (choice)
        json_replace(value, cJSON_CreateString(choice));
}

/* "a, b" -> ["a","b"]; NULL when choices are given and a piece is none of them. */
static cJSON *split(const char *text, const cJSON *choices)
{
    CLEANUP(json_freep) cJSON *array = cJSON_CreateArray();
    struct slice rest = slice_of(text), piece;

    while (slice_split(&rest, ',', &piece)) {
        CLEANUP(freep) char *word = slice_dup(slice_trim(piece));
        const char *item = choices ? choice_of(word, choices) : word;

        if (!*word)
            continue;
        if (!item)
            return NULL;
        cJSON_AddItemToArray(array, cJSON_CreateString(item));
    }
    return TAKE(array);
}

static cJSON *to_array(const cJSON *value, const cJSON *items, bool is_comma_list)
{
    const cJSON *choices = json_at(items, "enum");
    cJSON *array = reading_container(value, '[');

    if (array || !cJSON_IsString(value))
        return array;
    if (slice_trim(slice_of(value->valuestring)).size == 0)
        return cJSON_CreateArray();
    if (choices || is_comma_list)
        array = split(value->valuestring, choices);
    if (!array) {
        array = cJSON_CreateArray();
        cJSON_AddItemToArray(array, cJSON_CreateString(value->valuestring));
    }
    return array;
}

static void take_array(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    const cJSON *items = json_at(definition, "items");
    cJSON *child;

    json_replace(value, to_array(value, items, is_comma_list));
    if (items && cJSON_IsArray(value))
        cJSON_ArrayForEach(child, value)
        {
            reading_take(child, items, false);
        }
}

static void take_object(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    const cJSON *properties = json_at(definition, "properties");
    cJSON *child;

    (void)is_comma_list;
    json_replace(value, reading_container(value, '{'));
    if (cJSON_IsObject(value))
        cJSON_ArrayForEach(child, value)
        {
            reading_take(child, json_at(properties, child->string), false);
        }
}

/* An enum needs no type beside it. */
static const char *type_of(const cJSON *definition)
{
    const char *type = json_str(definition, "type");

    return type ? type : json_at(definition, "enum") ? "string" : "";
}

static const struct {
    const char *name;
    int type; /* of cJSON; booleans have two */
    void (*take)(cJSON *value, const cJSON *definition, bool is_comma_list);
} types[] = {
    { "string", cJSON_String, take_string },
    { "number", cJSON_Number, take_number },
    { "integer", cJSON_Number, take_integer },
    { "boolean", cJSON_True | cJSON_False, take_boolean },
    { "array", cJSON_Array, take_array },
    { "object", cJSON_Object, take_object },
};

void reading_take(cJSON *value, const cJSON *definition, bool is_comma_list)
{
    const char *type = type_of(definition);

    for (size_t i = 0; i < ARRAY_COUNT(types); i++)
        if (strcmp(type, types[i].name) == 0)
            types[i].take(value, definition, is_comma_list);
}

bool reading_fits(const cJSON *value, const cJSON *definition, bool is_comma_list)
{
    CLEANUP(json_freep) cJSON *copy = cJSON_Duplicate(value, true);
    const char *type = type_of(definition);

    reading_take(copy, definition, is_comma_list);
    for (size_t i = 0; i < ARRAY_COUNT(types); i++)
        if (strcmp(type, types[i].name) == 0)
            return copy->type & types[i].type;
    return false;
}
