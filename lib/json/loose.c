/* loose - what is nearly JSON, read from front to back without a tree.
 *
 *   outside: look for the next object -> inside: (key, value | end)* -> outside
 *                                              \-> give up, and look for the next object
 *
 * After what is not understood reading goes on behind it, or, where that was a string over several
 * lines, at the end of the first of them.
 */
#include "json/loose_parts.h"

#include <assert.h>

#define DEPTH_MAX   64  /* of bits in a word; what we are asked is flat */
#define COMMENT_MAX 128 /* bytes behind a bracket of which it is not known yet what it is */

/* Where the next key or value begins. */
static size_t skip_between(struct loose *loose, size_t at)
{
    struct slice text = loose->text;

    for (;;) {
        size_t before = at;

        while (at < text.size && (loose_is_blank(text.data[at]) || text.data[at] == ','))
            at++;
        if (loose_byte(text, at) == '/' && !loose->has_no_comments) {
            size_t end = loose_comment(text, at);

            loose->has_no_comments = end == at && loose_byte(text, at + 1) == '*';
            at = end;
        }
        if (at == before)
            return at;
    }
}

static bool in_object(const struct loose *loose)
{
    return loose->depth > 0 && (loose->objects >> (loose->depth - 1) & 1);
}

/* Whether an object begins at `at`, of which it is not known what comes before it. */
static bool is_object(struct slice text, size_t at)
{
    size_t most = text.size - at < COMMENT_MAX ? text.size : at + COMMENT_MAX;
    struct slice key;

    if (loose_byte(text, at) != '{')
        return false;
    at = loose_blanks(text, at + 1);
    while (loose_byte(text, at) == '/') {
        size_t end = at < most ? loose_comment((struct slice){ text.data, most }, at) : at;

        if (end == at || end == most)
            return false;
        at = loose_blanks(text, end);
    }
    return loose_byte(text, at) == '}' || loose_key(text, at, &key) > 0;
}

static enum loose_event open_bracket(struct loose *loose, size_t at)
{
    bool is_brace = loose->text.data[at] == '{';
    uint64_t bit;

    assert(loose->depth < DEPTH_MAX);
    bit = (uint64_t)1 << loose->depth;
    loose->objects = is_brace ? loose->objects | bit : loose->objects & ~bit;
    loose->starts[loose->depth++] = at;
    loose->value = (struct slice){ loose->text.data + at, 1 };
    loose->at = at + 1;
    loose->is_lost = false;
    return is_brace ? LOOSE_OBJECT : LOOSE_ARRAY;
}

/* What is not whole at the end; lost, it is by how the text ends. */
static enum loose_event end_text(struct loose *loose)
{
    struct slice text = slice_trim(loose->text);

    while (text.size > 0 && text.data[text.size - 1] == '`')
        text.size--;
    text = slice_trim(text);
    if (loose->depth > 0)
        loose->is_cut = !loose->is_lost || !loose_is_any(loose_byte(text, text.size - 1), "]}");
    loose->at = loose->text.size;
    loose->depth = 0;
    return LOOSE_END;
}

/* Outside, and where something was not understood. */
static enum loose_event find_object(struct loose *loose)
{
    struct slice text = loose->text;

    loose->key = (struct slice){ text.data, 0 };
    for (size_t at = loose->at; at < text.size; at++) {
        if (is_object(text, at))
            return open_bracket(loose, at);
        if (text.data[at] == '[' && loose->depth == 0 &&
            is_object(text, loose_blanks(text, at + 1)))
            return open_bracket(loose, at);
    }
    return end_text(loose);
}

/* Gives up the objects up to the array that they are in, and leaves room for the next one. */
static enum loose_event give_up(struct loose *loose, size_t resume)
{
    if (resume >= loose->text.size)
        return end_text(loose);
    while (in_object(loose) || loose->depth == DEPTH_MAX)
        loose->depth--;
    loose->at = resume;
    loose->is_lost = true;
    return LOOSE_BROKEN;
}

static enum loose_event close_bracket(struct loose *loose, size_t at)
{
    bool is_other = loose->text.data[at] != (in_object(loose) ? '}' : ']');
    size_t start;

    assert(loose->depth > 0);
    start = loose->starts[--loose->depth];
    /* One that belongs further out ends this one, too: somebody forgot a bracket. */
    loose->at = at + (is_other && loose->depth > 0 ? 0 : 1);
    loose->value = (struct slice){ loose->text.data + start, loose->at - start };
    return LOOSE_CLOSE;
}

static enum loose_event read_value(struct loose *loose, size_t at)
{
    struct slice text = loose->text;
    size_t end;
    int byte = loose_byte(text, at);

    if (byte == '{' || byte == '[')
        return loose->depth < DEPTH_MAX ? open_bracket(loose, at) : give_up(loose, at + 1);
    if (byte == '"' || byte == '\'') {
        struct loose_string string = loose_string(text, at, in_object(loose));

        if (string.end == 0)
            return give_up(loose, string.resume > at ? string.resume : at + 1);
        end = string.end;
    } else {
        end = loose_word(text, at);
        if (end == at)
            return give_up(loose, at);
        if (end == text.size)
            return end_text(loose);
    }
    loose->value = (struct slice){ text.data + at, end - at };
    loose->at = end;
    return LOOSE_VALUE;
}

static bool stops_in_key(struct slice text, size_t at)
{
    if (text.data[at] == '"')
        return !memchr(text.data + at + 1, '"', text.size - at - 1);
    return loose_word(text, at) == text.size;
}

enum loose_event loose_next(struct loose *loose)
{
    struct slice text = loose->text;

    if (loose->depth == 0 || loose->is_lost)
        return find_object(loose);

    size_t at = skip_between(loose, loose->at);
    int byte = loose_byte(text, at);

    loose->key = (struct slice){ text.data, 0 };
    if (byte < 0)
        return end_text(loose);
    if (byte == '}' || byte == ']')
        return close_bracket(loose, at);
    if (in_object(loose)) {
        size_t colon = loose_key(text, at, &loose->key);

        if (colon == 0 && stops_in_key(text, at))
            return end_text(loose);
        if (colon == 0)
            return give_up(loose, loose_is_quote((char)byte) ? at + 1 : at);
        at = loose_blanks(text, colon);
        if (at >= text.size)
            return end_text(loose);
    }
    return read_value(loose, at);
}
