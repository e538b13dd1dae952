/* violation - the first thing about a value that its schema does not allow, in words.
 *
 *   the type, then what that type can be checked for, then the members or elements
 *
 * The reader is the model that wrote the value, so a sentence says where, what was found, and what
 * is allowed instead.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "json/guess.h"
#include "json/schema_node.h"

#include <math.h>

#define SHOWN_MAX 60  /* bytes of a value in a sentence */
#define LIST_MAX  500 /* bytes of a list of names or choices in a sentence */

/* The value that is looked at, on the stack of the walk. */
struct visit {
    const struct node *node;
    const cJSON *value;
    const struct pointer *at;
    struct err *err;
};

/* From 2^53 on a double has no fraction. */
static bool is_whole(double number)
{
    return fabs(number) >= 0x1p53 || (double)(int64_t)number == number;
}

static unsigned types_of(const cJSON *value)
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

/* Text in quotes, cut where it is long. */
static void add_text(struct buf *out, const char *text)
{
    struct slice whole = slice_of(text);
    struct slice begin = { whole.data, utf8_cut(whole, SHOWN_MAX) };

    json_quote(begin, out);
    if (begin.size < whole.size)
        buf_adds(out, " and so on");
}

static void add_value(struct buf *out, const cJSON *value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(SHOWN_MAX);

    if (cJSON_IsString(value)) {
        add_text(out, value->valuestring);
        return;
    }
    if (cJSON_IsNumber(value) && !isfinite(value->valuedouble)) {
        buf_adds(out, "a number beyond all range");
        return;
    }
    if (json_print(value, &text) == 0)
        buf_add(out, buf_slice(&text));
    else
        buf_adds(out, cJSON_IsArray(value) ? "a long array" : "a long object");
}

/* "a, b, c" of the strings of an array, of any other values, or of the keys of an object. */
static void add_list(struct buf *out, const cJSON *list)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_MAX);
    const cJSON *child;

    cJSON_ArrayForEach(child, list)
    {
        if (child != list->child)
            buf_adds(&text, ", ");
        if (child->string || cJSON_IsString(child))
            buf_adds(&text, child->string ? child->string : child->valuestring);
        else
            add_value(&text, child);
    }
    buf_add(out, buf_slice(&text));
    if (text.full)
        buf_adds(out, " ...");
}

/* Begins a sentence about the value: "/timeout_s: ". */
static struct buf about(const struct visit *visit)
{
    struct buf sentence = BUF_MAX(sizeof(visit->err->text) - 1);
    char where[POINTER_TEXT_SIZE];

    buf_addf(&sentence, "%s: ", visit->at->up ? pointer_text(visit->at, where) : "the value");
    return sentence;
}

/* The same, where the sentence goes on with the value: "/timeout_s: is 5". */
static struct buf about_value(const struct visit *visit)
{
    struct buf sentence = about(visit);

    buf_adds(&sentence, "is ");
    add_value(&sentence, visit->value);
    return sentence;
}

static int fail(const struct visit *visit, struct buf *sentence)
{
    int rc = err_set(visit->err, ERR_ARGUMENT, "%s", buf_text(sentence));

    buf_done(sentence);
    return rc;
}

static int check_type(const struct visit *visit)
{
    unsigned types = visit->node->types, found = types_of(visit->value);
    unsigned allowed = types || found ? types : NODE_NUMBER;
    const char *joint = ", must be ";

    if (!allowed || (allowed & found))
        return 0;

    struct buf sentence = about_value(visit);

    for (unsigned type = 1; type <= NODE_INTEGER; type <<= 1) {
        if (!(allowed & type))
            continue;
        buf_addf(&sentence, "%s%s %s", joint,
                 type & (NODE_OBJECT | NODE_ARRAY | NODE_INTEGER) ? "an" : "a",
                 node_type_name(type));
        joint = " or ";
    }
    return fail(visit, &sentence);
}

static int check_choices(const struct visit *visit)
{
    const cJSON *child, *value = visit->value, *choices = visit->node->choices;

    cJSON_ArrayForEach(child, choices)
    {
        if (json_same(child, value))
            return 0;
    }

    struct buf sentence = about(visit);
    const char *meant = cJSON_IsString(value) ? guess_name(value->valuestring, choices) : NULL;

    add_value(&sentence, value);
    buf_adds(&sentence, " is not one of ");
    add_list(&sentence, choices);
    if (meant)
        buf_addf(&sentence, " (did you mean \"%s\"?)", meant);
    return fail(visit, &sentence);
}

static int check_constant(const struct visit *visit)
{
    if (json_same(visit->node->constant, visit->value))
        return 0;

    struct buf sentence = about_value(visit);

    buf_adds(&sentence, ", must be ");
    add_value(&sentence, visit->node->constant);
    return fail(visit, &sentence);
}

static int check_number(const struct visit *visit)
{
    const struct node *node = visit->node;
    double number = visit->value->valuedouble;
    bool below = number < node->minimum;

    if (!below && number <= node->maximum)
        return 0;

    struct buf sentence = about_value(visit);
    cJSON bound = { .type = cJSON_Number, .valuedouble = below ? node->minimum : node->maximum };

    buf_addf(&sentence, ", must be at %s ", below ? "least" : "most");
    json_print(&bound, &sentence);
    return fail(visit, &sentence);
}

/* 0 when the count is in range; else the sentence "has 6 items, must have at most 5". */
static int check_count(const struct visit *visit, size_t count, size_t min, size_t max)
{
    const char *what = cJSON_IsString(visit->value) ? "character" : "item";
    size_t bound = count < min ? min : max;

    if (count >= min && count <= max)
        return 0;

    struct buf sentence = about(visit);

    if (count == 0)
        buf_adds(&sentence, "is empty");
    else
        buf_addf(&sentence, "has %zu %s%s", count, what, count == 1 ? "" : "s");
    buf_addf(&sentence, ", must have at %s %zu %s%s", count < min ? "least" : "most", bound, what,
             bound == 1 ? "" : "s");
    return fail(visit, &sentence);
}

static int check_string(const struct visit *visit)
{
    const struct node *node = visit->node;
    struct slice text = slice_of(visit->value->valuestring);

    if (node->length_min > 0 || node->length_max < text.size)
        if (check_count(visit, utf8_count(text), node->length_min, node->length_max) < 0)
            return -1;
    if (!node->pattern)
        return 0;

    int found = pattern_find(node->pattern, text, visit->err);

    if (found != 0)
        return found < 0 ? -1 : 0;

    struct buf sentence = about_value(visit);

    buf_addf(&sentence, ", must match the pattern %s", pattern_text(node->pattern));
    return fail(visit, &sentence);
}

static int check_unique(const struct visit *visit)
{
    size_t i = 0, j;
    const cJSON *one, *other;

    for (one = visit->value->child; one; one = one->next, i++)
        for (other = visit->value->child, j = 0; other != one; other = other->next, j++)
            if (json_same(one, other)) {
                struct buf sentence = about(visit);

                buf_addf(&sentence, "the items %zu and %zu are equal, all must differ", j, i);
                return fail(visit, &sentence);
            }
    return 0;
}

static int check_array(const struct visit *visit)
{
    const struct node *node = visit->node;
    size_t max = node->items_max, index = 0;
    const cJSON *child;

    if (node->unique && max > UNIQUE_ITEMS_MAX)
        max = UNIQUE_ITEMS_MAX;
    if (check_count(visit, (size_t)cJSON_GetArraySize(visit->value), node->items_min, max) < 0)
        return -1;
    cJSON_ArrayForEach(child, visit->value)
    {
        struct pointer here = { visit->at, NULL, index++ };

        if (node->items && violation_find(node->items, child, &here, visit->err) < 0)
            return -1;
    }
    return node->unique ? check_unique(visit) : 0;
}

/* A sentence about a member that should or should not be there, without the place for the whole
 * value: its members are what the reader calls parameters. */
static int fail_member(const struct visit *visit, const char *name, const char *what,
                       const char *meant)
{
    struct buf sentence = BUF_MAX(sizeof(visit->err->text) - 1);
    char where[POINTER_TEXT_SIZE];

    if (visit->at->up)
        buf_addf(&sentence, "%s: ", pointer_text(visit->at, where));
    add_text(&sentence, name);
    buf_adds(&sentence, what);
    if (meant)
        buf_addf(&sentence, "; did you mean \"%s\"?", meant);
    if (visit->node->names && visit->node->names->child) {
        buf_adds(&sentence, meant ? " Known: " : ". Known: ");
        add_list(&sentence, visit->node->names);
    }
    return fail(visit, &sentence);
}

static int check_names(const struct visit *visit)
{
    const struct node *node = visit->node;
    const cJSON *child;

    if (node->closed)
        cJSON_ArrayForEach(child, visit->value)
        {
            if (!json_at(node->names, child->string))
                return fail_member(visit, child->string, " is not a parameter",
                                   guess_name(child->string, node->names));
        }
    cJSON_ArrayForEach(child, node->required)
    {
        if (!json_at(visit->value, child->valuestring))
            return fail_member(visit, child->valuestring, " is required and missing", NULL);
    }
    return 0;
}

static int check_object(const struct visit *visit)
{
    const struct node *node = visit->node;

    if (check_names(visit) < 0)
        return -1;
    for (size_t i = 0; i < node->property_count; i++) {
        const struct property *property = &node->properties[i];
        const cJSON *member = json_at(visit->value, property->name);
        struct pointer here = { visit->at, property->name, 0 };

        if (member && violation_find(property->node, member, &here, visit->err) < 0)
            return -1;
    }
    return 0;
}

int violation_find(const struct node *node, const cJSON *value, const struct pointer *at,
                   struct err *err)
{
    const struct visit visit = { node, value, at, err };

    if (check_type(&visit) < 0)
        return -1;
    if (node->choices && check_choices(&visit) < 0)
        return -1;
    if (node->constant && check_constant(&visit) < 0)
        return -1;
    switch (value->type & 0xFF) {
    case cJSON_Object:
        return check_object(&visit);
    case cJSON_Array:
        return check_array(&visit);
    case cJSON_String:
        return check_string(&visit);
    case cJSON_Number:
        return check_number(&visit);
    default:
        return 0;
    }
}
