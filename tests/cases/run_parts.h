/* run_parts - the steps of a run, for run.c only. */
#pragma once

#include "tests/cases/run.h"
#include "tests/cases/stage.h"

#define STEP_MS        10000 /* the longest that a step waits */
#define EXIT_MS        3000  /* to end once the transcript is over */
#define LINES_KEPT_MAX 4096

enum outcome { DONE, WAITS, FAILED };

struct run {
    struct loop *loop;
    struct run_options options;
    struct stage stage;
    size_t step, first_late; /* first_late: up to it all is done before the server starts */
    unsigned commits;
    cJSON *lines[LINES_KEPT_MAX]; /* of the server, not yet expected */
    size_t line_count;
    int64_t step_began_ms, stimulus_ms, exited_ms;
    bool exited, torn_off; /* torn_off: answers may be missing, the transcript ended it early */
    int status;
    struct loop_timer timer;
    struct loop_task task;
    bool finished;
    struct err err;
};

/* Keeps the first complaint; answers FAILED. */
enum outcome run_complain(struct run *run, const char *format, ...) PRINTF(2, 3);

/* Whether the step has waited longer than this. */
bool run_is_late(const struct run *run, int64_t limit_ms);

/* The JSON of a step, owned by the caller; NULL after a complaint. */
cJSON *run_read_wanted(struct run *run, const struct step *step);

/* All "upstream" lines of the transcript become the stand-in's script. */
enum outcome run_follow_script(struct run *run);
enum outcome run_start_server(struct run *run);

enum outcome run_env(struct run *run, const struct step *step);
enum outcome run_config(struct run *run, const struct step *step);
enum outcome run_write(struct run *run, const struct step *step);
enum outcome run_link(struct run *run, const struct step *step);
enum outcome run_commit(struct run *run, const struct step *step);
enum outcome run_git(struct run *run, const struct step *step);
enum outcome run_send(struct run *run, const struct step *step);
enum outcome run_send_raw(struct run *run, const struct step *step);
enum outcome run_expect(struct run *run, const struct step *step);
enum outcome run_expect_not(struct run *run, const struct step *step);
enum outcome run_wait(struct run *run, const struct step *step);
enum outcome run_saw(struct run *run, const struct step *step);
enum outcome run_connections(struct run *run, const struct step *step);
enum outcome run_request_has(struct run *run, const struct step *step);
enum outcome run_request_text(struct run *run, const struct step *step);
enum outcome run_aborted(struct run *run, const struct step *step);
enum outcome run_stderr(struct run *run, const struct step *step);
enum outcome run_file(struct run *run, const struct step *step);
enum outcome run_kept(struct run *run, const struct step *step);
enum outcome run_close(struct run *run, const struct step *step);
enum outcome run_signal(struct run *run, const struct step *step);
enum outcome run_exit(struct run *run, const struct step *step);
enum outcome run_restart(struct run *run, const struct step *step);
