/* toml - one table of a TOML text: where keys and values begin and end. */
#include "mcp-server/setup/toml.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "json/scan.h"

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

static char next(const struct reader *reader)
{
    return reader->at < reader->text.size ? reader->text.data[reader->at] : '\0';
}

static bool is_end(const struct reader *reader)
{
    return reader->at >= reader->text.size;
}

static bool starts(const struct reader *reader, const char *word)
{
    return slice_starts(slice_from(reader->text, reader->at), slice_of(word));
}

static void skip_blanks(struct reader *reader)
{
    while (next(reader) == ' ' || next(reader) == '\t')
        reader->at++;
}

/* Blanks, a comment, and the end of the line. */
static int skip_line(struct reader *reader)
{
    skip_blanks(reader);
    if (next(reader) == '#')
        while (!is_end(reader) && next(reader) != '\n' && !starts(reader, "\r\n"))
            reader->at++;
    if (is_end(reader))
        return 0;
    reader->at += next(reader) == '\r';
    if (next(reader) != '\n')
        return fail(reader, reader->at, "here the line should end");
    reader->at++;
    return 0;
}

/* Over lines that hold nothing, or only a comment. */
static int skip_lines(struct reader *reader)
{
    for (;;) {
        size_t begin = reader->at;

        skip_blanks(reader);
        if (is_end(reader))
            return 0;
        if (!strchr("#\r\n", next(reader)) || next(reader) == '\0') {
            reader->at = begin;
            return 0;
        }
        if (skip_line(reader) < 0)
            return -1;
    }
}

/* The same within an array or an inline table, where line ends are blanks. */
static int skip_space(struct reader *reader)
{
    do {
        if (skip_lines(reader) < 0)
            return -1;
        skip_blanks(reader);
    } while (next(reader) == '#' || next(reader) == '\n' || starts(reader, "\r\n"));
    return 0;
}

/* Over a string that begins here and ends with the mark that it begins with. */
static int skip_string(struct reader *reader, const char *mark)
{
    size_t begin = reader->at;
    bool is_long = strlen(mark) == 3;

    reader->at += strlen(mark);
    while (!is_end(reader) && !starts(reader, mark)) {
        if (next(reader) == '\\' && mark[0] == '"')
            reader->at++;
        if (!is_long && (next(reader) == '\n' || next(reader) == '\r'))
            break;
        reader->at++;
    }
    if (is_end(reader) || !starts(reader, mark))
        return fail(reader, begin, "this string has no end");
    reader->at += strlen(mark);
    /* Up to two more of its quotes belong to a long string. */
    for (size_t i = 0; is_long && i < 2 && next(reader) == mark[0]; i++)
        reader->at++;
    return 0;
}

/* 1: no string begins here. */
static int skip_any_string(struct reader *reader)
{
    static const char *const marks[] = { "\"\"\"", "'''", "\"", "'" };

    for (size_t i = 0; i < ARRAY_COUNT(marks); i++)
        if (starts(reader, marks[i]))
            return skip_string(reader, marks[i]);
    return 1;
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static int skip_key_part(struct reader *reader)
{
    size_t begin = reader->at;

    if (next(reader) == '"' || next(reader) == '\'')
        return skip_string(reader, next(reader) == '"' ? "\"" : "'");
    while (is_bare(next(reader)))
        reader->at++;
    return reader->at > begin ? 0 : fail(reader, begin, "here a key should stand");
}

/* A key with its dots; blanks behind it are passed over. */
static int read_key(struct reader *reader, struct slice *key)
{
    size_t begin = reader->at, end;

    for (;;) {
        if (skip_key_part(reader) < 0)
            return -1;
        end = reader->at;
        skip_blanks(reader);
        if (next(reader) != '.')
            break;
        reader->at++;
        skip_blanks(reader);
    }
    *key = (struct slice){ reader->text.data + begin, end - begin };
    return 0;
}

static int read_value(struct reader *reader);

static int read_pair(struct reader *reader, struct slice *key)
{
    if (read_key(reader, key) < 0)
        return -1;
    if (next(reader) != '=')
        return fail(reader, reader->at, "here \"=\" should stand");
    reader->at++;
    skip_blanks(reader);
    return read_value(reader);
}

/* An array or an inline table, up to its closing bracket. */
static int read_list(struct reader *reader, char close)
{
    size_t begin = reader->at++;
    struct slice ignored;

    for (;;) {
        if (skip_space(reader) < 0)
            return -1;
        if (next(reader) == close)
            break;
        if (is_end(reader))
            return fail(reader, begin, "this bracket is not closed");
        if ((close == '}' ? read_pair(reader, &ignored) : read_value(reader)) < 0 ||
            skip_space(reader) < 0)
            return -1;
        if (next(reader) == ',')
            reader->at++;
        else if (!is_end(reader) && next(reader) != close)
            return fail(reader, reader->at, "here a comma or a closing bracket should stand");
    }
    reader->at++;
    return 0;
}

/* A number, a date, true or false. A date may hold one blank. */
static int read_word(struct reader *reader)
{
    size_t begin = reader->at;

    while (is_bare(next(reader)) || (next(reader) && strchr("+.:", next(reader))))
        reader->at++;
    if (reader->at == begin)
        return fail(reader, begin, "here a value should begin");
    if (reader->at - begin == strlen("2026-11-22") && starts(reader, " ") &&
        reader->text.data[begin + 4] == '-') {
        reader->at++;
        if (next(reader) < '0' || next(reader) > '9')
            reader->at--;
        else
            return read_word(reader);
    }
    return 0;
}

static int read_value(struct reader *reader)
{
    int rc = skip_any_string(reader);

    if (rc <= 0)
        return rc;
    if (next(reader) != '[' && next(reader) != '{')
        return read_word(reader);
    if (++reader->depth > TOML_DEPTH_MAX)
        return fail(reader, reader->at, "values are nested too deeply here");
    rc = read_list(reader, next(reader) == '[' ? ']' : '}');
    reader->depth--;
    return rc;
}

static int read_header(struct reader *reader, struct toml_item *item)
{
    const char *close = "]";

    item->kind = TOML_TABLE;
    if (starts(reader, "[[")) {
        item->kind = TOML_ARRAY_OF_TABLES;
        close = "]]";
    }
    reader->at += strlen(close);
    skip_blanks(reader);
    if (read_key(reader, &item->key) < 0)
        return -1;
    if (!starts(reader, close))
        return fail(reader, reader->at, "here the name of the table should end with \"]\"");
    reader->at += strlen(close);
    return 0;
}

static int read_item(struct reader *reader, struct toml_item *item)
{
    size_t begin;

    if (next(reader) == '[')
        return read_header(reader, item);
    item->kind = TOML_PAIR;
    if (read_key(reader, &item->key) < 0)
        return -1;
    if (next(reader) != '=')
        return fail(reader, reader->at, "here \"=\" should stand");
    reader->at++;
    skip_blanks(reader);
    begin = reader->at;
    if (read_value(reader) < 0)
        return -1;
    item->value = (struct slice){ reader->text.data + begin, reader->at - begin };
    return 0;
}

int toml_next(struct slice text, size_t *at, struct toml_item *item, struct err *err)
{
    struct reader reader = { .text = text, .at = *at, .err = err };

    *item = (struct toml_item){ 0 };
    if (*at == 0) {
        size_t sound = utf8_valid(text);

        reader.at = jsonc_mark_size(text);
        if (sound < text.size)
            return fail(&reader, sound, "this is no UTF-8");
    }
    if (skip_lines(&reader) < 0)
        return -1;
    item->begin = reader.at;
    skip_blanks(&reader);
    if (is_end(&reader))
        return 1;
    if (read_item(&reader, item) < 0 || skip_line(&reader) < 0)
        return -1;
    item->end = *at = reader.at;
    return 0;
}

size_t toml_key_match(struct slice key, const char *const *names, size_t *parts)
{
    struct err ignored;
    struct reader reader = { .text = key, .err = &ignored };
    size_t same = 0;

    for (*parts = 0; !is_end(&reader); *parts += 1) {
        size_t begin = reader.at;
        struct slice part;
        bool is_same = false;

        (void)skip_key_part(&reader);
        part = (struct slice){ key.data + begin, reader.at - begin };
        if (same == *parts && names[same]) {
            if (part.data[0] == '\'')
                is_same =
                    slice_is((struct slice){ part.data + 1, part.size - 2 }, slice_of(names[same]));
            else
                is_same = part.data[0] == '"' ? scan_is(part, names[same])
                                              : slice_is(part, slice_of(names[same]));
        }
        same += is_same;
        while (!is_end(&reader) && strchr(" \t.", next(&reader)))
            reader.at++;
    }
    return same;
}

int toml_string(struct slice value, struct buf *text)
{
    bool is_long = slice_starts(value, SLICE("\"\"\"")) || slice_starts(value, SLICE("'''"));

    if (value.size < 2 || is_long)
        return -1;
    if (value.data[0] == '\'')
        return buf_add(text, (struct slice){ value.data + 1, value.size - 2 });
    /* \U and \e are TOML's alone; who uses them is taken for somebody else. */
    return value.data[0] == '"' ? scan_string(value, text) : -1;
}
