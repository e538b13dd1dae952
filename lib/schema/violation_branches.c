/* violation_branches - what is wrong by the other schemas for the same value. */
#include "schema/violation.h"

#define PLACE_MAX   (POINTER_TEXT_SIZE + 16)
#define REASON_MAX  400
#define NAME_MAX    60  /* bytes; longer ones are left out */
#define TOLD_MAX    4   /* alternatives within alternatives that a sentence goes into */
#define MEMBERS_MAX 100 /* that are tried for the one that tells alternatives apart */

static const char *place(const struct visit *visit, char text[PLACE_MAX])
{
    return visit->at->up ? pointer_text(visit->at, text) : "the value";
}

/* A reference that leads back to where it began, with the same value, would never end. */
static int follow(const struct visit *visit, const struct node *node)
{
    const struct visit *above = visit;
    size_t steps = 0;

    for (; above && above->value == visit->value; above = above->up, steps++)
        if (above->node == node && above->scope == visit->scope) {
            visit->check->is_broken = true;
            return err_set(visit->check->err, ERR_INTERNAL,
                           "the references of the schema lead in a circle");
        }
    return visit_charge(visit, steps / 8) < 0 ? -1 : visit_here(visit, node);
}

/* The outermost resource on the way here that has the dynamic anchor decides. */
static const struct node *dynamic_target(const struct visit *visit)
{
    const struct branches *branches = visit->node->branches;
    const struct node *target = branches->dynamic;
    const struct scope *scope = branches->dynamic_name ? visit->scope : NULL;
    size_t steps = 0;

    for (; scope; scope = scope->up) {
        const struct anchor *anchor =
            resource_anchor(scope->resource, slice_of(branches->dynamic_name), true);

        steps += 1 + scope->resource->anchor_count;
        if (anchor)
            target = anchor->node;
    }
    visit_charge(visit, steps);
    return target;
}

static int check_all(const struct visit *visit)
{
    const struct node_list *all = &visit->node->branches->all;

    for (size_t i = 0; i < all->count; i++)
        if (visit_here(visit, all->nodes[i]) < 0)
            return -1;
    return 0;
}

static bool is_among(const cJSON *choices, const cJSON *value)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, choices)
    {
        if (json_same(child, value))
            return true;
    }
    return false;
}

/* 1 when the value is at fault for being none of the constants that the alternatives want; of an
 * object that can be a member that tells them apart, as "type" often does. Says so. */
static int fail_kind(const struct visit *visit, const struct node_list *list)
{
    bool is_object = cJSON_IsObject(visit->value);
    const cJSON *value = is_object ? visit->value->child : visit->value;

    for (size_t i = 0; value && i < MEMBERS_MAX; value = value->next, i++) {
        struct pointer part = { visit->at, value->string, 0, false };
        CLEANUP(json_freep)
        cJSON *choices = known_choices(list, is_object ? value->string : NULL);
        struct visit inner = *visit;

        if (choices && !is_among(choices, value)) {
            inner.value = value;
            inner.at = is_object ? &part : visit->at;
            say_choices(&inner, choices);
            return 1;
        }
        if (!is_object)
            return 0;
    }
    return 0;
}

/* "2" or "2, TextContent": the name by which a reference calls it. */
static void say_alternative(struct buf *out, const struct node_list *list, size_t index)
{
    const cJSON *definition = list->nodes[index]->definition;
    const char *reference = json_str(definition, "$ref"), *name = json_str(definition, "title");

    if (reference && strrchr(reference, '/'))
        name = strrchr(reference, '/') + 1;
    buf_addf(out, "number %zu", index + 1);
    if (name && strlen(name) <= NAME_MAX)
        buf_addf(out, ", %s", name);
}

/* The nearest alternative explains itself; within several others it would explain too much. */
static int fail_nearest(const struct visit *visit, const struct node_list *list)
{
    struct check *check = visit->check;
    struct buf reason = BUF_MAX(REASON_MAX);
    size_t nearest = likeness_nearest(visit, list);
    char where[PLACE_MAX];

    buf_addf(&reason, "%s fits none of the %zu alternatives", place(visit, where), list->count);
    if (check->told == TOLD_MAX) {
        err_set(check->err, ERR_ARGUMENT, "%s", buf_text(&reason));
        buf_done(&reason);
        return -1;
    }
    check->told++;
    visit_here(visit, list->nodes[nearest]);
    check->told--;
    buf_adds(&reason, "; the nearest is ");
    say_alternative(&reason, list, nearest);
    if (list->count == 1)
        buf_clear(&reason);
    return say_reason(visit, &reason);
}

/* Says what keeps the value from fitting into any. Where all want a type or a constant, they are
 * one list of choices. */
static int fail_alternatives(const struct visit *visit, const struct node_list *list)
{
    unsigned types = known_types(list);

    if (types && !(types & visit_types(visit->value)))
        return say_types(visit, types);
    if (list->count > 1 && fail_kind(visit, list))
        return -1;
    return fail_nearest(visit, list);
}

static int check_any(const struct visit *visit)
{
    const struct node_list *any = &visit->node->branches->any;
    bool fits_one = any->count == 0;

    /* Where it is asked what was looked at, all that fit have a say. */
    for (size_t i = 0; i < any->count && (!fits_one || visit->evaluated); i++) {
        int fits = visit_fits_here(visit, any->nodes[i], false);

        if (fits < 0)
            return -1;
        fits_one |= fits > 0;
    }
    if (fits_one)
        return 0;
    return visit->check->quiet ? -1 : fail_alternatives(visit, any);
}

static int fail_several(const struct visit *visit, size_t first, size_t second)
{
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about(visit);

    buf_addf(&sentence,
             "fits the alternatives %zu and %zu of %zu, must fit exactly one: the first is ",
             first + 1, second + 1, visit->node->branches->one.count);
    say_schema(&sentence, visit->node->branches->one.nodes[first]);
    return say_fail(visit, &sentence);
}

static int check_one(const struct visit *visit)
{
    const struct node_list *one = &visit->node->branches->one;
    size_t found = one->count;

    for (size_t i = 0; i < one->count; i++) {
        int fits = visit_fits_here(visit, one->nodes[i], false);

        if (fits < 0)
            return -1;
        if (fits && found < one->count)
            return fail_several(visit, found, i);
        if (fits)
            found = i;
    }
    if (found < one->count || one->count == 0)
        return 0;
    return visit->check->quiet ? -1 : fail_alternatives(visit, one);
}

static int check_not(const struct visit *visit)
{
    const struct node *node = visit->node->branches->not ;
    int fits = node ? visit_fits_here(visit, node, true) : 0;

    if (fits <= 0 || visit->check->quiet)
        return fits == 0 ? 0 : -1;

    struct buf sentence = say_about_value(visit);

    buf_adds(&sentence, ", must not fit ");
    say_schema(&sentence, node);
    return say_fail(visit, &sentence);
}

static int check_condition(const struct visit *visit)
{
    const struct branches *branches = visit->node->branches;
    const struct node *node;
    int fits;

    if (!branches->condition)
        return 0;
    fits = visit_fits_here(visit, branches->condition, false);
    if (fits < 0)
        return -1;
    node = fits ? branches->consequence : branches->alternative;
    if (!node || visit_here(visit, node) == 0)
        return 0;
    if (visit->check->quiet)
        return -1;

    struct buf reason = BUF_MAX(REASON_MAX);

    buf_addf(&reason, "because the value %s ", fits ? "fits" : "does not fit");
    say_schema(&reason, branches->condition);
    return say_reason(visit, &reason);
}

int check_branches(const struct visit *visit)
{
    const struct branches *branches = visit->node->branches;

    if (branches->reference && follow(visit, branches->reference) < 0)
        return -1;
    if (branches->dynamic && follow(visit, dynamic_target(visit)) < 0)
        return -1;
    if (check_all(visit) < 0 || check_any(visit) < 0 || check_one(visit) < 0)
        return -1;
    return check_not(visit) < 0 ? -1 : check_condition(visit);
}
