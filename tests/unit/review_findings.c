/* Units of review/findings: answers as models write them, and damaged ones. */
#include "review/findings.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* One finding in the form, with a name that stands in its title, file and quote. */
#define FINDING(name, line)                                                                        \
    "{\"severity\": \"high\", \"category\": \"bug\", \"title\": \"title " name "\", \"file\": \""  \
    "src/" name ".c\", \"line\": " #line ", \"end_line\": " #line ", \"quote\": \"if (" name       \
    " <= cap)\", \"why\": \"because " name "\", \"fix\": \"\", \"rule\": \"\", "                   \
    "\"confidence\": 0.9}"

/* What was read, in a line: "0: a b" for two findings, "none", "broken 1", "cut". */
static const char *read_answer(struct slice answer)
{
    static char said[4096];
    struct findings findings;
    struct err err = { 0 };
    int rc = findings_read(&findings, answer, 3, &err);
    size_t size = (size_t)snprintf(said, sizeof(said), "%d:", rc);

    for (size_t i = 0; i < findings.list.count && size < 4000; i++)
        size += (size_t)snprintf(said + size, sizeof(said) - size, " %s",
                                 findings.list.items[i].wordings[0].title);
    if (findings.says_none)
        size += (size_t)snprintf(said + size, sizeof(said) - size, " none");
    if (findings.broken > 0)
        size += (size_t)snprintf(said + size, sizeof(said) - size, " broken %zu", findings.broken);
    if (findings.is_truncated)
        snprintf(said + size, sizeof(said) - size, " cut");
    CHECK((rc == 0) == (err.kind == ERR_NONE));
    findings_done(&findings);
    return said;
}

static const char *read_text(const char *answer)
{
    return read_answer(slice_of(answer));
}

/* The first finding of an answer; findings_done is the caller's. */
static const struct finding *first_of(struct findings *findings, const char *answer)
{
    struct err err = { 0 };

    findings_read(findings, slice_of(answer), 3, &err);
    if (findings->list.count == 0)
        test_fail(__FILE__, __LINE__, "no finding in %s: %s", answer, err.text);
    return &findings->list.items[0];
}

TEST("findings: an answer in the form is read member by member")
{
    struct findings findings;
    const struct finding *finding = first_of(
        &findings,
        "{\"findings\": [{\"severity\": \"critical\", \"category\": \"error-handling\","
        "\"title\": \"T \\u00e9\", \"file\": \"a/b.c\", \"line\": 131, \"end_line\": 133,"
        "\"quote\": \"\\tif (\\\"x\\\") {\\n\\t\\treturn;\", \"why\": \"w\", \"fix\": \"f\","
        "\"rule\": \"r\", \"confidence\": 0.85}]}");
    const struct wording *wording = &finding->wordings[0];

    CHECK_INT(finding->severity, SEVERITY_CRITICAL);
    CHECK_INT(finding->category, CATEGORY_ERROR);
    CHECK_INT(finding->wording_count, 1);
    CHECK_STR(finding->path, "a/b.c");
    CHECK_STR(finding->quote, "\tif (\"x\") {\n\t\treturn;");
    CHECK_STR(finding->rule, "r");
    CHECK_INT(wording->reviewer, 3);
    CHECK_STR(wording->title, "T \xC3\xA9");
    CHECK_STR(wording->why, "w");
    CHECK_STR(wording->fix, "f");
    CHECK_INT(wording->line, 131);
    CHECK_INT(wording->end_line, 133);
    CHECK_INT(wording->confidence, 85);
    findings_done(&findings);
}

TEST("findings: however an answer is wrapped, all that it lists is read")
{
    static const char *const answers[] = {
        "{\"findings\": [" FINDING("a", 1) ", " FINDING("b", 2) "]}",
        "\n\n  {\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) "]}\n",
        "```json\n{\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) "]}\n```",
        "```\n[" FINDING("a", 1) "," FINDING("b", 2) "]\n```\n",
        "[" FINDING("a", 1) "," FINDING("b", 2) "]",
        "Here is what I've found (don't panic):\n\n{\"findings\": [" FINDING("a", 1) "," FINDING(
            "b", 2) "]}\n\nLet me know if {something} is unclear.",
        "The code `if (x) { y[\"k\"] = 1; }` is fine. But: [" FINDING("a", 1) "," FINDING("b",
                                                                                          2) "]",
        "{\"issues\": [" FINDING("a", 1) "," FINDING("b", 2) "], \"summary\": \"two\"}",
        "{\"results\": [" FINDING("a", 1) "," FINDING("b", 2) "]}",
        "{\"review\": {\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) "]}}",
        FINDING("a", 1) "\n" FINDING("b", 2),
        FINDING("a", 1) ",\n" FINDING("b", 2),
        "1. " FINDING("a", 1) "\n2. " FINDING("b", 2) "\n",
        "{\"findings\": [" FINDING("a", 1) "]}\n\n{\"findings\": [" FINDING("b", 2) "]}",
        "{\"findings\": [" FINDING("a", 1) " " FINDING("b", 2) "]}",
        "{\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) ",]}",
        "{findings: [/* the first */ " FINDING("a", 1) ", // and\n" FINDING("b", 2) "]}",
        "{\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) "}",
        "<think>Perhaps {\"findings\": []}?</think>{\"findings\": [" FINDING("a", 1) "," FINDING(
            "b", 2) "]}",
        "\xEF\xBB\xBF{\"findings\": [" FINDING("a", 1) "," FINDING("b", 2) "]}",
        "{\"findings\": [" FINDING("a", 1) "," FINDING("a", 1) "," FINDING("b", 2) "]}",
        "The form is {\"findings\": [{\"severity\": \"...\", \"title\": \"...\", \"file\": "
        "\"...\", "
        "\"line\": 0, \"quote\": \"\xE2\x80\xA6\"}]}. {\"findings\": [" FINDING("a", 1) "," FINDING(
            "b", 2) "]}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(answers); i++)
        if (strcmp(read_text(answers[i]), "0: title a title b") != 0)
            test_fail(__FILE__, __LINE__, "%s\n  is read as %s", answers[i], read_text(answers[i]));
}

TEST(
    "findings: nothing found is said by an empty list at the beginning or the end, by nothing else")
{
    static const char *const nones[] = {
        "{\"findings\": []}",
        "[]",
        "```json\n{\"findings\": [ ]}\n```",
        "```json\n[]\n```",
        "{\"findings\": [], \"summary\": \"fine\"}",
        "{\"issues\": []}",
        "I read all of it.\n{\"findings\": []}",
        "{\"findings\": []}\nNothing is wrong.",
    };
    static const char *const nothings[] = {
        "",
        " \n",
        "No findings.",
        "none",
        "null",
        "{}",
        "[",
        "{\"findings\": null}",
        "{\"findings\": \"none\"}",
        "{\"findings\": {}}",
        "{\"findings\": [",
        "{\"error\": \"I cannot help with that\"}",
        "If it were fine I would say {\"findings\": []}, but I cannot read it.",
        "I'm sorry, but I can't review this.",
        "{\"findings\": [{\"title\": \"...\", \"file\": \"...\", \"quote\": \"...\"}]}",
        "{\"findings\": false}",
        "{\"found\": []}",
    };

    for (size_t i = 0; i < ARRAY_COUNT(nones); i++)
        if (strcmp(read_text(nones[i]), "0: none") != 0)
            test_fail(__FILE__, __LINE__, "%s\n  is read as %s", nones[i], read_text(nones[i]));
    for (size_t i = 0; i < ARRAY_COUNT(nothings); i++)
        if (strncmp(read_text(nothings[i]), "-1:", 3) != 0 ||
            strstr(read_text(nothings[i]), "none"))
            test_fail(__FILE__, __LINE__, "%s\n  is read as %s", nothings[i],
                      read_text(nothings[i]));
}

TEST("findings: what is broken costs itself and no other")
{
    static const char *const broken[] = {
        "{\"title\": \"x\", \"file\": \"x.c\"}",
        "{\"title\": \"x\", \"quote\": \"x\"}",
        "{\"file\": \"x.c\", \"quote\": \"x\"}",
        "{\"title\": \"x\", \"file\": \"x.c\", \"quote\": \"\"}",
        "{\"title\": \"x\", \"file\": \"x.c\", \"quote\": null}",
        "{\"title\": \"x\", \"file\": \"x.c\", \"quote\": \"abc}",
        "{\"title\": \"x\", \"file\" \"x.c\", \"quote\": \"abc\"}",
        "{\"title\": \"x, \"file\": \"x.c\", \"quote\": \"abc\"}",
        "{\"title\": \"x\", \"file\": x c, \"quote\": \"abc\"}",
        "\"line 3 is wrong\"",
        "{}",
    };
    char answer[4096];

    for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
        snprintf(answer, sizeof(answer), "{\"findings\": [%s,\n%s,\n%s]}", FINDING("a", 1),
                 broken[i], FINDING("b", 2));
        if (strcmp(read_text(answer), "1: title a title b broken 1") != 0)
            test_fail(__FILE__, __LINE__, "%s\n  is read as %s", broken[i], read_text(answer));
    }
    CHECK_STR(read_text("{\"findings\": [{\"title\": \"x\"}]}"), "-1: broken 1");
}

TEST("findings: a model that starts over means what it says last; one that goes on means all")
{
    CHECK_STR(read_text("{\"findings\": [" FINDING("a", 1) "," FINDING(
                  "b", 2) "]}\n"
                          "Wait, b is guarded. Again:\n{\"findings\": [" FINDING("a", 1) "]}"),
              "0: title a");
    CHECK_STR(read_text("{\"findings\": [" FINDING("a", 1) "]}\nAnd in the other file:\n"
                                                           "{\"findings\": [" FINDING(
                                                               "b", 2) "," FINDING("c", 3) "]}"),
              "0: title a title b title c");
    CHECK_STR(read_text("{\"findings\": [" FINDING("a", 1) "," FINDING(
                  "b", 2) "]}\n"
                          "{\"findings\": [" FINDING("a", 1) ",{\"title\":"),
              "1: title a title b title a cut");
}

TEST("findings: members have many names, and numbers many forms")
{
    static const struct {
        const char *members;
        int64_t line, end_line;
    } lines[] = {
        { "\"line\": 131", 131, 131 },
        { "\"line\": \"131\"", 131, 131 },
        { "\"line\": 131.0", 131, 131 },
        { "\"line\": \"131-133\"", 131, 133 },
        { "\"line\": \"L131\"", 131, 131 },
        { "\"lines\": [131, 133]", 131, 133 },
        { "\"line_range\": \"lines 131 to 133\"", 131, 133 },
        { "\"start_line\": 131, \"end_line\": 133", 131, 133 },
        { "\"startLine\": \"131\", \"endLine\": \"133\"", 131, 133 },
        { "\"location\": {\"start_line\": 131, \"end_line\": 133}", 131, 133 },
        { "\"line\": 131, \"end_line\": 7", 131, 131 },
        { "\"line\": 131, \"line\": 9", 131, 131 },
        { "\"line\": 0", 0, 0 },
        { "\"line\": -1", 0, 0 },
        { "\"line\": null", 0, 0 },
        { "\"line\": NaN", 0, 0 },
        { "\"line\": \"unknown\"", 0, 0 },
        { "\"line\": 99999999999999999999999", 0, 0 },
    };
    static const struct {
        const char *said;
        int percent;
    } confidences[] = {
        { "0.9", 90 },     { "1", 100 },         { "1.0", 100 },     { "0", 0 },
        { "0.123", 12 },   { "\"0.5\"", 50 },    { "85", 85 },       { "\"90%\"", 90 },
        { "\"1%\"", 1 },   { "8", 80 },          { "\"8/10\"", 80 }, { "\"high\"", 85 },
        { "\"Low\"", 30 }, { "\"medium\"", 60 }, { "null", -1 },     { "NaN", -1 },
        { "-0.5", -1 },    { "900", -1 },        { "\"\"", -1 },     { "[]", -1 },
    };
    char answer[1024];
    struct findings findings;

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        snprintf(answer, sizeof(answer),
                 "[{\"title\": \"t\", \"file\": \"a.c\", \"quote\": \"q\", %s}]", lines[i].members);
        const struct wording *wording = first_of(&findings, answer)->wordings;

        CHECK_INT(wording->line, lines[i].line);
        CHECK_INT(wording->end_line, lines[i].end_line);
        findings_done(&findings);
    }
    for (size_t i = 0; i < ARRAY_COUNT(confidences); i++) {
        snprintf(answer, sizeof(answer),
                 "[{\"title\": \"t\", \"file\": \"a.c\", \"quote\": \"q\", \"confidence\": %s}]",
                 confidences[i].said);
        if (first_of(&findings, answer)->wordings[0].confidence != confidences[i].percent)
            test_fail(__FILE__, __LINE__, "%s is %d", confidences[i].said,
                      findings.list.items[0].wordings[0].confidence);
        findings_done(&findings);
    }
}

TEST("findings: the words that are most usual win over others for the same thing")
{
    struct findings findings;
    const struct finding *finding =
        first_of(&findings, "{\"comments\": [{\"type\": \"Race condition\", \"priority\": \"P0\","
                            "\"description\": \"d\", \"message\": \"First. Then.\","
                            "\"filename\": \"b/x.py\", \"code\": \"c\", \"snippet\": \"s\","
                            "\"recommendation\": \"do\", \"guideline\": \"n/a\"}]}");

    CHECK_STR(finding->wordings->why, "d");
    CHECK_STR(finding->wordings->title, "d");
    CHECK_STR(finding->wordings->fix, "do");
    CHECK_STR(finding->quote, "c");
    CHECK_STR(finding->path, "b/x.py");
    CHECK(!finding->rule);
    CHECK_INT(finding->severity, SEVERITY_CRITICAL);
    CHECK_INT(finding->category, CATEGORY_CONCURRENCY);
    findings_done(&findings);

    finding = first_of(&findings, "{\"file\": \"src/a.c\", \"issues\": [{\"message\": \"One thing. "
                                  "Another.\", \"quote\": [\"a;\", \"b;\"], \"line\": 4}]}");
    CHECK_STR(finding->path, "src/a.c");
    CHECK_STR(finding->quote, "a;\nb;");
    CHECK_STR(finding->wordings->title, "One thing");
    CHECK_INT(finding->severity, SEVERITY_MEDIUM);
    CHECK_INT(finding->category, CATEGORY_OTHER);
    findings_done(&findings);

    finding = first_of(&findings, "[{\"issue\": \"i\", \"location\": \"src/a.c:131-133\","
                                  "\"evidence\": \"x = 1\"}]");
    CHECK_STR(finding->path, "src/a.c:131-133"); /* somebody may have called a file that */
    CHECK_INT(finding->wordings->line, 131);
    CHECK_INT(finding->wordings->end_line, 133);
    findings_done(&findings);
}

TEST("findings: quotes, raw line ends and odd escapes inside of code are understood")
{
    static const struct {
        const char *raw, *quote;
    } rows[] = {
        { "\"printf(\\\"%d\\\", n);\"", "printf(\"%d\", n);" },
        { "\"printf(\"%d\", n);\"", "printf(\"%d\", n);" },
        { "\"re.match('\\d+\\s', x)\"", "re.match('\\d+\\s', x)" },
        { "\"if (a)\n    b();\"", "if (a)\n    b();" },
        { "\"if (a)\r\n\tb();\"", "if (a)\r\n\tb();" },
        { "'it is \"so\"'", "it is \"so\"" },
        { "'don't'", "don't" },
        { "\"a\\u0000b\"", "a\xEF\xBF\xBD"
                           "b" },
        { "\"a\\ud83d b\"", "a\xEF\xBF\xBD b" },
        { "\"a\\ud83d\\ude00b\"", "a\xF0\x9F\x98\x80"
                                  "b" },
        { "\"a\xFF\xC3 b\"", "a\xEF\xBF\xBD\xEF\xBF\xBD b" },
        { "\"  indented;  \"", "  indented;  " },
        { "\"x = y[\"k\"];\"", "x = y[\"k\"];" },
        { "\"f(\\'a\\')\"", "f('a')" },
    };
    char answer[1024];
    struct findings findings;

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        snprintf(answer, sizeof(answer),
                 "{\"findings\": [{\"title\": \"t\", \"file\": \"a.c\", \"quote\": %s, \"why\": "
                 "\"w\"}, %s]}",
                 rows[i].raw, FINDING("b", 2));
        CHECK_STR(first_of(&findings, answer)->quote, rows[i].quote);
        CHECK_INT(findings.list.count, 2);
        findings_done(&findings);
    }
}

TEST("findings: long words are cut at a character, with an ellipsis; a long quote at a line")
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(KIB(64));
    struct findings findings;
    const struct finding *finding;

    buf_adds(&answer, "[{\"title\": \"");
    for (size_t i = 0; i < 5000; i++)
        buf_adds(&answer, "\xC3\xA9");
    buf_adds(&answer, "\", \"file\": \"a.c\", \"quote\": \"");
    for (size_t i = 0; i < 1000; i++)
        buf_addf(&answer, "line %zu;\\n", i);
    buf_adds(&answer, "\"}]");
    finding = first_of(&findings, buf_text(&answer));
    CHECK(strlen(finding->wordings->title) <= FINDING_WORDS_MAX);
    CHECK(strlen(finding->wordings->title) > FINDING_WORDS_MAX - 8);
    CHECK(slice_ends(slice_of(finding->wordings->title), SLICE("\xC3\xA9\xE2\x80\xA6")));
    CHECK(strlen(finding->quote) <= QUOTED_CODE_MAX);
    CHECK(finding->quote[strlen(finding->quote) - 1] == ';');
    findings_done(&findings);
}

TEST("findings: more than the maximum are counted, and not kept")
{
    CLEANUP(buf_done) struct buf answer = BUF_MAX(KIB(256));
    struct findings findings;
    struct err err;

    buf_adds(&answer, "[");
    for (size_t i = 0; i < FINDINGS_RAW_MAX + 7; i++)
        buf_addf(&answer, "%s{\"title\": \"t%zu\", \"file\": \"a.c\", \"quote\": \"q\"}",
                 i > 0 ? "," : "", i);
    buf_adds(&answer, "]");
    CHECK_INT(findings_read(&findings, buf_slice(&answer), 0, &err), 1);
    CHECK_INT(findings.list.count, FINDINGS_RAW_MAX);
    CHECK_INT(findings.broken, 7);
    findings_done(&findings);

    for (size_t i = 0; i < 80; i++)
        buf_addf(&answer, "\n[{\"title\": \"u%zu\", \"file\": \"a.c\", \"quote\": \"r\"}]", i);
    CHECK_INT(findings_read(&findings, buf_slice(&answer), 0, &err), 1);
    CHECK_INT(findings.list.count, FINDINGS_RAW_MAX);
    CHECK(findings.broken >= 7);
    findings_done(&findings);
}

/* --- damage --------------------------------------------------------------------------------- */

/* Three answers of three findings: in one line, over many lines, and in a fence among prose. */
static const char *const whole[] = {
    "{\"findings\": [" FINDING("a", 1) ", " FINDING("b", 2) ", " FINDING("c", 3) "]}",
    "{\n  \"findings\": [\n    " FINDING("a", 1) ",\n    " FINDING("b", 2) ",\n    " FINDING(
        "c", 3) "\n  ]\n}\n",
    "It's this:\n```json\n{\"findings\": [\n{\n\"title\": \"title a\",\n\"file\": \"src/a.c\",\n"
    "\"quote\": \"if (a <= cap)\"\n},\n" FINDING(
        "b", 2) ",\n{\n\"quote\": \"if (c <= cap)\",\n"
                "\"title\": \"title c\",\n\"file\": \"src/c.c\"\n}\n]}\n```\nThat's it.",
};

/* Whether a finding is one of the three, or all but: a damaged one may differ in some bytes. */
static bool is_sound(const struct finding *finding)
{
    for (const char *name = "abc"; *name; name++) {
        char title[] = "title x", path[] = "src/x.c", quote[] = "if (x <= cap)";

        title[6] = path[4] = quote[4] = *name;
        if (strcmp(finding->wordings[0].title, title) == 0 && strcmp(finding->path, path) == 0 &&
            strcmp(finding->quote, quote) == 0)
            return true;
    }
    return false;
}

/* How many of the three are read unharmed; the test fails when there is more than `harmed` else. */
static size_t count_sound(struct slice answer, size_t harmed)
{
    struct findings findings;
    struct err err;
    size_t sound = 0, count;

    findings_read(&findings, answer, 0, &err);
    count = findings.list.count;
    for (size_t i = 0; i < count; i++)
        sound += is_sound(&findings.list.items[i]);
    if (count > 3 || count - sound > harmed || (count < 3 && findings.says_none))
        test_fail(__FILE__, __LINE__, "%zu findings, %zu of them sound, in\n%.*s", count, sound,
                  SLICE_FMT(answer));
    findings_done(&findings);
    return sound;
}

TEST("findings: an answer that stops anywhere keeps what was whole before, and is never empty")
{
    for (size_t i = 0; i < ARRAY_COUNT(whole); i++) {
        size_t size = strlen(whole[i]), before = 0;

        for (size_t cut = 0; cut <= size; cut++) {
            /* In memory of its own: a byte too far is seen. */
            char *part = slice_dup((struct slice){ whole[i], cut });
            size_t sound;

            part = xrealloc(part, cut > 0 ? cut : 1);
            sound = count_sound((struct slice){ part, cut }, 0);
            CHECK(sound >= before && sound <= before + 1);
            before = sound;
            free(part);
        }
        CHECK_INT(before, 3);
    }
}

TEST("findings: a byte that is wrong, missing or too much costs one finding")
{
    static const char wrong[] = "\"'{}[]:,\\/ x0\n\t`-\xC3\xFF\x01";
    size_t lost_two = 0, tried = 0;

    for (size_t i = 0; i < ARRAY_COUNT(whole); i++) {
        size_t size = strlen(whole[i]);
        char *damaged = xmalloc(size + 2);

        for (size_t at = 0; at < size; at++)
            for (size_t kind = 0; kind < 2 * sizeof(wrong) + 1; kind++) {
                bool is_added = kind >= sizeof(wrong);
                size_t new_size = size + is_added, sound;

                memcpy(damaged, whole[i], at);
                if (kind == 2 * sizeof(wrong)) {
                    memcpy(damaged + at, whole[i] + at + 1, size - at - 1);
                    new_size = size - 1;
                } else {
                    damaged[at] = wrong[kind % sizeof(wrong)];
                    memcpy(damaged + at + 1, whole[i] + at + !is_added, size - at - !is_added);
                }
                sound = count_sound((struct slice){ damaged, new_size }, 1);
                tried++;
                lost_two += sound < 2;
                if (sound < 1)
                    test_fail(__FILE__, __LINE__, "%zu sound in\n%.*s", sound, (int)new_size,
                              damaged);
            }
        free(damaged);
    }
    /* A brace or a quote may take the neighbour with it; that is rare. */
    if (lost_two * 200 > tried)
        test_fail(__FILE__, __LINE__, "%zu of %zu damages cost two findings", lost_two, tried);
}

TEST("findings: ten mebibytes of anything are read in a moment")
{
    static const char *const patterns[] = {
        "{",
        "[",
        "\"",
        "[{",
        "{\"a\":",
        "{\"a\":[",
        "{\"a\":\"x\n",
        "{\"a\":'",
        "{/*",
        "{/**/",
        "{//",
        "\\",
        "{\"a\":\"\\",
        "[[{\"a\":1},",
        "{\"title\":\"",
        "{'",
        "{\"a\":\"x{",
        "{\"a\":\"x\"{",
        "\"a\",\"",
        "{\"a\":\"b\",\"",
        "{\"findings\":[",
        "}",
        "]",
        "{}",
        "{\"a\":1,",
        ",",
        "/*",
        "{a:",
        "{\"a\":\"\"\n",
        "{\"title\":\"t\",\"file\":\"f\",\"quote\":\"q\"}",
        "{\"file\":\"f\",\"quote\":\"q\"},",
    };
    size_t size = MIB(10);
    char *answer = xmalloc(size);

    for (size_t i = 0; i < ARRAY_COUNT(patterns); i++) {
        struct findings findings;
        struct err err;
        struct timespec start, end;
        size_t length = strlen(patterns[i]);
        double seconds;

        for (size_t at = 0; at < size; at++)
            answer[at] = patterns[i][at % length];
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
        findings_read(&findings, (struct slice){ answer, size }, 0, &err);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
        findings_done(&findings);
        seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
        /* Measured: at most 0.5 s, ten times that with sanitizers; anything quadratic takes hours.
         */
        if (seconds > 20)
            test_fail(__FILE__, __LINE__, "%s takes %.1f s", patterns[i], seconds);
    }
    free(answer);
}
