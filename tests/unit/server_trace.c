/* Units of mcp-server/review/trace: what is left of a change in a later state of its files. */
#include "base/limits.h"
#include "mcp-server/worth/trace.h"
#include "test.h"

#include <stdlib.h>

static bool has(const char *text, const char *quote)
{
    struct slice squeezed = trace_squeeze(slice_of(text));
    bool found = trace_has(squeezed, slice_of(quote));

    free((char *)squeezed.data);
    return found;
}

TEST("trace: code that was only indented, wrapped or given other line ends is the same code")
{
    CHECK(has("int f(void)\n{\n\treturn 0;\n}\n", "    return 0;"));
    CHECK(has("if (a &&\r\n    b)\r\n", "if (a && b)"));
    CHECK(has("if (a && b)\n", "if (a &&\n    b)"));
    CHECK(!has("if (n >= cap)\n", "if (n > cap)"));
    CHECK(!has("", "if (n > cap)"));
    CHECK(has("a", "")); /* nothing is everywhere: it says nothing */
    CHECK(has("x = \"ä b\";", "äb"));
}

static struct trace trace_of(const char *before, const char *with, const char *later,
                             const char *quote)
{
    struct slice quotes[] = { slice_of(quote) };
    struct trace trace = { 0 };

    trace_add(&trace, slice_of(before), slice_of(with), slice_of(later), quotes, 1);
    return trace;
}

TEST("trace: a change has come where half of what it added is, beside what is quoted")
{
    static const char before[] = "alpha();\nomega();\n";
    static const char with[] =
        "alpha();\n  first_line();\nsecond_line();\nwrong_line();\nomega();\n";
    struct trace trace = trace_of(before, with, before, "wrong_line();");

    CHECK(trace.added == 2 && trace.found == 0);
    CHECK(!trace_has_come(&trace));
    trace = trace_of(before, with, "first_line();\nright_line();\n", "wrong_line();");
    CHECK(trace.added == 2 && trace.found == 1);
    CHECK(trace_has_come(&trace));
    trace = trace_of(before, with, with, "wrong_line();");
    CHECK(trace.found == 2 && trace_has_come(&trace));
}

TEST("trace: where nothing but quoted lines was added, nothing can be told")
{
    struct trace trace = trace_of("a_line();\n", "a_line();\nwrong_line();\n",
                                  "a_line();\nright_line();\n", "wrong_line();");

    CHECK(trace.added == 0);
    CHECK(!trace_has_come(&trace));
    trace = trace_of("", "{\n}\n\nif\n", "{\n}\n", ""); /* lines of hardly a word */
    CHECK(trace.added == 0 && !trace_has_come(&trace));
}

TEST("trace: a new file, and one that is not there later, are told by the same rule")
{
    struct trace trace = trace_of("", "first();\nsecond();\n", "", "nothing of it");

    CHECK(trace.added == 2 && trace.found == 0 && !trace_has_come(&trace));
    trace = trace_of("", "first();\nsecond();\n", "second();\n", "nothing of it");
    CHECK(trace_has_come(&trace));
}

TEST("trace: random changes of random lines: untouched ones are found, removed ones are not")
{
    uint64_t seed = 7;

    for (int round = 0; round < 300; round++) {
        CLEANUP(buf_done) struct buf before = BUF_MAX(KIB(64)), with = BUF_MAX(KIB(64));
        CLEANUP(buf_done) struct buf later = BUF_MAX(KIB(64));
        size_t added = 0, kept = 0;

        for (int line = 0; line < 100; line++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;

            bool is_new = (seed >> 40) % 3 == 0, stays = (seed >> 50) % 2 == 0;

            buf_addf(&with, "%*sline_%d(%d);\n", (int)((seed >> 55) % 9), "", round, line);
            if (!is_new)
                buf_addf(&before, "line_%d(%d);\n", round, line);
            if (stays)
                buf_addf(&later, "\tline_%d(%d);\r\n", round, line);
            added += is_new;
            kept += is_new && stays;
        }

        struct trace trace = { 0 };

        trace_add(&trace, buf_slice(&before), buf_slice(&with), buf_slice(&later), NULL, 0);
        CHECK_INT(trace.added, added);
        CHECK_INT(trace.found, kept);
    }
}
