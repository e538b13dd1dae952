/* hearing - an exchange of a client (">") and a server ("<") as text, and what a witness says of
 * it.
 *
 *     CHECK_STR(hear("> {'id':1,'method':'ping'}\n"
 *                    "< {'id':1,'result':{}}\n"), "");
 *
 * One message a line, with ' for " throughout, in what the witness says, too. jsonrpc is added to
 * objects that lack it; $mcp is io.modelcontextprotocol; $meta is a _meta of 2026-07-28, without
 * its end; "." means that all is quiet; "hello 2025-11-25" as the first line is an initialize that
 * was answered.
 */
#pragma once

#include "base/limits.h"
#include "test.h"
#include "tests/witness/witness.h"

#include <stdlib.h>

static struct err hearing_err;

/* With the handshake written out; the caller frees it. */
static inline char *hearing_whole(const char *exchange)
{
    struct buf text = BUF_MAX(MIB(16));

    if (strncmp(exchange, "hello ", 6) == 0) {
        const char *version = exchange + 6;

        exchange = strchr(exchange, '\n') + 1;
        buf_addf(&text,
                 "> {'id':0,'method':'initialize','params':{'protocolVersion':'%.10s',"
                 "'capabilities':{'sampling':{},'roots':{},'elicitation':{}},"
                 "'clientInfo':{'name':'c','version':'1'}}}\n"
                 "< {'id':0,'result':{'protocolVersion':'%.10s','capabilities':{'tools':{"
                 "'listChanged':true},'logging':{},'prompts':{},'completions':{},"
                 "'resources':{'subscribe':true}},'serverInfo':{'name':'s','version':'1'}}}\n"
                 "> {'method':'notifications/initialized'}\n",
                 version, version);
    }
    buf_adds(&text, exchange);
    return buf_take(&text);
}

static inline void hearing_add(char c, const char **at, struct buf *whole)
{
    static const struct {
        const char *name, *text;
    } words[] = {
        { "$mcp", "io.modelcontextprotocol" },
        { "$meta", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                   "\"io.modelcontextprotocol/clientCapabilities\":{}" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (strncmp(*at, words[i].name, strlen(words[i].name)) == 0) {
            buf_adds(whole, words[i].text);
            *at += strlen(words[i].name) - 1;
            return;
        }
    buf_addc(whole, c == '\'' ? '"' : c);
}

/* The line as it passes, without its arrow. */
static inline void hearing_complete(struct slice line, struct buf *whole)
{
    bool lacks = slice_starts(line, SLICE("{")) && !memmem(line.data, line.size, "'jsonrpc'", 9);

    buf_clear(whole);
    if (lacks) {
        buf_adds(whole, line.data[1] == '}' ? "{\"jsonrpc\":\"2.0\"" : "{\"jsonrpc\":\"2.0\",");
        line = slice_from(line, 1);
    }
    for (const char *at = line.data, *end = line.data + line.size; at < end; at++)
        hearing_add(*at, &at, whole);
}

/* The first sentence about a line of the server, or "". */
static inline const char *hear(const char *exchange)
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(LINE_OUT_MAX + KIB(1));
    CLEANUP(freep) char *text = hearing_whole(exchange);
    struct slice rest = slice_of(text), line;
    struct witness *witness = witness_new();
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
    witness_free(witness);
    for (char *quote = hearing_err.text; (quote = strchr(quote, '"'));)
        *quote = '\'';
    return hearing_err.text;
}

/* The exchange with the first occurrence of a part replaced; the caller frees it. */
static inline char *hearing_spoilt(const char *exchange, const char *part, const char *by)
{
    CLEANUP(freep) char *whole = hearing_whole(exchange);
    const char *at = strstr(whole, part);
    struct buf text = BUF_MAX(MIB(16));

    if (!at)
        test_fail(__FILE__, __LINE__, "nothing to spoil: %s", part);
    buf_add(&text, (struct slice){ whole, (size_t)(at - whole) });
    buf_adds(&text, by);
    buf_adds(&text, at + strlen(part));
    return buf_take(&text);
}

/* One defect in an exchange that is right without it. */
struct defect {
    const char *what, *part, *by, *says;
};

/* The table ends with an empty row. */
static inline void hearing_find(const char *exchange, const struct defect *defects)
{
    CHECK_STR(hear(exchange), "");
    for (; defects->what; defects++) {
        char *spoilt = hearing_spoilt(exchange, defects->part, defects->by);
        const char *sentence = hear(spoilt);

        free(spoilt);
        if (!strstr(sentence, defects->says))
            test_fail(__FILE__, __LINE__, "%s: said \"%s\"\n  which does not say \"%s\"",
                      defects->what, sentence, defects->says);
    }
}
