/* checkup - what a look at this installation has found. */
#include "mcp-server/doctor/checkup.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME_COLUMNS 14 /* names are padded to it */

/* How a status is said and shown, by enum finding_status. */
static const struct {
    const char *word, *colour;
} statuses[] = {
    [FINDING_OK] = { "ok", "\x1b[32m" },
    [FINDING_NOTE] = { "note", "\x1b[33m" },
    [FINDING_PROBLEM] = { "problem", "\x1b[31m" },
};

/* Without what a terminal would obey, or what is no text. Owned by the caller. */
static char *printable(struct slice text)
{
    CLEANUP(buf_done) struct buf clean = BUF_MAX(FINDING_TEXT_MAX);

    while (text.size > 0) {
        size_t length;
        uint32_t point = utf8_next(text, &length);
        bool is_control = point < ' ' || (point >= 0x7F && point < 0xA0) || point == UTF8_BAD;

        if (buf_add(&clean, is_control ? SLICE("?") : (struct slice){ text.data, length }) < 0)
            break;
        text = slice_from(text, length);
    }
    return buf_take(&clean);
}

static void add(struct checkup *checkup, enum finding_status status, struct slice name,
                struct slice text, struct slice remedy)
{
    if (checkup->count == FINDINGS_MAX)
        return;
    checkup->list = xrealloc(checkup->list, (checkup->count + 1) * sizeof(*checkup->list));
    checkup->list[checkup->count++] = (struct finding){
        .group = checkup->group,
        .status = status,
        .name = printable(name),
        .text = printable(text),
        .remedy = remedy.size > 0 ? printable(remedy) : NULL,
    };
}

PRINTF(5, 0)
static void add_formatted(struct checkup *checkup, enum finding_status status, const char *name,
                          const char *remedy, const char *format, va_list arguments)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(FINDING_TEXT_MAX);

    buf_vaddf(&text, format, arguments);
    add(checkup, status, slice_of(name), buf_slice(&text), slice_of(remedy));
}

void finding_ok(struct checkup *checkup, const char *name, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_formatted(checkup, FINDING_OK, name, NULL, format, arguments);
    va_end(arguments);
}

void finding_note(struct checkup *checkup, const char *name, const char *remedy, const char *format,
                  ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_formatted(checkup, FINDING_NOTE, name, remedy, format, arguments);
    va_end(arguments);
}

void finding_problem(struct checkup *checkup, const char *name, const char *remedy,
                     const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_formatted(checkup, FINDING_PROBLEM, name, remedy, format, arguments);
    va_end(arguments);
}

static void add_err(struct checkup *checkup, enum finding_status status, const char *name,
                    const struct err *err, const char *remedy)
{
    static const char mark[] = "; run: ";
    const char *command = strstr(err->text, mark);
    struct slice text = { err->text, command ? (size_t)(command - err->text) : strlen(err->text) };

    add(checkup, status, slice_of(name), text, slice_of(command ? command + strlen(mark) : remedy));
}

void finding_err(struct checkup *checkup, const char *name, const struct err *err,
                 const char *remedy)
{
    add_err(checkup, FINDING_PROBLEM, name, err, remedy);
}

struct err finding_gist(const struct err *err)
{
    struct err gist = *err;
    char *end = strstr(gist.text, ". ");

    if (end)
        end[1] = '\0';
    return gist;
}

void finding_advice(struct checkup *checkup, enum finding_status status, const char *name,
                    const struct err *err, const char *remedy)
{
    struct err gist = finding_gist(err);
    const char *advice = err->text + strlen(gist.text);

    add_err(checkup, status, name, &gist, advice[0] ? advice + 1 : remedy);
}

static size_t count_of(const struct checkup *checkup, enum finding_status status)
{
    size_t count = 0;

    for (size_t i = 0; i < checkup->count; i++)
        count += checkup->list[i].status == status;
    return count;
}

size_t checkup_problems(const struct checkup *checkup)
{
    return count_of(checkup, FINDING_PROBLEM);
}

static void write_finding(const struct finding *finding, bool colours, struct buf *out)
{
    size_t width = utf8_count(slice_of(finding->name));

    buf_addf(out, "  %s%-7s%s  %s%*s  %s\n", colours ? statuses[finding->status].colour : "",
             statuses[finding->status].word, colours ? "\x1b[0m" : "", finding->name,
             width < NAME_COLUMNS ? (int)(NAME_COLUMNS - width) : 0, "", finding->text);
    if (finding->remedy)
        buf_addf(out, "  %*s  -> %s\n", 7 + 2 + NAME_COLUMNS, "", finding->remedy);
}

static void write_count(struct buf *out, size_t count, const char *word)
{
    buf_addf(out, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

void checkup_write_text(const struct checkup *checkup, bool colours, struct buf *out)
{
    const char *group = "";

    for (size_t i = 0; i < checkup->count; i++) {
        const struct finding *finding = &checkup->list[i];

        if (strcmp(group, finding->group) != 0)
            buf_addf(out, "%s%s\n", i > 0 ? "\n" : "", finding->group);
        group = finding->group;
        write_finding(finding, colours, out);
    }
    buf_adds(out, "\n");
    write_count(out, count_of(checkup, FINDING_PROBLEM), "problem");
    buf_adds(out, ", ");
    write_count(out, count_of(checkup, FINDING_NOTE), "note");
    buf_addf(out, ", %zu ok\n", count_of(checkup, FINDING_OK));
}

static void write_member(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, ",\"%s\":", name);
    json_quote(slice_of(text), out);
}

void checkup_write_json(const struct checkup *checkup, struct buf *out)
{
    buf_addf(out, "{\"ok\":%s,\"checks\":[", checkup_problems(checkup) == 0 ? "true" : "false");
    for (size_t i = 0; i < checkup->count; i++) {
        const struct finding *finding = &checkup->list[i];

        buf_addf(out, "%s{\"group\":", i > 0 ? "," : "");
        json_quote(slice_of(finding->group), out);
        write_member(out, "name", finding->name);
        write_member(out, "status", statuses[finding->status].word);
        write_member(out, "text", finding->text);
        write_member(out, "remedy", finding->remedy ? finding->remedy : "");
        buf_adds(out, "}");
    }
    buf_adds(out, "]}\n");
}

void checkup_done(struct checkup *checkup)
{
    for (size_t i = 0; i < checkup->count; i++) {
        free(checkup->list[i].name);
        free(checkup->list[i].text);
        free(checkup->list[i].remedy);
    }
    free(checkup->list);
    checkup->list = NULL;
    checkup->count = 0;
}
