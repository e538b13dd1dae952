/* Units of verdict_read. */
#include "review/findings.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

/* "refuted: a.c:140 checks it", or "?" with the sentence. */
static const char *read_text(const char *answer)
{
    static char said[2048];
    enum verdict verdict;
    char *reason;
    struct err err = { 0 };

    if (verdict_read(slice_of(answer), &verdict, &reason, &err) < 0) {
        CHECK(err.kind == ERR_PROTOCOL && !reason);
        return "?";
    }
    snprintf(said, sizeof(said), "%s: %s", verdict_name(verdict), reason);
    free(reason);
    return said;
}

TEST("verdict: an answer in the form, and around it what models write")
{
    CHECK_STR(read_text("{\"verdict\": \"confirmed\", \"reason\": \"a.c:140 \\u00e9\"}"),
              "confirmed: a.c:140 \xC3\xA9");
    CHECK_STR(
        read_text("I traced it.\n```json\n{\"verdict\": \"refuted\",\n \"reason\": \"r\"}\n```"),
        "refuted: r");
    CHECK_STR(read_text("[{\"verdict\": \"unresolved\", \"reason\": \"r\"}]"), "unresolved: r");
    CHECK_STR(read_text("{\"result\": {\"verdict\": \"refuted\", \"reason\": \"r\"}}"),
              "refuted: r");
    CHECK_STR(read_text("{verdict: refuted, reason: 'r',}"), "refuted: r");
    CHECK_STR(read_text("{\"Verdict\": \"CONFIRMED.\", \"explanation\": \"r\"}"), "confirmed: r");
    CHECK_STR(read_text("{\"decision\": \"false positive\", \"why\": \"r\"}"), "refuted: r");
    CHECK_STR(read_text("{\"verdict\": \"Refuted: the caller checks\"}"), "refuted: ");
    CHECK_STR(read_text("{\"verdict\": \"confirmed\", \"verdict\": \"refuted\"}"), "confirmed: ");
    CHECK_STR(read_text("{\"verdict\": \"inconclusive\", \"reason\": null}"), "unresolved: ");
}

TEST("verdict: of several the last one counts")
{
    CHECK_STR(read_text("{\"verdict\": \"confirmed\", \"reason\": \"1\"}\nNo, wait.\n"
                        "{\"verdict\": \"refuted\", \"reason\": \"2\"}"),
              "refuted: 2");
}

TEST("verdict: what was thought aloud before is none")
{
    CHECK_STR(
        read_text("<think>{\"verdict\": \"confirmed\"}? No.</think>{\"verdict\": \"refuted\"}"),
        "refuted: ");
    CHECK_STR(read_text("<think>{\"verdict\": \"confirmed\"}? No"), "?");
}

TEST("verdict: an answer that stops behind its verdict has said it")
{
    CHECK_STR(read_text("{\"verdict\": \"confirmed\", \"reason\": \"a.c:1"), "confirmed: ");
    CHECK_STR(read_text("{\"verdict\": \"conf"), "?");
}

TEST("verdict: what names none is none, and above all no confirmation")
{
    static const char *const answers[] = {
        "",
        "confirmed",
        "{}",
        "null",
        "{\"reason\": \"confirmed\"}",
        "{\"verdict\": \"\"}",
        "{\"verdict\": null}",
        "{\"verdict\": \"not confirmed\"}",
        "{\"verdict\": \"cannot be confirmed\"}",
        "{\"verdict\": \"maybe\"}",
        "{\"verdict\": [\"a\"]}",
        "{\"verdict\": 1}",
        "The verdict is: confirmed.",
    };

    for (size_t i = 0; i < ARRAY_COUNT(answers); i++)
        if (strcmp(read_text(answers[i]), "?") != 0)
            test_fail(__FILE__, __LINE__, "%s is read as %s", answers[i], read_text(answers[i]));
}

TEST("verdict: a damaged answer never says the opposite")
{
    static const char whole[] =
        "{\"verdict\": \"refuted\", \"reason\": \"it is confirmed by a.c\"}";
    static const char wrong[] = "\"'{}[]:,\\/ x\n`-\xFF";
    char damaged[sizeof(whole)];

    for (size_t at = 0; at < sizeof(whole) - 1; at++) {
        for (size_t kind = 0; kind < sizeof(wrong) - 1; kind++) {
            memcpy(damaged, whole, sizeof(whole));
            damaged[at] = wrong[kind];
            CHECK(strncmp(read_text(damaged), "confirmed", 9) != 0);
        }
        damaged[at] = '\0';
        CHECK(strncmp(read_text(damaged), "confirmed", 9) != 0);
    }
}
