/* Units of review/sarif: the form of SARIF 2.1.0 as its specification says it, in our words. */
#include "base/limits.h"
#include "review/sarif.h"
#include "test.h"

#include <stdlib.h>

#define FINDING_OF(more)                                                                           \
    "{\"id\": \"F1\", \"severity\": \"high\", \"category\": \"bug\", \"title\": \"Off by one\","   \
    "\"file\": \"src/a b.c\", \"side\": \"RIGHT\", \"line\": 131, \"end_line\": 133,"              \
    "\"quote\": \"if (n <= cap)\", \"why\": \"n == cap\", \"fix\": \"<\", \"confidence\": 0.90,"   \
    "\"rule\": null, \"found_by\": [\"a/x\", \"b/y\"], \"vendors\": 2, \"reviewers_ok\": 3,"       \
    "\"verdict\": null, \"verified_by\": null, \"verdict_reason\": null" more "}"

#define REPORT(findings, reviewers, coverage)                                                      \
    "{\"review_id\": \"r_abc\", \"target\": {\"told\": \"main...HEAD\", \"not_sent\": ["           \
    "{\"path\": \"img/\xC3\xA9.png\", \"rule\": \"binary\", \"why\": \"it is binary\"}]},"         \
    "\"reviewers\": [" reviewers "], \"findings\": [" findings "],"                                \
    "\"coverage\": {\"files_skipped\": [\"img/\xC3\xA9.png: binary\"" coverage "]}}"

#define OK "{\"model\": \"a/x\", \"status\": \"ok\", \"error\": null}"

/* The log of a report; owned by the caller. */
static cJSON *log_of(const char *report)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(MIB(1));
    CLEANUP(json_freep) cJSON *tree = NULL;
    struct err err;
    cJSON *log;

    json_init();
    tree = json_parse(slice_of(report), &gate_config, &err);
    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", report, err.text);
    if (sarif_write(tree, "1.2.3", &out, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    log = json_parse(buf_slice(&out), &gate_config, &err);
    CHECK(log != NULL);
    return log;
}

static const cJSON *run_of(const cJSON *log)
{
    return cJSON_GetArrayItem(json_at(log, "runs"), 0);
}

static const cJSON *result_of(const cJSON *log, int number)
{
    return cJSON_GetArrayItem(json_at(run_of(log), "results"), number);
}

static const cJSON *place_of(const cJSON *result)
{
    return json_at(cJSON_GetArrayItem(json_at(result, "locations"), 0), "physicalLocation");
}

static const char *message_of(const cJSON *result)
{
    return json_str(json_at(result, "message"), "text");
}

/* A member that has no value is left out: null is no value of anything in SARIF. */
static void check_no_nulls(const cJSON *value)
{
    const cJSON *child;

    CHECK(!cJSON_IsNull(value));
    cJSON_ArrayForEach(child, value)
    {
        check_no_nulls(child);
    }
}

static void check_location(const cJSON *place)
{
    const cJSON *artifact = json_at(place, "artifactLocation"), *region = json_at(place, "region");
    const char *uri = json_str(artifact, "uri");

    CHECK(uri && uri[0] != '/' &&
          strspn(uri, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
                      "yz0123456789-._~/%") == strlen(uri));
    CHECK_STR(json_str(artifact, "uriBaseId"), "%SRCROOT%");
    if (region) {
        CHECK(json_int(region, "startLine", 0) >= 1);
        CHECK(json_int(region, "endLine", INT64_MAX) >= json_int(region, "startLine", 0));
    }
}

static void check_result(const cJSON *result, const cJSON *rules)
{
    const cJSON *rule = cJSON_GetArrayItem(rules, (int)json_int(result, "ruleIndex", -1));
    const char *level = json_str(result, "level");

    CHECK(rule != NULL);
    CHECK_STR(json_str(rule, "id"), json_str(result, "ruleId"));
    CHECK(strcmp(level, "error") == 0 || strcmp(level, "warning") == 0 ||
          strcmp(level, "note") == 0);
    CHECK(message_of(result) && message_of(result)[0]);
    CHECK_INT(cJSON_GetArraySize(json_at(result, "locations")), 1);
    check_location(place_of(result));
    CHECK(json_at(result, "partialFingerprints")->child->valuestring[0]);
}

static void check_log(const cJSON *log)
{
    const cJSON *run = run_of(log), *driver = json_at(json_at(run, "tool"), "driver"), *item;

    check_no_nulls(log);
    CHECK_STR(json_str(log, "version"), "2.1.0");
    CHECK_SAYS(json_str(log, "$schema"), "sarif-2.1.0");
    CHECK_INT(cJSON_GetArraySize(json_at(log, "runs")), 1);
    CHECK_STR(json_str(driver, "name"), "openrouter-mcp");
    CHECK_STR(json_str(driver, "version"), "1.2.3");
    CHECK_STR(json_str(run, "columnKind"), "unicodeCodePoints");
    CHECK_STR(json_str(json_at(run, "automationDetails"), "id"), "openrouter-mcp review/r_abc");
    cJSON_ArrayForEach(item, json_at(driver, "rules"))
    {
        CHECK(json_str(item, "id") && json_str(json_at(item, "shortDescription"), "text"));
    }
    CHECK(cJSON_IsArray(json_at(run, "results")));
    cJSON_ArrayForEach(item, json_at(run, "results"))
    {
        check_result(item, json_at(driver, "rules"));
    }
    CHECK_INT(cJSON_GetArraySize(json_at(run, "invocations")), 1);
    CHECK(cJSON_IsBool(json_at(json_at(run, "invocations")->child, "executionSuccessful")));
}

static const cJSON *invocation_of(const cJSON *log)
{
    return cJSON_GetArrayItem(json_at(run_of(log), "invocations"), 0);
}

TEST("sarif: a finding is a result with its place, its words and who found it")
{
    CLEANUP(json_freep) cJSON *log = log_of(REPORT(FINDING_OF(""), OK, ""));
    const cJSON *result = result_of(log, 0), *region = json_at(place_of(result), "region");
    const cJSON *properties = json_at(result, "properties");

    check_log(log);
    CHECK_STR(json_str(result, "ruleId"), "bug");
    CHECK_STR(json_str(result, "level"), "error");
    CHECK_STR(message_of(result), "Off by one\n\nn == cap\n\nFix: <\n\nFound by a/x, b/y");
    CHECK_STR(json_str(json_at(place_of(result), "artifactLocation"), "uri"), "src/a%20b.c");
    CHECK_INT(json_int(region, "startLine", 0), 131);
    CHECK_INT(json_int(region, "endLine", 0), 133);
    CHECK_STR(json_str(json_at(region, "snippet"), "text"), "if (n <= cap)");
    CHECK_STR(json_str(properties, "severity"), "high");
    CHECK(json_num(properties, "confidence", 0) > 0.89);
    CHECK_INT(cJSON_GetArraySize(json_at(properties, "found_by")), 2);
    CHECK(!json_at(properties, "verdict") && !json_at(properties, "security-severity"));
    CHECK(json_bool(invocation_of(log), "executionSuccessful", false));
}

TEST("sarif: no findings are no results, and a review that took place")
{
    CLEANUP(json_freep) cJSON *log = log_of(REPORT("", OK, ""));

    check_log(log);
    CHECK_INT(cJSON_GetArraySize(json_at(run_of(log), "results")), 0);
    CHECK(json_bool(invocation_of(log), "executionSuccessful", false));
}

TEST("sarif: severity gives the level, and a hole its score")
{
    static const char *const rows[][3] = { { "critical", "error", "9.5" },
                                           { "high", "error", "8.0" },
                                           { "medium", "warning", "5.5" },
                                           { "low", "note", "3.0" } };

    for (size_t i = 0; i < 4; i++) {
        CLEANUP(buf_done) struct buf report = BUF_MAX(KIB(8));
        CLEANUP(json_freep) cJSON *log = NULL;
        const cJSON *rule;

        buf_addf(&report,
                 REPORT("{\"severity\": \"%s\", \"category\": \"security\", \"title\": \"t\","
                        "\"file\": \"a.c\", \"line\": null}",
                        OK, ""),
                 rows[i][0]);
        log = log_of(buf_text(&report));
        check_log(log);
        CHECK_STR(json_str(result_of(log, 0), "level"), rows[i][1]);
        CHECK_STR(json_str(json_at(result_of(log, 0), "properties"), "security-severity"),
                  rows[i][2]);
        rule = json_at(json_at(json_at(run_of(log), "tool"), "driver"), "rules")->child;
        CHECK_STR(json_str(json_at(rule, "properties"), "security-severity"), rows[i][2]);
        CHECK(!json_at(place_of(result_of(log, 0)), "region"));
    }
}

TEST("sarif: what stands on the old side is a finding of the file, and the message says where")
{
    CLEANUP(json_freep)
    cJSON *log = log_of(
        REPORT("{\"severity\": \"low\", \"category\": \"error-handling\", \"title\": \"t\","
               "\"file\": \"a.c\", \"side\": \"LEFT\", \"line\": 7, \"end_line\": 7, \"quote\":"
               "\"check(x);\", \"why\": \"w\"}",
               OK, ""));

    check_log(log);
    CHECK(!json_at(place_of(result_of(log, 0)), "region"));
    CHECK_SAYS(message_of(result_of(log, 0)),
               "This is about code that the change removes, line 7 before it: check(x);");
}

TEST("sarif: a fingerprint does not know the line, and tells two findings on one line apart")
{
    CLEANUP(json_freep)
    cJSON *log = log_of(REPORT(
        FINDING_OF("") "," FINDING_OF(
            "") ","
                "{\"severity\": \"high\", \"category\": \"bug\", \"title\": \"x\", \"file\": "
                "\"src/a b.c\", \"line\": 900, \"quote\": \"  if (n<=cap) \"},"
                "{\"severity\": \"high\", \"category\": \"data\", \"title\": \"x\", \"file\": "
                "\"src/a b.c\", \"line\": 900, \"quote\": \"if (n <= cap)\"}",
        OK, ""));
    const char *prints[4];

    check_log(log);
    for (int i = 0; i < 4; i++)
        prints[i] = json_str(json_at(result_of(log, i), "partialFingerprints"), "quotedCode/v1");
    CHECK(strncmp(prints[0], prints[1], 16) == 0 && strncmp(prints[0], prints[2], 16) == 0);
    CHECK(strncmp(prints[0], prints[3], 16) != 0);
    CHECK_STR(prints[0] + 16, ":1");
    CHECK_STR(prints[1] + 16, ":2");
    CHECK_STR(prints[2] + 16, ":3");
    CHECK_STR(prints[3] + 16, ":1");
    CHECK_INT(cJSON_GetArraySize(json_at(json_at(json_at(run_of(log), "tool"), "driver"), "rules")),
              2);
}

TEST("sarif: what was not sent, not read, or not answered is a notification")
{
    CLEANUP(json_freep)
    cJSON *log =
        log_of(REPORT("",
                      OK ",{\"model\": \"b/y\", \"status\": \"failed\", \"error\": \"timed out\"},"
                         "{\"model\": \"c/z\", \"status\": \"partial\", \"error\": null}",
                      ",\"src/c.c: no reviewer has read it whole\""));
    const cJSON *list = json_at(invocation_of(log), "toolExecutionNotifications");
    static const char *const wanted[][3] = {
        { "reviewer-failed", "error", "b/y gave no review: timed out" },
        { "reviewer-partial", "warning", "c/z gave only a part of its review" },
        { "not-read", "error", "src/c.c: no reviewer has read it whole" },
        { "not-sent", "note", "img/\xC3\xA9.png was not reviewed: it is binary" },
    };

    check_log(log);
    CHECK_INT(cJSON_GetArraySize(list), 4);
    for (int i = 0; i < 4; i++) {
        const cJSON *row = cJSON_GetArrayItem(list, i);

        CHECK_STR(json_str(json_at(row, "descriptor"), "id"), wanted[i][0]);
        CHECK_STR(json_str(row, "level"), wanted[i][1]);
        CHECK_STR(json_str(json_at(row, "message"), "text"), wanted[i][2]);
    }
    list = json_at(json_at(cJSON_GetArrayItem(list, 3), "locations")->child, "physicalLocation");
    CHECK_STR(json_str(json_at(list, "artifactLocation"), "uri"), "img/%C3%A9.png");
    CHECK(!json_bool(invocation_of(log), "executionSuccessful", true));
}

TEST("sarif: a review without an answer has not succeeded, unless there was nothing to review")
{
    CLEANUP(json_freep)
    cJSON *log =
        log_of(REPORT("", "{\"model\": \"b/y\", \"status\": \"failed\", \"error\": \"e\"}", ""));

    CLEANUP(json_freep) cJSON *unsent = log_of(REPORT("", "", ""));
    CLEANUP(json_freep)
    cJSON *unchanged =
        log_of("{\"review_id\": \"r_abc\", \"reviewers\": [], \"findings\": [], \"target\": {}}");

    check_log(log);
    CHECK(!json_bool(invocation_of(log), "executionSuccessful", true));
    CHECK(!json_bool(invocation_of(unsent), "executionSuccessful", true));
    check_log(unchanged);
    CHECK(json_bool(invocation_of(unchanged), "executionSuccessful", false));
}

TEST("sarif: a verdict is told, and a model's brackets make no link")
{
    CLEANUP(json_freep)
    cJSON *log = log_of(
        REPORT("{\"severity\": \"low\", \"category\": \"rule\", \"title\": \"a[i](x) [here](http:"
               "//x)\", \"file\": \"a.c\", \"line\": 1, \"quote\": \"q\", \"why\": null, \"rule\":"
               "\"No magic numbers.\", \"found_by\": [\"a/x\"], \"verdict\": \"confirmed\","
               "\"verified_by\": \"c/z\", \"verdict_reason\": \"a.c:1 has 42\"}",
               OK, ""));

    check_log(log);
    CHECK_STR(message_of(result_of(log, 0)),
              "a[i\\](x) [here\\](http://x)\n\nRule: No magic numbers.\n\nFound by a/x\n\nChecked: "
              "confirmed by c/z: a.c:1 has 42");
    CHECK_STR(json_str(json_at(result_of(log, 0), "properties"), "verdict"), "confirmed");
}

TEST("sarif: what is no review is refused")
{
    static const char *const reports[] = {
        "{}",
        "[]",
        "{\"review_id\": \"r\"}",
        "{\"review_id\": \"r\", \"findings\": []}",
        "{\"review_id\": \"r\", \"findings\": [1], \"reviewers\": []}",
        "{\"review_id\": \"r\", \"findings\": [{\"title\": \"t\"}], \"reviewers\": []}",
        REPORT("{\"title\": \"t\", \"file\": \"f\", \"severity\": \"bad\", \"category\": \"bug\"}",
               OK, ""),
    };

    json_init();
    for (size_t i = 0; i < ARRAY_COUNT(reports); i++) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(64));
        struct err err = { 0 };
        CLEANUP(json_freep) cJSON *tree = json_parse(slice_of(reports[i]), &gate_config, &err);

        CHECK(tree != NULL);
        CHECK_INT(sarif_write(tree, "1", &out, &err), -1);
        CHECK_SAYS(err.text, "this is no review");
        CHECK_INT(out.size, 0);
    }
}

TEST("sarif: what does not fit is refused")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(300);
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *tree = NULL;

    json_init();
    tree = json_parse(slice_of(REPORT(FINDING_OF(""), OK, "")), &gate_config, &err);
    CHECK(tree != NULL);
    CHECK_INT(sarif_write(tree, "1", &out, &err), -1);
    CHECK_INT(err.kind, ERR_TOO_LARGE);
}
