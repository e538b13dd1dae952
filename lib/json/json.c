/* json - cJSON behind the gate, and reading by table. */
#include "json/json.h"

#include "base/limits.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void json_init(void)
{
    cJSON_Hooks hooks = { wiping_malloc, wiping_free };

    cJSON_InitHooks(&hooks);
}

static cJSON *tree_of(struct slice checked, struct err *err)
{
    cJSON *tree = cJSON_ParseWithLength(checked.data, checked.size);

    if (!tree)
        err_set(err, ERR_PROTOCOL, "not acceptable as JSON: a number is too long");
    return tree;
}

cJSON *json_parse(struct slice text, const struct gate_limits *limits, struct err *err)
{
    /* What only the grammar vouches for would lose strings behind a \u0000. */
    assert(!limits->plain);
    return gate_check(text, limits, err) < 0 ? NULL : tree_of(text, err);
}

cJSON *json_parse_repaired(struct slice text, const struct gate_limits *limits, struct err *err)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * text.size);
    struct slice checked;

    return gate_repair(text, limits, &repaired, &checked, err) < 0 ? NULL : tree_of(checked, err);
}

void json_free(cJSON *tree)
{
    cJSON_Delete(tree);
}

void json_freep(cJSON **tree)
{
    cJSON_Delete(*tree);
    *tree = NULL;
}

const cJSON *json_at(const cJSON *object, const char *key)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

const char *json_str(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(json_at(object, key));
}

double json_num(const cJSON *object, const char *key, double fallback)
{
    const cJSON *member = json_at(object, key);

    return cJSON_IsNumber(member) ? member->valuedouble : fallback;
}

int64_t json_int(const cJSON *object, const char *key, int64_t fallback)
{
    double number = json_num(object, key, NAN);

    /* 2^63 is the first that int64_t does not hold; NaN is not below it either. */
    if (!(number < 0x1p63 && number >= -0x1p63) || (double)(int64_t)number != number)
        return fallback;
    return (int64_t)number;
}

bool json_bool(const cJSON *object, const char *key, bool fallback)
{
    const cJSON *member = json_at(object, key);

    return cJSON_IsBool(member) ? cJSON_IsTrue(member) : fallback;
}

bool json_replace(cJSON *value, cJSON *by)
{
    if (!by)
        return false;

    cJSON old = *value;

    value->type = (old.type & cJSON_StringIsConst) | (by->type & ~cJSON_StringIsConst);
    value->child = by->child;
    value->valuestring = by->valuestring;
    value->valueint = by->valueint;
    value->valuedouble = by->valuedouble;
    by->type = (by->type & cJSON_StringIsConst) | (old.type & ~cJSON_StringIsConst);
    by->child = old.child;
    by->valuestring = old.valuestring;
    cJSON_Delete(by);
    return true;
}

static void read_field(const cJSON *object, const struct json_field *field, void *place)
{
    switch (field->type) {
    case JSON_STR: {
        const char *text = json_str(object, field->name);

        if (text)
            memcpy(place, &text, sizeof(text));
        break;
    }
    case JSON_INT: {
        int64_t number;

        memcpy(&number, place, sizeof(number));
        number = json_int(object, field->name, number);
        memcpy(place, &number, sizeof(number));
        break;
    }
    case JSON_BOOL: {
        bool *flag = place;

        *flag = json_bool(object, field->name, *flag);
        break;
    }
    case JSON_NODE: {
        const cJSON *node = json_at(object, field->name);

        if (node)
            memcpy(place, &node, sizeof(node));
        break;
    }
    }
}

void json_read(const cJSON *object, const struct json_field *fields, void *target)
{
    for (; fields->name; fields++)
        read_field(object, fields, (char *)target + fields->offset);
}
