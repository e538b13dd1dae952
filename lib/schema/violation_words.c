/* violation_words - the sentences of a violation. */
#include "base/limits.h"
#include "base/utf8.h"
#include "schema/guess.h"
#include "schema/violation.h"

#include <math.h>

#define SHOWN_MAX      60  /* bytes of a value in a sentence */
#define LIST_MAX       500 /* bytes of a list of names or choices in a sentence */
#define SCHEMA_MAX     200 /* bytes of a schema in a sentence */
#define PATTERNS_SHOWN 5

/* Of a sentence with its reasons. */
#define REASONED_MAX 800

/* Text in quotes, cut where it is long. */
void say_text(struct buf *out, const char *text)
{
    struct slice whole = slice_of(text);
    struct slice begin = { whole.data, utf8_cut(whole, SHOWN_MAX) };

    json_quote(begin, out);
    if (begin.size < whole.size)
        buf_adds(out, " and so on");
}

void say_value(struct buf *out, const cJSON *value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(SHOWN_MAX);

    if (cJSON_IsString(value)) {
        say_text(out, value->valuestring);
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
void say_list(struct buf *out, const cJSON *list)
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
            say_value(&text, child);
        if (text.full)
            break;
    }
    buf_add(out, buf_slice(&text));
    if (text.full)
        buf_adds(out, " ...");
}

void say_schema(struct buf *out, const struct node *node)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(SCHEMA_MAX);

    if (json_print(node->definition, &text) == 0)
        buf_addf(out, "the schema %s", buf_text(&text));
    else
        buf_adds(out, "a schema that is too long to show");
}

/* Begins a sentence about the value: "/timeout_s: ". */
struct buf say_about(const struct visit *visit)
{
    struct buf sentence = BUF_MAX(sizeof(visit->check->err->text) - 1);
    char where[POINTER_TEXT_SIZE];

    buf_addf(&sentence, "%s%s: ", visit->at->up ? pointer_text(visit->at, where) : "the value",
             visit->at->is_name ? " (its name)" : "");
    return sentence;
}

/* The same, where the sentence goes on with the value: "/timeout_s: is 5". */
struct buf say_about_value(const struct visit *visit)
{
    struct buf sentence = say_about(visit);

    buf_adds(&sentence, "is ");
    say_value(&sentence, visit->value);
    return sentence;
}

int say_fail(const struct visit *visit, struct buf *sentence)
{
    int rc = err_set(visit->check->err, ERR_ARGUMENT, "%s", buf_text(sentence));

    buf_done(sentence);
    return rc;
}

int say_reason(const struct visit *visit, struct buf *reason)
{
    const struct check *check = visit->check;

    if (reason->size > 0 && !check->quiet && !check->is_broken &&
        reason->size + strlen(check->err->text) < REASONED_MAX)
        err_wrap(check->err, "%s", buf_text(reason));
    buf_done(reason);
    return -1;
}

int check_count(const struct visit *visit, size_t count, size_t min, size_t max)
{
    const char *what = cJSON_IsString(visit->value)  ? "character"
                       : cJSON_IsArray(visit->value) ? "item"
                                                     : "member";
    size_t bound = count < min ? min : max;

    if (count >= min && count <= max)
        return 0;
    if (visit->check->quiet)
        return -1;

    struct buf sentence = say_about(visit);

    if (count == 0)
        buf_adds(&sentence, "is empty");
    else
        buf_addf(&sentence, "has %zu %s%s", count, what, count == 1 ? "" : "s");
    buf_addf(&sentence, ", must have at %s %zu %s%s", count < min ? "least" : "most", bound, what,
             bound == 1 ? "" : "s");
    return say_fail(visit, &sentence);
}

/* Without the place for the whole value: its members are what the reader calls parameters. */
struct buf say_about_member(const struct visit *visit, const char *name)
{
    struct buf sentence = BUF_MAX(sizeof(visit->check->err->text) - 1);
    char where[POINTER_TEXT_SIZE];

    if (visit->at->up)
        buf_addf(&sentence, "%s: ", pointer_text(visit->at, where));
    say_text(&sentence, name);
    return sentence;
}

/* ", or names that match ^x-", where a schema has patterns for names. */
static void say_patterns(struct buf *out, const struct members *members)
{
    size_t count = members ? members->pattern_count : 0;

    if (count > 0)
        buf_addf(out, "%snames that match ", members->names ? ", or " : ". Known: ");
    for (size_t i = 0; i < count && i < PATTERNS_SHOWN; i++) {
        if (i > 0)
            buf_adds(out, ", ");
        buf_adds(out, pattern_text(members->patterns[i].pattern));
    }
    if (count > PATTERNS_SHOWN)
        buf_adds(out, " ...");
}

int say_member(const struct visit *visit, const char *name, const char *what, const cJSON *known,
               bool guess)
{
    struct buf sentence = say_about_member(visit, name);
    const char *meant = guess ? guess_name(name, known) : NULL;

    buf_adds(&sentence, what);
    if (meant)
        buf_addf(&sentence, "; did you mean \"%s\"?", meant);
    if (known && known->child) {
        buf_adds(&sentence, meant ? " Known: " : ". Known: ");
        say_list(&sentence, known);
    }
    if (guess)
        say_patterns(&sentence, visit->node->members);
    return say_fail(visit, &sentence);
}
