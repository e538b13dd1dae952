/* wild - patterns with *, ?, [...] and **, as git reads them in ignore files.
 *
 *   the places of the pattern that the text so far may have led to
 *     -> spread (a star may be nothing) -> step (one character) -> the places after it ...
 */
#include "files/wild.h"

#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>

struct places {
    uint16_t at[RULE_BYTES_MAX + 1];
    size_t count;
};

struct run {
    struct slice pattern;
    bool fold;
    struct places now, next;
    uint16_t seen[RULE_BYTES_MAX + 1]; /* by place: the turn (of the text) in which it was added */
    uint16_t turn;
};

/* ASCII only, whatever the locale. */
static bool is_kind(int (*is)(int), unsigned char c)
{
    return c < 0x80 && is(c) != 0;
}

static unsigned char lower(unsigned char c)
{
    return is_kind(isupper, c) ? (unsigned char)(c - 'A' + 'a') : c;
}

/* --- [...] ---------------------------------------------------------------------------------- */

/* git knows fewer blanks than C. */
static int is_space(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const struct {
    struct slice name;
    int (*is)(int);
} kinds[] = {
    { { "alnum", 5 }, isalnum },  { { "alpha", 5 }, isalpha }, { { "blank", 5 }, isblank },
    { { "cntrl", 5 }, iscntrl },  { { "digit", 5 }, isdigit }, { { "graph", 5 }, isgraph },
    { { "lower", 5 }, islower },  { { "print", 5 }, isprint }, { { "punct", 5 }, ispunct },
    { { "space", 5 }, is_space }, { { "upper", 5 }, isupper }, { { "xdigit", 6 }, isxdigit },
};

struct set {
    struct slice pattern;
    size_t at;
    unsigned char c; /* of the text */
    bool fold;
    unsigned char previous; /* what a range may begin with; 0: nothing */
    bool has_it;
    bool is_broken;
};

static unsigned char peek(const struct set *set, size_t ahead)
{
    size_t at = set->at + ahead;

    return at < set->pattern.size ? (unsigned char)set->pattern.data[at] : 0;
}

static bool in_range(const struct set *set, unsigned char first, unsigned char last)
{
    unsigned char upper = is_kind(islower, set->c) ? (unsigned char)(set->c - 'a' + 'A') : set->c;

    return (set->c >= first && set->c <= last) ||
           (set->fold && upper >= first && upper <= last && upper != set->c);
}

static bool in_kind(const struct set *set, int (*is)(int))
{
    return is_kind(is, set->c) || (set->fold && is == isupper && is_kind(islower, set->c));
}

/* [:name:]; false when it is none, and the bracket is a character like others. */
static bool read_kind(struct set *set)
{
    const char *start = set->pattern.data + set->at + 2;
    size_t left = set->pattern.size - set->at - 2;
    const char *end = memchr(start, ']', left);

    if (!end) {
        set->is_broken = true;
        return true;
    }
    if (end == start || end[-1] != ':')
        return false;

    struct slice name = { start, (size_t)(end - start) - 1 };
    bool is_known = false;

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        if (!slice_is(name, kinds[i].name))
            continue;
        is_known = true;
        set->has_it |= in_kind(set, kinds[i].is);
    }
    set->is_broken = !is_known;
    set->at += name.size + 4;
    set->previous = 0;
    return true;
}

/* a-z, where the hyphen has something at either side. */
static void read_range(struct set *set)
{
    set->at++;
    if (peek(set, 0) == '\\')
        set->at++;
    set->is_broken = peek(set, 0) == 0;
    set->has_it |= in_range(set, set->previous, peek(set, 0));
    set->previous = 0;
    set->at++;
}

static void read_member(struct set *set)
{
    unsigned char c = peek(set, 0);

    if (c == '-' && set->previous && peek(set, 1) && peek(set, 1) != ']') {
        read_range(set);
        return;
    }
    if (c == '[' && peek(set, 1) == ':' && read_kind(set))
        return;
    if (c == '\\') {
        set->at++;
        c = peek(set, 0);
    }
    set->is_broken = c == 0;
    set->has_it |= set->c == c;
    set->previous = c;
    set->at++;
}

/* Whether c is in the set that begins at the bracket; *end is behind it. A set that is broken has
 * nothing, also when it is negated. */
static bool in_set(struct slice pattern, size_t at, unsigned char c, bool fold, size_t *end)
{
    struct set set = { .pattern = pattern, .at = at + 1, .c = c, .fold = fold };
    bool is_negated = peek(&set, 0) == '!' || peek(&set, 0) == '^';

    if (is_negated)
        set.at++;
    do {
        set.is_broken = peek(&set, 0) == 0;
        if (!set.is_broken)
            read_member(&set);
    } while (!set.is_broken && peek(&set, 0) != ']');
    *end = set.at + 1;
    return !set.is_broken && c != '/' && set.has_it != is_negated;
}

/* --- the pattern ---------------------------------------------------------------------------- */

static unsigned char at(const struct run *run, size_t place)
{
    return place < run->pattern.size ? (unsigned char)run->pattern.data[place] : 0;
}

static void add(struct run *run, struct places *places, size_t place)
{
    if (place > run->pattern.size || run->seen[place] == run->turn)
        return;
    run->seen[place] = run->turn;
    places->at[places->count++] = (uint16_t)place;
}

static size_t behind_stars(const struct run *run, size_t place)
{
    while (at(run, place) == '*')
        place++;
    return place;
}

static size_t first_star(const struct run *run, size_t place)
{
    while (place > 0 && at(run, place - 1) == '*')
        place--;
    return place;
}

/* Two stars or more, alone between slashes or ends. place is at any of them. */
static bool is_deep(const struct run *run, size_t place)
{
    size_t start = first_star(run, place), end = behind_stars(run, place);

    return end - start > 1 && (start == 0 || at(run, start - 1) == '/') &&
           (end == run->pattern.size || at(run, end) == '/' ||
            (at(run, end) == '\\' && at(run, end + 1) == '/'));
}

/* What is reached without a character: a star may be nothing; "**" with its slash as well, as long
 * as the stars have taken nothing. */
static void spread(struct run *run, struct places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        size_t place = places->at[i], end;

        if (at(run, place) != '*')
            continue;
        end = behind_stars(run, place);
        add(run, places, end);
        if (at(run, end) == '/' && place == first_star(run, place) && is_deep(run, place))
            add(run, places, end + 1);
    }
}

static void step(struct run *run, size_t place, unsigned char c)
{
    unsigned char wanted = at(run, place);
    size_t end = place + 1;
    bool is_met;

    if (place == run->pattern.size)
        return;
    switch (wanted) {
    case '*':
        is_met = c != '/' || is_deep(run, place);
        end = behind_stars(run, place) - 1;
        break;
    case '?':
        is_met = c != '/';
        break;
    case '[':
        is_met = in_set(run->pattern, place, c, run->fold, &end);
        break;
    case '\\':
        is_met = end < run->pattern.size && at(run, end) == c;
        end++;
        break;
    default:
        is_met = c == (run->fold ? lower(wanted) : wanted);
    }
    if (is_met)
        add(run, &run->next, end);
}

static void take(struct run *run, unsigned char c)
{
    run->turn++;
    run->next.count = 0;
    for (size_t i = 0; i < run->now.count; i++)
        step(run, run->now.at[i], c);
    spread(run, &run->next);
    run->now.count = run->next.count;
    memcpy(run->now.at, run->next.at, run->next.count * sizeof(run->next.at[0]));
}

static void begin(struct run *run, struct slice pattern, bool fold)
{
    run->pattern = pattern;
    run->fold = fold;
    run->turn = 1;
    run->now.count = run->next.count = 0;
    memset(run->seen, 0, (pattern.size + 1) * sizeof(run->seen[0]));
    add(run, &run->now, 0);
    spread(run, &run->now);
}

static bool give_up(struct wild_effort *effort)
{
    effort->left = 0;
    return false;
}

bool wild_match(struct slice pattern, struct slice text, bool fold, struct wild_effort *effort)
{
    struct run run;
    size_t for_brackets; /* each costs what it is long */

    assert(pattern.size <= RULE_BYTES_MAX);
    if (pattern.size == 0)
        return text.size == 0;
    if (text.size >= UINT16_MAX)
        return give_up(effort);
    for_brackets = memchr(pattern.data, '[', pattern.size) ? pattern.size : 0;
    begin(&run, pattern, fold);
    for (size_t i = 0; i < text.size && run.now.count > 0; i++) {
        unsigned char c = (unsigned char)text.data[i];
        size_t cost = run.now.count + for_brackets;

        if (effort->left <= cost)
            return give_up(effort);
        effort->left -= cost;
        take(&run, fold ? lower(c) : c);
    }
    return run.now.count > 0 && run.seen[pattern.size] == run.turn;
}

size_t wild_plain(struct slice pattern)
{
    size_t size = 0;

    while (size < pattern.size && !strchr("*?[\\", pattern.data[size]))
        size++;
    return size;
}

bool wild_same(const char *a, const char *b, size_t size, bool fold)
{
    if (!fold)
        return memcmp(a, b, size) == 0;
    for (size_t i = 0; i < size; i++)
        if (lower((unsigned char)a[i]) != lower((unsigned char)b[i]))
            return false;
    return true;
}
