/* show - what the reader of the demo sees. */
#include "tests/demo/show.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "json/json.h"

#include <stdarg.h>
#include <stdio.h>

#define STRING_MAX 64  /* characters of one string */
#define ITEMS_MAX  2   /* of one list */
#define WIDTH_MAX  100 /* columns of text */

static void add_string(struct buf *out, struct slice text)
{
    CLEANUP(buf_done) struct buf cut = BUF_MAX(STRING_MAX + 8);

    if (text.size > STRING_MAX) {
        buf_add(&cut, (struct slice){ text.data, utf8_cut(text, STRING_MAX) });
        buf_adds(&cut, "…");
        text = buf_slice(&cut);
    }
    json_quote(text, out);
}

/* Members whose content is not what the demo is about. */
static bool is_aside(const char *key)
{
    static const char *const asides[] = { "_meta", "inputSchema", "annotations" };

    for (size_t i = 0; key && i < ARRAY_COUNT(asides); i++)
        if (strcmp(key, asides[i]) == 0)
            return true;
    return false;
}

static void add_value(struct buf *out, const cJSON *value)
{
    const cJSON *child;
    int count = 0;

    if (cJSON_IsString(value)) {
        add_string(out, slice_of(value->valuestring));
        return;
    }
    if (!cJSON_IsArray(value) && !cJSON_IsObject(value)) {
        json_print(value, out);
        return;
    }
    buf_addc(out, cJSON_IsArray(value) ? '[' : '{');
    cJSON_ArrayForEach(child, value)
    {
        buf_adds(out, child == value->child ? "" : ",");
        if (cJSON_IsArray(value) && count++ == ITEMS_MAX) {
            buf_adds(out, "…");
            break;
        }
        if (child->string) {
            json_quote(slice_of(child->string), out);
            buf_addc(out, ':');
        }
        if (is_aside(child->string))
            buf_adds(out, "{…}");
        else
            add_value(out, child);
    }
    buf_addc(out, cJSON_IsArray(value) ? ']' : '}');
}

void show_line(const char *arrow, struct slice line, long long at_ms)
{
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *tree = json_parse(line, &gate_upstream, &err);
    CLEANUP(buf_done) struct buf text = BUF_MAX(65536);

    if (tree) {
        add_value(&text, tree);
    } else {
        buf_addf(&text, "(%s) %.*s", err.text, SLICE_FMT(line));
    }
    if (at_ms >= 0)
        printf("  %s %s   (%lld ms)\n", arrow, buf_text(&text), at_ms);
    else
        printf("  %s %s\n", arrow, buf_text(&text));
}

static void show_row(struct slice line)
{
    size_t end = utf8_cut(line, WIDTH_MAX);

    printf("     | %.*s%s\n", (int)end, line.data ? line.data : "", end < line.size ? "…" : "");
}

static size_t count_lines(struct slice text)
{
    struct slice line;
    size_t count = 0;

    while (slice_split(&text, '\n', &line))
        count++;
    return count;
}

void show_text(struct slice text, size_t head_max, size_t tail_max)
{
    size_t count = count_lines(text);
    struct slice line;

    for (size_t at = 0; slice_split(&text, '\n', &line); at++) {
        if (at < head_max || count - at <= tail_max)
            show_row(line);
        else if (at == head_max)
            printf("     | … %zu lines …\n", count - head_max - tail_max);
    }
}

void show_lines(struct slice text, const char *beginning)
{
    struct slice line;

    while (slice_split(&text, '\n', &line))
        if (slice_starts(line, slice_of(beginning)))
            show_row(line);
}

void show_title(const char *format, ...)
{
    va_list args;

    printf("\n");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

void show_note(const char *format, ...)
{
    va_list args;

    printf("     ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}
