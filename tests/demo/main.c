/* demo - one real MCP session through the built server, to read along.
 *
 *   discover -> list models -> one streamed answer -> three models at once -> a review -> a cancel
 *            -> the end
 *
 *     demo SERVER UPSTREAM [DATA]
 *
 * With OPENROUTER_API_KEY it talks to OpenRouter itself, for at most two cents, which the server
 * enforces; without one, to the stand-in. Ends with 0 when everything went as it should.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "tests/demo/session.h"
#include "tests/demo/show.h"
#include "tests/demo/stage.h"
#include "json/scan.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define BUDGET_USD "0.02"
#define END_MS     2000

struct demo {
    struct stage stage;
    struct session session;
    char models[3][MODEL_NAME_MAX + 1];
    unsigned wrong;
};

static void expect(struct demo *demo, bool as_it_should, const char *sentence)
{
    if (as_it_should)
        return;
    demo->wrong++;
    show_note("NOT AS IT SHOULD BE: %s", sentence);
}

static void introduce(const struct demo *demo)
{
    if (demo->stage.is_real)
        printf("OPENROUTER_API_KEY is set: this asks OpenRouter itself, seven short questions to "
               "cheap models.\nThey cost at most $" BUDGET_USD " together: the server was started "
               "with OPENROUTER_MCP_BUDGET_SESSION_USD=" BUDGET_USD "\nand refuses what could pass "
               "it. Without the variable a stand-in answers instead, for nothing.\n");
    else
        printf("No OPENROUTER_API_KEY is set, so a stand-in for OpenRouter on this machine answers "
               "(%s):\nnothing leaves the machine, nothing is spent.\n",
               demo->stage.base_url);
    printf("\nBelow are the real lines between client (->) and server (<-), with long parts cut "
           "(…).\n");
}

static void discover(struct demo *demo)
{
    show_title("1. What are you?  MCP 2026-07-28 needs no handshake.");

    struct slice answer =
        session_wait(&demo->session, session_request(&demo->session, "server/discover", "{}"));

    expect(demo, scan_member(answer, "result").size > 0, "server/discover was not answered");
    answer = session_wait(&demo->session, session_request(&demo->session, "tools/list", "{}"));
    expect(demo, scan_member(scan_member(answer, "result"), "tools").size > 0,
           "tools/list was not answered");
}

static bool same_vendor(const char *a, struct slice b)
{
    size_t size = (size_t)(strchr(a, '/') - a) + 1;

    return slice_starts(b, (struct slice){ a, size });
}

/* A line of the list begins with the slug. Three vendors see more than one. */
static void choose_models(struct demo *demo, struct slice list)
{
    struct slice line, slug;
    size_t count = 0;

    while (count < ARRAY_COUNT(demo->models) && slice_split(&list, '\n', &line)) {
        bool usable = slice_split(&line, ' ', &slug) && memchr(slug.data, '/', slug.size) &&
                      slug.size <= MODEL_NAME_MAX && slug.data[0] != '~';

        for (size_t i = 0; usable && i < count; i++)
            usable = !same_vendor(demo->models[i], slug);
        if (usable)
            snprintf(demo->models[count++], sizeof(demo->models[0]), "%.*s", SLICE_FMT(slug));
    }
    expect(demo, count == ARRAY_COUNT(demo->models), "fewer than three vendors were listed");
}

static void list(struct demo *demo)
{
    static const char *const standins[] = { "standin/steady", "standin/second",
                                            "standin/reasoning" };
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);

    show_title("2. Which models are there?  list_models: cheap ones that can code, best first.");

    int id = session_request(&demo->session, "tools/call",
                             "{\"name\":\"list_models\",\"arguments\":{\"sort\":\"coding\","
                             "\"max_price_out\":1,\"limit\":20}}");

    expect(demo, session_text(session_wait(&demo->session, id), &text), "list_models failed");
    show_text(buf_slice(&text), 6, 2);
    if (demo->stage.is_real)
        choose_models(demo, buf_slice(&text));
    else
        for (size_t i = 0; i < ARRAY_COUNT(standins); i++)
            snprintf(demo->models[i], sizeof(demo->models[i]), "%s", standins[i]);
}

/* The arguments that keep each question within its share of the budget. */
static const char *ask_params(const struct demo *demo, const char *models, const char *cost_usd)
{
    static char params[1024];

    snprintf(params, sizeof(params),
             "{\"name\":\"ask_model\",\"arguments\":{\"model\":\"%s\",\"prompt\":\"In five "
             "sentences: what does a write-ahead log buy a database?\"%s%s%s}}",
             models, demo->stage.is_real ? ",\"max_output_tokens\":800,\"max_cost_usd\":" : "",
             demo->stage.is_real ? cost_usd : "", demo->stage.is_real ? ",\"effort\":\"low\"" : "");
    return params;
}

static void ask(struct demo *demo)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);

    show_title("3. One question.  The answer streams upstream; the client sees progress.");

    int id =
        session_request(&demo->session, "tools/call", ask_params(demo, demo->models[0], "0.002"));
    bool is_answer = session_text(session_wait(&demo->session, id), &text);

    expect(demo, is_answer, "the question was not answered");
    expect(demo, !is_answer || demo->stage.is_real || demo->session.progress_count > 0,
           "no progress was reported");
    show_text(buf_slice(&text), 3, 3);
    show_note("%u notes of progress, then the whole answer with its real cost.",
              demo->session.progress_count);
}

static int64_t sum_ms(struct slice answer)
{
    struct slice answers = scan_path(answer, "result", "_meta", "answers"), key, one;
    int64_t sum = 0, ms;

    for (size_t at = 0; scan_next(answers, &at, &key, &one);)
        if (scan_int(scan_member(one, "ms"), &ms))
            sum += ms;
    return sum;
}

static void ask_three(struct demo *demo)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char models[sizeof(demo->models) + 8];

    show_title("4. Three models at once.  The prompt is sent once by the client.");
    snprintf(models, sizeof(models), "%s, %s, %s", demo->models[0], demo->models[1],
             demo->models[2]);

    int id = session_request(&demo->session, "tools/call", ask_params(demo, models, "0.006"));
    struct slice answer = session_wait(&demo->session, id);

    expect(demo, session_text(answer, &text), "the three were not answered");
    show_lines(buf_slice(&text), "— ");
    show_lines(buf_slice(&text), "total: ");

    int64_t took_ms = session_took_ms(&demo->session, id), apart_ms = sum_ms(answer);

    show_note("%lld ms for all three; one after another they would have taken %lld ms.",
              (long long)took_ms, (long long)apart_ms);
    expect(demo, demo->stage.is_real || took_ms < apart_ms, "they did not run at once");
}

/* The change has one bug; of what the stand-in's reviewers say one thing is made up. */
static void review(struct demo *demo)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char params[512];

    show_title("5. A review.  Two vendors read a change; a program checks what they quote.");
    snprintf(params, sizeof(params),
             "{\"name\":\"review_diff\",\"arguments\":{\"diff\":\"" STAGE_PATCH
             "\",\"model\":\"%s, %s\"%s}}",
             demo->stage.is_real ? demo->models[0] : stage_reviewers[0],
             demo->stage.is_real ? demo->models[1] : stage_reviewers[1],
             demo->stage.is_real ? ",\"max_cost_usd\":0.006" : "");

    int id = session_request(&demo->session, "tools/call", params);
    bool is_answer = session_text(session_wait(&demo->session, id), &text);

    show_text(buf_slice(&text), 30, 0);
    if (demo->stage.is_real)
        return;
    expect(demo, is_answer, "the change was not reviewed");
    expect(demo, strstr(buf_text(&text), "F1 HIGH bug  queue.c:4 "), "the bug was not found");
    expect(demo, !strstr(buf_text(&text), "F2 "), "the same bug was listed twice");
    expect(demo, strstr(buf_text(&text), "Dropped by quote check: 1"),
           "what was made up was not dropped");
}

static bool has_aborted(void *user)
{
    struct record *record = user;

    record_look(record);
    return record->aborted_ms > 0;
}

static bool has_progress(void *user)
{
    const struct session *session = user;

    return session->progress_count > 0;
}

static void cancel(struct demo *demo)
{
    const char *model = demo->stage.is_real ? demo->models[0] : "standin/slow";

    show_title("6. A cancel.  The user pressed Esc: the connection upstream must close, and with "
               "it the bill.");

    int id = session_request(&demo->session, "tools/call", ask_params(demo, model, "0.002"));

    session_run(&demo->session, 700, demo->stage.is_real ? has_progress : NULL, &demo->session);

    int64_t cancelled_ms = clock_ms();
    bool too_late = session_took_ms(&demo->session, id) >= 0;

    demo->stage.record.aborted_ms = 0;
    session_cancel(&demo->session, id);
    if (too_late) {
        show_note("The model was faster than the cancel, which came for nothing then.");
    } else if (demo->stage.is_real) {
        session_run(&demo->session, 500, NULL, NULL);
        show_note("The server has closed the connection, and OpenRouter stops the model.");
    } else if (session_run(&demo->session, 3000, has_aborted, &demo->stage.record)) {
        show_note("The stand-in saw its client hang up %lld ms after that.",
                  (long long)(demo->stage.record.aborted_ms - cancelled_ms));
        session_run(&demo->session, 300, NULL, NULL);
    } else {
        expect(demo, false, "the stand-in did not see its client hang up");
    }
    expect(demo, too_late || session_took_ms(&demo->session, id) < 0,
           "a cancelled request was answered");
}

static bool has_ended(void *user)
{
    struct demo *demo = user;
    int status = 0;

    if (demo->stage.server.pid == 0)
        return true;
    if (!child_has_ended(&demo->stage.server, &status))
        return false;
    expect(demo, WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server did not end with 0");
    return true;
}

static void end(struct demo *demo)
{
    int64_t began_ms = clock_ms();

    show_title("7. The end.  The client closes the pipe.");
    child_close_input(&demo->stage.server);
    loop_unwatch(demo->session.loop, &demo->session.watch);
    demo->session.broken = false;
    expect(demo, session_run(&demo->session, END_MS, has_ended, demo),
           "the server was still there after two seconds");
    show_note("The server was gone after %lld ms.", (long long)(clock_ms() - began_ms));
    expect(demo, demo->session.fault.kind == ERR_NONE, demo->session.fault.text);
    show_note("%zu messages came from it, %zu of them not as the protocol has them.",
              witness_totals().messages, witness_totals().invalid);
}

int main(int argc, char **argv)
{
    struct demo demo = { 0 };
    int64_t began_ms = clock_ms();

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    setenv("OPENROUTER_MCP_BUDGET_SESSION_USD", BUDGET_USD, 1);
    /* A session of its own: what was spent in the caller's does not count here. */
    unsetenv("CLAUDE_CODE_SESSION_ID");
    if (argc < 3) {
        printf("usage: demo SERVER UPSTREAM [DATA]\n");
        return 2;
    }
    witness_use(argc > 3 ? argv[3] : NULL);

    struct loop *loop = loop_new();
    bool is_open = stage_open(&demo.stage, argv[1], argv[2]);

    if (is_open) {
        introduce(&demo);
        session_open(&demo.session, loop, &demo.stage.server);
        discover(&demo);
        list(&demo);
        if (demo.models[ARRAY_COUNT(demo.models) - 1][0]) {
            ask(&demo);
            ask_three(&demo);
            review(&demo);
            cancel(&demo);
        }
        end(&demo);
        session_done(&demo.session);
        show_title("%s in %lld.%lld s. The same by hand: %s ask --help",
                   demo.wrong ? "NOT everything went as it should,"
                              : "Everything went as it should,",
                   (long long)(clock_ms() - began_ms) / 1000,
                   (long long)(clock_ms() - began_ms) % 1000 / 100, argv[1]);
    }
    stage_done(&demo.stage);
    loop_free(loop);
    return is_open && demo.wrong == 0 ? 0 : 1;
}
