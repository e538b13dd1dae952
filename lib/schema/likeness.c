/* likeness - which of several schemas a value was probably meant for.
 *
 * What tells alternatives apart counts most: a member that must have one value, as "type": "text"
 * has; then the type of the value; then which names are required, and which are known.
 */
#include "schema/violation.h"
#include "json/same.h"

#include <limits.h>

#define DEPTH_MAX    8 /* of references, and of schemas for the same value */
#define TYPE_WRONG   (-1000)
#define CHOICE_WRONG (-100)
#define CHOICE_RIGHT 50
#define PART_WRONG   (-5)
#define NAME_MISSING (-4)
#define NAME_UNKNOWN (-3)
#define NAME_RIGHT   2

static bool is_choice(const struct choice *choice, const cJSON *value)
{
    const cJSON *child;
    size_t cost = 0, i = 0;
    uint64_t hash;

    /* Names of kinds are short texts; what is larger tells nothing apart. */
    if (cJSON_IsObject(value) || cJSON_IsArray(value))
        return false;
    hash = same_hash(value, &cost);
    if (choice->constant)
        return hash == choice->hash;
    cJSON_ArrayForEach(child, choice->list)
    {
        if (choice->hashes[i++] == hash)
            return true;
    }
    return false;
}

static int like_member(const struct node *property, const cJSON *member)
{
    const struct node *node = known_target(property);

    if (node->choice)
        return is_choice(node->choice, member) ? CHOICE_RIGHT : CHOICE_WRONG;
    if (node->types && !(node->types & visit_types(member)))
        return PART_WRONG;
    return NAME_RIGHT;
}

static int like_members(const struct visit *visit, const struct members *members)
{
    int score = 0;
    const cJSON *child;

    cJSON_ArrayForEach(child, visit->value)
    {
        const struct node *property = node_property(members, child->string);

        if (visit_charge(visit, 1) < 0)
            return score;
        if (property)
            score += like_member(property, child);
        else if (members->additional && members->additional->never && members->pattern_count == 0)
            score += NAME_UNKNOWN;
    }
    cJSON_ArrayForEach(child, members->required)
    {
        if (visit_charge(visit, 1) < 0)
            return score;
        score += json_at(visit->value, child->valuestring) ? NAME_RIGHT : NAME_MISSING;
    }
    return score;
}

static int like(const struct visit *visit, const struct node *node, size_t depth)
{
    const struct branches *branches = node->branches;
    int score = 0;

    if (depth > DEPTH_MAX || visit_charge(visit, 1) < 0)
        return 0;
    if (node->never || (node->types && !(node->types & visit_types(visit->value))))
        return TYPE_WRONG;
    if (node->choice)
        score += is_choice(node->choice, visit->value) ? CHOICE_RIGHT : CHOICE_WRONG;
    if (node->members && cJSON_IsObject(visit->value))
        score += like_members(visit, node->members);
    if (!branches)
        return score;
    if (branches->reference)
        score += like(visit, branches->reference, depth + 1);
    for (size_t i = 0; i < branches->all.count; i++)
        score += like(visit, branches->all.nodes[i], depth + 1);
    return score;
}

size_t likeness_nearest(const struct visit *visit, const struct node_list *list)
{
    size_t nearest = 0;
    int best = INT_MIN;

    for (size_t i = 0; i < list->count; i++) {
        int score = like(visit, list->nodes[i], 0);

        if (score > best) {
            best = score;
            nearest = i;
        }
    }
    return nearest;
}
