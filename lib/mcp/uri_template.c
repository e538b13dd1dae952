/* uri_template - whether a URI is one of those that a template describes. */
#include "mcp/uri_template.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "json/json.h"

#include <ctype.h>
#include <stdlib.h>

/* The piece that a template begins with: text up to a brace, or one expression. */
struct piece {
    struct slice text; /* of an expression the name */
    bool is_variable;
};

static bool next_piece(const char **at, struct piece *piece)
{
    const char *start = *at;

    if (*start == '\0')
        return false;
    piece->is_variable = *start == '{';
    if (piece->is_variable) {
        size_t size = strcspn(start, "}");

        piece->text = (struct slice){ start + 1, size - 1 };
        *at = start + size + (start[size] == '}');
    } else {
        piece->text = (struct slice){ start, strcspn(start, "{") };
        *at = start + piece->text.size;
    }
    return true;
}

static bool is_name(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '_')
            return false;
    return text.size > 0;
}

static bool has_variable_before(const char *tmpl, const char *end, struct slice name)
{
    struct piece piece;

    for (const char *at = tmpl; at < end && next_piece(&at, &piece);)
        if (at < end && piece.is_variable && slice_is(piece.text, name))
            return true;
    return false;
}

int uri_template_check(const char *tmpl, struct err *err)
{
    bool was_variable = false, has_variable = false;
    struct piece piece;

    for (const char *at = tmpl; next_piece(&at, &piece); was_variable = piece.is_variable) {
        if (piece.is_variable ? !is_name(piece.text) || at[-1] != '}'
                              : memchr(piece.text.data, '}', piece.text.size) != NULL)
            return err_set(err, ERR_INTERNAL, "%s: only {name} is known in a template", tmpl);
        if (piece.is_variable && was_variable)
            return err_set(err, ERR_INTERNAL, "%s: two variables need text between them", tmpl);
        if (piece.is_variable && has_variable_before(tmpl, at, piece.text))
            return err_set(err, ERR_INTERNAL, "%s: has a variable twice", tmpl);
        has_variable |= piece.is_variable;
    }
    if (!has_variable)
        return err_set(err, ERR_INTERNAL, "%s: has no variable", tmpl);
    return 0;
}

/* -1 when a percent sign is not followed by two hexadecimal digits, or stands for what may not be
 * in a segment. */
static int decode(struct slice raw, struct buf *text)
{
    for (size_t i = 0; i < raw.size; i++) {
        unsigned byte = (unsigned char)raw.data[i];

        if (byte == '%') {
            char digits[3] = { 0 };

            if (raw.size - i < 3 || !isxdigit((unsigned char)raw.data[i + 1]) ||
                !isxdigit((unsigned char)raw.data[i + 2]))
                return -1;
            digits[0] = raw.data[++i];
            digits[1] = raw.data[++i];
            byte = (unsigned)strtoul(digits, NULL, 16);
            if (byte == '/' || byte == '\0')
                return -1;
        }
        if (buf_addc(text, (char)byte) < 0)
            return -1;
    }
    return utf8_valid(buf_slice(text)) == text->size ? 0 : -1;
}

/* The bytes of one character of a uri: nothing is looked for inside of "%2E". */
static size_t character_size(const char *uri)
{
    bool is_encoded =
        uri[0] == '%' && isxdigit((unsigned char)uri[1]) && isxdigit((unsigned char)uri[2]);

    return is_encoded ? 3 : 1;
}

/* The segment's bytes up to where the text behind it begins: the first such place, or the end of
 * the uri where nothing comes after that text. 0 when there is none. */
static size_t segment_size(const char *uri, const char *behind)
{
    size_t longest = strcspn(uri, "/?#");
    size_t text = strcspn(behind, "{");
    bool is_last = behind[text] == '\0';

    for (size_t size = 0; size < longest;) {
        size += character_size(uri + size);
        if (strncmp(uri + size, behind, text) == 0 && (!is_last || uri[size + text] == '\0'))
            return size;
    }
    return 0;
}

static int take_variable(struct slice name, struct slice raw, cJSON *values)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(URI_MAX);
    CLEANUP(freep) char *key = slice_dup(name);

    if (raw.size == 0 || decode(raw, &text) < 0)
        return -1;
    cJSON_AddStringToObject(values, key, buf_text(&text));
    return 0;
}

bool uri_template_match(const char *tmpl, const char *uri, cJSON *values)
{
    CLEANUP(json_freep) cJSON *found = cJSON_CreateObject();
    struct piece piece;

    for (const char *at = tmpl; next_piece(&at, &piece);) {
        size_t size = piece.text.size;

        if (!piece.is_variable) {
            if (strncmp(uri, piece.text.data, size) != 0)
                return false;
        } else {
            size = segment_size(uri, at);
            if (take_variable(piece.text, (struct slice){ uri, size }, found) < 0)
                return false;
        }
        uri += size;
    }
    if (*uri != '\0')
        return false;
    while (found->child) {
        cJSON *value = cJSON_DetachItemViaPointer(found, found->child);

        cJSON_AddItemToObject(values, value->string, value);
    }
    return true;
}

bool uri_template_has(const char *tmpl, const char *name)
{
    struct piece piece;

    for (const char *at = tmpl; next_piece(&at, &piece);)
        if (piece.is_variable && slice_is(piece.text, slice_of(name)))
            return true;
    return false;
}
