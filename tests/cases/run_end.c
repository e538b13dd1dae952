/* run_end - how it ends, and what it leaves. */
#include "tests/cases/run_parts.h"

#include "base/clock.h"

#include <signal.h>

enum outcome run_stderr(struct run *run, const struct step *step)
{
    struct slice said = client_stderr(run->stage.client);

    if (said.size > 0 && memmem(said.data, said.size, step->text, strlen(step->text)))
        return DONE;
    if (run_is_late(run, EXIT_MS))
        return run_complain(run, "stderr says: %.*s", (int)(said.size % 400),
                            said.size ? said.data : "");
    return WAITS;
}

enum outcome run_file(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *name = stage_expand(&run->stage, step->text);
    char *holds = strstr(name, " holds "), *lacks = strstr(name, " lacks ");
    char *text = holds ? holds : lacks;

    if (!text)
        return run_complain(run, "file NAME holds TEXT, or lacks TEXT");
    *text = '\0';
    if (home_holds(&run->stage.home, name, text + strlen(" holds ")) != (holds != NULL))
        return run_complain(run, "%s %s it", name, holds ? "does not hold" : "holds");
    return DONE;
}

enum outcome run_kept(struct run *run, const struct step *step)
{
    size_t size = home_largest(&run->stage.home, "state");

    if (size < (size_t)step->number)
        return run_complain(run, "the largest file has %zu bytes", size);
    return DONE;
}

enum outcome run_close(struct run *run, const struct step *step)
{
    run->stimulus_ms = clock_ms();
    run->torn_off = true;
    if (step->kind == STEP_CLOSE_STDIN)
        client_close_stdin(run->stage.client);
    else
        client_close_stdout(run->stage.client);
    return DONE;
}

enum outcome run_signal(struct run *run, const struct step *step)
{
    static const struct {
        const char *name;
        int number;
    } names[] = { { "TERM", SIGTERM }, { "INT", SIGINT }, { "HUP", SIGHUP }, { "KILL", SIGKILL } };

    run->stimulus_ms = clock_ms();
    run->torn_off = true;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (strcmp(names[i].name, step->text) == 0)
            client_signal(run->stage.client, names[i].number);
    return DONE;
}

enum outcome run_exit(struct run *run, const struct step *step)
{
    int64_t took_ms = run->exited_ms - run->stimulus_ms;

    if (!run->exited)
        return run_is_late(run, STEP_MS) ? run_complain(run, "it still runs") : WAITS;
    if (run->status != step->number)
        return run_complain(run, "it ended with %d", run->status);
    if (took_ms > step->limit_ms * run->options.patience)
        return run_complain(run, "it took %lld ms", (long long)took_ms);
    return DONE;
}

enum outcome run_restart(struct run *run, const struct step *step)
{
    struct slice assignment = slice_trim(slice_of(step->text));

    if (!run->exited) {
        client_close_stdin(run->stage.client);
        return run_is_late(run, STEP_MS) ? run_complain(run, "it does not end") : WAITS;
    }
    run->stage.client = client_free(run->stage.client);
    if (assignment.size > 0)
        stage_set(&run->stage, assignment.data);
    return run_start_server(run);
}
