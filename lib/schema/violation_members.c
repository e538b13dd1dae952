/* violation_members - what is wrong with the members of an object. */
#include "schema/violation.h"

#define REASON_MAX 100

static bool is_known(const struct visit *visit, const char *name)
{
    const struct members *members = visit->node->members;

    if (node_property(members, name))
        return true;
    for (size_t i = 0; i < members->pattern_count; i++)
        if (visit_matches(visit, members->patterns[i].pattern, slice_of(name)) != 0)
            return true;
    return false;
}

/* Names that must not be there come first: they are what is most often mistyped, and then another
 * is missing. */
static int check_closed(const struct visit *visit)
{
    const struct members *members = visit->node->members;
    const cJSON *child;

    if (!members->additional || !members->additional->never)
        return 0;
    cJSON_ArrayForEach(child, visit->value)
    {
        if (visit_charge(visit, 1) < 0)
            return -1;
        if (!is_known(visit, child->string))
            return visit->check->quiet ? -1
                                       : say_member(visit, child->string, " is not a parameter",
                                                    members->names, true);
    }
    return 0;
}

static int check_required(const struct visit *visit, const cJSON *required, size_t count)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, required)
    {
        if (visit_charge(visit, 1 + count / 8) < 0)
            return -1;
        if (!json_at(visit->value, child->valuestring))
            return visit->check->quiet
                       ? -1
                       : say_member(visit, child->valuestring, " is required and missing",
                                    visit->node->members->names, false);
    }
    return 0;
}

static int check_name(const struct visit *visit, const cJSON *member)
{
    struct pointer here = { visit->at, member->string, 0, true };
    cJSON name = { .type = cJSON_String, .valuestring = member->string };

    return visit_part(visit, visit->node->members->name, &name, &here);
}

static int check_member(const struct visit *visit, const cJSON *member, bool *is_looked_at)
{
    const struct members *members = visit->node->members;
    const struct node *property = node_property(members, member->string);
    struct pointer here = { visit->at, member->string, 0, false };

    *is_looked_at = property != NULL;
    if (property && visit_part(visit, property, member, &here) < 0)
        return -1;
    for (size_t i = 0; i < members->pattern_count; i++) {
        const struct property_pattern *row = &members->patterns[i];
        int found = visit_matches(visit, row->pattern, slice_of(member->string));

        if (found < 0 || (found > 0 && visit_part(visit, row->node, member, &here) < 0))
            return -1;
        *is_looked_at |= found > 0;
    }
    if (*is_looked_at || !members->additional)
        return 0;
    *is_looked_at = true;
    return visit_part(visit, members->additional, member, &here);
}

static int fail_dependent(const struct visit *visit, const struct dependent *dependent,
                          const char *missing)
{
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about_member(visit, missing);

    buf_adds(&sentence, " is required beside ");
    say_text(&sentence, dependent->name);
    buf_adds(&sentence, " and missing");
    return say_fail(visit, &sentence);
}

static int check_dependent(const struct visit *visit, const struct dependent *dependent,
                           size_t count)
{
    const cJSON *child;

    if (visit_charge(visit, 1 + count / 8) < 0)
        return -1;
    if (!json_at(visit->value, dependent->name))
        return 0;
    cJSON_ArrayForEach(child, dependent->names)
    {
        if (visit_charge(visit, 1 + count / 8) < 0)
            return -1;
        if (!json_at(visit->value, child->valuestring))
            return fail_dependent(visit, dependent, child->valuestring);
    }
    if (!dependent->node || visit_here(visit, dependent->node) == 0)
        return 0;
    if (visit->check->quiet)
        return -1;

    struct buf reason = BUF_MAX(REASON_MAX);

    buf_adds(&reason, "because ");
    say_text(&reason, dependent->name);
    buf_adds(&reason, " is there");
    return say_reason(visit, &reason);
}

int check_members(const struct visit *visit)
{
    const struct members *members = visit->node->members;
    size_t count = (size_t)cJSON_GetArraySize(visit->value), index = 0;
    const cJSON *child;

    if (visit_charge(visit, count / 8) < 0 || check_closed(visit) < 0 ||
        check_required(visit, members->required, count) < 0 ||
        check_count(visit, count, members->min, members->max) < 0)
        return -1;
    cJSON_ArrayForEach(child, visit->value)
    {
        bool is_looked_at = false;

        if (visit_charge(visit, 1) < 0 || check_member(visit, child, &is_looked_at) < 0)
            return -1;
        if (is_looked_at)
            evaluated_add(visit->evaluated, index);
        if (members->name && check_name(visit, child) < 0)
            return -1;
        index++;
    }
    for (size_t i = 0; i < members->dependent_count; i++)
        if (check_dependent(visit, &members->dependents[i], count) < 0)
            return -1;
    return 0;
}

/* The names that are known stand in all the schemas that looked at the object. */
static int fail_unknown(const struct visit *visit, const char *name)
{
    CLEANUP(json_freep) cJSON *known = known_names(visit->node, name);

    return say_member(visit, name, " is not a parameter", known, true);
}

int check_other_members(const struct visit *visit)
{
    const struct node *node = visit->node->other_members;
    size_t index = 0;
    const cJSON *child;

    cJSON_ArrayForEach(child, visit->value)
    {
        struct pointer here = { visit->at, child->string, 0, false };

        if (visit_charge(visit, 1) < 0)
            return -1;
        if (evaluated_has(visit->evaluated, index++))
            continue;
        if (node->never)
            return visit->check->quiet ? -1 : fail_unknown(visit, child->string);
        if (visit_part(visit, node, child, &here) < 0)
            return -1;
    }
    evaluated_add_all(visit->evaluated);
    return 0;
}
