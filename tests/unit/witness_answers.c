/* Units of tests/witness: whether an answer may come at all. No schema is needed for that. */
#include "hearing.h"

#include <stdlib.h>

#define PING(id) "> {'id':" id ",'method':'ping'}\n"
#define PONG(id) "< {'id':" id ",'result':{}}\n"
#define CALL(id, token)                                                                            \
    "> {'id':" id ",'method':'tools/call','params':{'name':'t','_meta':{"                          \
    "'progressToken':" token "}}}\n"
#define ANSWER(id)  "< {'id':" id ",'result':{'content':[]}}\n"
#define CANCEL(id)  "> {'method':'notifications/cancelled','params':{'requestId':" id "}}\n"
#define NAMELESS    "< {'error':{'code':-32600,'message':'m'}}\n"
#define REFUSED(id) "< {'id':" id ",'error':{'code':-32600,'message':'m'}}\n"
#define PROGRESS(token, progress)                                                                  \
    "< {'method':'notifications/progress','params':{'progressToken':" token                        \
    ",'progress':" progress "}}\n"

static const struct hearing {
    const char *what, *exchange, *says; /* "": nothing is wrong */
} hearings[] = {
    { "an answer", PING("1") PONG("1"), "" },
    { "an answer in another order", PING("1") PING("2") PONG("2") PONG("1"), "" },
    { "an answer to what was not asked", PING("1") PONG("2"), "id 2, which was not asked" },
    { "an answer before it was asked", PONG("1") PING("1"), "id 1, which was not asked" },
    { "a number for a string", PING("'1'") PONG("1"), "id 1, which was not asked" },
    { "a string for a number", PING("1") PONG("'1'"), "id '1', which was not asked" },
    { "a second answer", PING("1") PONG("1") PONG("1"), "a second answer to id 1" },
    { "an id that is used again", PING("1") PONG("1") PING("1") PONG("1"), "" },
    { "an id that is used again too soon", PING("1") PING("1") PONG("1") PONG("1"), "" },
    { "two that are used again, and three answers",
      PING("1") PING("1") PONG("1") PONG("1") PONG("1"), "a second answer to id 1" },
    { "an id that is a fraction", PING("1") "< {'id':1.5,'result':{}}", "id must be" },
    { "an id that is null", "> 7\n< {'id':null,'error':{'code':-32600,'message':'m'}}",
      "id must be" },
    { "a result without an id", PING("1") "< {'result':{}}", "a result without an id" },
    { "result and error", PING("1") "< {'id':1,'result':{},'error':{}}", "exactly one of" },
    { "neither of them", PING("1") "< {'id':1}", "exactly one of" },
    { "no jsonrpc", PING("1") "< {'jsonrpc':2.0,'id':1,'result':{}}", "jsonrpc must be" },
    { "no JSON", PING("1") "< {'id':1,'result':{}", "at byte" },
    { "no object", PING("1") "< 7", "must be an object" },
    { "a result that is no object", PING("1") "< {'id':1,'result':7}", "must be an object" },
    { "a result of what has no method", "> {'id':1}\n" PONG("1"), "a result of ''" },
    { "a result of an unknown method", "> {'id':1,'method':'x/y'}\n" PONG("1"), "'x/y'" },
    { "an error of an unknown method", "> {'id':1,'method':'x/y'}\n" REFUSED("1"), "" },

    { "an error without an id, for garbage", "> {\n" NAMELESS, "" },
    { "two of them for one", "> {\n" NAMELESS NAMELESS, "never answered" },
    { "an answer to a notification", "> {'method':'x'}\n" NAMELESS, "never answered" },
    { "an answer to a response", "> {'id':9,'result':{}}\n" NAMELESS, "never answered" },
    { "an answer to a blank line", "> \n" NAMELESS, "never answered" },
    { "an error for what is no notification", "> {'method':7}\n" NAMELESS, "" },
    { "an error for an id that is null", "> {'id':null,'method':'ping'}\n" NAMELESS, "" },
    { "an error for a notification that is no JSON of ours",
      "> {'method':'x','method':'x'}\n" NAMELESS, "" },
    { "a twin is refused, and the first answered", CALL("1", "1") PING("1") NAMELESS ANSWER("1"),
      "" },
    { "garbage and a twin, refused in their order",
      CALL("1", "1") "> {\n" PING("1") NAMELESS NAMELESS ANSWER("1"), "" },
    { "an array before 2025-03-26",
      "> ["
      "{'id':1,'method':'ping'}]\n" NAMELESS,
      "" },
    { "an array that is refused and answered", "> [{'id':1,'method':'ping'}]\n" NAMELESS PONG("1"),
      "a second answer" },
    { "an array that is answered outside of one", "> [{'id':1,'method':'ping'}]\n" PONG("1"),
      "in an array and is answered outside one" },

    { "nothing after a cancel", CALL("1", "1") CANCEL("1") PING("2") PONG("2"), "" },
    { "an answer that was under way at the cancel",
      CALL("1", "1") CANCEL("1") PING("2") ANSWER("1") PONG("2"), "" },
    { "an answer after the cancel was read",
      CALL("1", "1") CANCEL("1") PING("2") PONG("2") ANSWER("1"), "was cancelled before" },
    { "an answer after a cancel, when all is quiet", CALL("1", "1") CANCEL("1") ".\n" ANSWER("1"),
      "was cancelled before" },
    { "progress after the cancel was read",
      CALL("1", "7") CANCEL("1") PING("2") PONG("2") PROGRESS("7", "1"), "after the cancel" },
    { "a cancel that is none", CALL("1", "1") CANCEL("'1'") CANCEL("2") ".\n" ANSWER("1"), "" },
    { "an id that is used again after its cancel",
      CALL("1", "1") CANCEL("1") ".\n" PING("1") PONG("1"), "" },

    { "progress that increases", CALL("1", "7") PROGRESS("7", "1") PROGRESS("7", "1.5"), "" },
    { "progress that rests", CALL("1", "7") PROGRESS("7", "1") PROGRESS("7", "1"),
      "must increase" },
    { "progress that falls", CALL("1", "7") PROGRESS("7", "2") PROGRESS("7", "1"),
      "must increase" },
    { "progress that is no number", CALL("1", "7") PROGRESS("7", "'1'"), "must increase" },
    { "progress after the answer", CALL("1", "7") ANSWER("1") PROGRESS("7", "1"),
      "after the answer" },
    { "progress with the token of another type", CALL("1", "7") PROGRESS("'7'", "1"),
      "which nobody gave" },
    { "progress of nobody", CALL("1", "7") "< {'method':'notifications/progress'}",
      "which nobody gave" },
    { "a token that is used again",
      CALL("1", "7") PROGRESS("7", "5") ANSWER("1") CALL("2", "7") PROGRESS("7", "1") ANSWER("2"),
      "" },

    { "an unknown notification", "hello 2025-11-25\n< {'method':'notifications/x'}",
      "no notification of a server" },
    { "a notification that is none", "< {'method':7}", "method must be a string" },
    { "a request in a result", PING("1") "< {'id':1,'method':'ping','result':{}}",
      "neither result nor error" },
    { "an error that is none", PING("1") "< {'id':1,'error':'no'}", "error must have a code" },
    { "an error without a message", PING("1") "< {'id':1,'error':{'code':1}}",
      "error must have a code" },
    { "a reserved code", PING("1") "< {'id':1,'error':{'code':-32001,'message':'m'}}",
      "-32001 is reserved" },
    { "a code of the stateless revision in another",
      PING("1") "< {'id':1,'error':{'code':-32022,'message':'m'}}", "-32022 is reserved" },
    { "a code of its own", PING("1") "< {'id':1,'error':{'code':7,'message':'m'}}", "" },
    { "not found, without saying what",
      "> {'id':1,'method':'resources/read'}\n"
      "< {'id':1,'error':{'code':-32002,'message':'m'}}",
      "must have data with the uri" },
};

TEST("witness: says which answers may not come, and lets the others pass")
{
    witness_use(NULL);
    for (size_t i = 0; i < ARRAY_COUNT(hearings); i++) {
        const char *sentence = hear(hearings[i].exchange);

        if (!strstr(sentence, hearings[i].says) || (hearings[i].says[0] == '\0' && sentence[0]))
            test_fail(__FILE__, __LINE__, "%s: said '%s', wanted '%s'", hearings[i].what, sentence,
                      hearings[i].says);
    }
}

#define BATCH(content) "> [" content "]\n"
#define ASK(id)        "{'jsonrpc':'2.0','id':" id ",'method':'ping'}"
#define SAY(id)        "{'jsonrpc':'2.0','id':" id ",'result':{}}"

TEST("witness: arrays are for 2025-03-26, and hold one answer to each request")
{
    static const struct hearing batches[] = {
        { "a batch", BATCH(ASK("1") "," ASK("2")) "< [" SAY("2") "," SAY("1") "]", "" },
        { "two answers in one", BATCH(ASK("1")) "< [" SAY("1") "," SAY("1") "]", "a second" },
        { "an answer outside", BATCH(ASK("1")) "< " SAY("1"), "is answered outside one" },
        { "an answer inside", "> " ASK("1") "\n< [" SAY("1") "]", "is answered in one" },
        { "an empty array", BATCH(ASK("1")) "< []", "an empty array" },
        { "a notification in it",
          BATCH(ASK("1")) "< [{'jsonrpc':'2.0','method':'notifications/x'}]",
          "nothing but responses" },
        { "an array that holds notifications only, answered",
          BATCH("{'jsonrpc':'2.0','method':'notifications/initialized'}") NAMELESS,
          "never answered" },
        { "garbage in it",
          BATCH("7," ASK("1")) "< [{'jsonrpc':'2.0','error':{'code':-32600,"
                               "'message':'m'}}," SAY("1") "]",
          "" },
        { "a cancel of what may have been answered in it",
          BATCH(ASK("1") ",{'jsonrpc':'2.0','method':'notifications/cancelled','params':{"
                         "'requestId':1}}") ".\n< [" SAY("1") "]",
          "" },
    };
    char *older;

    witness_use(NULL);
    for (size_t i = 0; i < ARRAY_COUNT(batches); i++) {
        char *exchange = hearing_spoilt("hello 2025-03-26\n@", "@", batches[i].exchange);
        const char *sentence = hear(exchange);

        if (!strstr(sentence, batches[i].says) || (batches[i].says[0] == '\0' && sentence[0]))
            test_fail(__FILE__, __LINE__, "%s: said '%s', wanted '%s'", batches[i].what, sentence,
                      batches[i].says);
        free(exchange);
    }
    older = hearing_spoilt("hello 2025-06-18\n@", "@", batches[0].exchange);
    CHECK_SAYS(hear(older), "an array, in a revision without batches");
    free(older);
    older = hearing_spoilt("hello 2025-03-26\n"
                           "> {'id':9,'method':'initialize','params':{'protocolVersion':"
                           "'2025-06-18'}}\n"
                           "< {'id':9,'result':{'protocolVersion':'2025-06-18'}}\n@",
                           "@", batches[0].exchange);
    CHECK_SAYS(hear(older), "an array, in a revision without batches");
    free(older);
}

TEST("witness: a line that passes in pieces is the same line, and the last may lack its end")
{
    static const char sent[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n\n"
                               "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";
    static const char received[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n"
                                   "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n";
    struct err err = { 0 };

    json_init();
    for (size_t piece = 1; piece < sizeof(sent); piece++) {
        struct witness *witness = witness_new();
        struct slice rest = slice_of(sent);

        while (rest.size > 0) {
            size_t size = rest.size < piece ? rest.size : piece;

            witness_sent_bytes(witness, (struct slice){ rest.data, size });
            rest = slice_from(rest, size);
        }
        CHECK_INT(witness_open(witness), 1);
        witness_sent_all(witness);
        CHECK_INT(witness_open(witness), 2);
        for (rest = slice_of(received); rest.size > 0;) {
            size_t size = rest.size < piece ? rest.size : piece;

            CHECK_INT(witness_received_bytes(witness, (struct slice){ rest.data, size }, &err), 0);
            rest = slice_from(rest, size);
        }
        CHECK_INT(witness_open(witness), 0);
        CHECK_INT(witness_received_bytes(witness, SLICE("x\n"), &err), -1);
        witness_free(witness);
    }
}

TEST("witness: lines that are too long, of either side")
{
    struct witness *witness = witness_new();
    char *line = malloc(LINE_OUT_MAX + 2);
    struct err err = { 0 };

    json_init();
    memset(line, ' ', LINE_OUT_MAX + 2);
    memcpy(line, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", 39);
    line[LINE_IN_MAX + 1] = '\n';
    witness_sent_bytes(witness, (struct slice){ line, LINE_IN_MAX + 2 });
    CHECK_INT(witness_open(witness), 0);
    memcpy(line, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"\"}}", 49);
    line[LINE_IN_MAX + 1] = ' ';
    line[LINE_OUT_MAX] = '\n';
    CHECK_INT(witness_received_bytes(witness, (struct slice){ line, LINE_OUT_MAX + 1 }, &err), 0);
    line[LINE_OUT_MAX] = ' ';
    line[LINE_OUT_MAX + 1] = '\n';
    CHECK_INT(witness_received_bytes(witness, (struct slice){ line, LINE_OUT_MAX + 2 }, &err), -1);
    CHECK_SAYS(err.text, "at most 10485760 bytes");
    free(line);
    witness_free(witness);
}

TEST("witness: counts what it heard, and what was wrong with it")
{
    struct witness_totals before = witness_totals(), after;

    CHECK_STR(hear(PING("1") PONG("1")), "");
    CHECK_SAYS(hear(PONG("1") PONG("2") "< x"), "id 1, which was not asked");
    after = witness_totals();
    CHECK_INT(after.messages - before.messages, 4);
    CHECK_INT(after.invalid - before.invalid, 3);
}
