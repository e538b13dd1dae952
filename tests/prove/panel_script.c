/* panel_script - what three reviewers say of a change whose bug is known. */
#include "tests/prove/panel_script.h"

#include "base/limits.h"

#include <stdio.h>

const char *const panel_models[PANEL_REVIEWERS] = { "openai/gpt-77", "google/gemini-31-pro",
                                                    "deepseek/deepseek-v43" };

static const struct {
    const char *text;
    int64_t nano;
} prices[PANEL_REVIEWERS] = { { "0.0011", 1100000 },
                              { "0.00230007", 2300070 },
                              { "0.000000401", 401 } };

/* How far the reported line is from the true one: reviewers were measured to be off like this. */
static const int64_t shifts[] = { 3, -2, 0, 7, -5, 1, 12, -1, 4 };

enum { DOWN, FENCED, CUT, CHATTY, ODD, MEAGRE };

static const struct panel_way ways[] = {
    [DOWN] = { "503", false, false, "failed", 0 },
    [FENCED] = { "fenced, and alone with another", true, true, "ok", 1 },
    [CUT] = { "cut off", true, false, "partial", 1 },
    [CHATTY] = { "no answer at all", false, false, "failed", 2 },
    [ODD] = { "members twice, NaN, numbers as words", true, false, "ok", 1 },
    [MEAGRE] = { "a bare list in prose", true, false, "ok", 1 },
};

size_t panel_way_count(void)
{
    return ARRAY_COUNT(ways);
}

const struct panel_way *panel_way_at(size_t turn)
{
    return &ways[turn % ARRAY_COUNT(ways)];
}

int64_t panel_price_nano(size_t reviewer)
{
    return prices[reviewer].nano;
}

/* --- findings --------------------------------------------------------------------------------- */

struct claim {
    const char *severity, *category, *title, *file, *quote, *why;
    int64_t line, end_line;
};

static cJSON *finding_of(const struct claim *claim)
{
    cJSON *finding = cJSON_CreateObject();

    cJSON_AddStringToObject(finding, "severity", claim->severity);
    cJSON_AddStringToObject(finding, "category", claim->category);
    cJSON_AddStringToObject(finding, "title", claim->title);
    cJSON_AddStringToObject(finding, "file", claim->file);
    cJSON_AddNumberToObject(finding, "line", (double)claim->line);
    cJSON_AddNumberToObject(finding, "end_line", (double)claim->end_line);
    cJSON_AddStringToObject(finding, "quote", claim->quote);
    cJSON_AddStringToObject(finding, "why", claim->why);
    cJSON_AddStringToObject(finding, "fix", "");
    cJSON_AddStringToObject(finding, "rule", "");
    cJSON_AddNumberToObject(finding, "confidence", 0.8);
    return finding;
}

static struct claim claim_of(const struct planted *planted, int64_t shift)
{
    return (struct claim){ .severity = planted->severity,
                           .category = planted->category,
                           .title = planted->title,
                           .file = planted->file,
                           .quote = planted->quote,
                           .why = planted->why,
                           .line = planted->start_line + shift,
                           .end_line = planted->end_line + shift };
}

/* The same code, each line indented by a blank. */
static void indent_otherwise(const char *quote, struct buf *out)
{
    struct slice rest = slice_of(quote), line;

    while (slice_split(&rest, '\n', &line)) {
        buf_adds(out, out->size > 0 ? "\n " : " ");
        buf_add(out, slice_trim(line));
    }
}

static cJSON *found_by_first(const struct planted *planted, size_t turn)
{
    struct claim claim = claim_of(planted, shifts[turn % ARRAY_COUNT(shifts)]);

    return finding_of(&claim);
}

/* Every third time it sees another category in it. */
static cJSON *found_by_second(const struct planted *planted, size_t turn)
{
    CLEANUP(buf_done) struct buf quote = BUF_MAX(KIB(16));
    struct claim claim = claim_of(planted, -shifts[turn % ARRAY_COUNT(shifts)]);

    indent_otherwise(planted->quote, &quote);
    claim.quote = buf_text(&quote);
    claim.title = planted->title_2;
    claim.why = planted->why_2;
    claim.severity = "low";
    claim.category = turn % 3 == 2 ? "other" : planted->category;
    return finding_of(&claim);
}

static cJSON *made_up(const struct planted *planted)
{
    return finding_of(&(struct claim){ "critical", "security", PANEL_MADE_UP, planted->file,
                                       "if (wish != granted)\n    grant(wish);",
                                       "wish is never granted, which nobody has asked for.", 3,
                                       4 });
}

static cJSON *seen_by_one(const struct planted *planted)
{
    return finding_of(&(struct claim){ "critical", "performance", PANEL_LONE, planted->file,
                                       planted->beside, "It is done for each and needed for none.",
                                       planted->beside_line, planted->beside_line });
}

/* --- answers ---------------------------------------------------------------------------------- */

static void add_answer(struct buf *out, cJSON *first, cJSON *second)
{
    CLEANUP(json_freep) cJSON *answer = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(answer, "findings");

    if (first)
        cJSON_AddItemToArray(list, first);
    if (second)
        cJSON_AddItemToArray(list, second);
    json_print(answer, out);
}

static void add_odd(struct buf *out, const struct planted *planted)
{
    buf_adds(out, "{\"findings\":[{\"severity\":\"low\",\"severity\":\"Medium\",\"title\":");
    json_quote(slice_of(planted->title), out);
    buf_adds(out, ",\"category\":");
    json_quote(slice_of(planted->category), out);
    buf_adds(out, ",\"file\":");
    json_quote(slice_of(planted->file), out);
    buf_addf(out,
             ",\"line\":\"%lld\",\"end_line\":null,\"quote\":", (long long)planted->start_line);
    json_quote(slice_of(planted->quote), out);
    buf_adds(out, ",\"why\":");
    json_quote(slice_of(planted->why), out);
    buf_adds(out, ",\"fix\":null,\"rule\":null,\"confidence\":NaN}]}");
}

static void add_bare_list(struct buf *out, const struct planted *planted)
{
    CLEANUP(json_freep) cJSON *list = cJSON_CreateArray();

    cJSON_AddItemToArray(list, found_by_first(planted, 0));
    buf_adds(out, "This is what I have found:\n\n");
    json_print(list, out);
    buf_adds(out, "\n\nThe rest looks good to me.");
}

/* Ends in the middle of a second finding. */
static void add_cut(struct buf *out, const struct planted *planted)
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(KIB(64));

    add_answer(&whole, found_by_first(planted, 1), NULL);
    buf_add(out, (struct slice){ whole.data, whole.size - strlen("]}") });
    buf_adds(out, ",{\"severity\":\"high\",\"category\":\"bug\",\"title\":\"And anoth");
}

static void add_third(struct buf *out, const struct planted *planted, size_t turn)
{
    switch (turn % ARRAY_COUNT(ways)) {
    case FENCED:
        buf_adds(out, "```json\n");
        add_answer(out, found_by_first(planted, 4), seen_by_one(planted));
        buf_adds(out, "\n```\n");
        break;
    case CUT:
        add_cut(out, planted);
        break;
    case ODD:
        add_odd(out, planted);
        break;
    case MEAGRE:
        add_bare_list(out, planted);
        break;
    default:
        buf_adds(out, "I am sorry, but I would need to see the whole repository first.");
    }
}

/* --- the script ------------------------------------------------------------------------------- */

static void add_behaviour(struct buf *out, size_t reviewer, struct slice answer, bool is_cut)
{
    buf_addf(out, "%s\"%s\":{\"cost\":\"%s\",\"text\":", reviewer > 0 ? "," : "",
             panel_models[reviewer], prices[reviewer].text);
    json_quote(answer, out);
    buf_adds(out, is_cut ? ",\"finish\":\"length\"}" : "}");
}

void panel_script_add(struct buf *out, const struct planted *planted, size_t turn, bool is_buggy)
{
    CLEANUP(buf_done)
    struct buf first = BUF_MAX(KIB(64)), second = BUF_MAX(KIB(64)), third = BUF_MAX(KIB(64));
    size_t way = turn % ARRAY_COUNT(ways);

    add_answer(&first, is_buggy ? found_by_first(planted, turn) : NULL, NULL);
    add_answer(&second, made_up(planted), is_buggy ? found_by_second(planted, turn) : NULL);
    if (is_buggy || way == CHATTY)
        add_third(&third, planted, turn);
    else
        add_answer(&third, NULL, NULL);
    buf_adds(out, "{");
    add_behaviour(out, 0, buf_slice(&first), false);
    add_behaviour(out, 1, buf_slice(&second), false);
    if (way == DOWN)
        buf_addf(out, ",\"%s\":{\"error\":\"unavailable\"}", panel_models[2]);
    else
        add_behaviour(out, 2, buf_slice(&third), is_buggy && way == CUT);
    buf_adds(out, "}");
}
