/* violation_elements - what is wrong with the elements of an array. */
#include "schema/violation.h"
#include "json/same.h"

#include <stdlib.h>

struct item {
    uint64_t hash;
    size_t index;
    const cJSON *value;
};

static int by_hash(const void *a, const void *b)
{
    const struct item *left = a, *right = b;

    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->index < right->index ? -1 : 1;
}

static int fail_unique(const struct visit *visit, size_t first, size_t second)
{
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about(visit);

    buf_addf(&sentence, "the items %zu and %zu are equal, all must differ", first, second);
    return say_fail(visit, &sentence);
}

/* Equal items have equal hashes, and stand together once they are sorted by them. */
static int check_unique(const struct visit *visit, size_t count)
{
    CLEANUP(freep) struct item *items = xcalloc(count + 1, sizeof(*items));
    const cJSON *child;
    size_t i = 0, cost = count;

    cJSON_ArrayForEach(child, visit->value)
    {
        items[i] = (struct item){ same_hash(child, &cost), i, child };
        i++;
    }
    if (visit_charge(visit, 2 * cost) < 0)
        return -1;
    qsort(items, count, sizeof(*items), by_hash);
    for (i = 1; i < count; i++)
        for (size_t j = i; j-- > 0 && items[j].hash == items[i].hash;) {
            size_t steps = 0;

            same_hash(items[i].value, &steps);
            if (visit_charge(visit, steps) < 0)
                return -1;
            if (json_same(items[j].value, items[i].value))
                return fail_unique(visit, items[j].index, items[i].index);
        }
    return 0;
}

static int fail_contains(const struct visit *visit, size_t found)
{
    const struct elements *elements = visit->node->elements;
    bool few = found < elements->contains_min;
    size_t bound = few ? elements->contains_min : elements->contains_max;

    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about(visit);

    buf_addf(&sentence, "has %zu item%s that fit%s ", found, found == 1 ? "" : "s",
             found == 1 ? "s" : "");
    say_schema(&sentence, elements->contains);
    buf_addf(&sentence, ", must have at %s %zu", few ? "least" : "most", bound);
    return say_fail(visit, &sentence);
}

static int check_contains(const struct visit *visit)
{
    const struct elements *elements = visit->node->elements;
    size_t index = 0, found = 0;
    const cJSON *child;

    cJSON_ArrayForEach(child, visit->value)
    {
        struct pointer here = { visit->at, NULL, index, false };
        int fits = visit_fits_part(visit, elements->contains, child, &here);

        if (fits < 0)
            return -1;
        if (fits) {
            evaluated_add(visit->evaluated, index);
            found++;
        }
        index++;
    }
    if (found < elements->contains_min || found > elements->contains_max)
        return fail_contains(visit, found);
    return 0;
}

/* "/a: has 3 items, must have at most 2" says it better than "/a/2: nothing is allowed here". */
static int check_closed(const struct visit *visit, size_t count)
{
    const struct elements *elements = visit->node->elements;

    if (!elements->rest || !elements->rest->never)
        return 0;
    return check_count(visit, count, 0, elements->first.count);
}

int check_elements(const struct visit *visit)
{
    const struct elements *elements = visit->node->elements;
    size_t count = (size_t)cJSON_GetArraySize(visit->value), index = 0;
    const cJSON *child;

    if (visit_charge(visit, count / 8) < 0 ||
        check_count(visit, count, elements->min, elements->max) < 0 ||
        check_closed(visit, count) < 0)
        return -1;
    cJSON_ArrayForEach(child, visit->value)
    {
        bool is_first = index < elements->first.count;
        const struct node *node = is_first ? elements->first.nodes[index] : elements->rest;
        struct pointer here = { visit->at, NULL, index, false };

        if (!node)
            break;
        if (visit_part(visit, node, child, &here) < 0)
            return -1;
        evaluated_add(visit->evaluated, index++);
    }
    if (elements->contains && check_contains(visit) < 0)
        return -1;
    return elements->unique ? check_unique(visit, count) : 0;
}

int check_other_elements(const struct visit *visit)
{
    const struct node *node = visit->node->other_elements;
    size_t index = 0;
    const cJSON *child;

    cJSON_ArrayForEach(child, visit->value)
    {
        struct pointer here = { visit->at, NULL, index, false };

        if (visit_charge(visit, 1) < 0)
            return -1;
        if (!evaluated_has(visit->evaluated, index++) && visit_part(visit, node, child, &here) < 0)
            return -1;
    }
    evaluated_add_all(visit->evaluated);
    return 0;
}
