/* probes - which bodies OpenRouter accepts, asked without the server. */
#include "openrouter/money.h"
#include "tests/live/live.h"
#include "json/gate.h"
#include "json/scan.h"

#include <stdio.h>

/* is_ours: the server sends it, so it must be accepted. */
static const struct probe {
    const char *what, *members;
    bool is_ours;
} probes[] = {
    { "max_price as text, with request \"0\"",
      "\"provider\":{\"data_collection\":\"deny\",\"max_price\":{\"prompt\":\"1\",\"completion\":"
      "\"2\",\"request\":\"0\"}}",
      true },
    { "session_id, user and trace",
      "\"session_id\":\"live\",\"user\":\"live\",\"trace\":{\"trace_name\":\"openrouter-mcp\","
      "\"generation_name\":\"live\",\"tag\":\"live\"}",
      true },
    { "reasoning.effort low", "\"reasoning\":{\"effort\":\"low\"}", true },
    { "max_price as numbers", "\"provider\":{\"max_price\":{\"prompt\":1,\"completion\":2}}",
      false },
    { "reasoning.exclude", "\"reasoning\":{\"exclude\":true}", false },
    { "max_tool_calls", "\"max_tool_calls\":1", false },
};

static void count_cost(struct live *live, struct slice answer)
{
    struct err err;
    int64_t nano = 0;

    if (gate_check(answer, &gate_upstream, &err) == 0 &&
        money_parse_nano(scan_path(answer, "usage", "cost"), &nano, &err) == 0)
        live->probe_nano += nano;
}

static void try_body(struct live *live, const struct probe *probe)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(4)), answer = BUF_MAX(SMALL_BODY_MAX);

    buf_addf(&body,
             "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say ok.\"}],"
             "\"max_tokens\":64,%s}",
             live->models[0], probe->members);

    int status = bank_ask(&live->bank, "/chat/completions", buf_slice(&body), &answer);
    const char *why = status == 200 ? "" : buf_text(&answer);

    if (status == 200)
        count_cost(live, buf_slice(&answer));
    if (probe->is_ours)
        report_check(live->report, status == 200, "%s: status %d %.200s", probe->what, status, why);
    else
        report_fact(live->report, "%s: status %d %.200s", probe->what, status, why);
}

void probes_play(struct live *live)
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(SMALL_BODY_MAX);

    report_title(live->report, "What OpenRouter accepts");
    for (size_t i = 0; i < ARRAY_COUNT(probes) && live_may_spend(live); i++)
        try_body(live, &probes[i]);
    report_fact(live->report, "GET /credits with this key: status %d",
                bank_ask(&live->bank, "/credits", (struct slice){ 0 }, &answer));
}
