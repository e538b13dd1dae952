/* hearing - an exchange of a client (">") and a server ("<") as text, and what a witness says of
 * it.
 *
 *     CHECK_STR(hear("> {\"id\":1,\"method\":\"ping\"}\n"
 *                    "< {\"id\":1,\"result\":{}}\n"), "");
 *
 * One message a line; jsonrpc is added to objects that lack it; "." means that all is quiet.
 */
#pragma once

#include "base/limits.h"
#include "test.h"

#include "tests/witness/witness.h"
#include <stdlib.h>

static struct err hearing_err;

static inline void hearing_complete(struct slice line, struct buf *whole)
{
    buf_clear(whole);
    if (slice_starts(line, SLICE("{")) && !memmem(line.data, line.size, "\"jsonrpc\"", 9)) {
        buf_adds(whole, line.data[1] == '}' ? "{\"jsonrpc\":\"2.0\"" : "{\"jsonrpc\":\"2.0\",");
        line = slice_from(line, 1);
    }
    buf_add(whole, line);
}

/* The first sentence about a line of the server, or "". */
static inline const char *hear_by(struct witness *witness, const char *exchange)
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(LINE_OUT_MAX + KIB(1));
    struct slice rest = slice_of(exchange), line;
    struct err err;

    json_init();
    hearing_err = (struct err){ 0 };
    while (slice_split(&rest, '\n', &line)) {
        if (slice_is(line, SLICE(".")))
            witness_quiet(witness);
        if (line.size < 2)
            continue;
        hearing_complete(slice_from(line, 2), &whole);
        if (line.data[0] == '>')
            witness_sent(witness, buf_slice(&whole));
        else if (witness_received(witness, buf_slice(&whole), NULL, &err) < 0 &&
                 hearing_err.kind == ERR_NONE)
            hearing_err = err;
    }
    return hearing_err.text;
}

static inline const char *hear(const char *exchange)
{
    struct witness *witness = witness_new();
    const char *sentence = hear_by(witness, exchange);

    witness_free(witness);
    return sentence;
}

/* The exchange with the first occurrence of a part replaced; the caller frees it. */
static inline char *hearing_spoilt(const char *exchange, const char *part, const char *by)
{
    struct buf text = BUF_MAX(MIB(1));
    const char *at = strstr(exchange, part);

    if (!at)
        test_fail(__FILE__, __LINE__, "nothing to spoil: %s", part);
    buf_add(&text, (struct slice){ exchange, (size_t)(at - exchange) });
    buf_adds(&text, by);
    buf_adds(&text, at + strlen(part));
    return buf_take(&text);
}

/* One defect in an exchange that is right without it. */
struct defect {
    const char *what, *part, *by, *says;
};

static inline void hearing_find(const char *exchange, const struct defect *defects)
{
    CHECK_STR(hear(exchange), "");
    for (; defects->what; defects++) {
        char *spoilt = hearing_spoilt(exchange, defects->part, defects->by);
        const char *sentence = hear(spoilt);

        if (!strstr(sentence, defects->says))
            test_fail(__FILE__, __LINE__, "%s: said \"%s\"\n  which does not say \"%s\"",
                      defects->what, sentence, defects->says);
        free(spoilt);
    }
}

#define MODERN_META                                                                                \
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                       \
    "\"io.modelcontextprotocol/clientCapabilities\":{}"
#define HELLO(version)                                                                             \
    "> {\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" version "\","       \
    "\"capabilities\":{\"sampling\":{},\"roots\":{},\"elicitation\":{}},"                          \
    "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}\n"                                        \
    "< {\"id\":0,\"result\":{\"protocolVersion\":\"" version "\",\"capabilities\":{\"tools\":{"    \
    "\"listChanged\":true},\"logging\":{}},\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}\n"  \
    "> {\"method\":\"notifications/initialized\"}\n"
