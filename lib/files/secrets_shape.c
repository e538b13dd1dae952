/* secrets_shape - whether a rule fits where its anchor was found. */
#include "files/secrets_shape.h"

#include "base/mem.h"

#define NAME_REST_MAX                                                                              \
    40                /* of a name behind its telling part: "secret" of "secret_for_production" */
#define MIXED_PART 5  /* changes of case are at least that part of a random value */
#define GAP_MAX    12 /* quotes, blanks and signs between a name and its value */

uint16_t chars_of(char c)
{
    if (c >= '0' && c <= '9')
        return c < '2' ? IN_LOW : c < '8' ? IN_MID : IN_HIGH;
    if (c >= 'a' && c <= 'z')
        return c <= 'f' ? IN_HEX : IN_LOWER;
    if (c >= 'A' && c <= 'Z')
        return c <= 'F' ? IN_CAPHEX : IN_UPPER;
    switch (c) {
    case '_':
        return IN_UNDER;
    case '-':
        return IN_DASH;
    case '.':
        return IN_DOT;
    case '+':
    case '/':
        return IN_B64;
    case '=':
        return IN_EQUAL;
    default:
        return c != '\0' && strchr("!#$%&*^~@", c) ? IN_MARKS : 0;
    }
}

size_t chars_run(struct slice text, size_t at, uint16_t chars, size_t most)
{
    size_t n = 0;

    while (n < most && at + n < text.size && (chars_of(text.data[at + n]) & chars) != 0)
        n++;
    return n;
}

bool chars_is_word(struct slice text, size_t at)
{
    return at < text.size && (chars_of(text.data[at]) & WORD) != 0;
}

bool text_has(struct slice text, size_t at, const char *bytes)
{
    return at <= text.size && slice_starts(slice_from(text, at), slice_of(bytes));
}

/* "\n" before it, or "%3D", or "\u0022": letters and digits that end no word. */
static bool is_escape(struct slice text, size_t at)
{
    if (at >= 2 && text.data[at - 2] == '\\' && strchr("nrtbfv", text.data[at - 1]))
        return at == 2 || text.data[at - 3] != '\\' || (at > 3 && text.data[at - 4] == '\\');
    if (at >= 3 && text.data[at - 3] == '%')
        return chars_run(text, at - 2, HEX | IN_CAPHEX, 2) == 2;
    return at >= 6 && text.data[at - 6] == '\\' && text.data[at - 5] == 'u' &&
           chars_run(text, at - 4, HEX | IN_CAPHEX, 4) == 4;
}

/* A dash that is itself a character of keys begins no word, except as the mark of a diff's line:
 * so no run is looked at again from inside, however long runs may be. */
static bool starts_word(struct slice text, size_t at, uint16_t chars)
{
    if (at == 0)
        return true;
    if (text.data[at - 1] == '-' && (chars & IN_DASH) != 0)
        return at == 1 || text.data[at - 2] == '\n';
    return !chars_is_word(text, at - 1) || is_escape(text, at);
}

static bool ends_word(struct slice text, size_t at, uint16_t chars)
{
    return at >= text.size ||
           (!chars_is_word(text, at) &&
            chars_run(text, at, chars & (uint16_t) ~(IN_EQUAL | IN_DOT | IN_MARKS), 1) == 0);
}

/* How many bytes the parts take from at on; 0 when they do not fit. */
static size_t parts_size(const struct secret_rule *rule, struct slice text, size_t at)
{
    size_t start = at;
    bool is_bare = rule->shape == SHAPE_BARE;

    for (size_t i = 0; i < ARRAY_COUNT(rule->parts) && rule->parts[i].most > 0; i++) {
        const struct secret_part *part = &rule->parts[i];
        size_t n = chars_run(text, at, part->chars, part->most);

        if (n < part->least || (part->then && !text_has(text, at + n, part->then)))
            return 0;
        at += n;
        if (!part->then && !is_bare && !ends_word(text, at, part->chars))
            return 0;
        at += part->then ? strlen(part->then) : 0;
    }
    return at - start;
}

static bool token_fits(const struct secret_rule *rule, struct slice text, size_t at,
                       struct span *found)
{
    const struct secret_part *before = &rule->before;
    size_t start = at, body = at + strlen(rule->anchor);

    while (before->most > 0 && start > 0 && at - start < before->most &&
           (chars_of(text.data[start - 1]) & before->chars) != 0)
        start--;
    if (at - start < before->least)
        return false;
    if (rule->shape != SHAPE_BARE && !starts_word(text, start, rule->parts[0].chars))
        return false;

    size_t size = parts_size(rule, text, body);
    struct slice value = { text.data + body, size };

    *found = (struct span){ start, body + size - start };
    return size > 0 && value_is_random(value, rule->tenths) && !value_is_placeholder(value);
}

static const char *scheme_word(struct slice text, size_t at)
{
    static const char *const words[] = { "Bearer ", "bearer ", "BEARER ", "Basic ",
                                         "basic ",  "Bot ",    "token " };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (text_has(text, at, words[i]))
            return words[i];
    return "";
}

size_t value_start(struct slice text, size_t at)
{
    bool is_assigned = false;
    size_t gap = 0;

    at += chars_run(text, at, DOTTED, NAME_REST_MAX);
    for (; at < text.size && gap < GAP_MAX; at++, gap++) {
        char c = text.data[at];

        if (c == '=' || c == ':' || c == ',')
            is_assigned = true;
        else if (c == '\0' || !strchr(" \t\"'`\\])>|(", c))
            break;
    }
    at += strlen(scheme_word(text, at));
    return is_assigned && at < text.size ? at : 0;
}

static bool assigned_fits(const struct secret_rule *rule, struct slice text, size_t at,
                          struct span *found)
{
    size_t start = value_start(text, at + strlen(rule->anchor));
    size_t size = start > 0 ? parts_size(rule, text, start) : 0;
    struct slice value = { text.data + start, size };

    *found = (struct span){ start, size };
    return size > 0 && value_is_random(value, rule->tenths) && !value_is_placeholder(value);
}

/* 1 a digit, 2 a small letter, 3 a capital, 0 something else. */
static int case_of(char c)
{
    uint16_t set = chars_of(c);

    return (set & DIGITS) != 0 ? 1 : (set & LOWER) != 0 ? 2 : (set & UPPER) != 0 ? 3 : 0;
}

/* Digits, small letters and capitals that take turns, as they do not in words, paths and calls. */
static bool is_mixed(struct slice value)
{
    size_t changes = 0;
    int last = 0;

    for (size_t i = 0; i < value.size; i++) {
        int now = case_of(value.data[i]);

        changes += now > 0 && last > 0 && now != last;
        last = now > 0 ? now : last;
    }
    return changes >= value.size / MIXED_PART;
}

static bool has_digit(struct slice value)
{
    for (size_t i = 0; i < value.size; i++)
        if (case_of(value.data[i]) == 1)
            return true;
    return false;
}

static bool mixed_fits(const struct secret_rule *rule, struct slice text, size_t at,
                       struct span *found)
{
    const struct secret_part *part = &rule->parts[0];
    size_t start = value_start(text, at + strlen(rule->anchor));
    size_t size = start > 0 ? chars_run(text, start, part->chars, (size_t)part->most + 1) : 0;
    struct slice value = { text.data + start, size };

    *found = (struct span){ start, size };
    return size >= part->least && size <= part->most && is_mixed(value) &&
           value_is_random(value, rule->tenths) && !value_is_sample(value);
}

/* Anything may be assigned to a "token", so it must have a digit, too. */
static bool random_fits(const struct secret_rule *rule, struct slice text, size_t at,
                        struct span *found)
{
    return mixed_fits(rule, text, at, found) &&
           has_digit((struct slice){ text.data + found->offset, found->size });
}

static bool bearer_fits(const struct secret_rule *rule, struct slice text, size_t at,
                        struct span *found)
{
    static const struct slice words[] = { SLICE("Bearer "), SLICE("bearer "), SLICE("BEARER ") };

    if (!mixed_fits(rule, text, at, found))
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (text_has(text, found->offset - words[i].size, words[i].data))
            return true;
    return false;
}

bool shape_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    static bool (*const fits[])(const struct secret_rule *, struct slice, size_t, struct span *) = {
        [SHAPE_TOKEN] = token_fits, [SHAPE_BARE] = token_fits,    [SHAPE_ASSIGNED] = assigned_fits,
        [SHAPE_BASIC] = basic_fits, [SHAPE_BEARER] = bearer_fits, [SHAPE_RANDOM] = random_fits,
        [SHAPE_URL] = url_fits,     [SHAPE_PEM] = armour_fits,    [SHAPE_TAIL] = tail_fits,
        [SHAPE_PUTTY] = putty_fits, [SHAPE_NETRC] = netrc_fits,
    };

    return fits[rule->shape](rule, text, at, found);
}
