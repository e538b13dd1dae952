/* secrets - keys, tokens and passwords in text that is about to leave the machine.
 *
 *   text -> next place with an anchor --> rules of that anchor --> does its shape fit?
 *        -> next known value -----------------------------------------> find, held back
 *                                                                  -> overlaps? merge : on_find
 *
 * A find is held back until nothing that comes can overlap it: the token in the password of an
 * address is one find, and "token = <a GitHub token>" is a GitHub token, not a random value.
 */
#include "files/secrets.h"

#include "base/limits.h"
#include "files/secrets_parts.h"
#include "files/secrets_shape.h"

#include <assert.h>
#include <stdlib.h>

#define ANCHOR_MIN 3
#define KNOWN_RULE "known-value"

struct scan {
    const struct secrets *secrets;
    struct slice text;
    secret_on_find *on_find;
    void *user;
    struct secret_find held;
    bool has_held, is_firm, stopped; /* firm: held has a form of its own, not a name in front */
    size_t told, counted, line;      /* past the last find; lines are counted up to there */
};

static size_t index_of(uint32_t three)
{
    return ((three | 0x202020u) * 0x9E3779B1u) >> (32 - INDEX_BITS);
}

static uint32_t three_at(const char *bytes)
{
    return (uint32_t)(unsigned char)bytes[0] | (uint32_t)(unsigned char)bytes[1] << 8 |
           (uint32_t)(unsigned char)bytes[2] << 16;
}

/* From the last row to the first, so that the first row of a place is looked at first. */
struct secrets *secrets_new(const unsigned char seed[16])
{
    struct secrets *secrets = xcalloc(1, sizeof(*secrets));

    assert(secret_rule_count <= ROWS_MAX);
    for (unsigned row = secret_rule_count; row > 0; row--) {
        const char *anchor = secret_rules[row - 1].anchor;

        assert(strlen(anchor) >= ANCHOR_MIN);

        size_t head = index_of(three_at(anchor));

        secrets->nexts[row] = secrets->heads[head];
        secrets->heads[head] = (unsigned char)row;
    }
    known_init(&secrets->known, seed);
    return secrets;
}

struct secrets *secrets_free(struct secrets *secrets)
{
    if (secrets)
        mem_wipe(secrets, sizeof(*secrets));
    free(secrets);
    return NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool says(struct slice text, size_t at, const char *word)
{
    for (size_t i = 0; word[i] != '\0'; i++)
        if (at + i >= text.size || lower(text.data[at + i]) != word[i])
            return false;
    return true;
}

static void count_lines(struct scan *scan, size_t offset)
{
    const char *at = scan->text.data + scan->counted, *end = scan->text.data + offset;

    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        scan->line++;
        at++;
    }
    scan->counted = offset;
}

static void tell(struct scan *scan, struct secret_find find)
{
    size_t end = find.offset + find.size;

    if (scan->stopped || end <= scan->told)
        return;
    if (find.offset < scan->told)
        find.offset = scan->told;
    find.size = end - find.offset;
    count_lines(scan, find.offset);
    find.line = scan->line;
    scan->told = end;
    scan->stopped = !scan->on_find(scan->user, &find);
}

/* Two secrets in one: the stretch of both, under the name of the one that says more. */
static void merge(struct scan *scan, const struct secret_find *find, bool is_firm)
{
    struct secret_find *held = &scan->held;
    size_t held_end = held->offset + held->size, end = find->offset + find->size;
    size_t start = find->offset < held->offset ? find->offset : held->offset;

    if (find->level < held->level)
        return;
    if (find->level > held->level) {
        *held = *find;
        scan->is_firm = is_firm;
        return;
    }
    if (is_firm && !scan->is_firm) {
        *held = *find;
        scan->is_firm = true;
    }
    held->offset = start;
    held->size = (end > held_end ? end : held_end) - start;
}

static void accept(struct scan *scan, const struct secret_find *find, bool is_firm)
{
    if (scan->has_held && find->offset + find->size <= scan->held.offset) {
        tell(scan, *find);
        return;
    }
    if (scan->has_held && find->offset < scan->held.offset + scan->held.size) {
        merge(scan, find, is_firm);
        return;
    }
    if (scan->has_held)
        tell(scan, scan->held);
    scan->held = *find;
    scan->is_firm = is_firm;
    scan->has_held = true;
}

/* Names are written in any way, keys in one. */
static bool ignores_case(enum secret_shape shape)
{
    return shape == SHAPE_ASSIGNED || shape == SHAPE_BASIC || shape == SHAPE_BEARER ||
           shape == SHAPE_RANDOM;
}

static bool is_named(enum secret_shape shape)
{
    return shape == SHAPE_URL || ignores_case(shape);
}

static bool has_anchor(const struct secret_rule *rule, struct slice text, size_t at)
{
    bool any_case =
        rule->shape == SHAPE_ASSIGNED || rule->shape == SHAPE_BASIC || rule->shape == SHAPE_RANDOM;

    return any_case ? says(text, at, rule->anchor) : text_has(text, at, rule->anchor);
}

/* What stands at this place; answers where to go on. */
static size_t look(struct scan *scan, size_t at)
{
    const struct secrets *secrets = scan->secrets;
    unsigned row = secrets->heads[index_of(three_at(scan->text.data + at))];

    for (; row > 0; row = secrets->nexts[row]) {
        const struct secret_rule *rule = &secret_rules[row - 1];
        struct span span;

        if (!has_anchor(rule, scan->text, at) || !shape_fits(rule, scan->text, at, &span))
            continue;

        struct secret_find find = {
            rule->id,    rule->name, NULL, rule->shape == SHAPE_RANDOM ? SECRET_MAYBE : SECRET_SURE,
            span.offset, span.size,  0
        };

        accept(scan, &find, !is_named(rule->shape));
        return is_named(rule->shape) ? at + 1 : span.offset + span.size;
    }
    return at + 1;
}

static size_t next_anchor(const struct secrets *secrets, struct slice text, size_t at)
{
    if (text.size < ANCHOR_MIN || at > text.size - ANCHOR_MIN)
        return text.size;

    size_t last = text.size - ANCHOR_MIN;
    uint32_t three = three_at(text.data + at);

    while (secrets->heads[index_of(three)] == 0) {
        if (at++ == last)
            return text.size;
        three = three >> 8 | (uint32_t)(unsigned char)text.data[at + 2] << 16;
    }
    return at;
}

static void take_known(struct scan *scan, const struct known *known, size_t at)
{
    struct secret_find find = {
        KNOWN_RULE, "the value of a variable", known->name, SECRET_SURE, at, known->size, 0
    };

    accept(scan, &find, true);
}

void secrets_scan(const struct secrets *secrets, struct slice text, secret_on_find *on_find,
                  void *user)
{
    struct scan scan = {
        .secrets = secrets, .text = text, .on_find = on_find, .user = user, .line = 1
    };
    size_t known_at = 0, at = next_anchor(secrets, text, 0);
    const struct known *known = known_next(&secrets->known, text, &known_at);

    while (!scan.stopped && (at < text.size || known)) {
        if (known && known_at <= at) {
            take_known(&scan, known, known_at++);
            known = known_next(&secrets->known, text, &known_at);
        } else {
            at = next_anchor(secrets, text, look(&scan, at));
        }
    }
    if (scan.has_held)
        tell(&scan, scan.held);
}

static bool on_first(void *user, const struct secret_find *find)
{
    struct secret_find *first = user;

    *first = *find;
    return find->level != SECRET_SURE;
}

bool secrets_first(const struct secrets *secrets, struct slice text, struct secret_find *find)
{
    *find = (struct secret_find){ 0 };
    secrets_scan(secrets, text, on_first, find);
    return find->rule && find->level == SECRET_SURE;
}
