/* sent - what left this machine: a list of requests, and the body of each.
 *
 *   records -> a head (a line of JSON, see archive.h) and a body -> a row, or the body as it was
 */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/cli/command.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/text/quantity.h"
#include "store/records.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DEFAULT_LIMIT 20
#define WAIT_MS       2000
#define WORD_SIZE     200

/* One request as it was kept. */
struct letter {
    const char *number;
    int64_t time_s;
    struct buf text;
    struct slice head, body; /* of text */
};

static int open_letter(struct records *records, struct letter *letter, struct err *err)
{
    struct slice rest;
    int rc;

    buf_clear(&letter->text);
    rc = records_get(records, RECORD_SENT, letter->number, clock_unix_s(), &letter->text,
                     &letter->time_s, err);
    rest = buf_slice(&letter->text);
    if (rc == 0 && slice_split(&rest, '\n', &letter->head))
        letter->body = rest;
    return rc;
}

static void add_member(struct buf *out, const struct letter *letter, const char *name)
{
    char word[WORD_SIZE];

    scan_text(scan_member(letter->head, name), word, sizeof(word));
    buf_addf(out, ",\"%s\":", name);
    json_quote(slice_of(word), out);
}

static void add_json(struct buf *out, const struct letter *letter, bool with_body)
{
    static const char *const members[] = { "to", "tool", "tag", "model" };

    buf_addf(out, "{\"number\":%s,\"time_s\":%lld", letter->number, (long long)letter->time_s);
    for (size_t i = 0; i < ARRAY_COUNT(members); i++)
        add_member(out, letter, members[i]);
    buf_addf(out, ",\"bytes\":%zu", letter->body.size);
    if (with_body) {
        buf_adds(out, ",\"body\":");
        json_quote(letter->body, out);
    }
    buf_adds(out, "}");
}

static void add_row(struct buf *out, const struct letter *letter)
{
    char model[WORD_SIZE], tool[WORD_SIZE], tag[WORD_SIZE];
    CLEANUP(buf_done) struct buf size = BUF_MAX(32), time = BUF_MAX(40);

    quantity_add_time(&time, letter->time_s);
    scan_text(scan_member(letter->head, "model"), model, sizeof(model));
    scan_text(scan_member(letter->head, "tool"), tool, sizeof(tool));
    scan_text(scan_member(letter->head, "tag"), tag, sizeof(tag));
    quantity_add_count(&size, (int64_t)letter->body.size);
    buf_addf(out, "%6s  %s  %s  %s%s%s  %s bytes\n", letter->number, buf_text(&time), model, tool,
             tag[0] ? " " : "", tag, buf_text(&size));
}

/* What cannot be opened is named in its place and not passed over. */
static void add_entry(struct buf *out, struct records *records, const char *number, bool json)
{
    struct letter letter = { .number = number, .text = BUF_MAX(RECORD_MAX) };
    struct err err = { 0 };
    int rc = open_letter(records, &letter, &err);

    if (rc == 0 && json)
        add_json(out, &letter, false);
    else if (rc == 0)
        add_row(out, &letter);
    else if (rc < 0 && json)
        buf_addf(out, "{\"number\":%s,\"error\":\"cannot be opened\"}", number);
    else if (rc < 0)
        buf_addf(out, "%6s  cannot be opened: %s\n", number, err.text);
    buf_done(&letter.text);
}

static int list(struct records *records, size_t limit, bool json)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(4));
    struct record_name *names = xcalloc(limit, sizeof(*names));
    struct err err = { 0 };
    int count = records_list(records, RECORD_SENT, names, limit, &err);

    buf_adds(&out, json ? "{\"sent\":[" : "");
    for (int i = 0; i < count; i++) {
        buf_adds(&out, json && i > 0 ? "," : "");
        add_entry(&out, records, names[i].name, json);
    }
    buf_adds(&out, json ? "]}\n" : "");
    free(names);
    if (count < 0)
        return command_complain("%s", err.text);
    if (count == 0 && !json)
        buf_adds(&out, "Nothing that was sent is kept.\n");
    fputs(buf_text(&out), stdout);
    return 0;
}

/* The body goes to stdout, to the byte; a terminal gets it harmless. */
static void print_letter(const struct letter *letter, bool json)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(RECORD_MAX * 6), time = BUF_MAX(40);

    if (json) {
        buf_adds(&out, "{\"sent\":[");
        add_json(&out, letter, true);
        buf_adds(&out, "]}\n");
    } else {
        quantity_add_time(&time, letter->time_s);
        fprintf(stderr, "%s, %s: %.*s, %zu bytes\n", letter->number, buf_text(&time),
                SLICE_FMT(letter->head), letter->body.size);
        if (isatty(STDOUT_FILENO))
            inert_add(&out, letter->body, NULL);
        else
            buf_add(&out, letter->body);
        buf_adds(&out, "\n");
    }
    fwrite(buf_text(&out), 1, out.size, stdout);
}

static int show(struct records *records, const char *number, bool json)
{
    struct letter letter = { .number = number, .text = BUF_MAX(RECORD_MAX) };
    struct err err = { 0 };
    int rc = open_letter(records, &letter, &err);

    if (rc == 0)
        print_letter(&letter, json);
    else if (rc > 0)
        command_complain("nothing of number %s is kept; openrouter-mcp sent lists what is", number);
    else
        command_complain("%s", err.text);
    buf_done(&letter.text);
    return rc == 0 ? 0 : 2;
}

static int sent_run(struct program *program, const cJSON *arguments, bool json)
{
    const char *number = json_str(arguments, "number");
    int64_t limit = json_int(arguments, "limit", DEFAULT_LIMIT);
    struct err err = { 0 };
    struct records *records;
    int status;

    if (!program->config->state_dir)
        return command_complain("%s", program->config->state_err);
    records = records_open(program->config->state_dir, WAIT_MS, &err);
    if (!records)
        return command_complain("%s", err.text);
    if (number)
        status = show(records, number + (number[0] == '#'), json);
    else
        status = list(records, (size_t)limit, json);
    records_close(records);
    return status;
}

const struct command command_sent = { "sent", sent_run };
