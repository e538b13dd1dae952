/* Units of mcp-server/review: outcome (what was said), yield (what it was worth), its words. */
#include "mcp-server/worth/outcome.h"
#include "mcp-server/worth/yield_text.h"
#include "openrouter/money.h"
#include "test.h"

#include <stdlib.h>

#define TEXT_MAX KIB(64)

static char said[TEXT_MAX + 1];

static const char *merged(const char *old, const char *by)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(TEXT_MAX);

    outcome_merge(slice_of(old), slice_of(by), &out);
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("outcome: what is said again replaces what was said of the same finding, and nothing else")
{
    CHECK_STR(merged("", ""), "");
    CHECK_STR(merged("", "F1 accepted human 1\n"), "F1 accepted human 1\n");
    CHECK_STR(merged("F1 accepted human 1\nF2 rejected human 1\n", "F1 duplicate human 2\n"),
              "F2 rejected human 1\nF1 duplicate human 2\n");
    CHECK_STR(merged("F1 accepted human 1\n", "F10 rejected human 2\n"),
              "F1 accepted human 1\nF10 rejected human 2\n");
}

TEST("outcome: who knows better is not replaced: a model by anybody, git by people and tests")
{
    static const char *const judges[] = { "claude", "git", "test", "human" };

    for (int before = 0; before < 4; before++)
        for (int now = 0; now < 4; now++) {
            char old[64], by[64];
            bool is_equal = before >= 2 && now >= 2;

            snprintf(old, sizeof(old), "F1 accepted %s 1\n", judges[before]);
            snprintf(by, sizeof(by), "F1 rejected %s 2\n", judges[now]);
            CHECK_STR(merged(old, by), now >= before || is_equal ? by : old);
            CHECK_INT(judge_counts((enum judge)now), now > 0);
            CHECK_STR(judge_name((enum judge)now), judges[now]);
        }
}

TEST("outcome: saying the same twice changes nothing but the time, also of what was missed")
{
    static const char by[] =
        "F1 accepted human 7\n- missed human 7 a.c:1 x\n- missed human 7 b.c y\n";

    CHECK_STR(merged(by, by), by);
    CHECK_STR(merged("F1 accepted human 1\n- missed human 1 a.c:1 x\n", by), by);
}

TEST("outcome: open takes back what an equal has said, and is never kept")
{
    CHECK_STR(merged("F1 accepted git 1\n", "F1 open git 2\n"), "");
    CHECK_STR(merged("F1 accepted human 1\n", "F1 open git 2\n"), "F1 accepted human 1\n");
    CHECK_STR(merged("F1 accepted claude 1\n", "F1 open git 2\n"), "F1 accepted claude 1\n");
    CHECK_STR(merged("", "F1 open git 2\n"), "");
}

TEST("outcome: what is no statement is passed over")
{
    struct statement statement;
    struct slice text = SLICE("\nF1\nF1 liked human 1\nF1 accepted bob 1\nF1 accepted human x\n"
                              "F2 accepted human 12 at main");

    CHECK(outcome_next(&text, &statement));
    CHECK(slice_is(statement.subject, SLICE("F2")) && statement.fate == FATE_ACCEPTED);
    CHECK(statement.judge == JUDGE_HUMAN && statement.time_s == 12);
    CHECK(slice_is(statement.words, SLICE("at main")));
    CHECK(!outcome_next(&text, &statement));
}

/* A review of two models. A found F1 and F2, B found F2 and F3, both F4 of another list. */
static const char review[] =
    "{\"review_id\":\"r_\",\"reviewers\":["
    "{\"model\":\"a/x\",\"status\":\"ok\",\"raw\":5,\"kept\":3,\"quote_missing\":2,"
    "\"cost_nano\":41000003,\"cost_is_bound\":false},"
    "{\"model\":\"b/y\",\"status\":\"partial\",\"raw\":3,\"kept\":3,\"quote_missing\":0,"
    "\"cost_nano\":7,\"cost_is_bound\":false},"
    "{\"model\":\"c/z\",\"status\":\"failed\",\"raw\":0,\"kept\":0,\"quote_missing\":0,"
    "\"cost_nano\":11,\"cost_is_bound\":true}],"
    "\"findings\":[{\"id\":\"F1\",\"found_by\":[\"a/x\"]},"
    "{\"id\":\"F2\",\"found_by\":[\"b/y\",\"a/x\"]}],"
    "\"demoted\":[{\"id\":\"F3\",\"found_by\":[\"b/y\"]}],"
    "\"below\":[{\"id\":\"F4\",\"found_by\":[\"a/x\",\"b/y\"]}],"
    "\"verify\":{\"mode\":\"cross\",\"models\":["
    "{\"model\":\"v/v\",\"cost_nano\":100,\"cost_is_bound\":false}]},"
    "\"cost\":{\"total_nano\":41000121,\"verify_nano\":100}}";

static const struct yield_row *row_at(const struct yield *yield, enum yield_kind kind,
                                      const char *name)
{
    for (size_t i = 0; i < yield->count; i++)
        if (yield->rows[i].kind == kind && strcmp(yield->rows[i].name, name) == 0)
            return &yield->rows[i];
    test_fail(__FILE__, __LINE__, "no row %s", name);
}

TEST("yield: a model has its own findings, those of others too, and what was accepted of both")
{
    CLEANUP(yield_done) struct yield yield = { .count = 0 };

    yield_add(&yield, slice_of(review),
              SLICE("F1 accepted human 1\nF2 accepted git 1\nF3 rejected test 1\n"
                    "F4 accepted claude 1\n- missed human 1 a.c:1 x\n- missed claude 1 b.c y\n"));

    const struct yield_row *a = row_at(&yield, YIELD_MODEL, "a/x");
    const struct yield_row *b = row_at(&yield, YIELD_MODEL, "b/y");
    const struct yield_row *c = row_at(&yield, YIELD_MODEL, "c/z");

    CHECK_INT(a->raw, 5);
    CHECK_INT(a->kept, 3);
    CHECK_INT(a->quote_missing, 2);
    CHECK_INT(a->unique, 1);
    CHECK_INT(a->accepted, 2);
    CHECK_INT(a->unique_accepted, 1);
    CHECK_INT(yield_price_nano(a), 41000003);
    CHECK_INT(b->unique, 1);
    CHECK_INT(b->accepted, 1);
    CHECK_INT(b->unique_accepted, 0);
    CHECK_INT(yield_price_nano(b), -1);
    CHECK_INT(c->reviews, 0);
    CHECK_INT(c->cost_nano, 11);
    CHECK(c->cost_is_bound && !a->cost_is_bound && yield.cost_is_bound);
    CHECK_INT(row_at(&yield, YIELD_VERIFY, "v/v")->cost_nano, 100);
    CHECK_INT(yield.cost_nano, 41000121);
    CHECK_INT(yield.findings, 4);
    CHECK_INT(yield.accepted, 2);
    CHECK_INT(yield.rejected, 1);
    CHECK_INT(yield.open, 1);
    CHECK_INT(yield.by_claude, 1);
    CHECK_INT(yield.missed, 1);
}

TEST("yield: what only a model has said does not count, and a model never scored has no price")
{
    CLEANUP(yield_done) struct yield yield = { .count = 0 };
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

    yield_add(&yield, slice_of(review), SLICE("F1 accepted claude 1\nF2 rejected claude 1\n"));
    yield_sort(&yield);
    CHECK_INT(yield.scored, 0);
    CHECK_INT(yield.accepted, 0);
    CHECK_INT(yield.open, 4);
    CHECK_INT(yield.by_claude, 2);
    CHECK_INT(yield_price_nano(row_at(&yield, YIELD_MODEL, "a/x")), -1);
    yield_text_add_rows(&text, &yield);
    CHECK_STR(buf_text(&text),
              "a/x · $0.04 · 1 review: raw 5, kept 3, quote-missing 2, unique 1, accepted –, "
              "unique-accepted – · – per unique-accepted\n"
              "c/z · at most $0.000000011\n"
              "b/y · $0.000000007 · 1 review: raw 3, kept 3, quote-missing 0, unique 1, accepted "
              "–, unique-accepted – · – per unique-accepted\n"
              "verify: v/v · $0.0000001\n");
}

TEST("yield: the price is that of the reviews which were scored, and of those without findings")
{
    static const char clean[] =
        "{\"reviewers\":[{\"model\":\"a/x\",\"status\":\"ok\",\"cost_nano\":1000}],"
        "\"findings\":[],\"demoted\":[],\"below\":[],\"cost\":{\"total_nano\":1000}}";
    CLEANUP(yield_done) struct yield yield = { .count = 0 };
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

    yield_add(&yield, slice_of(review), SLICE("F1 accepted human 1\n"));
    yield_add(&yield, slice_of(review), SLICE(""));
    yield_add(&yield, slice_of(clean), SLICE(""));
    CHECK_INT(yield.reviews, 3);
    CHECK_INT(yield.scored, 1);
    CHECK_INT(row_at(&yield, YIELD_MODEL, "a/x")->cost_nano, 2 * 41000003 + 1000);
    CHECK_INT(yield_price_nano(row_at(&yield, YIELD_MODEL, "a/x")), 41000003 + 1000);
    yield_sort(&yield);
    yield_text_add_rows(&text, &yield);
    CHECK_SAYS(buf_text(&text), "a/x · $0.08 · 3 reviews: raw 10, kept 6, quote-missing 4, unique "
                                "2, accepted 1, unique-accepted 1 · $0.04 per unique-accepted (1 "
                                "scored)\n");
}

/* The same answers, paid for or told again; the second time with a refuter. */
#define ANSWERED(cost, cached, verify)                                                             \
    "{\"reviewers\":[{\"model\":\"a/"                                                              \
    "x\",\"status\":\"ok\",\"raw\":2,\"kept\":1,\"cost_nano\":" cost                               \
    ",\"generation_ids\":[\"gen-1\",\"gen-2\"],\"is_cached\":" cached                              \
    "}],\"findings\":[{\"id\":\"F1\",\"found_by\":[\"a/x\"]}],\"verify\":{\"models\":[{\"model\":" \
    "\"v/v\",\"cost_nano\":" verify "}]}}"

TEST("yield: a review that is seen again is one review: the one that was scored, at the first's "
     "cost")
{
    static const struct slice first = { ANSWERED("500", "false", "0"),
                                        sizeof(ANSWERED("500", "false", "0")) - 1 };
    static const struct slice again = { ANSWERED("0", "true", "30"),
                                        sizeof(ANSWERED("0", "true", "30")) - 1 };
    static const struct slice right = { "F1 accepted human 1\n", 20 };

    for (int scored = 0; scored < 3; scored++) { /* none, the first, the second */
        CLEANUP(yield_done) struct yield yield = { .count = 0 };

        yield_add(&yield, again, scored == 2 ? right : (struct slice){ NULL, 0 });
        yield_add(&yield, first, scored == 1 ? right : (struct slice){ NULL, 0 });

        const struct yield_row *a = row_at(&yield, YIELD_MODEL, "a/x");

        CHECK_INT(yield.reviews, 1);
        CHECK_INT(yield.findings, 1);
        CHECK_INT(yield.cost_nano, 530);
        CHECK_INT(a->reviews, 1);
        CHECK_INT(a->raw, 2);
        CHECK_INT(a->cost_nano, 500);
        CHECK_INT(a->unique_accepted, scored > 0);
        CHECK_INT(yield_price_nano(a), scored > 0 ? 500 : -1);
    }
}

static uint64_t seed;

static uint64_t random_below(uint64_t limit)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed >> 33) % limit;
}

/* A review of up to five of seven models and up to nine findings; answers what it has cost. */
static int64_t add_random_review(struct buf *out, struct buf *outcome)
{
    static const char *const fates[] = { "accepted", "rejected", "duplicate" };
    size_t reviewers = 1 + random_below(5), findings = random_below(10);
    int64_t total_nano = 0, verify_nano = (int64_t)random_below(2) * (int64_t)random_below(99999);

    buf_adds(out, "{\"reviewers\":[");
    for (size_t i = 0; i < reviewers; i++) {
        int64_t cost_nano = (int64_t)random_below(1000000007);

        total_nano += cost_nano;
        buf_addf(out, "%s{\"model\":\"m/%d\",\"status\":\"ok\",\"cost_nano\":%lld}",
                 i > 0 ? "," : "", (int)random_below(7), (long long)cost_nano);
    }
    buf_adds(out, "],\"findings\":[");
    for (size_t i = 0; i < findings; i++) {
        buf_addf(out, "%s{\"id\":\"F%zu\",\"found_by\":[\"m/%d\"%s],\"verified_by\":\"v/%d\"}",
                 i > 0 ? "," : "", i + 1, (int)random_below(7), random_below(2) ? ",\"m/3\"" : "",
                 (int)random_below(2));
        if (random_below(2))
            buf_addf(outcome, "F%zu %s %s 1\n", i + 1, fates[random_below(3)],
                     judge_name((enum judge)random_below(JUDGE_COUNT)));
    }
    buf_addf(out, "],\"verify\":{\"models\":[{\"model\":\"v/%d\",\"cost_nano\":%lld}]}",
             (int)random_below(3), (long long)verify_nano);
    buf_addf(out, ",\"cost\":{\"total_nano\":%" PRId64 ",\"verify_nano\":%" PRId64 "}}",
             total_nano + verify_nano, verify_nano);
    return total_nano + verify_nano;
}

static void check_sums(const struct yield *yield, int64_t total_nano)
{
    int64_t rows_nano = 0, accepted = 0;

    for (size_t i = 0; i < yield->count; i++) {
        const struct yield_row *row = &yield->rows[i];

        rows_nano += row->cost_nano;
        accepted += row->accepted;
        CHECK(row->unique_accepted <= row->unique && row->unique_accepted <= row->accepted);
        CHECK(row->judged_nano <= row->cost_nano && row->scored <= row->reviews);
    }
    CHECK_INT(rows_nano, total_nano);
    CHECK_INT(yield->cost_nano, total_nano);
    CHECK(accepted >= yield->accepted);
    CHECK_INT(yield->accepted + yield->rejected + yield->duplicate + yield->open, yield->findings);
}

static void check_same(const struct yield_row *one, const struct yield_row *other)
{
    CHECK_STR(one->name, other->name);
    CHECK_INT(one->kind, other->kind);
    CHECK_INT(one->reviews, other->reviews);
    CHECK_INT(one->scored, other->scored);
    CHECK_INT(one->unique, other->unique);
    CHECK_INT(one->accepted, other->accepted);
    CHECK_INT(one->unique_accepted, other->unique_accepted);
    CHECK_INT(one->cost_nano, other->cost_nano);
    CHECK_INT(one->judged_nano, other->judged_nano);
}

TEST("yield: rows are the whole, to the nano-dollar, whatever the order (2,000 random reviews)")
{
    CLEANUP(yield_done) struct yield forth = { .count = 0 }, back = { .count = 0 };
    static struct buf reviews[2000], outcomes[2000];
    int64_t total_nano = 0;

    seed = 20261130;
    for (size_t i = 0; i < ARRAY_COUNT(reviews); i++) {
        reviews[i] = outcomes[i] = BUF_MAX(KIB(16));
        total_nano += add_random_review(&reviews[i], &outcomes[i]);
        yield_add(&forth, buf_slice(&reviews[i]), buf_slice(&outcomes[i]));
        check_sums(&forth, total_nano);
    }
    for (size_t i = ARRAY_COUNT(reviews); i > 0; i--)
        yield_add(&back, buf_slice(&reviews[i - 1]), buf_slice(&outcomes[i - 1]));
    yield_sort(&forth);
    yield_sort(&back);
    CHECK_INT(forth.count, back.count);
    for (size_t i = 0; i < forth.count; i++)
        check_same(&forth.rows[i], &back.rows[i]);
    CHECK(row_at(&forth, YIELD_VERIFY, "v/2")->cost_nano > 0);
    for (size_t i = 0; i < ARRAY_COUNT(reviews); i++) {
        buf_done(&reviews[i]);
        buf_done(&outcomes[i]);
    }
}

TEST("yield: a cost that is in no part is not lost, and more models than there are rows are one")
{
    CLEANUP(yield_done) struct yield yield = { .count = 0 };
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    int64_t total_nano = 0;

    for (int i = 0; i < YIELD_ROWS_MAX + 20; i++) {
        char one[256];

        snprintf(one, sizeof(one),
                 "{\"reviewers\":[{\"model\":\"m/%d\",\"status\":\"ok\",\"cost_nano\":5}],"
                 "\"findings\":[],\"cost\":{\"total_nano\":8}}",
                 i);
        yield_add(&yield, slice_of(one), SLICE(""));
        total_nano += 8;
        check_sums(&yield, total_nano);
    }
    CHECK(yield.count <= YIELD_ROWS_MAX);
    yield_sort(&yield);
    yield_text_add_rows(&text, &yield);
    CHECK_SAYS(buf_text(&text), "\nall others · ");
}

static const char *text_of(const struct harvest *harvest)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);

    yield_text_add_head(&text, &harvest->yield);
    buf_adds(&text, "\n");
    yield_text_add_caveat(&text, harvest);
    snprintf(said, sizeof(said), "%s", buf_text(&text));
    return said;
}

TEST("yield: what is not there says how it comes about, and what was left out is said")
{
    static struct harvest harvest;

    CHECK_STR(text_of(&harvest),
              "no reviews\nreview_diff makes reviews; score_review says what became of their "
              "findings. Then this says which model is worth its price.\nCounted: what a human, a "
              "test or git has said.\n");
    yield_add(&harvest.yield, slice_of(review), SLICE("F1 accepted claude 1\n"));
    harvest.has_more = true;
    harvest.unread = 2;
    err_set(&harvest.err, ERR_CONFIG, "it is not as it was written");
    CHECK_STR(text_of(&harvest),
              "at most $0.04 · 1 review, 0 scored · 4 findings: 0 accepted, 0 rejected, 4 open\n"
              "Nothing is scored yet: score_review says which findings were accepted or rejected "
              "(by a human, a test or git; from_git looks by itself).\n"
              "Counted: what a human, a test or git has said; of 1 open finding only Claude has. "
              "At most: a part of the cost was never told, and counts at its maximum. Only the "
              "newest 2000 reviews were looked at. Left out: 2 that cannot be used (it is not as "
              "it was written).\n");
    yield_done(&harvest.yield);
}

TEST("yield: the facts are exact, and what is not known is null")
{
    static struct harvest harvest;
    CLEANUP(buf_done) struct buf text = BUF_MAX(TEXT_MAX);
    CLEANUP(json_freep) cJSON *facts = NULL;

    json_init();
    facts = cJSON_CreateObject();
    yield_add(&harvest.yield, slice_of(review), SLICE("F1 accepted human 1\n"));
    yield_sort(&harvest.yield);
    yield_text_put_facts(facts, &harvest);
    json_print(facts, &text);
    CHECK_SAYS(buf_text(&text), "\"total\":{\"spent_usd\":\"0.041000121\",\"is_at_most\":true,");
    CHECK_SAYS(buf_text(&text),
               "{\"name\":\"a/x\",\"spent_usd\":\"0.041000003\",\"is_at_most\":false,\"reviews\":1,"
               "\"scored\":1,\"raw\":5,\"kept\":3,\"quote_missing\":2,\"unique\":1,\"accepted\":1,"
               "\"unique_accepted\":1,\"usd_per_unique_accepted\":\"0.041000003\"}");
    CHECK_SAYS(buf_text(&text), "{\"name\":\"verify: v/v\",\"spent_usd\":\"0.0000001\"");
    CHECK_SAYS(buf_text(&text), "\"usd_per_unique_accepted\":null");
    yield_done(&harvest.yield);
}
