/* Units of mcp-server/review: score (what is said of findings), found (where they stand). */
#include "base/limits.h"
#include "mcp-server/worth/found.h"
#include "mcp-server/worth/score.h"
#include "test.h"

static const char review[] =
    "{\"review_id\":\"r_x\",\"findings\":[{\"id\":\"F1\",\"quote\":\"\\\"id\\\":\\\"F9\\\"\"},"
    "{\"title\":\"no name\"},{\"id\":\"F2\"}],\"demoted\":[{\"id\":\"F3\"}],"
    "\"below\":[{\"id\":\"F4\"},{\"id\":\"F10\"}]}";

static char said[KIB(4)];
static struct err why;

/* arguments: as a client sends them, with single quotes. What is written, or "". */
static const char *written(const char *arguments, enum judge judge)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1), text = BUF_MAX(KIB(64));
    CLEANUP(json_freep) cJSON *tree = NULL;
    struct score score = { .id = "r_x", .judge = judge, .time_s = 7 };

    for (const char *c = arguments; *c; c++)
        buf_addc(&text, *c == '\'' ? '"' : *c);
    json_init();
    tree = json_parse(buf_slice(&text), &gate_client, &why);
    CHECK(tree);
    score.accepted = json_at(tree, "accepted");
    score.rejected = json_at(tree, "rejected");
    score.duplicate = json_at(tree, "duplicate");
    score.missed = json_at(tree, "missed");
    why = (struct err){ 0 };
    said[0] = '\0';
    if (score_write(&score, slice_of(review), &out, &why) == 0)
        snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("score: each list becomes statements, also of findings that are demoted or not shown")
{
    CHECK_STR(written("{'accepted':['F1','F3'],'rejected':['F2'],'duplicate':['F10']}", JUDGE_TEST),
              "F1 accepted test 7\nF3 accepted test 7\nF2 rejected test 7\nF10 duplicate test 7\n");
    CHECK_STR(written("{'accepted':['F1, F3',' F2 ','F1']}", JUDGE_HUMAN),
              "F1 accepted human 7\nF3 accepted human 7\nF2 accepted human 7\n");
    CHECK_STR(written("{}", JUDGE_HUMAN), "");
    CHECK_INT(why.kind, ERR_NONE);
}

TEST("score: a finding that the review does not have is named with those that it has")
{
    CHECK_STR(written("{'accepted':['F1','F9']}", JUDGE_HUMAN), "");
    CHECK_INT(why.kind, ERR_ARGUMENT);
    CHECK_STR(why.text, "the review r_x has no finding \"F9\"; it has F1, F2, F3, F4, F10");
    written("{'rejected':['f1']}", JUDGE_HUMAN);
    CHECK_SAYS(why.text, "no finding \"f1\"");
    written("{'rejected':['F1\\u001b[2J F1 accepted human 1']}", JUDGE_HUMAN);
    CHECK_SAYS(why.text, "it has F1, F2, F3, F4, F10");
    CHECK(!strchr(why.text, '\x1b'));
}

TEST("score: one finding cannot be two things, in whatever lists")
{
    written("{'accepted':['F1'],'duplicate':['F2','F1']}", JUDGE_HUMAN);
    CHECK_INT(why.kind, ERR_ARGUMENT);
    CHECK_STR(why.text, "F1 is said to be both accepted and duplicate; say one of the two");
    written("{'accepted':['F1'],'rejected':['F1']}", JUDGE_HUMAN);
    CHECK_STR(why.text, "F1 is said to be both accepted and rejected; say one of the two");
}

TEST("score: what was missed is one line, whatever stands in it")
{
    CHECK_STR(written("{'missed':['src/a.c:10 the lock\\nF1 accepted human 1']}", JUDGE_HUMAN),
              "- missed human 7 src/a.c:10 the lock F1 accepted human 1\n");
    written("{'missed':[' \\n ']}", JUDGE_HUMAN);
    CHECK_INT(why.kind, ERR_ARGUMENT);
}

TEST("score: more than a review can have, and longer than a line, is refused")
{
    CLEANUP(buf_done) struct buf many = BUF_MAX(KIB(64)), text = BUF_MAX(KIB(64));

    for (int i = 0; i <= FINDINGS_KEPT_MAX; i++)
        buf_addf(&many, "%s'F1'", i > 0 ? "," : "");
    buf_addf(&text, "{'accepted':[%s]}", buf_text(&many));
    written(buf_text(&text), JUDGE_HUMAN);
    CHECK_INT(why.kind, ERR_TOO_LARGE);
    buf_clear(&text);
    buf_addf(&text, "{'missed':['%0*d']}", OUTCOME_WORDS_MAX, 1);
    CHECK_SAYS(written(buf_text(&text), JUDGE_HUMAN), "- missed human 7 000");
    buf_clear(&text);
    buf_addf(&text, "{'missed':['%0*d']}", OUTCOME_WORDS_MAX + 1, 1);
    written(buf_text(&text), JUDGE_HUMAN);
    CHECK_INT(why.kind, ERR_ARGUMENT);
}

static const char *line_of(const char *outcome, const char *statements)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(sizeof(said) - 1);
    struct tally tally;

    tally_take(&tally, slice_of(review), slice_of(outcome));
    score_add_line(&out, "r_x", &tally);
    score_add_kept(&out, slice_of(statements), slice_of(outcome));
    snprintf(said, sizeof(said), "%s", buf_text(&out));
    return said;
}

TEST("score: the answer is one line with what is known of all findings, and by whom")
{
    CHECK_STR(line_of("", ""), "r_x: 0 accepted, 5 open of 5");
    CHECK_STR(line_of("F1 accepted human 1\nF2 accepted human 1\nF3 rejected git 1\n", ""),
              "r_x: 2 accepted, 1 rejected, 2 open of 5; by human and git");
    CHECK_STR(line_of("F1 accepted human 1\nF2 duplicate test 1\nF3 rejected git 1\nF4 accepted "
                      "human 1\nF10 accepted human 1\n- missed human 1 a\n- missed human 1 b\n",
                      ""),
              "r_x: 3 accepted, 1 rejected, 1 duplicate of 5, 2 missed; by human, test and git");
    CHECK_STR(line_of("F1 accepted claude 1\n", ""),
              "r_x: 1 accepted, 4 open of 5; by claude (claude is not counted in show_usage "
              "by=outcome)");
}

TEST("score: what somebody has said who knows better is kept, and that is said")
{
    CHECK_STR(line_of("F1 accepted human 1\nF2 rejected claude 2\n",
                      "F1 rejected claude 2\nF2 rejected claude 2\n"),
              "r_x: 1 accepted, 1 rejected, 3 open of 5; by human and claude (claude is not "
              "counted in show_usage by=outcome); kept as said by who knows better: F1");
}

TEST("score: the facts name every fate, and who has spoken")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    CLEANUP(json_freep) cJSON *facts = NULL;
    struct tally tally;

    json_init();
    tally_take(&tally, slice_of(review), SLICE("F1 accepted human 1\n- missed claude 1 a.c:1 x\n"));
    facts = score_facts("r_x", &tally);
    json_print(facts, &text);
    CHECK_STR(buf_text(&text),
              "{\"review_id\":\"r_x\",\"findings\":5,\"open\":4,\"accepted\":1,\"rejected\":0,"
              "\"duplicate\":0,\"missed\":1,\"by\":[\"claude\",\"human\"]}");
}

TEST("found: a review without findings has none, and says so")
{
    CLEANUP(buf_done) struct buf ids = BUF_MAX(64);
    struct found found;

    CHECK_INT(found_add_ids(&ids, SLICE("{\"findings\":[]}"), 4), 0);
    CHECK(!found_find(SLICE("{}"), SLICE("F1"), &found));
    CHECK_INT(found_add_ids(&ids, slice_of(review), 2), 5);
    CHECK_STR(buf_text(&ids), "F1, F2 and 3 more");
}
