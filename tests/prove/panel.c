/* panel - the planted bugs of tests/corpus before a panel of scripted reviewers.
 *
 *     panel SERVER CORPUS [NAME]      only classes whose name begins with NAME
 *
 *   read the corpus -> a repository for each class -> one server
 *     -> (follow a script -> review_diff of the buggy branch, of the clean one -> judge)*
 *
 * Whatever the reviewers make of lines, words and forms, what comes out must be the bug that is
 * known, in its place, and nothing else.
 */
#include "tests/prove/panel_judge.h"

#include "tests/cases/stage.h"

#include "base/clock.h"
#include "base/limits.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define STUCK_MS 60000

struct panel {
    struct loop *loop;
    struct stage stage;
    struct witness *witness;
    struct panel_corpus corpus;
    struct panel_judge judge;
    const char *name;   /* NULL: all classes */
    size_t turn, turns; /* two for each class: buggy, clean */
    bool is_over;
};

static const struct planted *planted_of(const struct panel *panel)
{
    return &panel->corpus.list[panel->turn / 2];
}

static void say(struct panel *panel, const char *line)
{
    witness_sent(panel->witness, slice_of(line));
    client_send(panel->stage.client, slice_of(line));
    client_send(panel->stage.client, SLICE("\n"));
}

static bool is_wanted(const struct panel *panel, const struct planted *planted)
{
    return !panel->name || strncmp(planted->name, panel->name, strlen(panel->name)) == 0;
}

/* Each time in another of the six orders, which must not matter. */
static void add_models(struct buf *out, size_t turn)
{
    static const size_t orders[][PANEL_REVIEWERS] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 },
                                                      { 0, 2, 1 }, { 2, 0, 1 }, { 1, 2, 0 } };
    size_t order = turn / 2 % ARRAY_COUNT(orders); /* not in step with the ways of the third */

    for (size_t i = 0; i < PANEL_REVIEWERS; i++)
        buf_addf(out, "%s%s", i > 0 ? ", " : "", panel_models[orders[order][i]]);
}

/* The next change that is wanted; the end when there is none. */
static void ask(struct panel *panel)
{
    CLEANUP(buf_done) struct buf script = BUF_MAX(MIB(1)), line = BUF_MAX(KIB(4));
    bool is_buggy = panel->turn % 2 == 0;
    struct err err = { 0 };

    while (panel->turn < panel->turns && !is_wanted(panel, planted_of(panel)))
        panel->turn++;
    panel->is_over = panel->turn >= panel->turns;
    if (panel->is_over)
        return;
    panel_script_add(&script, planted_of(panel), panel->turn / 2, is_buggy);
    if (upstream_follow(panel->stage.upstream, buf_slice(&script), 0, &err) < 0) {
        printf("    not so: %s\n", err.text);
        abort();
    }
    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"id\":%zu,\"method\":\"tools/call\",\"params\":{\"name\":"
             "\"review_diff\",\"arguments\":{\"repo\":\"%s\",\"diff\":\"main...%s\",\"model\":\"",
             panel->turn + 1, planted_of(panel)->name, is_buggy ? "buggy" : "clean");
    add_models(&line, panel->turn / 2);
    buf_adds(&line, "\"}}}");
    say(panel, buf_text(&line));
}

static void on_line(void *user, struct slice line)
{
    struct panel *panel = user;
    CLEANUP(json_freep) cJSON *tree = NULL;
    struct err err = { 0 };

    if (witness_received(panel->witness, line, &tree, &err) < 0) {
        printf("    not so: %s\n", err.text);
        panel->judge.failures++;
    }
    if (json_int(tree, "id", -1) == 0)
        ask(panel);
    if (json_int(tree, "id", -1) != (int64_t)panel->turn + 1)
        return;
    panel_judge_result(&panel->judge, planted_of(panel), panel->turn / 2, panel->turn % 2 == 0,
                       json_at(tree, "result"));
    panel->turn++;
    ask(panel);
}

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct panel *panel = user;

    if (!panel->is_over)
        printf("    not so: the server lives (status %d): %.*s\n", status,
               SLICE_FMT(client_stderr(panel->stage.client)));
    panel->judge.failures += tail.size > 0 || !panel->is_over;
    panel->is_over = true;
}

static int open_all(struct panel *panel, const char *program, struct err *err)
{
    static const struct client_handler handler = { on_line, on_exit_of };
    static const char *const settings[] = { "OPENROUTER_MCP_BUDGET_SESSION_USD=1000",
                                            "OPENROUTER_MCP_BUDGET_DAY_USD=1000",
                                            "OPENROUTER_MCP_RETRY_ATTEMPTS=1",
                                            "OPENROUTER_MCP_RETRY_BREAKERS=false" };
    char project[400];

    if (stage_open(&panel->stage, panel->loop, program, false, err) < 0)
        return -1;
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++)
        stage_set(&panel->stage, settings[i]);
    snprintf(project, sizeof(project), "CLAUDE_PROJECT_DIR=%s/project", panel->stage.home.path);
    stage_set(&panel->stage, project);
    for (size_t i = 0; i < panel->corpus.count; i++)
        if (is_wanted(panel, &panel->corpus.list[i]) &&
            panel_corpus_plant(&panel->corpus, &panel->corpus.list[i], &panel->stage.home, err) < 0)
            return -1;
    return stage_start(&panel->stage, &handler, panel, err);
}

static void run(struct panel *panel)
{
    say(panel, "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
               "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":"
               "\"prove\",\"version\":\"1\"}}}");
    say(panel, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    for (size_t before = SIZE_MAX; !panel->is_over && before != panel->turn;) {
        int64_t until_ms = clock_ms() + STUCK_MS;

        before = panel->turn;
        while (before == panel->turn && !panel->is_over && clock_ms() < until_ms)
            loop_turn(panel->loop, 50);
    }
    if (!panel->is_over)
        client_signal(panel->stage.client, SIGKILL);
    client_close_stdin(panel->stage.client);
    while (client_runs(panel->stage.client))
        loop_turn(panel->loop, 50);
}

/* Each language, and each way of the third reviewer, must have been there. */
static void report(struct panel *panel)
{
    struct panel_judge *judge = &panel->judge;
    static const char *const languages[] = { "c-", "go-", "python-", "typescript-" };
    size_t wanted = 0;

    printf("    ");
    for (size_t i = 0; i < ARRAY_COUNT(languages); i++) {
        size_t classes = 0;

        for (size_t k = 0; k < panel->corpus.count; k++)
            classes += is_wanted(panel, &panel->corpus.list[k]) &&
                       strncmp(panel->corpus.list[k].name, languages[i], strlen(languages[i])) == 0;
        printf("%s%zu of %.*s", i > 0 ? ", " : "", classes, (int)strlen(languages[i]) - 1,
               languages[i]);
        judge->failures += classes == 0 && !panel->name;
        wanted += classes;
    }
    printf(
        "\n    %ld bugs found in their lines, %ld clean changes without findings, %ld made-up "
        "findings dropped, %ld that only one has seen kept\n    %ld reported lines put right; the "
        "third reviewer was heard %ld times and not %ld times; $%.7f\n",
        judge->found, judge->clean, judge->dropped, judge->lone, judge->shifted, judge->heard,
        judge->unheard, (double)judge->cost_nano / 1e9);
    judge->failures += wanted == 0 || judge->found != (long)wanted || judge->clean != (long)wanted;
    if (!panel->name)
        judge->failures +=
            judge->shifted == 0 || judge->heard == 0 || judge->unheard == 0 || judge->lone == 0;
}

int main(int argc, char **argv)
{
    CLEANUP(freep) char *program = argc > 1 ? realpath(argv[1], NULL) : NULL;
    static struct panel panel;
    struct err err = { 0 };

    if (!program || argc < 3)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    json_init();
    panel.name = argc > 3 && argv[3][0] ? argv[3] : NULL;
    panel.loop = loop_new();
    panel.witness = witness_new();
    if (panel_corpus_read(&panel.corpus, argv[2], &err) < 0 ||
        open_all(&panel, program, &err) < 0) {
        printf("    %s\n", err.text);
        return 2;
    }
    panel.turns = panel.corpus.count * 2;
    run(&panel);
    report(&panel);
    stage_close(&panel.stage);
    panel_corpus_done(&panel.corpus);
    panel.witness = witness_free(panel.witness);
    loop_free(panel.loop);
    printf("%d passed, %d failed, 0 skipped\n", panel.judge.failures == 0, panel.judge.failures);
    return panel.judge.failures > 0;
}
