/* violation - the first thing about a value that its schema does not allow, in words.
 *
 *   the choice, then the type and what that can be checked for, the members or elements,
 *   then other schemas for the same value, last what none of them has looked at
 *
 * The reader is the model that wrote the value, so a sentence says where, what was found, and what
 * is allowed instead.
 */
#include "schema/violation.h"

#include "base/limits.h"

int visit_charge(const struct visit *visit, size_t steps)
{
    struct check *check = visit->check;

    if (check->is_broken)
        return -1;
    if (steps > check->steps) {
        check->is_broken = true;
        return err_set(check->err, ERR_TOO_LARGE,
                       "the value takes more than %d steps to check against its schema",
                       SCHEMA_STEPS_MAX);
    }
    check->steps -= steps;
    return 0;
}

int visit_matches(const struct visit *visit, struct pattern *pattern, struct slice text)
{
    struct check *check = visit->check;
    int found = pattern_find_within(pattern, text, &check->steps, check->err);

    check->is_broken |= found < 0;
    return found;
}

static int check_value(const struct visit *visit)
{
    const struct node *node = visit->node;

    if (check_choice(visit) < 0 || check_type(visit) < 0)
        return -1;
    switch (visit->value->type & 0xFF) {
    case cJSON_Object:
        return node->members ? check_members(visit) : 0;
    case cJSON_Array:
        return node->elements ? check_elements(visit) : 0;
    case cJSON_String:
        return node->text ? check_text(visit) : 0;
    case cJSON_Number:
        return node->range ? check_number(visit) : 0;
    default:
        return 0;
    }
}

static int check_rest(const struct visit *visit)
{
    const struct node *node = visit->node;

    if (node->branches && check_branches(visit) < 0)
        return -1;
    if (node->other_members && cJSON_IsObject(visit->value) && check_other_members(visit) < 0)
        return -1;
    if (node->other_elements && cJSON_IsArray(visit->value) && check_other_elements(visit) < 0)
        return -1;
    return 0;
}

static int fail_never(const struct visit *visit)
{
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about_value(visit);

    buf_adds(&sentence, ", but nothing is allowed here");
    return say_fail(visit, &sentence);
}

/* The meta-schema is not text here: a value is a schema when it can be compiled. */
static int check_is_schema(const struct visit *visit)
{
    struct check *check = visit->check;
    struct err why = { 0 };

    if (schema_compiles(visit->value, &check->steps, &why) == 0)
        return 0;
    if (why.kind == ERR_TOO_LARGE) {
        check->is_broken = true;
        *check->err = why;
        return -1;
    }
    if (check->quiet)
        return -1;

    struct buf sentence = say_about(visit);

    buf_addf(&sentence, "is no JSON Schema: %s", why.text);
    return say_fail(visit, &sentence);
}

static int look(const struct visit *visit)
{
    if (visit->node->never)
        return fail_never(visit);
    if (visit->node->is_schema)
        return check_is_schema(visit);
    return check_value(visit) < 0 ? -1 : check_rest(visit);
}

/* Collects what is looked at, for this node or for one above it. */
static int collect(struct visit visit, struct evaluated *above)
{
    struct evaluated set;
    size_t cost = 0;
    int rc;

    evaluated_init(&set, visit.value, &cost);
    visit.evaluated = &set;
    rc = visit_charge(&visit, cost) < 0 ? -1 : look(&visit);
    if (rc == 0)
        evaluated_join(above, &set);
    evaluated_done(&set);
    return rc;
}

static int enter(struct visit visit, struct evaluated *above)
{
    const struct node *node = visit.node;
    struct check *check = visit.check;
    struct scope scope = { visit.scope, node->resource };
    bool collects = above || node->other_members || node->other_elements;
    int rc;

    if (visit_charge(&visit, 1) < 0)
        return -1;
    if (check->visits == SCHEMA_VISITS_MAX) {
        check->is_broken = true;
        return err_set(check->err, ERR_TOO_LARGE,
                       "the schema, or the value, is nested too deep to be checked (%d levels)",
                       SCHEMA_VISITS_MAX);
    }
    visit.evaluated = NULL;
    if (!visit.scope || visit.scope->resource != node->resource)
        visit.scope = &scope;
    check->visits++;
    rc = collects ? collect(visit, above) : look(&visit);
    check->visits--;
    return rc;
}

/* Another node looks at the same value. */
static struct visit here(const struct visit *visit, const struct node *node)
{
    struct visit inner = *visit;

    inner.up = visit;
    inner.node = node;
    return inner;
}

int visit_here(const struct visit *visit, const struct node *node)
{
    return enter(here(visit, node), visit->evaluated);
}

int visit_part(const struct visit *visit, const struct node *node, const cJSON *value,
               const struct pointer *at)
{
    struct visit inner = { visit, visit->check, node, value, at, visit->scope, NULL };

    return enter(inner, NULL);
}

int visit_fits_here(const struct visit *visit, const struct node *node, bool alone)
{
    struct check *check = visit->check;
    int rc;

    check->quiet++;
    rc = enter(here(visit, node), alone ? NULL : visit->evaluated);
    check->quiet--;
    return check->is_broken ? -1 : rc == 0;
}

int visit_fits_part(const struct visit *visit, const struct node *node, const cJSON *value,
                    const struct pointer *at)
{
    struct check *check = visit->check;
    int rc;

    check->quiet++;
    rc = visit_part(visit, node, value, at);
    check->quiet--;
    return check->is_broken ? -1 : rc == 0;
}

int violation_find(const struct node *node, const cJSON *value, struct err *err)
{
    struct pointer whole = { 0 };
    struct check check = { .steps = SCHEMA_STEPS_MAX, .err = err };
    struct visit visit = { NULL, &check, node, value, &whole, NULL, NULL };

    return enter(visit, NULL);
}
