/* gate - strict UTF-8 and JSON, in front of cJSON.
 *
 *   read_text: ( key? value, then the ends of what ends here )* until the outermost value is whole
 *
 * One pass without recursion: which brackets are open is a bit for each level.
 */
#include "json/gate.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "json/keys.h"
#include "json/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

const struct gate_limits gate_client = { REQUEST_DEPTH_MAX, REQUEST_NODES_MAX, false };
const struct gate_limits gate_upstream = { UPSTREAM_DEPTH_MAX, UPSTREAM_NODES_MAX, false };
const struct gate_limits gate_config = { REQUEST_DEPTH_MAX, REQUEST_NODES_MAX, false };
const struct gate_limits gate_grammar = { UPSTREAM_DEPTH_MAX, UPSTREAM_NODES_MAX, true };

struct gate {
    struct slice text;
    size_t at;
    size_t nodes, depth;
    uint64_t objects[UPSTREAM_DEPTH_MAX / 64]; /* a bit for each level: object, not array */
    bool opened;                               /* the value just read is an opening bracket */
    const struct gate_limits *limits;
    struct keys *keys;    /* NULL: a key may occur twice */
    struct buf *repaired; /* NULL: what would need repair is refused */
    size_t copied;        /* what of the text is in repaired already */
    struct err *err;
};

static struct slice rest(const struct gate *gate)
{
    return slice_from(gate->text, gate->at);
}

/* The next byte, -1 at the end. */
static int peek(const struct gate *gate)
{
    return gate->at < gate->text.size ? (unsigned char)gate->text.data[gate->at] : -1;
}

static int refuse(struct gate *gate, const char *expected)
{
    int byte = peek(gate);
    char found[16] = "the end";

    if (byte > ' ' && byte < 0x7F)
        snprintf(found, sizeof(found), "'%c'", byte);
    else if (byte >= 0)
        snprintf(found, sizeof(found), "byte 0x%02x", (unsigned)byte);
    return err_set(gate->err, ERR_PROTOCOL, "not JSON: expected %s at byte %zu, found %s", expected,
                   gate->at, found);
}

static void skip_blanks(struct gate *gate)
{
    for (;;) {
        int byte = peek(gate);

        if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t')
            return;
        gate->at++;
    }
}

static int replace(struct gate *gate, size_t size)
{
    struct slice sound = { gate->text.data + gate->copied, gate->at - gate->copied };

    buf_add(gate->repaired, sound);
    if (buf_adds(gate->repaired, UTF8_REPLACEMENT) < 0)
        return err_set(gate->err, ERR_TOO_LARGE, "the repaired text has more than %zu bytes",
                       gate->repaired->size_max);
    gate->copied = gate->at + size;
    return 0;
}

static int on_flaw(struct gate *gate, struct text_char c)
{
    static const char *const sentences[] = {
        [TEXT_ILL_FORMED] = "not UTF-8",
        [TEXT_LONE] = "half a surrogate pair (\\ud800 to \\udfff come in pairs)",
        [TEXT_NUL] = "the character \\u0000, which is not accepted",
        [TEXT_CONTROL] = "a control character inside a string, which must be escaped",
    };

    if (c.flaw == TEXT_BROKEN)
        return refuse(gate, "a valid escape");
    if (gate->repaired)
        return replace(gate, c.size);
    if (gate->limits->plain && (c.flaw == TEXT_LONE || c.flaw == TEXT_NUL))
        return 0;
    return err_set(gate->err, ERR_PROTOCOL, "not acceptable as JSON: %s, at byte %zu",
                   sentences[c.flaw], gate->at);
}

/* From behind the opening quote to behind the closing one. */
static int read_string(struct gate *gate)
{
    for (;;) {
        gate->at += text_plain(rest(gate));

        int byte = peek(gate);

        if (byte < 0)
            return refuse(gate, "a closing quote");
        if (byte == '"') {
            gate->at++;
            return 0;
        }

        struct text_char c = text_next(rest(gate));

        if (c.flaw != TEXT_SOUND && on_flaw(gate, c) < 0)
            return -1;
        gate->at += c.size;
    }
}

static bool skip_digits(struct gate *gate)
{
    size_t start = gate->at;

    while (peek(gate) >= '0' && peek(gate) <= '9')
        gate->at++;
    return gate->at > start;
}

static int read_number(struct gate *gate)
{
    if (peek(gate) == '-')
        gate->at++;
    /* After a leading 0 nothing but a point, an exponent or the end may come. */
    if (peek(gate) == '0')
        gate->at++;
    else if (!skip_digits(gate))
        return refuse(gate, "a value");
    if (peek(gate) == '.') {
        gate->at++;
        if (!skip_digits(gate))
            return refuse(gate, "a digit");
    }
    if (peek(gate) == 'e' || peek(gate) == 'E') {
        gate->at++;
        if (peek(gate) == '+' || peek(gate) == '-')
            gate->at++;
        if (!skip_digits(gate))
            return refuse(gate, "a digit");
    }
    return 0;
}

static int read_word(struct gate *gate, struct slice word)
{
    if (!slice_starts(rest(gate), word))
        return refuse(gate, "a value");
    gate->at += word.size;
    return 0;
}

static bool in_object(const struct gate *gate)
{
    size_t level = gate->depth - 1;

    return gate->depth > 0 && (gate->objects[level / 64] >> level % 64 & 1);
}

/* An empty container is read whole; of any other the opening bracket. */
static int open_container(struct gate *gate, char closing)
{
    bool is_object = closing == '}';

    if (gate->depth == gate->limits->depth_max)
        return err_set(gate->err, ERR_TOO_LARGE, "nested deeper than %zu levels at byte %zu",
                       gate->limits->depth_max, gate->at);
    gate->at++;
    skip_blanks(gate);
    if (peek(gate) == closing) {
        gate->at++;
        return 0;
    }

    uint64_t bit = (uint64_t)1 << gate->depth % 64;
    uint64_t *word = &gate->objects[gate->depth / 64];

    *word = is_object ? *word | bit : *word & ~bit;
    gate->depth++;
    gate->opened = true;
    if (is_object && gate->keys)
        keys_open(gate->keys);
    return 0;
}

static int read_value(struct gate *gate)
{
    gate->opened = false;
    if (++gate->nodes > gate->limits->nodes_max)
        return err_set(gate->err, ERR_TOO_LARGE, "more than %zu values at byte %zu",
                       gate->limits->nodes_max, gate->at);
    switch (peek(gate)) {
    case '{':
        return open_container(gate, '}');
    case '[':
        return open_container(gate, ']');
    case '"':
        gate->at++;
        return read_string(gate);
    case 't':
        return read_word(gate, SLICE("true"));
    case 'f':
        return read_word(gate, SLICE("false"));
    case 'n':
        return read_word(gate, SLICE("null"));
    default:
        return read_number(gate);
    }
}

static int read_key(struct gate *gate)
{
    if (peek(gate) != '"')
        return refuse(gate, "a key in double quotes");
    gate->at++;

    size_t start = gate->at;

    if (read_string(gate) < 0)
        return -1;
    if (gate->keys)
        keys_add(gate->keys, (struct slice){ gate->text.data + start, gate->at - 1 - start });
    skip_blanks(gate);
    if (peek(gate) != ':')
        return refuse(gate, "':'");
    gate->at++;
    skip_blanks(gate);
    return 0;
}

static int close_container(struct gate *gate)
{
    bool was_object = in_object(gate);
    struct slice twice;

    gate->at++;
    gate->depth--;
    if (!was_object || !gate->keys || !keys_close(gate->keys, &twice))
        return 0;
    return err_set(gate->err, ERR_PROTOCOL,
                   "not acceptable as JSON: the key \"%.*s\" occurs twice in one object, again at "
                   "byte %zu",
                   (int)utf8_cut(twice, 100), twice.data, (size_t)(twice.data - gate->text.data));
}

/* Behind a value: all brackets that close here, then one comma if something is still open. */
static int read_ends(struct gate *gate)
{
    for (;;) {
        skip_blanks(gate);
        if (gate->depth == 0)
            return 0;
        if (peek(gate) == ',') {
            gate->at++;
            skip_blanks(gate);
            return 0;
        }
        if (peek(gate) != (in_object(gate) ? '}' : ']'))
            return refuse(gate, in_object(gate) ? "',' or '}'" : "',' or ']'");
        if (close_container(gate) < 0)
            return -1;
    }
}

static int read_text(struct gate *gate)
{
    assert(gate->limits->depth_max <= UPSTREAM_DEPTH_MAX);
    skip_blanks(gate);
    do {
        if (in_object(gate) && read_key(gate) < 0)
            return -1;
        if (read_value(gate) < 0)
            return -1;
        if (!gate->opened && read_ends(gate) < 0)
            return -1;
    } while (gate->depth > 0);
    return gate->at == gate->text.size ? 0 : refuse(gate, "nothing more");
}

int gate_check(struct slice text, const struct gate_limits *limits, struct err *err)
{
    struct gate gate = { .text = text, .limits = limits, .err = err };

    if (limits->plain)
        return read_text(&gate);

    CLEANUP(keys_done) struct keys keys;

    keys_init(&keys);
    gate.keys = &keys;
    return read_text(&gate);
}

int gate_repair(struct slice text, const struct gate_limits *limits, struct buf *repaired,
                struct slice *checked, struct err *err)
{
    struct gate gate = { .text = text, .limits = limits, .repaired = repaired, .err = err };

    buf_clear(repaired);
    if (read_text(&gate) < 0)
        return -1;
    *checked = text;
    if (gate.copied == 0)
        return 0;
    if (buf_add(repaired, slice_from(text, gate.copied)) < 0)
        return err_set(err, ERR_TOO_LARGE, "the repaired text has more than %zu bytes",
                       repaired->size_max);
    *checked = buf_slice(repaired);
    return 0;
}

void gate_position(struct slice text, size_t offset, size_t *line, size_t *column)
{
    size_t end = offset < text.size ? offset : text.size;

    *line = 1;
    *column = 1;
    for (size_t i = 0; i < end; i++) {
        *column += 1;
        if (text.data[i] == '\n') {
            *line += 1;
            *column = 1;
        }
    }
}
