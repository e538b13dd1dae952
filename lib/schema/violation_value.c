/* violation_value - what a value is wrong in by itself: its type, a choice, a number, a text. */
#include "base/limits.h"
#include "base/utf8.h"
#include "schema/decimal.h"
#include "schema/guess.h"
#include "schema/violation.h"
#include "json/same.h"

#include <math.h>

#define STEP_BYTES     16  /* bytes of a text that are passed in one step */
#define STEPS_MULTIPLE 100 /* to find the digits of two numbers */

/* From 2^53 on a double has no fraction. */
static bool is_whole(double number)
{
    return fabs(number) >= 0x1p53 || (double)(int64_t)number == number;
}

unsigned visit_types(const cJSON *value)
{
    double number = value->valuedouble;

    switch (value->type & 0xFF) {
    case cJSON_NULL:
        return NODE_NULL;
    case cJSON_True:
    case cJSON_False:
        return NODE_BOOLEAN;
    case cJSON_Object:
        return NODE_OBJECT;
    case cJSON_Array:
        return NODE_ARRAY;
    case cJSON_String:
        return NODE_STRING;
    default:
        /* 1e400 was read as infinite: it is no number that anybody could use. */
        if (!isfinite(number))
            return 0;
        return NODE_NUMBER | (is_whole(number) ? NODE_INTEGER : 0);
    }
}

int say_types(const struct visit *visit, unsigned allowed)
{
    struct buf sentence = say_about_value(visit);
    const char *joint = ", must be ";

    for (unsigned type = 1; type <= NODE_INTEGER; type <<= 1) {
        if (!(allowed & type))
            continue;
        buf_addf(&sentence, "%s%s %s", joint,
                 type & (NODE_OBJECT | NODE_ARRAY | NODE_INTEGER) ? "an" : "a",
                 node_type_name(type));
        joint = " or ";
    }
    return say_fail(visit, &sentence);
}

int check_type(const struct visit *visit)
{
    unsigned types = visit->node->types, found = visit_types(visit->value);
    unsigned allowed = types || found ? types : NODE_NUMBER;

    if (!allowed || (allowed & found))
        return 0;
    return visit->check->quiet ? -1 : say_types(visit, allowed);
}

int say_choices(const struct visit *visit, const cJSON *choices)
{
    const cJSON *value = visit->value;
    struct buf sentence = say_about(visit);
    const char *meant = cJSON_IsString(value) ? guess_name(value->valuestring, choices) : NULL;

    say_value(&sentence, value);
    buf_adds(&sentence, " is not one of ");
    say_list(&sentence, choices);
    if (meant)
        buf_addf(&sentence, " (did you mean \"%s\"?)", meant);
    return say_fail(visit, &sentence);
}

/* Only what has the same hash is compared: a choice may be a large value, too. */
static bool is_choice(const struct choice *choice, const cJSON *value, uint64_t hash)
{
    const cJSON *child;
    size_t i = 0;

    cJSON_ArrayForEach(child, choice->list)
    {
        if (choice->hashes[i++] == hash && json_same(child, value))
            return true;
    }
    return false;
}

int check_choice(const struct visit *visit)
{
    const struct choice *choice = visit->node->choice;
    size_t cost = 0;
    uint64_t hash;

    if (!choice)
        return 0;
    hash = same_hash(visit->value, &cost);
    if (choice->list)
        cost += (size_t)cJSON_GetArraySize(choice->list) / STEP_BYTES;
    if (visit_charge(visit, 2 * cost) < 0)
        return -1;
    if (choice->list && !is_choice(choice, visit->value, hash))
        return visit->check->quiet ? -1 : say_choices(visit, choice->list);
    if (!choice->constant || (hash == choice->hash && json_same(choice->constant, visit->value)))
        return 0;
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about_value(visit);

    buf_adds(&sentence, ", must be ");
    say_value(&sentence, choice->constant);
    return say_fail(visit, &sentence);
}

static int fail_bound(const struct visit *visit, const char *relation, const cJSON *bound)
{
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about_value(visit);

    buf_addf(&sentence, ", must be %s ", relation);
    json_print(bound, &sentence);
    return say_fail(visit, &sentence);
}

int check_number(const struct visit *visit)
{
    const struct range *range = visit->node->range;
    double number = visit->value->valuedouble;

    if (range->minimum && number < range->minimum->valuedouble)
        return fail_bound(visit, "at least", range->minimum);
    if (range->maximum && number > range->maximum->valuedouble)
        return fail_bound(visit, "at most", range->maximum);
    if (range->above && number <= range->above->valuedouble)
        return fail_bound(visit, "more than", range->above);
    if (range->below && number >= range->below->valuedouble)
        return fail_bound(visit, "less than", range->below);
    if (range->multiple_of && visit_charge(visit, STEPS_MULTIPLE) < 0)
        return -1;
    if (range->multiple_of && !decimal_divides(number, range->multiple_of->valuedouble))
        return fail_bound(visit, "a multiple of", range->multiple_of);
    return 0;
}

int check_text(const struct visit *visit)
{
    const struct text_rule *rule = visit->node->text;
    struct slice text = slice_of(visit->value->valuestring);
    int found;

    if (visit_charge(visit, text.size / STEP_BYTES) < 0)
        return -1;
    if (rule->min > 0 || rule->max < text.size)
        if (check_count(visit, utf8_count(text), rule->min, rule->max) < 0)
            return -1;
    if (!rule->pattern)
        return 0;
    found = visit_matches(visit, rule->pattern, text);
    if (found != 0 || visit->check->quiet)
        return found > 0 ? 0 : -1;

    struct buf sentence = say_about_value(visit);

    buf_addf(&sentence, ", must match the pattern %s", pattern_text(rule->pattern));
    return say_fail(visit, &sentence);
}
