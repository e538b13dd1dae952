/* print - a tree as compact JSON text, by an emitter that only appends.
 *
 * cJSON's own printer overflows the stack on a deep tree and loses the last digits of large
 * integers (measured), so it is not used.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "json/json.h"
#include "json/text.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What was parsed is at most UPSTREAM_DEPTH_MAX deep, and we wrap it a few times. */
#define PRINT_DEPTH_MAX (UPSTREAM_DEPTH_MAX + 16)
#define EXACT_MAX       0x1p53 /* up to here a double holds every integer */

static int quote_char(struct slice text, size_t *length, struct buf *out)
{
    static const char *const escapes[] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",  ['\f'] = "\\f",
        ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\",
    };
    uint32_t code_point = utf8_next(text, length);

    if (code_point == UTF8_BAD)
        return buf_adds(out, UTF8_REPLACEMENT);
    if (code_point < ARRAY_COUNT(escapes) && escapes[code_point])
        return buf_adds(out, escapes[code_point]);
    if (code_point < 0x20)
        return buf_addf(out, "\\u%04" PRIx32, code_point);
    return buf_add(out, (struct slice){ text.data, *length });
}

int json_quote(struct slice text, struct buf *out)
{
    buf_addc(out, '"');
    while (text.size > 0 && !out->full) {
        size_t length = text_plain(text);

        if (length > 0)
            buf_add(out, (struct slice){ text.data, length });
        else
            quote_char(text, &length, out);
        text = slice_from(text, length);
    }
    return buf_addc(out, '"');
}

/* The shortest digits that read back as the same double. */
static int print_number(double number, struct buf *out)
{
    char digits[32];

    if (!isfinite(number))
        return buf_adds(out, "null");
    if (number < EXACT_MAX && number > -EXACT_MAX && (double)(int64_t)number == number)
        return buf_addf(out, "%" PRId64, (int64_t)number);
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof(digits), "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    return buf_adds(out, digits);
}

static int print_value(const cJSON *value, size_t depth, struct buf *out);

static int print_children(const cJSON *container, size_t depth, struct buf *out)
{
    bool is_object = cJSON_IsObject(container);
    const cJSON *child;

    if (depth == PRINT_DEPTH_MAX)
        return -1;
    buf_addc(out, is_object ? '{' : '[');
    cJSON_ArrayForEach(child, container)
    {
        if (child != container->child)
            buf_addc(out, ',');
        if (is_object) {
            json_quote(slice_of(child->string), out);
            buf_addc(out, ':');
        }
        if (print_value(child, depth + 1, out) < 0)
            return -1;
    }
    return buf_addc(out, is_object ? '}' : ']');
}

static int print_value(const cJSON *value, size_t depth, struct buf *out)
{
    switch (value->type & 0xFF) {
    case cJSON_False:
        return buf_adds(out, "false");
    case cJSON_True:
        return buf_adds(out, "true");
    case cJSON_NULL:
        return buf_adds(out, "null");
    case cJSON_Number:
        return print_number(value->valuedouble, out);
    case cJSON_String:
        return json_quote(slice_of(value->valuestring), out);
    case cJSON_Raw: /* an id or a price, in the characters it came in */
        return buf_adds(out, value->valuestring);
    default:
        assert(cJSON_IsObject(value) || cJSON_IsArray(value));
        return print_children(value, depth, out);
    }
}

int json_print(const cJSON *tree, struct buf *out)
{
    return print_value(tree, 0, out);
}
