/* Units of json/scan and json/text. */
#include "test.h"
#include "json/gate.h"
#include "json/scan.h"
#include "json/text.h"

#include <stdlib.h>

/* A streamed line in the shape that OpenRouter sends. */
static const char line[] =
    "{\"id\":\"gen-1\",\"provider\":\"Az\\u0075re\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
    "\"assistant\",\"content\":\"h\\u00e9 \\\"\\ud83d\\ude00\\\" [}\\n\"},\"finish_reason\":null}],"
    "\"usage\":{\"cost\":0.000041,\"prompt_tokens\":12,\"is_byok\":false} , \"error\" : {\"code\" :"
    " 429 } }";

/* What is at the path and no longer, as text. */
static const char *shown(struct slice value)
{
    static char text[256];

    snprintf(text, sizeof(text), "%.*s", (int)value.size, value.size ? value.data : "");
    return text;
}

TEST("scan: members are found by their decoded name, values come without the blanks around them")
{
    struct slice whole = slice_of(line), delta, choice;
    size_t at = 0;
    char text[64];

    CHECK(scan_next(scan_member(whole, "choices"), &at, NULL, &choice));
    delta = scan_member(choice, "delta");
    CHECK_STR(shown(scan_member(delta, "role")), "\"assistant\"");
    CHECK_STR(shown(scan_path(whole, "usage", "cost")), "0.000041");
    CHECK_STR(shown(scan_path(whole, "error")), "{\"code\" : 429 }");
    CHECK_STR(shown(scan_path(whole, "error", "code")), "429");
    CHECK_STR(shown(scan_path(whole, "error", "code", "deeper")), "");
    CHECK_STR(shown(scan_path(whole, "choices", "0")), "");
    CHECK_STR(shown(scan_member(whole, "no")), "");
    CHECK(scan_is(scan_member(whole, "provider"), "Azure"));
    CHECK(!scan_is(scan_member(whole, "provider"), "Azur"));
    CHECK(!scan_is(scan_member(whole, "provider"), "Azured"));
    CHECK(!scan_is(scan_path(whole, "error", "code"), "429"));
    CHECK_STR(shown(scan_member(SLICE(" {\"\\u0061\\/\":1,\"a/\":2}"), "a/")), "1");
    scan_text(scan_member(delta, "content"), text, sizeof(text));
    CHECK_STR(text, "h\xC3\xA9 \"\xF0\x9F\x98\x80\" [}\n");
}

TEST("scan: a type is told by the first byte, after blanks")
{
    static const struct {
        const char *text;
        enum scan_type type;
    } cases[] = {
        { "", SCAN_NONE },      { " \t", SCAN_NONE },    { " {}", SCAN_OBJECT },
        { "\n[]", SCAN_ARRAY }, { "\"\"", SCAN_STRING }, { "-1", SCAN_NUMBER },
        { "0", SCAN_NUMBER },   { "true", SCAN_TRUE },   { "false", SCAN_FALSE },
        { "null", SCAN_NULL },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        CHECK_INT(scan_type(slice_of(cases[i].text)), cases[i].type);
    CHECK_INT(scan_type((struct slice){ NULL, 0 }), SCAN_NONE);
}

/* "k=v;" of each member, "=v;" of each element. */
static const char *walked(struct slice container)
{
    static char text[512];
    struct slice key, value;
    size_t at = 0, used = 0;

    text[0] = '\0';
    while (scan_next(container, &at, &key, &value))
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%.*s=%.*s;", (int)key.size,
                                 key.data, SLICE_FMT(value));
    return text;
}

TEST("scan: walking gives each key and value once, and ends")
{
    CHECK_STR(walked(SLICE("[]")), "");
    CHECK_STR(walked(SLICE(" [ ] ")), "");
    CHECK_STR(walked(SLICE("{}")), "");
    CHECK_STR(walked(SLICE(" [ 1 ,\"a,]\", [2,{}] , {\"b\":[]},null ] ")),
              "=1;=\"a,]\";=[2,{}];={\"b\":[]};=null;");
    CHECK_STR(walked(SLICE("{\"a\":1 , \"b\\\"\" : \"}\" ,\"c\":{\"d\":{}}}")),
              "\"a\"=1;\"b\\\"\"=\"}\";\"c\"={\"d\":{}};");
    CHECK_STR(walked(SLICE("12")), "");
    CHECK_STR(walked(SLICE("\"[1]\"")), "");
    CHECK_STR(walked((struct slice){ NULL, 0 }), "");
}

TEST("scan: a string is decoded whole or not at all")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(6);

    CHECK_INT(scan_string(SLICE("\"ab\\n\""), &text), 0);
    CHECK_INT(scan_string(SLICE(" \"\" "), &text), 0);
    CHECK_INT(scan_string(SLICE("12"), &text), -1);
    CHECK_INT(scan_string((struct slice){ NULL, 0 }, &text), -1);
    CHECK_STR(buf_text(&text), "ab\n");
    CHECK(!text.full);
    CHECK_INT(scan_string(SLICE("\"xy\\ud83d\\ude00\""), &text), -1);
    CHECK_STR(buf_text(&text), "ab\n");
    CHECK(text.full);
    CHECK_INT(scan_string(SLICE("\"\""), &text), -1);
    buf_clear(&text);
    CHECK_INT(scan_string(SLICE("\"abc\\u00e9\\/\""), &text), 0);
    CHECK_STR(buf_text(&text), "abc\xC3\xA9/");
}

TEST("scan: a fixed array is cut at the border of a character")
{
    char text[6];

    for (size_t size = 1; size <= 6; size++) {
        static const char *const wanted[] = { "", "a", "a", "a\xC3\xA9", "a\xC3\xA9" };

        scan_text(SLICE("\"a\\u00e9\\u20ac\""), text, size);
        CHECK_STR(text, size == 6 ? "a\xC3\xA9" : wanted[size - 1]);
    }
    scan_text(SLICE("\"\\u20ac\\u00e9\""), text, sizeof(text));
    CHECK_STR(text, "\xE2\x82\xAC\xC3\xA9");
    scan_text(SLICE("7"), text, sizeof(text));
    CHECK_STR(text, "");
}

TEST("scan: an integer is a token that fits into 64 bits")
{
    static const struct {
        const char *token;
        bool fits;
        int64_t number;
    } cases[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { " 42 ", true, 42 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "1.0", false, 0 },
        { "1e3", false, 0 },
        { "01", false, 0 },
        { "-", false, 0 },
        { "", false, 0 },
        { "\"1\"", false, 0 },
        { "true", false, 0 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int64_t number = -7;

        CHECK_INT(scan_int(slice_of(cases[i].token), &number), cases[i].fits);
        CHECK_INT(number, cases[i].fits ? cases[i].number : -7);
    }
}

/* Everything that scan can do to a text, which ends in a block of exactly that size. */
static void exercise(struct slice text)
{
    char fixed[8];
    size_t at = 0, steps = 0;
    int64_t number;
    struct slice key, value;
    CLEANUP(buf_done) struct buf decoded = BUF_MAX(4096);

    while (scan_next(text, &at, &key, &value)) {
        CHECK(at <= text.size && ++steps <= text.size);
        CHECK(value.size > 0 && value.data >= text.data &&
              value.data + value.size <= text.data + text.size);
        CHECK(key.data >= text.data && key.data + key.size <= text.data + text.size);
        exercise(value);
        scan_text(key, fixed, sizeof(fixed));
    }
    scan_path(text, "choices", "delta");
    scan_member(text, "usage");
    scan_string(text, &decoded);
    scan_text(text, fixed, sizeof(fixed));
    scan_is(text, "h\xC3\xA9");
    scan_int(text, &number);
}

static void exercise_copy(struct slice text)
{
    char *copy = malloc(text.size ? text.size : 1);

    memcpy(copy, text.data, text.size);
    exercise((struct slice){ copy, text.size });
    free(copy);
}

TEST("scan: on every part of a line, from any byte to any byte, it stays inside and ends")
{
    for (size_t from = 0; from < sizeof(line); from++)
        for (size_t to = from; to < sizeof(line); to++)
            exercise_copy((struct slice){ line + from, to - from });
}

TEST("scan: with any byte of a line replaced by any other it stays inside and ends")
{
    char mutant[sizeof(line)];
    struct err err;
    unsigned still_json = 0;

    for (size_t i = 0; i < sizeof(line) - 1; i++)
        for (int byte = 0; byte < 256; byte++) {
            struct slice text = { mutant, sizeof(line) - 1 };

            memcpy(mutant, line, sizeof(line));
            mutant[i] = (char)byte;
            still_json += gate_check(text, &gate_upstream, &err) == 0;
            exercise_copy(text);
        }
    printf("  %zu mutants, %u of them still JSON\n", (sizeof(line) - 1) * 256, still_json);
    CHECK(still_json > 1000);
}

TEST("text: a run of plain bytes ends at the first that is not, whatever stands at which offset")
{
    char text[40];

    for (int byte = 0; byte < 256; byte++) {
        bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';

        for (size_t at = 0; at < sizeof(text); at++) {
            memset(text, '!', sizeof(text)); /* next to the quote, where a borrow would show */
            text[at] = (char)byte;
            CHECK_INT(text_plain((struct slice){ text, sizeof(text) }), plain ? sizeof(text) : at);
            memset(text + at + 1, '#', sizeof(text) - at - 1);
            CHECK_INT(text_plain((struct slice){ text, sizeof(text) }), plain ? sizeof(text) : at);
        }
    }
}

TEST("text: comparing goes by decoded characters")
{
    CHECK_INT(text_compare(SLICE("a"), SLICE("\\u0061")), 0);
    CHECK_INT(text_compare(SLICE("a"), SLICE("ab")), -1);
    CHECK_INT(text_compare(SLICE("b"), SLICE("ab")), 1);
    CHECK_INT(text_compare(SLICE("\\ud83d\\ude00"), SLICE("\xF0\x9F\x98\x80")), 0);
    CHECK_INT(text_compare(SLICE("\xEF\xBD\xA1"), SLICE("\\ud83d\\ude00")), -1);
    CHECK(text_is(SLICE("\\u0061b"), SLICE("ab")));
    CHECK(!text_is(SLICE("\\u0061b"), SLICE("a")));
    CHECK(!text_is(SLICE("\\u0061"), SLICE("ab")));
    CHECK(text_is(SLICE(""), SLICE("")));
}
