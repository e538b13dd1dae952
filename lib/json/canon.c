/* canon - a tree as the one text that all equal trees have. */
#include "json/canon.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>

static int print(const cJSON *value, size_t depth, struct buf *out);

static int compare(const void *a, const void *b)
{
    const cJSON *const *x = a, *const *y = b;

    return strcmp((*x)->string, (*y)->string);
}

/* The members, sorted; owned by the caller. */
static const cJSON **sorted(const cJSON *object, size_t *count)
{
    const cJSON *member;
    size_t i = 0;

    *count = (size_t)cJSON_GetArraySize(object);

    const cJSON **members = xcalloc(*count + 1, sizeof(cJSON *));

    cJSON_ArrayForEach(member, object)
    {
        members[i++] = member;
    }
    qsort(members, *count, sizeof(cJSON *), compare);
    return members;
}

static int print_object(const cJSON *object, size_t depth, struct buf *out)
{
    size_t count;
    CLEANUP(freep) const cJSON **members = sorted(object, &count);

    buf_addc(out, '{');
    for (size_t i = 0; i < count; i++) {
        json_quote(slice_of(members[i]->string), out);
        buf_addc(out, ':');
        if (print(members[i], depth, out) < 0)
            return -1;
        buf_addc(out, ',');
    }
    return buf_addc(out, '}');
}

static int print_array(const cJSON *array, size_t depth, struct buf *out)
{
    const cJSON *element;

    buf_addc(out, '[');
    cJSON_ArrayForEach(element, array)
    {
        if (print(element, depth, out) < 0)
            return -1;
        buf_addc(out, ',');
    }
    return buf_addc(out, ']');
}

/* JSON has no text for what is beyond all doubles, and null is another value. */
static int print_beyond(const cJSON *number, struct buf *out)
{
    return buf_adds(out, number->valuedouble > 0 ? "inf" : "-inf");
}

static int print(const cJSON *value, size_t depth, struct buf *out)
{
    if (depth > UPSTREAM_DEPTH_MAX)
        return -1;
    if (cJSON_IsObject(value))
        return print_object(value, depth + 1, out);
    if (cJSON_IsArray(value))
        return print_array(value, depth + 1, out);
    if (cJSON_IsNumber(value) && !isfinite(value->valuedouble))
        return print_beyond(value, out);
    return json_print(value, out);
}

int canon_print(const cJSON *tree, struct buf *out)
{
    return print(tree, 0, out);
}
