/* Units of mcp/round and mcp/request_state on the wire, in revision 2026-07-28. */
#include "asking.h"

#define REQUIRED(requests)                                                                         \
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"inputRequests\":{" requests                       \
    "},\"requestState\":\"S\",\"resultType\":\"input_required\",\"_meta\":{"                       \
    "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"test\",\"version\":\"1.2\","               \
    "\"title\":\"A \\\"test\\\"\",\"description\":\"D\",\"websiteUrl\":\"https://example.org\"}}}" \
    "}\n"
#define FORM_REQUEST   "{\"method\":\"elicitation/create\",\"params\":" NAME_FORM "}"
#define LINK_REQUEST   "{\"method\":\"elicitation/create\",\"params\":" URL_FORM "}"
#define SAMPLE_REQUEST "{\"method\":\"sampling/createMessage\",\"params\":" SAMPLE_FORM "}"
#define ROOTS_REQUEST  "{\"method\":\"roots/list\"}"

static const char *call_with(struct peer *peer, const char *tool, const char *arguments,
                             const char *state, const char *responses)
{
    static struct buf more = { .size_max = MIB(8) };

    buf_clear(&more);
    if (state)
        buf_addf(&more, ",\"requestState\":%s", state);
    if (responses)
        buf_addf(&more, ",\"inputResponses\":%s", responses);
    return asking_call(peer, tool, arguments, buf_text(&more));
}

TEST("round (M7, M5): each kind is asked for by a result of its own form, and by nothing else")
{
    static const struct {
        const char *tool, *heard;
    } rows[] = {
        { "form", REQUIRED("\"it\":" FORM_REQUEST) },
        { "link", REQUIRED("\"it\":" LINK_REQUEST) },
        { "sample", REQUIRED("\"it\":" SAMPLE_REQUEST) },
        { "roots", REQUIRED("\"it\":" ROOTS_REQUEST) },
    };
    struct peer peer;

    asking_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        CHECK_STR(masked(asking_call(&peer, rows[i].tool, "{}", "")), rows[i].heard);
    asking_close(&peer);
}

TEST("round (M7): the request again, with the state and the reply, is answered, for each kind")
{
    static const char *const tools[] = { "form", "link", "sample", "roots" };
    struct peer peer;
    char responses[512];

    asking_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(tools); i++) {
        const char *state = state_in(asking_call(&peer, tools[i], "{}", ""));

        snprintf(responses, sizeof(responses), "{\"it\":%s}", replies_of[i]);

        const char *heard = call_with(&peer, tools[i], "{}", state, responses);

        CHECK_SAYS(heard, "\"resultType\":\"complete\"");
        CHECK_SAYS(heard, i < 2 ? "accept" : i == 2 ? "Yes" : "file:///p");
    }
    asking_close(&peer);
}

TEST("round (M7): replies without a state are as good")
{
    struct peer peer;

    asking_open(&peer);
    CHECK_SAYS(call_with(&peer, "form", "{}", NULL, "{\"it\":" DECLINED "}"),
               "{\\\"action\\\":\\\"decline\\\"}");
    asking_close(&peer);
}

#define THREE                                                                                      \
    "\"a \\\"form\\\"\":" FORM_REQUEST ",\"sample\":" SAMPLE_REQUEST ",\"roots\":" ROOTS_REQUEST

TEST("round (M7): of several questions those are asked again that have no valid reply, and the "
     "state keeps the others")
{
    struct peer peer;
    const char *state, *heard;

    asking_open(&peer);
    heard = asking_call(&peer, "three", "{}", "");
    CHECK_STR(masked(heard), REQUIRED(THREE));
    heard = call_with(&peer, "three", "{}", state_in(heard), "{\"roots\":" ROOTED "}");
    CHECK_STR(masked(heard),
              REQUIRED("\"a \\\"form\\\"\":" FORM_REQUEST ",\"sample\":" SAMPLE_REQUEST));
    heard = call_with(&peer, "three", "{}", state_in(heard), "{\"a \\\"form\\\"\":" DECLINED "}");
    CHECK_STR(masked(heard), REQUIRED("\"sample\":" SAMPLE_REQUEST));
    state = state_in(heard);
    heard = call_with(&peer, "three", "{}", state, "{\"sample\":" SAMPLED "}");
    CHECK_SAYS(heard, "{\\\"action\\\":\\\"decline\\\"}{\\\"role\\\":\\\"assistant\\\"");
    CHECK_SAYS(heard, "file:///p");
    asking_close(&peer);
}

TEST("round (M7): every round has a state of its own, and without it one begins at the beginning")
{
    struct peer peer;
    char before[1024] = "";
    const char *heard;

    asking_open(&peer);
    heard = asking_call(&peer, "chain", "{\"count\":3}", "");
    for (int i = 1; i <= 3; i++) {
        char key[64];

        snprintf(key, sizeof(key), "\"inputRequests\":{\"q%d\":", i);
        CHECK_SAYS(heard, key);
        CHECK(strcmp(state_in(heard), before) != 0);
        keep_state(before, heard);
        snprintf(key, sizeof(key), "{\"q%d\":" DECLINED "}", i);
        heard = call_with(&peer, "chain", "{\"count\":3}", before, key);
    }
    CHECK_SAYS(heard, "asked enough");
    CHECK_SAYS(call_with(&peer, "chain", "{\"count\":3}", NULL, "{\"q3\":" DECLINED "}"),
               "\"inputRequests\":{\"q1\":");
    asking_close(&peer);
}

TEST("round (M7): a state answers as often as it comes, as nothing is remembered (M4)")
{
    struct peer peer;

    asking_open(&peer);

    const char *state = state_in(asking_call(&peer, "form", "{}", ""));

    for (int i = 0; i < 3; i++)
        CHECK_SAYS(call_with(&peer, "form", "{}", state, "{\"it\":" ACCEPTED "}"), "Ada");
    CHECK_STR(masked(call_with(&peer, "form", "{}", state, NULL)),
              REQUIRED("\"it\":" FORM_REQUEST));
    asking_close(&peer);
}

TEST("round (M7): what a client says now wins over what it has said before")
{
    struct peer peer;
    const char *heard;

    asking_open(&peer);
    heard = call_with(&peer, "three", "{}", NULL, "{\"a \\\"form\\\"\":" ACCEPTED "}");
    CHECK_SAYS(call_with(&peer, "three", "{}", state_in(heard),
                         "{\"sample\":" SAMPLED ",\"roots\":" ROOTED ",\"a \\\"form\\\"\":" DECLINED
                         "}"),
               "\"text\":\"{\\\"action\\\":\\\"decline\\\"}{");
    asking_close(&peer);
}

TEST("round (M7): a reply that is none is asked for again, and one to no question is ignored")
{
    static const char *const wrong[] = {
        "{}",
        "{\"it \":" ACCEPTED "}",
        "{\"IT\":" ACCEPTED "}",
        "{\"x\":" ACCEPTED ",\"y\":[1,{\"z\":null}]}",
        "{\"it\":null}",
        "{\"it\":[]}",
        "{\"it\":\"accept\"}",
        "{\"it\":1e300}",
        "{\"it\":{}}",
        "{\"it\":" SAMPLED "}",
        "{\"it\":" ROOTED "}",
        "{\"it\":{\"action\":\"Accept\",\"content\":{\"name\":\"Ada\"}}}",
        "{\"it\":{\"action\":\"accept\"}}",
        "{\"it\":{\"action\":\"accept\",\"content\":{}}}",
        "{\"it\":{\"action\":\"accept\",\"content\":[\"Ada\"]}}",
        "{\"it\":{\"action\":\"accept\",\"content\":{\"name\":7}}}",
    };
    struct peer peer;

    asking_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++)
        CHECK_STR(masked(call_with(&peer, "form", "{}", NULL, wrong[i])),
                  REQUIRED("\"it\":" FORM_REQUEST));
    asking_close(&peer);
}

TEST("round (M7): replies that nobody asked for are not carried on, however long they are")
{
    CLEANUP(buf_done) struct buf junk = BUF_MAX(MIB(2));
    struct peer peer;
    const char *heard;

    asking_open(&peer);
    buf_adds(&junk, "{\"junk\":\"");
    for (size_t i = 0; i < MIB(1); i++)
        buf_addc(&junk, 'x');
    buf_adds(&junk, "\",\"q1\":" DECLINED "}");
    heard = call_with(&peer, "chain", "{\"count\":2}", NULL, buf_text(&junk));
    CHECK_SAYS(heard, "\"inputRequests\":{\"q2\":");
    CHECK(strlen(heard) < 1024);
    asking_close(&peer);
}

TEST("round (M7): inputResponses that are no object, and a state that is no string, are refused")
{
    static const char *const bad[] = { "null", "[]", "[{}]", "\"\"", "0", "true" };
    struct peer peer;

    asking_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        const char *heard = call_with(&peer, "form", "{}", NULL, bad[i]);

        CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,\"message\":"
                          "\"tools/call: params.inputResponses: it must be an object");
        heard = call_with(&peer, "form", "{}", bad[i], "{\"it\":" ACCEPTED "}");
        CHECK_SAYS(heard, "\"id\":7,\"error\":{\"code\":-32602,\"message\":"
                          "\"tools/call: requestState ");
        CHECK_SAYS(heard, "Repeat the request without it.");
    }
    CHECK_INT(runs.started, 0);
    asking_close(&peer);
}

TEST("round (M7): a state that was altered in any byte is refused with -32602")
{
    struct peer peer;
    char state[1024];

    asking_open(&peer);
    keep_state(state, call_with(&peer, "chain", "{}", NULL, "{\"q1\":" DECLINED "}"));

    size_t size = strlen(state);

    CHECK(size > 100);
    for (size_t i = 1; i + 1 < size; i++) {
        char was = state[i];

        state[i] = was == 'A' ? 'B' : 'A';
        CHECK_SAYS(call_with(&peer, "chain", "{}", state, NULL),
                   "\"error\":{\"code\":-32602,\"message\":\"tools/call: requestState was altered");
        state[i] = was;
    }
    CHECK_INT(runs.started, 1);
    CHECK_SAYS(call_with(&peer, "chain", "{}", state, NULL), "\"q2\"");
    asking_close(&peer);
}

TEST("round (M7): a state says nothing of what is in it")
{
    struct peer peer;

    asking_open(&peer);

    const char *state =
        state_in(call_with(&peer, "chain", "{\"tag\":\"secret\"}", NULL,
                           "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"Lovelace\"}}}"));

    CHECK(!strstr(state, "Lovelace") && !strstr(state, "secret"));
    CHECK_INT(strspn(state + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              strlen(state) - 2);
    asking_close(&peer);
}

TEST("round (M7): a state is good for as long as replies are waited for, and not a second longer")
{
    struct peer peer;

    asking_open(&peer);

    const char *state = state_in(asking_call(&peer, "form", "{}", ""));

    asking_unix_s += ASK_WAIT_S;
    CHECK_SAYS(call_with(&peer, "form", "{}", state, "{\"it\":" ACCEPTED "}"), "Ada");
    asking_unix_s += 1;
    CHECK_SAYS(call_with(&peer, "form", "{}", state, "{\"it\":" ACCEPTED "}"),
               "\"code\":-32602,\"message\":\"tools/call: requestState is past: it waits ten "
               "minutes for the replies. Repeat the request without it.\"");
    CHECK_INT(ASK_WAIT_S, 600);
    asking_close(&peer);
}

TEST("round (M7): a state is bound to the tool and the values of its arguments, not to their order")
{
    static const char *const same[] = {
        "{\"tag\":\"t\",\"more\":{\"a\":1,\"b\":[{\"c\":null,\"d\":\"\xC3\xA9\"}]}}",
        "{\"more\":{\"b\":[{\"d\":\"\\u00e9\",\"c\":null}],\"a\":1.0},\"tag\":\"t\"}",
        "{\"more\":{\"b\": [ {\"d\":\"\\u00E9\",\"c\":null}],\"a\":1e0},\"tag\":\"\\u0074\"}",
    };
    static const char *const other[] = {
        "{}",
        "{\"tag\":\"t\"}",
        "{\"tag\":\"u\",\"more\":{\"a\":1,\"b\":[{\"c\":null,\"d\":\"\xC3\xA9\"}]}}",
        "{\"tag\":\"t\",\"more\":{\"a\":2,\"b\":[{\"c\":null,\"d\":\"\xC3\xA9\"}]}}",
        "{\"tag\":\"t\",\"more\":{\"a\":1,\"b\":[{\"c\":false,\"d\":\"\xC3\xA9\"}]}}",
        "{\"tag\":\"t\",\"more\":{\"a\":1,\"b\":[{\"d\":\"\xC3\xA9\"}]}}",
        "{\"tag\":\"t\",\"more\":{\"a\":1,\"b\":[{\"c\":null,\"d\":\"\xC3\xA9\"}]},\"count\":0}",
    };
    struct peer peer;

    asking_open(&peer);

    const char *state = state_in(asking_call(&peer, "form", same[0], ""));

    for (size_t i = 0; i < ARRAY_COUNT(same); i++)
        CHECK_SAYS(call_with(&peer, "form", same[i], state, "{\"it\":" ACCEPTED "}"), "Ada");
    for (size_t i = 0; i < ARRAY_COUNT(other); i++)
        CHECK_SAYS(call_with(&peer, "form", other[i], state, "{\"it\":" ACCEPTED "}"),
                   "belongs to another request");
    CHECK_SAYS(call_with(&peer, "chain", same[0], state, "{\"q1\":" ACCEPTED "}"),
               "belongs to another request");
    asking_close(&peer);
}

TEST("round (M7): a state of another server opens no more than one of an earlier life")
{
    struct peer one, other;
    char state[1024];

    asking_open(&one);
    keep_state(state, asking_call(&one, "form", "{}", ""));
    asking_close(&one);
    asking_open(&other);
    CHECK_SAYS(call_with(&other, "form", "{}", state, "{\"it\":" ACCEPTED "}"), "-32602");
    asking_close(&other);
}

TEST("round (M7): after eight rounds it is enough, though nothing but the state counts them")
{
    struct peer peer;
    const char *heard;
    char more[64];

    asking_open(&peer);
    heard = asking_call(&peer, "chain", "{}", "");
    for (int i = 1; i <= ASK_ROUNDS_MAX; i++) {
        snprintf(more, sizeof(more), "\"inputRequests\":{\"q%d\":", i);
        CHECK_SAYS(heard, more);
        snprintf(more, sizeof(more), "{\"q%d\":" DECLINED "}", i);
        heard = call_with(&peer, "chain", "{}", state_in(heard), more);
    }
    CHECK_SAYS(heard, "\"isError\":true,\"resultType\":\"complete\"");
    CHECK_SAYS(heard, "chain: the client was asked 8 times, which is the most there can be, and "
                      "\\\"q9\\\" has no valid reply");
    asking_close(&peer);
}

TEST("round (M7): a client that repeats without replying is asked eight times, too")
{
    struct peer peer;
    const char *heard;

    asking_open(&peer);
    heard = asking_call(&peer, "form", "{}", "");
    for (int i = 1; i < ASK_ROUNDS_MAX; i++)
        heard = call_with(&peer, "form", "{}", state_in(heard), NULL);
    CHECK_STR(masked(heard), REQUIRED("\"it\":" FORM_REQUEST));
    CHECK_SAYS(call_with(&peer, "form", "{}", state_in(heard), NULL), "\"isError\":true");
    asking_close(&peer);
}

TEST("round (M7): what the client did not declare is not asked: -32021 says all that lacks")
{
    static const struct {
        const char *capabilities, *tool, *data;
    } rows[] = {
        { "{}", "form", "{\"elicitation\":{\"form\":{}}}" },
        { "{}", "link", "{\"elicitation\":{\"url\":{}}}" },
        { "{}", "sample", "{\"sampling\":{}}" },
        { "{}", "roots", "{\"roots\":{}}" },
        { "{}", "both", "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{}}" },
        { "{}", "three", "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}" },
        { "{\"sampling\":{}}", "both", "{\"elicitation\":{\"form\":{},\"url\":{}}}" },
        { "{\"elicitation\":{}}", "both", "{\"elicitation\":{\"url\":{}},\"sampling\":{}}" },
        { "{\"elicitation\":{\"url\":{}}}", "form", "{\"elicitation\":{\"form\":{}}}" },
        { "{\"elicitation\":true,\"roots\":[]}", "three",
          "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}" },
    };
    struct peer peer;
    char data[256];

    asking_open(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *heard = asking_call_by(&peer, rows[i].capabilities, rows[i].tool, "{}", "");

        snprintf(data, sizeof(data), ",\"data\":{\"requiredCapabilities\":%s}}}\n", rows[i].data);
        CHECK_SAYS(heard,
                   "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32021,\"message\":\"");
        CHECK_SAYS(heard, "which did not declare that it can be asked");
        CHECK_SAYS(heard, data);
    }
    asking_close(&peer);
}

TEST("round (M7): what initialize declared does not count for a stateless request")
{
    struct peer peer;

    asking_open(&peer);
    asking_initialize(&peer, "2025-11-25", ASKING_ALL);
    CHECK_SAYS(asking_call_by(&peer, "{}", "form", "{}", ""), "-32021");
    asking_close(&peer);
}

TEST("round (M7): replies that a state cannot carry are an error, and say why")
{
    CLEANUP(buf_done) struct buf long_reply = BUF_MAX(KIB(128));
    struct peer peer;

    asking_open(&peer);
    buf_adds(&long_reply, "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"");
    for (size_t i = 0; i < ASK_STATE_MAX; i++)
        buf_addc(&long_reply, 'x');
    buf_adds(&long_reply, "\"}}}");
    CHECK_SAYS(call_with(&peer, "chain", "{}", NULL, buf_text(&long_reply)),
               "too long to be carried into another round: requestState has at most 65536 bytes");
    asking_close(&peer);
}

TEST(
    "round (M7): a state of up to 64 KiB is carried and comes back; a longer one is refused unread")
{
    CLEANUP(buf_done) struct buf reply = BUF_MAX(KIB(128));
    CLEANUP(buf_done) struct buf state = BUF_MAX(KIB(128));
    struct peer peer;
    const char *heard;

    asking_open(&peer);
    buf_adds(&reply, "{\"q1\":{\"action\":\"accept\",\"content\":{\"name\":\"");
    for (size_t i = 0; i < 48900; i++)
        buf_addc(&reply, 'x');
    buf_adds(&reply, "\"}}}");
    heard = call_with(&peer, "chain", "{}", NULL, buf_text(&reply));
    buf_adds(&state, state_in(heard));
    CHECK(state.size - 2 > ASK_STATE_MAX - 300 && state.size - 2 <= ASK_STATE_MAX);
    CHECK_SAYS(call_with(&peer, "chain", "{}", buf_text(&state), NULL), "\"q2\"");
    state.size--;
    for (size_t i = 0; i < KIB(1); i++)
        buf_addc(&state, 'A');
    buf_addc(&state, '"');
    CHECK_SAYS(call_with(&peer, "chain", "{}", buf_text(&state), NULL), "-32602");
    asking_close(&peer);
}

TEST("round (M7): a question that fits into no line is an error of the tool")
{
    struct peer peer;

    asking_open(&peer);
    CHECK_SAYS(asking_call(&peer, "large", "{\"count\":10485760}", ""),
               "large: what it asks the client has more than 10 MiB");
    asking_close(&peer);
}

TEST("round (M7): methods that do not ask take no notice of inputResponses and requestState")
{
    struct peer peer;

    asking_open(&peer);
    CHECK_SAYS(peer_ask(&peer,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{"
                        "\"inputResponses\":null,\"requestState\":1," PEER_META "}}"),
               "\"tools\":[");
    asking_close(&peer);
}

TEST("round (M7): a thousand calls that ask hold no place: nothing of them runs")
{
    struct peer peer;

    asking_open(&peer);
    for (int i = 0; i < 1000; i++)
        CHECK_SAYS(asking_call(&peer, "three", "{}", ""), "input_required");
    CHECK_INT(runs.stopped, 1000);
    asking_close(&peer);
}

TEST("round (J3): a response to what a result required answers nothing")
{
    struct peer peer;

    asking_open(&peer);
    asking_call(&peer, "form", "{}", "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"result\":" ACCEPTED "}"),
              "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":\"it\",\"result\":" ACCEPTED "}"), "");
    asking_close(&peer);
}
