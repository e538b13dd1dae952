/* run_talk - lines sent, lines expected. */
#include "tests/cases/run_parts.h"

#include "base/clock.h"
#include "base/limits.h"
#include "tests/cases/match.h"

enum outcome run_send(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);

    run->stimulus_ms = clock_ms();
    stage_send(&run->stage, text);
    return DONE;
}

enum outcome run_send_raw(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    CLEANUP(buf_done) struct buf line = BUF_MAX(MIB(128));

    buf_adds(&line, text);
    buf_addc(&line, '\n');
    conduct_sent(&run->stage.conduct, slice_of(text));
    run->stimulus_ms = clock_ms();
    client_send(run->stage.client, buf_slice(&line));
    return DONE;
}

static void drop_line(struct run *run, size_t index)
{
    json_free(run->lines[index]);
    run->line_count--;
    memmove(&run->lines[index], &run->lines[index + 1],
            (run->line_count - index) * sizeof(*run->lines));
}

static bool is_about(const cJSON *wanted, const cJSON *got)
{
    const cJSON *id = json_at(wanted, "id"), *other = json_at(got, "id");

    return id && other && cJSON_Compare(id, other, true);
}

cJSON *run_read_wanted(struct run *run, const struct step *step)
{
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    struct err why;
    cJSON *wanted = json_parse(slice_of(text), &gate_upstream, &why);

    if (!wanted)
        run_complain(run, "what is expected is no JSON: %s", why.text);
    return wanted;
}

enum outcome run_expect(struct run *run, const struct step *step)
{
    CLEANUP(json_freep) cJSON *wanted = run_read_wanted(run, step);
    struct err why = { 0 };

    if (!wanted)
        return FAILED;
    for (size_t i = 0; i < run->line_count; i++) {
        struct err difference;

        if (match_json(wanted, run->lines[i], &difference) == 0) {
            drop_line(run, i);
            return DONE;
        }
        if (is_about(wanted, run->lines[i]))
            return run_complain(run, "%s", difference.text);
        why = difference;
    }
    if (run->exited)
        return run_complain(run, "the server ended (%d) without it", run->status);
    if (run_is_late(run, STEP_MS))
        return run_complain(run, "no such line in time; the last other: %s",
                            why.kind ? why.text : "none");
    return WAITS;
}

enum outcome run_expect_not(struct run *run, const struct step *step)
{
    CLEANUP(json_freep) cJSON *wanted = run_read_wanted(run, step);
    struct err ignored;

    for (size_t i = 0; wanted && i < run->line_count; i++)
        if (match_json(wanted, run->lines[i], &ignored) == 0)
            return run_complain(run, "such a line has come");
    return wanted ? DONE : FAILED;
}

enum outcome run_wait(struct run *run, const struct step *step)
{
    return clock_ms() - run->step_began_ms >= step->number ? DONE : WAITS;
}
