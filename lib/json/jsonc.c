/* jsonc - one member of a JSON text with comments: reading.
 *
 *   outermost object -> its member parent -> the member key, each with where it begins and ends
 */
#include "json/jsonc.h"

#include "base/limits.h"
#include "json/text.h"

struct reader {
    struct slice text;
    size_t at, depth;
    struct err *err;
};

static int fail(struct reader *reader, size_t at, const char *what)
{
    size_t line, column;

    gate_position(reader->text, at, &line, &column);
    return err_set(reader->err, ERR_CONFIG, "line %zu, column %zu: %s", line, column, what);
}

/* The byte that comes next; '\0' behind the end, where a NUL is no more JSON than nothing. */
static char next(const struct reader *reader)
{
    return reader->at < reader->text.size ? reader->text.data[reader->at] : '\0';
}

static bool starts(const struct reader *reader, const char *word)
{
    return slice_starts(slice_from(reader->text, reader->at), slice_of(word));
}

/* Over a comment that begins here. */
static int skip_comment(struct reader *reader)
{
    size_t begin = reader->at;

    if (starts(reader, "//")) {
        while (reader->at < reader->text.size && !strchr("\r\n", next(reader)))
            reader->at++;
        return 0;
    }
    if (!starts(reader, "/*"))
        return fail(reader, begin, "a lone \"/\" is no comment");
    for (reader->at += 2; reader->at < reader->text.size; reader->at++)
        if (starts(reader, "*/")) {
            reader->at += 2;
            return 0;
        }
    return fail(reader, begin, "this comment has no end");
}

static int skip_blanks(struct reader *reader)
{
    for (;;) {
        char c = next(reader);

        if (c == '/' && skip_comment(reader) < 0)
            return -1;
        if (c == '/')
            continue;
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            return 0;
        reader->at++;
    }
}

static int read_string(struct reader *reader)
{
    size_t begin = reader->at++;

    while (reader->at < reader->text.size && next(reader) != '"') {
        struct text_char c = text_next(slice_from(reader->text, reader->at));

        if (c.flaw == TEXT_BROKEN || c.flaw == TEXT_ILL_FORMED || c.flaw == TEXT_CONTROL)
            return fail(reader, reader->at, "a string cannot hold this character as it is");
        reader->at += c.size;
    }
    if (reader->at >= reader->text.size)
        return fail(reader, begin, "this string has no end");
    reader->at++;
    return 0;
}

static size_t skip_digits(struct reader *reader)
{
    size_t begin = reader->at;

    while (next(reader) >= '0' && next(reader) <= '9')
        reader->at++;
    return reader->at - begin;
}

static int read_number(struct reader *reader)
{
    size_t begin = reader->at, whole;
    bool leads_zero;

    reader->at += next(reader) == '-';
    leads_zero = next(reader) == '0';
    whole = skip_digits(reader);
    if (whole == 0 || (leads_zero && whole > 1))
        return fail(reader, begin, "this is no number of JSON");
    if (next(reader) == '.') {
        reader->at++;
        if (skip_digits(reader) == 0)
            return fail(reader, begin, "this is no number of JSON");
    }
    if (next(reader) == 'e' || next(reader) == 'E') {
        reader->at++;
        reader->at += next(reader) == '+' || next(reader) == '-';
        if (skip_digits(reader) == 0)
            return fail(reader, begin, "this is no number of JSON");
    }
    return 0;
}

static int read_word(struct reader *reader)
{
    static const char *const words[] = { "true", "false", "null" };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (starts(reader, words[i])) {
            reader->at += strlen(words[i]);
            return 0;
        }
    return fail(reader, reader->at, "here a value should begin");
}

static int read_object(struct reader *reader, const char *key, struct jsonc_object *object);
static int read_array(struct reader *reader);

static int read_value(struct reader *reader)
{
    struct jsonc_object ignored;
    char c = next(reader);
    int rc;

    if (c == '"')
        return read_string(reader);
    if (c == '-' || (c >= '0' && c <= '9'))
        return read_number(reader);
    if (c != '{' && c != '[')
        return read_word(reader);
    if (++reader->depth > JSONC_DEPTH_MAX)
        return fail(reader, reader->at, "values are nested too deeply here");
    rc = c == '{' ? read_object(reader, NULL, &ignored) : read_array(reader);
    reader->depth--;
    return rc;
}

/* Over a comma, and to what comes behind it; *comma is where it was. 1: there was none. */
static int read_comma(struct reader *reader, size_t *comma)
{
    if (skip_blanks(reader) < 0)
        return -1;
    *comma = 0;
    if (next(reader) != ',')
        return 1;
    *comma = reader->at++;
    return skip_blanks(reader);
}

static int read_array(struct reader *reader)
{
    size_t comma;
    int rc;

    reader->at++;
    if (skip_blanks(reader) < 0)
        return -1;
    while (next(reader) != ']') {
        if (read_value(reader) < 0)
            return -1;
        rc = read_comma(reader, &comma);
        if (rc < 0)
            return -1;
        if (rc > 0 && next(reader) != ']')
            return fail(reader, reader->at, "here \",\" or \"]\" should stand");
    }
    reader->at++;
    return 0;
}

static int read_member(struct reader *reader, struct jsonc_member_at *member)
{
    member->key = reader->at;
    if (next(reader) != '"')
        return fail(reader, reader->at, "here a name in quotes should stand, or \"}\"");
    if (read_string(reader) < 0 || skip_blanks(reader) < 0)
        return -1;
    if (next(reader) != ':')
        return fail(reader, reader->at, "here \":\" should stand");
    reader->at++;
    if (skip_blanks(reader) < 0)
        return -1;
    member->value = reader->at;
    if (read_value(reader) < 0)
        return -1;
    member->value_end = reader->at;
    return 0;
}

static bool is_called(struct slice text, const struct jsonc_member_at *member, const char *key)
{
    size_t end = member->key + 1;

    while (text.data[end] != '"')
        end += text_next(slice_from(text, end)).size;
    return text_is((struct slice){ text.data + member->key + 1, end - member->key - 1 },
                   slice_of(key));
}

static void note(struct slice text, const char *key, const struct jsonc_member_at *member,
                 struct jsonc_object *object)
{
    if (key && is_called(text, member, key) && object->matches++ == 0) {
        object->found = *member;
        object->before = object->last;
    }
    object->last = *member;
    object->count++;
}

static int read_object(struct reader *reader, const char *key, struct jsonc_object *object)
{
    *object = (struct jsonc_object){ .open = reader->at++ };
    if (skip_blanks(reader) < 0)
        return -1;
    while (next(reader) != '}') {
        struct jsonc_member_at member;
        int rc;

        if (read_member(reader, &member) < 0)
            return -1;
        rc = read_comma(reader, &member.comma);
        if (rc < 0)
            return -1;
        if (rc > 0 && next(reader) != '}')
            return fail(reader, reader->at, "here \",\" or \"}\" should stand");
        note(reader->text, key, &member, object);
    }
    object->close = reader->at++;
    return 0;
}

size_t jsonc_mark_size(struct slice text)
{
    return slice_starts(text, SLICE("\xEF\xBB\xBF")) ? 3 : 0;
}

int jsonc_outermost(struct slice text, const char *key, struct jsonc_object *object,
                    struct err *err)
{
    struct reader reader = { .text = text, .at = jsonc_mark_size(text), .err = err };

    *object = (struct jsonc_object){ 0 };
    if (skip_blanks(&reader) < 0)
        return -1;
    if (reader.at == text.size)
        return 1;
    if (next(&reader) != '{')
        return fail(&reader, reader.at, "here \"{\" should stand: the settings are an object");
    if (read_object(&reader, key, object) < 0 || skip_blanks(&reader) < 0)
        return -1;
    return reader.at == text.size ? 0 : fail(&reader, reader.at, "behind the last \"}\" is more");
}

int jsonc_object_at(struct slice text, size_t at, const char *key, struct jsonc_object *object,
                    struct err *err)
{
    struct reader reader = { .text = text, .at = at, .err = err };

    *object = (struct jsonc_object){ 0 };
    return next(&reader) == '{' ? read_object(&reader, key, object) : 1;
}

static int refuse_twice(struct slice text, size_t at, const char *key, struct err *err)
{
    struct reader reader = { .text = text, .err = err };

    (void)fail(&reader, at, "is there twice, and which one counts is not said anywhere");
    return err_wrap(err, "\"%s\"", key);
}

int jsonc_member(struct slice text, struct slice object, const char *key, struct slice *value,
                 struct err *err)
{
    struct jsonc_object members;
    int rc = jsonc_object_at(text, (size_t)(object.data - text.data), key, &members, err);

    *value = (struct slice){ 0 };
    if (rc != 0)
        return rc;
    if (members.matches > 1)
        return refuse_twice(text, members.last.key, key, err);
    if (members.matches == 0)
        return 1;
    *value = (struct slice){ text.data + members.found.value,
                             members.found.value_end - members.found.value };
    return 0;
}

int jsonc_find(struct slice text, struct jsonc_place place, struct slice *value, struct err *err)
{
    struct jsonc_object outermost;
    int rc = jsonc_outermost(text, place.parent, &outermost, err);
    struct reader reader = { .text = text, .err = err };
    struct slice parent;

    *value = (struct slice){ 0 };
    if (rc != 0)
        return rc;
    if (outermost.matches > 1)
        return refuse_twice(text, outermost.last.key, place.parent, err);
    if (outermost.matches == 0)
        return 1;
    parent = (struct slice){ text.data + outermost.found.value,
                             outermost.found.value_end - outermost.found.value };
    if (slice_is(parent, SLICE("null")))
        return 1;
    if (parent.data[0] == '{')
        return jsonc_member(text, parent, place.key, value, err);
    (void)fail(&reader, outermost.found.value, "is no object, so nothing can be added to it");
    return err_wrap(err, "\"%s\"", place.parent);
}

/* Comments and the commas that JSON does not have become blanks: outside of strings these bytes
 * stand for nothing else. */
static void blank_out(char *bytes, struct slice value)
{
    struct reader reader = { .text = value };
    struct err ignored;
    size_t comma = 0;

    reader.err = &ignored;
    while (reader.at < value.size) {
        size_t begin = reader.at;
        char c = next(&reader);

        if (c == '/' && skip_comment(&reader) == 0)
            memset(bytes + begin, ' ', reader.at - begin);
        else if (c == '"')
            (void)read_string(&reader);
        else
            reader.at++;
        if (comma && (c == '}' || c == ']'))
            bytes[comma] = ' ';
        if (c == ',')
            comma = begin;
        else if (c != '/' && !strchr(" \t\r\n", c))
            comma = 0;
    }
}

cJSON *jsonc_parse(struct slice value, struct err *err)
{
    CLEANUP(freep) char *bytes = slice_dup(value);

    blank_out(bytes, value);
    return json_parse((struct slice){ bytes, value.size }, &gate_config, err);
}
