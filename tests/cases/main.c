/* main - plays every transcript of a folder against a server, in every mode.
 *
 *     cases SERVER FOLDER [NAME [DATA]]      only transcripts whose file name begins with NAME
 *
 * Some run at the same time, each with a server, a home and a stand-in of its own. Ends with the
 * line "N passed, N failed, N skipped".
 */
#include "tests/cases/run.h"
#include "tests/cases/torture.h"
#include "tests/witness/witness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define AT_ONCE 3

/* Sanitizers and other loads make everything slower. */
#ifdef SANITIZED
#define PATIENCE 8
#else
#define PATIENCE 2
#endif

struct job {
    struct play *play;
    struct run *run;
    struct loop_task reap;
};

struct play {
    struct loop *loop;
    const char *program, *name;
    struct transcripts transcripts;
    size_t next_transcript;
    int next_mode;
    struct job jobs[AT_ONCE];
    unsigned passed, failed, skipped;
    unsigned played[RUN_MODE_COUNT];
};

static void start_next(struct job *job);

static void on_reap(void *user)
{
    struct job *job = user;

    job->run = run_free(job->run);
    start_next(job);
}

static void on_done(void *user, const char *failure)
{
    struct job *job = user;

    if (failure) {
        printf("FAILED %s\n", failure);
        job->play->failed++;
    } else {
        job->play->passed++;
    }
    loop_task_queue(job->play->loop, &job->reap);
}

/* The next pair of transcript and mode that is to be played; NULL when all were. */
static const struct transcript *next_of(struct play *play, enum run_mode *mode)
{
    while (play->next_transcript < play->transcripts.count) {
        const struct transcript *transcript = &play->transcripts.list[play->next_transcript];
        bool wanted = !play->name || strncmp(transcript->file, play->name, strlen(play->name)) == 0;

        *mode = (enum run_mode)play->next_mode++;
        if (play->next_mode == RUN_MODE_COUNT) {
            play->next_mode = 0;
            play->next_transcript++;
        }
        if (wanted && (*mode == RUN_PLAIN || !transcript->whole))
            return transcript;
    }
    return NULL;
}

static void start_next(struct job *job)
{
    enum run_mode mode;
    const struct transcript *transcript = next_of(job->play, &mode);

    if (!transcript)
        return;
    job->play->played[mode]++;
    job->run = run_new(job->play->loop, &(struct run_options){
                                            .program = job->play->program,
                                            .transcript = transcript,
                                            .mode = mode,
                                            .patience = PATIENCE * (mode == RUN_PLAIN ? 1 : 4),
                                            .on_done = on_done,
                                            .user = job,
                                        });
}

static void play_all(struct play *play)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        play->jobs[i].play = play;
        play->jobs[i].reap = (struct loop_task){ .on_turn = on_reap, .user = &play->jobs[i] };
        start_next(&play->jobs[i]);
    }
    loop_run(play->loop);
    printf("%zu transcripts:", play->transcripts.count);
    for (int i = 0; i < RUN_MODE_COUNT; i++)
        printf(" %u %s%s", play->played[i], run_mode_names[i], i + 1 < RUN_MODE_COUNT ? "," : "\n");
}

int main(int argc, char **argv)
{
    struct play play = { .program = argc > 1 ? realpath(argv[1], NULL) : NULL,
                         .name = argc > 3 && argv[3][0] ? argv[3] : NULL };
    struct err err = { 0 };

    if (argc < 3 || !play.program) {
        fprintf(stderr, "usage: cases SERVER FOLDER [NAME [DATA]]\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    json_init();
    witness_use(argc > 4 ? argv[4] : NULL);
    play.loop = loop_new();
    /* A server that has ended is noticed by its exit. */
    signal(SIGPIPE, SIG_IGN);
    if (transcripts_read(argv[2], &play.transcripts, &err) < 0) {
        printf("FAILED %s\n", err.text);
        play.failed++;
    } else {
        play_all(&play);
        torture(play.loop, play.program, play.name, &play.passed, &play.failed);
    }
    witness_report();
    printf("%u passed, %u failed, %u skipped\n", play.passed, play.failed, play.skipped);
    transcripts_done(&play.transcripts);
    loop_free(play.loop);
    free((char *)play.program);
    return play.failed > 0;
}
