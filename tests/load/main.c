/* main - shows what is promised of the server under load.
 *
 *     load SERVER [WORD [DATA]]      only the proofs whose sentence holds the word
 *
 * Ends with the line "N passed, N failed, N skipped".
 */
#include "base/clock.h"
#include "tests/load/network.h"
#include "tests/load/proofs.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum stage_kind { PLAIN, TLS, ALONE };
enum verdict { PASSED, FAILED, SKIPPED, VERDICT_COUNT };

static const struct proof {
    const char *sentence;
    int (*show)(struct scene *scene);
    enum stage_kind kind;
} proofs[] = {
    { "two calls at once overlap and take as long as the slower one (scenario 10)", crowd_of_two,
      PLAIN },
    { "64 one-second calls at once are answered in under 1.5 s", crowd_of_64, PLAIN },
    { "of 330 calls at once 64 run, 256 wait, the rest is refused at once without contact (fault "
      "C16)",
      crowd_of_330, PLAIN },
    { "a cancel before the headers closes the connection within 50 ms, 10 of 10 (fault C5)",
      cancel_before_headers, PLAIN },
    { "a cancel before the first token closes the connection within 50 ms, 10 of 10 (fault C5)",
      cancel_before_tokens, PLAIN },
    { "a cancel while tokens flow closes the connection within 50 ms, 10 of 10 (fault C5)",
      cancel_while_tokens_flow, PLAIN },
    { "a call that is cancelled while it waits for its turn never reaches the model (fault C5)",
      cancel_in_the_queue, PLAIN },
    { "a cancel of a panel of three closes every connection within 50 ms, 10 of 10 (scenario 12)",
      cancel_a_panel, PLAIN },
    { "end of input with 32 calls in flight closes them and ends it within 400 ms, 10 of 10 (fault "
      "C1)",
      end_by_end_of_input, PLAIN },
    { "SIGTERM, SIGINT and SIGHUP with 32 calls in flight do the same, 10 of 10 each (fault C2)",
      end_by_signals, PLAIN },
    { "closed output with 32 calls in flight does the same, 10 of 10 (fault C3)",
      end_by_closed_output, PLAIN },
    { "an idle server ends within 100 ms, 10 of 10 for each way to end it", end_when_idle, PLAIN },
    { "a deadline closes the connection and keeps the text that had come", deadline_keeps_text,
      PLAIN },
    { "TLS: the authority that SSL_CERT_FILE names is trusted", trust_by_variable, TLS },
    { "TLS: the authority that ca_file names is trusted", trust_by_setting, TLS },
    { "TLS: an unknown authority is refused in words, and no request leaves",
      trust_not_an_unknown_authority, TLS },
    { "TLS: another authority of that name is refused in words, and no request leaves (fault U5)",
      trust_not_another_authority, TLS },
    { "TLS: another host name is refused in words, and no request leaves (fault U5)",
      trust_not_another_name, TLS },
    { "the first ask over TLS and 40 ms opens no connection and costs one round trip",
      warm_first_ask, TLS },
    { "a kept TLS connection that has said goodbye is left: one POST a call, 20 of 20",
      warm_goodbye, TLS },
    { "a kept connection that is cut when the next call begins: never two POSTs, 100 of 100",
      kept_cut_on_the_way, PLAIN },
    { "connections that reset under the next call: never two POSTs, 200 calls in a row (fault U9)",
      kept_reset_at_the_far_end, PLAIN },
    { "the key stands in the Authorization header, and nowhere else", canary_is_nowhere, PLAIN },
    { "nothing but the stand-in is contacted, by the system's own counters", alone_on_the_network,
      ALONE },
};

static const char *const verdict_names[VERDICT_COUNT] = { "ok     ", "FAILED ", "skipped" };

static enum verdict play(const struct proof *proof, const char *program)
{
    struct loop *loop = loop_new();
    struct scene *scene = xcalloc(1, sizeof(*scene));
    int64_t began_ms = clock_ms();
    enum verdict verdict = FAILED;

    if (scene_open(scene, loop, program, proof->kind == TLS) == 0) {
        int rc = proof->show(scene);

        if (rc == 0 && scene->err.kind == ERR_NONE)
            stage_check_secrecy(&scene->stage, &scene->err);
        if (scene->err.kind == ERR_NONE)
            verdict = rc == PROOF_SKIPPED ? SKIPPED : PASSED;
    }
    printf("%s %s\n        %s%s%s (%.1f s)\n", verdict_names[verdict], proof->sentence,
           buf_text(&scene->figures), scene->figures.size > 0 && scene->err.text[0] ? "; " : "",
           scene->err.text, (double)(clock_ms() - began_ms) / 1000);
    scene_close(scene);
    free(scene);
    loop_free(loop);
    return verdict;
}

/* In a child, since a process cannot come back from the network it has moved to. */
static enum verdict play_alone(const struct proof *proof, const char *program)
{
    int status = 0;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        struct err err;
        enum verdict verdict = SKIPPED;

        if (network_leave(&err) < 0)
            printf("%s %s\n        %s\n", verdict_names[SKIPPED], proof->sentence, err.text);
        else
            verdict = play(proof, program);
        fflush(stdout);
        _exit((int)verdict);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
        WEXITSTATUS(status) >= VERDICT_COUNT) {
        printf("FAILED  %s\n        its process failed\n", proof->sentence);
        return FAILED;
    }
    return (enum verdict)WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    CLEANUP(freep) char *program = argc > 1 ? realpath(argv[1], NULL) : NULL;
    const char *word = argc > 2 ? argv[2] : "";
    unsigned counts[VERDICT_COUNT] = { 0 };

    if (!program) {
        fprintf(stderr, "usage: load SERVER [WORD [DATA]]\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    json_init();
    witness_use(argc > 3 ? argv[3] : NULL);
    /* A server that has ended is noticed by its exit. */
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < ARRAY_COUNT(proofs); i++)
        if (strstr(proofs[i].sentence, word))
            counts[proofs[i].kind == ALONE ? play_alone(&proofs[i], program)
                                           : play(&proofs[i], program)]++;
    witness_report();
    printf("%u passed, %u failed, %u skipped\n", counts[PASSED], counts[FAILED], counts[SKIPPED]);
    return counts[FAILED] > 0;
}
