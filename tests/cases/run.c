/* run - one transcript, played once.
 *
 * Steps are done in their order. One that waits (for a line, a request, the end) is tried again at
 * every event until it is content or its time is over.
 */
#include "tests/cases/run_parts.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define LOOK_MS 5 /* between looks at what the stand-in saw */

const char *const run_mode_names[RUN_MODE_COUNT] = {
    [RUN_PLAIN] = "plain",
    [RUN_INPUT_DRIPPED] = "input dripped",
    [RUN_UPSTREAM_DRIPPED] = "upstream dripped",
};

static enum outcome nothing(struct run *run, const struct step *step)
{
    (void)run;
    (void)step;
    return DONE;
}

/* What is in front of the first other step is done before the server starts. */
static const struct {
    enum outcome (*act)(struct run *run, const struct step *step);
    bool may_be_early;
} acts[] = {
    [STEP_UPSTREAM] = { nothing, true },
    [STEP_ENV] = { run_env, true },
    [STEP_CONFIG] = { run_config, true },
    [STEP_WRITE] = { run_write, true },
    [STEP_LINK] = { run_link, true },
    [STEP_COMMIT] = { run_commit, true },
    [STEP_GIT] = { run_git, true },
    [STEP_SEND] = { run_send },
    [STEP_SEND_RAW] = { run_send_raw },
    [STEP_EXPECT] = { run_expect },
    [STEP_EXPECT_NOT] = { run_expect_not },
    [STEP_WAIT] = { run_wait },
    [STEP_SAW] = { run_saw },
    [STEP_REQUEST_HAS] = { run_request_has },
    [STEP_REQUEST_HEAD] = { run_request_text },
    [STEP_REQUEST_LACKS] = { run_request_text },
    [STEP_ABORTED] = { run_aborted },
    [STEP_CONNECTIONS] = { run_connections },
    [STEP_STDERR] = { run_stderr },
    [STEP_FILE] = { run_file },
    [STEP_KEPT] = { run_kept },
    [STEP_CLOSE_STDIN] = { run_close },
    [STEP_CLOSE_STDOUT] = { run_close },
    [STEP_SIGNAL] = { run_signal },
    [STEP_EXIT] = { run_exit },
    [STEP_RESTART] = { run_restart },
};

enum outcome run_complain(struct run *run, const char *format, ...)
{
    char text[900];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (run->err.kind == ERR_NONE)
        err_set(&run->err, ERR_INTERNAL, "%s", text);
    return FAILED;
}

bool run_is_late(const struct run *run, int64_t limit_ms)
{
    return clock_ms() - run->step_began_ms > limit_ms * run->options.patience;
}

static void on_line(void *user, struct slice line)
{
    struct run *run = user;
    struct err why = { 0 };
    cJSON *tree;

    if (conduct_line(&run->stage.conduct, line, &tree, &why) < 0)
        run_complain(run, "a line of the server: %s", why.text);
    stage_note_names(&run->stage, tree);
    if (tree && run->line_count < LINES_KEPT_MAX)
        run->lines[run->line_count++] = tree;
    else
        json_free(tree);
    loop_task_queue(run->loop, &run->task);
}

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct run *run = user;

    run->exited = true;
    run->exited_ms = clock_ms();
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (tail.size > 0 && !run->torn_off)
        run_complain(run, "the server ended in the middle of a line: %.*s",
                     tail.size < 200 ? (int)tail.size : 200, tail.data);
    loop_task_queue(run->loop, &run->task);
}

enum outcome run_start_server(struct run *run)
{
    static const struct client_handler handler = { on_line, on_exit_of };
    struct err why;

    run->exited = false;
    if (stage_start(&run->stage, &handler, run, &why) < 0)
        return run_complain(run, "%s", why.text);
    if (run->options.mode == RUN_INPUT_DRIPPED)
        client_drip(run->stage.client);
    return DONE;
}

/* What must hold when every step is done: nothing unexpected was said, nobody waits in vain. */
static void check_end(struct run *run)
{
    struct err why;
    size_t open = conduct_open(&run->stage.conduct);

    for (size_t i = 0; i < run->line_count; i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(1 << 24);

        if (json_at(run->lines[i], "method"))
            continue;
        json_print(run->lines[i], &text);
        run_complain(run, "a line that nobody expected: %.600s", buf_text(&text));
    }
    if (open > 0 && !run->torn_off)
        run_complain(run, "%zu requests have no answer", open);
    if (run->status != 0 && !run->torn_off)
        run_complain(run, "the server ended with %d; stderr: %.*s", run->status,
                     (int)client_stderr(run->stage.client).size,
                     client_stderr(run->stage.client).data);
    if (stage_check_secrecy(&run->stage, &why) < 0)
        run_complain(run, "%s", why.text);
}

static void finish(struct run *run)
{
    const struct transcript *transcript = run->options.transcript;
    CLEANUP(buf_done) struct buf text = BUF_MAX(4096);
    size_t at = run->step < transcript->step_count ? run->step : transcript->step_count - 1;

    run->finished = true;
    loop_timer_stop(run->loop, &run->timer);
    if (run->err.kind != ERR_NONE)
        buf_addf(&text, "%s:%d: (%s) %s\n    %s", transcript->file, transcript->steps[at].line,
                 run_mode_names[run->options.mode], transcript->sentence, run->err.text);
    run->options.on_done(run->options.user, text.size > 0 ? buf_text(&text) : NULL);
}

static enum outcome end(struct run *run)
{
    if (!run->exited && client_runs(run->stage.client)) {
        client_close_stdin(run->stage.client);
        if (run_is_late(run, EXIT_MS))
            return run_complain(run, "it does not end when its input closes");
        return WAITS;
    }
    check_end(run);
    return DONE;
}

static enum outcome act(struct run *run)
{
    const struct step *step = &run->options.transcript->steps[run->step];

    return run->step < run->first_late ? DONE : acts[step->kind].act(run, step);
}

static void on_turn(void *user)
{
    struct run *run = user;
    enum outcome outcome = run->err.kind == ERR_NONE ? DONE : FAILED;

    if (run->finished)
        return;
    while (outcome == DONE && run->step < run->options.transcript->step_count) {
        outcome = act(run);
        if (outcome == DONE) {
            run->step++;
            run->step_began_ms = clock_ms();
        }
    }
    if (outcome == DONE)
        outcome = end(run);
    if (outcome == WAITS)
        loop_timer_set(run->loop, &run->timer, LOOK_MS);
    else
        finish(run);
}

static enum outcome begin(struct run *run)
{
    const struct transcript *transcript = run->options.transcript;
    struct err why = { 0 };

    if (stage_open(&run->stage, run->loop, run->options.program, transcript->tls, &why) < 0)
        return run_complain(run, "%s", why.text);
    for (; run->step < transcript->step_count; run->step++) {
        const struct step *step = &transcript->steps[run->step];

        if (!acts[step->kind].may_be_early)
            break;
        if (acts[step->kind].act(run, step) == FAILED)
            return FAILED;
    }
    run->first_late = run->step;
    return run_follow_script(run) == FAILED ? FAILED : run_start_server(run);
}

struct run *run_new(struct loop *loop, const struct run_options *options)
{
    struct run *run = xcalloc(1, sizeof(*run));

    run->loop = loop;
    run->options = *options;
    run->timer = (struct loop_timer){ .on_due = on_turn, .user = run };
    run->task = (struct loop_task){ .on_turn = on_turn, .user = run };
    run->step_began_ms = clock_ms();
    begin(run);
    loop_task_queue(loop, &run->task);
    return run;
}

struct run *run_free(struct run *run)
{
    if (!run)
        return NULL;
    loop_timer_stop(run->loop, &run->timer);
    loop_task_drop(run->loop, &run->task);
    stage_close(&run->stage);
    for (size_t i = 0; i < run->line_count; i++)
        json_free(run->lines[i]);
    free(run);
    return NULL;
}
