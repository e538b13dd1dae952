/* Units of mcp/round on the wire, before revision 2026-07-28: requests of the server's own. */
#include "asking.h"

#include <malloc.h>

#define ASKED(id, method, params)                                                                  \
    "{\"jsonrpc\":\"2.0\",\"id\":\"ask-" id "\",\"method\":\"" method "\"" params "}\n"
#define ASKED_FORM(id)   ASKED(id, "elicitation/create", ",\"params\":" NAME_FORM)
#define ASKED_LINK(id)   ASKED(id, "elicitation/create", ",\"params\":" URL_FORM)
#define ASKED_SAMPLE(id) ASKED(id, "sampling/createMessage", ",\"params\":" SAMPLE_FORM)
#define ASKED_ROOTS(id)  ASKED(id, "roots/list", "")
#define TAKEN_BACK(id)                                                                             \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"       \
    "\"ask-" id "\",\"reason\":\"The call that asked has ended\"}}\n"

static const char *respond(struct peer *peer, int number, const char *result)
{
    return asking_say(peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":%s}", number,
                      result);
}

static const char *refuse(struct peer *peer, int number, const char *error)
{
    return asking_say(peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"error\":%s}", number, error);
}

static void open_at(struct peer *peer, const char *version)
{
    asking_open(peer);
    asking_initialize(peer, version, ASKING_ALL);
}

static const struct {
    const char *tool;
    enum ask_kind kind;
    enum revision since;
    const char *asked;
} kinds[] = {
    { "form", ASK_ELICITATION, REVISION_2025_06_18, ASKED_FORM("1") },
    { "link", ASK_ELICITATION_URL, REVISION_2025_11_25, ASKED_LINK("1") },
    { "sample", ASK_SAMPLING, REVISION_2024_11_05, ASKED_SAMPLE("1") },
    { "roots", ASK_ROOTS, REVISION_2024_11_05, ASKED_ROOTS("1") },
};

/* Whether the client was asked, and its reply answered the call. */
static bool is_asked(const char *version, size_t kind)
{
    struct peer peer;

    open_at(&peer, version);

    const char *heard = peer_call(&peer, "5", kinds[kind].tool, "{}", "");
    bool asked = strcmp(heard, kinds[kind].asked) == 0;

    if (asked)
        heard = respond(&peer, 1, replies_of[kinds[kind].kind]);
    CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":{\"content\":[{");
    CHECK(!strstr(heard, "resultType"));
    CHECK(asked == !strstr(heard, "isError"));
    CHECK(asked == !strstr(heard, "did not declare that it can be asked"));
    asking_close(&peer);
    return asked;
}

TEST("round: each kind is asked for in the revisions that have it, and its reply answers the call")
{
    int asked = 0;

    for (enum revision revision = 0; revision < REVISION_2026_07_28; revision++) {
        for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
            bool is_known = revision >= kinds[i].since;

            CHECK(is_asked(dialects[revision].version, i) == is_known);
            asked += is_known;
        }
    }
    CHECK_INT(asked, 11);
}

TEST("round: what the client did not declare is an error of the tool, which says so")
{
    static const char *const capabilities[] = { "{}", "null", "[]", "{\"sampling\":{}}",
                                                "{\"elicitation\":{\"url\":{}}}" };
    struct peer peer;

    for (size_t i = 0; i < ARRAY_COUNT(capabilities); i++) {
        asking_open(&peer);
        asking_initialize(&peer, "2025-11-25", capabilities[i]);
        CHECK_SAYS(peer_call(&peer, "1", "form", "{}", ""),
                   "form must ask this client (elicitation/create), which did not declare that it "
                   "can be asked. Use a client that can, or call without what needs it.\"}],"
                   "\"isError\":true}}");
        asking_close(&peer);
    }
}

TEST("round: before initialize nobody can be asked")
{
    struct peer peer;

    asking_open(&peer);
    CHECK_SAYS(peer_call(&peer, "1", "roots", "{}", ""), "did not declare");
    asking_close(&peer);
}

TEST("round: several questions go out at once, and are answered in any order")
{
    static const int orders[][3] = { { 1, 2, 3 }, { 1, 3, 2 }, { 2, 1, 3 },
                                     { 2, 3, 1 }, { 3, 1, 2 }, { 3, 2, 1 } };
    static const char *const replies[] = { NULL, ACCEPTED, SAMPLED, ROOTED };
    struct peer peer;

    for (size_t i = 0; i < ARRAY_COUNT(orders); i++) {
        open_at(&peer, "2025-11-25");
        CHECK_STR(peer_call(&peer, "1", "three", "{}", ""),
                  ASKED_FORM("1") ASKED_SAMPLE("2") ASKED_ROOTS("3"));
        CHECK_STR(respond(&peer, orders[i][0], replies[orders[i][0]]), "");
        CHECK_STR(respond(&peer, orders[i][1], replies[orders[i][1]]), "");
        CHECK_SAYS(
            respond(&peer, orders[i][2], replies[orders[i][2]]),
            "\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"action\\\":"
            "\\\"accept\\\",\\\"content\\\":{\\\"name\\\":\\\"Ada\\\"}}{\\\"role\\\"");
        asking_close(&peer);
    }
}

TEST("round: a reply that is none is asked for again, under a new id, without those that are good")
{
    static const char *const wrong[] = { "{}",
                                         "null",
                                         "[]",
                                         "1",
                                         "\"accept\"",
                                         SAMPLED,
                                         "{\"action\":\"accept\",\"content\":{\"name\":1}}" };
    struct peer peer;
    int id = 3;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "three", "{}", "");
    respond(&peer, 2, SAMPLED);
    respond(&peer, 3, ROOTED);
    CHECK_STR(respond(&peer, 1, wrong[0]), ASKED_FORM("4"));
    for (size_t i = 1; i < ARRAY_COUNT(wrong); i++) {
        char again[512];

        snprintf(again, sizeof(again), ASKED_FORM("%d"), (int)i + 4);
        CHECK_STR(respond(&peer, (int)i + 3, wrong[i]), again);
        id = (int)i + 4;
    }
    CHECK_SAYS(respond(&peer, id, ACCEPTED), "Ada");
    asking_close(&peer);
}

TEST("round: after eight rounds it is enough")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    CHECK_STR(peer_call(&peer, "1", "chain", "{}", ""), ASKED_FORM("1"));
    for (int i = 1; i < ASK_ROUNDS_MAX; i++)
        CHECK_SAYS(respond(&peer, i, DECLINED), "elicitation/create");
    CHECK_SAYS(respond(&peer, ASK_ROUNDS_MAX, DECLINED),
               "chain: the client was asked 8 times, which is the most there can be");
    CHECK_INT(runs.started, ASK_ROUNDS_MAX + 1);
    asking_close(&peer);
}

TEST("round (J3): a response that answers nothing, late, doubled or under another id, is ignored")
{
    static const char *const ids[] = {
        "\"ask-0\"",
        "\"ask-2\"",
        "\"ask-01\"",
        "\"ask-1 \"",
        "\"ask-+1\"",
        "\"ask--1\"",
        "\"Ask-1\"",
        "\"ask-\"",
        "\"\"",
        "1",
        "0",
        "-1",
        "\"ask-1x\"",
        "\"ask-1.0\"",
        "null",
        "[1]",
        "\"ask-18446744073709551617\"",
    };
    struct peer peer;

    open_at(&peer, "2025-11-25");
    CHECK_STR(peer_call(&peer, "1", "form", "{}", ""), ASKED_FORM("1"));
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++)
        CHECK_STR(
            asking_say(&peer, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":" ACCEPTED "}", ids[i]),
            "");
    CHECK_STR(asking_say(&peer, "{\"jsonrpc\":\"2.0\",\"result\":" ACCEPTED "}"), "");
    CHECK_SAYS(respond(&peer, 1, ACCEPTED), "Ada");
    CHECK_STR(respond(&peer, 1, ACCEPTED), "");
    CHECK_STR(refuse(&peer, 1, "{\"code\":-1,\"message\":\"no\"}"), "");
    asking_close(&peer);
}

TEST("round: an id may come back written in another way")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "form", "{}", "");
    CHECK_SAYS(asking_say(&peer, "{\"id\":\"\\u0061sk-\\u0031\",\"result\":" ACCEPTED
                                 ",\"jsonrpc\":\"2.0\"}"),
               "Ada");
    asking_close(&peer);
}

TEST("round: a client's own request may have the id of a question, and neither confuses the other")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    CHECK_STR(peer_call(&peer, "\"ask-1\"", "form", "{}", ""), ASKED_FORM("1"));
    CHECK_STR(peer_call(&peer, "\"ask-2\"", "form", "{}", ""), ASKED_FORM("2"));
    CHECK_SAYS(respond(&peer, 2, ACCEPTED), "{\"jsonrpc\":\"2.0\",\"id\":\"ask-2\",\"result\"");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              "\"params\":{\"requestId\":\"ask-1\"}}"),
              TAKEN_BACK("1"));
    CHECK_STR(respond(&peer, 1, ACCEPTED), "");
    asking_close(&peer);
}

TEST("round: a response under the id of the client's own running request answers no question")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "31", "form", "{}", "");
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"id\":31,\"result\":" ACCEPTED "}"), "");
    CHECK_SAYS(respond(&peer, 1, ACCEPTED), "\"id\":31,\"result\"");
    asking_close(&peer);
}

TEST("round: a client that refuses a form has cancelled it")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "form", "{}", "");
    CHECK_SAYS(refuse(&peer, 1, "{\"code\":-32603,\"message\":\"no terminal\"}"),
               "{\\\"action\\\":\\\"cancel\\\"}");
    peer_call(&peer, "1", "link", "{}", "");
    CHECK_SAYS(refuse(&peer, 2, "null"), "{\\\"action\\\":\\\"cancel\\\"}");
    asking_close(&peer);
}

TEST("round: without a model or roots the call ends with the client's words, and takes back what "
     "else is open")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "three", "{}", "");
    CHECK_STR(refuse(&peer, 2, "{\"code\":-1,\"message\":\"User rejected sampling request\"}"),
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
              "\"three needs sampling/createMessage, and the client answered with error -1: "
              "\\\"User rejected sampling request\\\".\"}],\"isError\":true}}\n" TAKEN_BACK("1")
                  TAKEN_BACK("3"));
    CHECK_STR(respond(&peer, 1, ACCEPTED), "");
    CHECK_SAYS(peer_call(&peer, "1", "roots", "{}", ""), "roots/list");
    CHECK_SAYS(refuse(&peer, 4, "{}"), "error 0: \\\"\\\"");
    asking_close(&peer);
}

TEST("round: the words of a client are cut at 200 bytes, and what is not visible is a blank")
{
    CLEANUP(buf_done) struct buf error = BUF_MAX(KIB(4));
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "sample", "{}", "");
    CHECK_SAYS(refuse(&peer, 1,
                      "{\"code\":-1,\"message\":\"a\\nb\\u001b[2J\\u202ec\\ufeffd\\u0085"
                      "\\ud83d\\ude00\"}"),
               "\\\"a b [2J c d \xF0\x9F\x98\x80\\\"");
    buf_adds(&error, "{\"message\":\"");
    for (int i = 0; i < 500; i++)
        buf_adds(&error, "\xE2\x82\xAC");
    buf_adds(&error, "\"}");
    peer_call(&peer, "1", "sample", "{}", "");

    const char *heard = refuse(&peer, 2, buf_text(&error));
    const char *at = strstr(heard, "\xE2\x82\xAC");

    CHECK(at);
    CHECK_INT(strstr(at, "\\\"") - at, 198);
    asking_close(&peer);
}

TEST("round: a response that is no JSON for us is asked for again, not answered")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "form", "{}", "");
    CHECK_STR(respond(&peer, 1, "{\"action\":\"accept\",\"content\":{\"name\":\"a\\u0000b\"}}"),
              ASKED_FORM("2"));
    CHECK_STR(respond(&peer, 2, "{\"action\":\"accept\",\"action\":\"decline\"}"), ASKED_FORM("3"));
    CHECK_SAYS(respond(&peer, 3, ACCEPTED), "Ada");
    CHECK_STR(respond(&peer, 9, "\"\\u0000\""), "");
    asking_close(&peer);
}

TEST("round (X1): a call that is cancelled while it waits takes its questions back and answers no "
     "more")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "\"c\"", "three", "{}", "");
    respond(&peer, 2, SAMPLED);
    CHECK_STR(peer_ask(&peer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                              "\"params\":{\"requestId\":\"c\"}}"),
              TAKEN_BACK("1") TAKEN_BACK("3"));
    CHECK_STR(respond(&peer, 1, ACCEPTED), "");
    CHECK_STR(respond(&peer, 3, ROOTED), "");
    CHECK_INT(runs.stopped, 1);
    asking_close(&peer);
}

TEST("round: replies are waited for ten minutes, each round anew; then the call says who was asked")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "chain", "{}", "");
    peer_wait(&peer, ASK_WAIT_S * 1000 - 1);
    CHECK_STR(peer_heard(&peer), "");
    CHECK_STR(respond(&peer, 1, DECLINED), ASKED_FORM("2"));
    peer_wait(&peer, ASK_WAIT_S * 1000 - 1);
    CHECK_STR(peer_heard(&peer), "");
    peer_wait(&peer, 1);

    const char *heard = peer_heard(&peer);

    CHECK_SAYS(heard, "chain: nobody answered the question \\\"q2\\\" within 600 s");
    CHECK_SAYS(heard, TAKEN_BACK("2"));
    CHECK_STR(respond(&peer, 2, DECLINED), "");
    asking_close(&peer);
}

TEST("round: when input ends nothing more is said, and all is given back")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    peer_call(&peer, "1", "three", "{}", "");
    peer_call(&peer, "2", "form", "{}", "");
    respond(&peer, 2, SAMPLED);
    peer_hang_up(&peer);
    CHECK_STR(peer_heard(&peer), "");
    CHECK_INT(peer.ended, 1);
    asking_close(&peer);
}

TEST("round (J5): the questions of a batch have lines of their own, and the batch waits for them")
{
    struct peer peer;

    open_at(&peer, "2025-03-26");
    CHECK_STR(asking_say(&peer,
                         "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
                         "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{"
                         "\"name\":\"roots\"}},"
                         "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{"
                         "\"name\":\"sample\"}}]"),
              ASKED_ROOTS("1") ASKED_SAMPLE("2"));
    CHECK_STR(respond(&peer, 2, SAMPLED), "");

    const char *heard = respond(&peer, 1, ROOTED);

    CHECK_SAYS(heard,
               "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":3,");
    CHECK_SAYS(heard, ",{\"jsonrpc\":\"2.0\",\"id\":2,");
    asking_close(&peer);
}

TEST("round (J5): responses may come in an array where there are batches, which is not answered")
{
    struct peer peer;

    open_at(&peer, "2025-03-26");
    peer_call(&peer, "1", "roots", "{}", "");
    peer_call(&peer, "2", "sample", "{}", "");

    const char *heard =
        asking_say(&peer, "[{\"jsonrpc\":\"2.0\",\"id\":\"ask-2\",\"result\":" SAMPLED "},"
                          "{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"result\":" ROOTED "},"
                          "{\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"result\":" ROOTED "}]");

    CHECK(strncmp(heard, "{\"jsonrpc\":\"2.0\",\"id\":2,", 24) == 0);
    CHECK_SAYS(heard, "}\n{\"jsonrpc\":\"2.0\",\"id\":1,");
    asking_close(&peer);
}

TEST("round: both eras ask on one connection, each in its own way")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    CHECK_STR(peer_call(&peer, "1", "form", "{}", ""), ASKED_FORM("1"));
    CHECK_SAYS(asking_call(&peer, "form", "{}", ""), "\"id\":7,\"result\":{\"inputRequests\"");
    CHECK_SAYS(respond(&peer, 1, ACCEPTED), "\"id\":1,\"result\":{\"content\"");
    asking_close(&peer);
}

TEST("round: legacy requests take no notice of inputResponses and requestState")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");
    CHECK_STR(peer_call(&peer, "1", "form", "{}",
                        ",\"inputResponses\":{\"it\":" ACCEPTED "},\"requestState\":null"),
              ASKED_FORM("1"));
    asking_close(&peer);
}

TEST("round: 321 calls wait at once, one more is refused, and each gets its own reply")
{
    struct peer peer;
    char id[16], name[64];

    open_at(&peer, "2025-11-25");
    for (int i = 1; i <= CALLS_MAX; i++) {
        snprintf(id, sizeof(id), "%d", i);
        CHECK_SAYS(peer_call(&peer, id, "form", "{}", ""), "elicitation/create");
    }
    CHECK_SAYS(peer_call(&peer, "999", "form", "{}", ""), "321 calls are running");
    for (int i = CALLS_MAX; i > 0; i--) {
        const char *heard = asking_say(
            &peer,
            "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":{\"action\":\"accept\",\"content\":{"
            "\"name\":\"n%d.\"}}}",
            i, i);

        snprintf(name, sizeof(name), "n%d.", i);
        CHECK_SAYS(heard, name);
        snprintf(name, sizeof(name), "\"id\":%d,", i);
        CHECK_SAYS(heard, name);
    }
    CHECK_SAYS(peer_call(&peer, "1", "form", "{}", ""), "\"ask-322\"");
    asking_close(&peer);
}

TEST("round: a question that fits into no line ends the call, and takes back the one before it")
{
    struct peer peer;

    open_at(&peer, "2025-11-25");

    const char *heard = peer_call(&peer, "1", "large", "{\"count\":10485760}", "");

    CHECK_SAYS(heard, ASKED_FORM("1"));
    CHECK_SAYS(heard, "large: what it asks the client has more than 10 MiB");
    CHECK_SAYS(heard, TAKEN_BACK("1"));
    asking_close(&peer);
}

/* Past the witness, who remembers what he hears. */
static void say_unheard(struct peer *peer, const char *line)
{
    static char chunk[KIB(16)];

    CHECK(write(peer->in_fd, line, strlen(line)) == (ssize_t)strlen(line));
    for (int i = 0; i < 3; i++)
        loop_turn(peer->loop, 0);
    CHECK(read(peer->out_fd, chunk, sizeof(chunk)) > 100);
}

TEST("round: ten thousand rounds in each era leave no memory behind")
{
    struct peer peer;
    char response[256];
    size_t before = 0;

    open_at(&peer, "2025-11-25");
    for (int i = 1; i <= 10000; i++) {
        snprintf(response, sizeof(response),
                 "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":" ACCEPTED "}\n", i);
        say_unheard(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                           "\"name\":\"form\"}}\n");
        say_unheard(&peer, response);
        say_unheard(&peer, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                           "\"name\":\"form\",\"_meta\":{"
                           "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                           "\"io.modelcontextprotocol/clientCapabilities\":" ASKING_ALL "}}}\n");
        if (i == 100)
            before = mallinfo2().uordblks;
    }
    CHECK(mallinfo2().uordblks <= before + KIB(4));
    CHECK_INT(runs.started, 30000);
    asking_close(&peer);
}
