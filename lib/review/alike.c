/* alike - whether two findings near each other mean the same defect. */
#include "review/alike.h"

#include "review/alike_kinds.h"

#include <assert.h>

/* Words of a finding that say nothing of its defect; what many languages of programming have, too.
 * In ascending order. */
static const char *const fillers[] = {
    "a",       "about",    "after",  "all",    "also",    "always", "an",      "and",   "any",
    "are",     "as",       "at",     "be",     "because", "been",   "before",  "being", "but",
    "by",      "call",     "called", "calls",  "can",     "case",   "code",    "const", "could",
    "do",      "does",     "each",   "else",   "even",    "false",  "first",   "for",   "from",
    "func",    "function", "has",    "have",   "here",    "how",    "if",      "in",    "instead",
    "int",     "into",     "is",     "it",     "its",     "just",   "leads",   "let",   "line",
    "may",     "method",   "might",  "more",   "must",    "never",  "new",     "no",    "not",
    "now",     "of",       "on",     "one",    "only",    "or",     "other",   "out",   "return",
    "returns", "same",     "self",   "should", "so",      "still",  "such",    "than",  "that",
    "the",     "their",    "then",   "there",  "these",   "they",   "this",    "to",    "true",
    "use",     "used",     "uses",   "using",  "value",   "values", "var",     "void",  "was",
    "when",    "where",    "which",  "while",  "will",    "with",   "without", "would", "wrong",
};

#define WORD_SIZE 32
#define STEM_SIZE 6 /* letters that tell words apart and not their endings: "valida|tion" */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static uint64_t hash(struct slice word)
{
    uint64_t sum = 0xCBF29CE484222325u;

    for (size_t i = 0; i < word.size; i++)
        sum = (sum ^ (unsigned char)word.data[i]) * 0x100000001B3u;
    return sum;
}

static bool has(const struct alike_set *set, uint64_t item)
{
    size_t low = 0, high = set->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (set->items[middle] == item)
            return true;
        if (set->items[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void put(struct alike_set *set, uint64_t item)
{
    size_t at = set->count;

    if (set->count == ALIKE_SET_MAX || has(set, item))
        return;
    for (; at > 0 && set->items[at - 1] > item; at--)
        set->items[at] = set->items[at - 1];
    set->items[at] = item;
    set->count++;
}

static bool is_filler(const char *word)
{
    size_t low = 0, high = ARRAY_COUNT(fillers);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(word, fillers[middle]);

        if (order == 0)
            return true;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* The next run of letters, digits and low lines; false at the end. */
static bool next_word(struct slice text, size_t *at, struct slice *word)
{
    while (*at < text.size && !is_letter(text.data[*at]))
        ++*at;
    word->data = text.data + *at;
    while (*at < text.size && is_letter(text.data[*at]))
        ++*at;
    word->size = (size_t)(text.data + *at - word->data);
    return word->size > 0;
}

/* A low line inside, a capital behind a small letter, or a call. */
static bool looks_coded(struct slice text, struct slice word)
{
    const char *end = word.data + word.size;

    for (size_t i = 1; i < word.size; i++) {
        bool was_small = word.data[i - 1] >= 'a' && word.data[i - 1] <= 'z';

        if (word.data[i] == '_' || (was_small && word.data[i] >= 'A' && word.data[i] <= 'Z'))
            return true;
    }
    return end < text.data + text.size && *end == '(' && word.size > 1;
}

enum place { IN_TITLE, IN_REASON, IN_CODE };

static uint64_t stem_of(const char *small, size_t size)
{
    size -= size > 3 && small[size - 1] == 's';
    return hash((struct slice){ small, size < STEM_SIZE ? size : STEM_SIZE });
}

/* The words that an identifier is made of: "find_user", "findUser". */
static void add_pieces(struct alike *alike, struct slice word)
{
    char small[WORD_SIZE];
    size_t size = 0;

    for (size_t i = 0; i <= word.size; i++) {
        char c = i < word.size ? word.data[i] : '_';
        bool is_hump = i > 0 && c >= 'A' && c <= 'Z' && word.data[i - 1] >= 'a';

        if ((c == '_' || is_hump) && size > 0) {
            put(&alike->quoted_words, stem_of(small, size));
            size = 0;
        }
        if (c != '_' && size < sizeof(small))
            small[size++] = lower(c);
    }
}

static void add_quoted(struct alike *alike, struct slice word, const char *small, size_t size)
{
    put(&alike->quoted, hash(word));
    put(&alike->quoted_words, stem_of(small, size));
    add_pieces(alike, word);
}

static void add_word(struct alike *alike, struct slice text, struct slice word, enum place place)
{
    char small[WORD_SIZE];
    size_t size = word.size < sizeof(small) - 1 ? word.size : sizeof(small) - 1;

    for (size_t i = 0; i < size; i++)
        small[i] = lower(word.data[i]);
    small[size] = '\0';
    if (is_filler(small) || (word.data[0] >= '0' && word.data[0] <= '9'))
        return;
    if (place == IN_CODE) {
        add_quoted(alike, word, small, size);
        return;
    }
    put(&alike->names, hash(word));
    if (looks_coded(text, word)) {
        put(&alike->coded, hash(word));
        return;
    }
    put(&alike->words, stem_of(small, size));
    if (place == IN_TITLE)
        put(&alike->title_words, stem_of(small, size));
}

/* Adds the words of a text, and behind plain the same in small letters with a blank between. */
static void add_text(struct alike *alike, const char *words, enum place place, struct buf *plain)
{
    struct slice text = slice_of(words), word;

    for (size_t at = 0; next_word(text, &at, &word);) {
        add_word(alike, text, word, place);
        for (size_t i = 0; plain && i < word.size; i++)
            buf_addc(plain, lower(word.data[i]));
        if (plain)
            buf_addc(plain, ' ');
    }
}

void alike_read(struct alike *alike, const struct finding *finding)
{
    CLEANUP(buf_done) struct buf plain = BUF_MAX(3 * FINDING_WORDS_MAX);

    *alike = (struct alike){ 0 };
    add_text(alike, finding->quote, IN_CODE, NULL);
    for (size_t i = 0; i < finding->wording_count; i++) {
        const struct wording *wording = &finding->wordings[i];

        buf_clear(&plain);
        buf_addc(&plain, ' ');
        add_text(alike, wording->title, IN_TITLE, &plain);
        alike->title_kinds |= alike_kinds(buf_slice(&plain));
        add_text(alike, wording->why, IN_REASON, &plain);
        alike->kinds |= alike_kinds(buf_slice(&plain));
        add_text(alike, wording->fix ? wording->fix : "", IN_REASON, NULL);
    }
}

static int kind_points(const struct alike *a, const struct alike *b)
{
    if (a->title_kinds & b->title_kinds)
        return 4;
    if ((a->title_kinds & b->kinds) || (a->kinds & b->title_kinds))
        return 2;
    if (a->kinds & b->kinds)
        return 1;
    return a->kinds && b->kinds ? -3 : 0;
}

static bool is_quoted(uint64_t name, const struct alike *a, const struct alike *b)
{
    return has(&a->quoted, name) || has(&b->quoted, name);
}

/* Identifiers that both speak of and that neither quotes, and how alike the choice is among those
 * that are quoted. */
static int name_points(const struct alike *a, const struct alike *b)
{
    size_t outside = 0, both = 0, either = 0;

    for (size_t i = 0; i < a->coded.count; i++)
        outside += has(&b->names, a->coded.items[i]) && !is_quoted(a->coded.items[i], a, b);
    for (size_t i = 0; i < a->names.count; i++) {
        if (!is_quoted(a->names.items[i], a, b))
            continue;
        both += has(&b->names, a->names.items[i]);
        either++;
    }
    for (size_t i = 0; i < b->names.count; i++)
        either += is_quoted(b->names.items[i], a, b) && !has(&a->names, b->names.items[i]);

    int points = outside > 3 ? 3 : (int)outside;

    if (either > 0 && both == 0)
        points--;
    if (either > 0 && 2 * both >= either)
        points++;
    return points;
}

/* Words that are in both sets, and not in the code. */
static size_t count_shared(const struct alike_set *left, const struct alike_set *right,
                           const struct alike *a, const struct alike *b)
{
    size_t count = 0;

    for (size_t i = 0; i < left->count; i++)
        count += has(right, left->items[i]) && !has(&a->quoted_words, left->items[i]) &&
                 !has(&b->quoted_words, left->items[i]);
    return count;
}

static int word_points(const struct alike *a, const struct alike *b)
{
    size_t titles = count_shared(&a->title_words, &b->title_words, a, b);
    size_t crossed = count_shared(&a->title_words, &b->words, a, b) +
                     count_shared(&b->title_words, &a->words, a, b);
    size_t all = count_shared(&a->words, &b->words, a, b);

    return (titles >= 1) + (crossed >= 2) + (all >= 2) + (all >= 4);
}

int alike_points(const struct alike *a, const struct alike *b, bool is_same_category)
{
    return kind_points(a, b) + name_points(a, b) + word_points(a, b) + (is_same_category ? 1 : 0);
}
