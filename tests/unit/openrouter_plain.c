/* Units of openrouter/plain. */
#include "openrouter/plain.h"

#include "test.h"

static const char *line_of(const char *text, size_t size)
{
    static char line[256];
    size_t length = plain_line(slice_of(text), line, size);

    CHECK_INT(length, strlen(line));
    CHECK(length < size);
    return line;
}

TEST("plain: blanks and line ends become one blank, and none at the ends")
{
    CHECK_STR(line_of("  a \r\n\t b\n\n", 100), "a b");
    CHECK_STR(line_of("", 100), "");
    CHECK_STR(line_of(" \n ", 100), "");
    CHECK_STR(line_of("a\xC2\xA0z", 100), "a z");
}

TEST("plain: control, bidi, tag and invisible characters go")
{
    CHECK_STR(line_of("\033[31mred\007", 100), "[31mred");
    CHECK_STR(line_of("a\xE2\x80\xAE"
                      "b\xE2\x80\x8B"
                      "c\xF3\xA0\x81\x81"
                      "d\xC2\x85"
                      "e\xEF\xBB\xBF",
                      100),
              "abcde");
    CHECK_STR(line_of("K\xC3\xB6ln \xE6\x97\xA5 \xF0\x9F\x98\x80", 100),
              "K\xC3\xB6ln \xE6\x97\xA5 \xF0\x9F\x98\x80");
}

TEST("plain: fillers, selectors of other scripts, annotations and noncharacters go")
{
    CHECK_STR(line_of("a\xE3\x85\xA4"
                      "b\xCD\x8F"
                      "c\xE1\xA0\x8B"
                      "d\xEF\xBF\xB9"
                      "e\xEF\xB7\x90"
                      "f\xEF\xBF\xBF"
                      "g\xF4\x8F\xBF\xBE"
                      "h\xEF\xBE\xA0"
                      "i\xF0\x9D\x85\xB3",
                      100),
              "abcdefghi");
}

TEST("plain: ill-formed bytes become U+FFFD")
{
    CHECK_STR(line_of("a\xFF"
                      "b\xE2\x82",
                      100),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD");
}

TEST("plain: a text that fits exactly is whole, one byte less is cut with three dots")
{
    CHECK_STR(line_of("0123456789", 11), "0123456789");
    CHECK_STR(line_of("0123456789", 10), "012345...");
    CHECK_STR(line_of("0123456789", 4), "...");
    CHECK_STR(line_of("ab   \n", 3 + 1), "ab");
}

TEST("plain: a cut never divides a character")
{
    const char *text = "\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5\xE6\x97\xA5";

    for (size_t size = 4; size < 14; size++) {
        const char *line = line_of(text, size);

        CHECK_INT(strlen(line) % 3, 0);
        CHECK(size > 12 ? strcmp(line, text) == 0 : strstr(line, "...") != NULL);
    }
}

TEST("plain: of a page the title is told, else its text")
{
    char line[64];

    plain_html(SLICE("<html><head><TITLE>502 Bad\n Gateway</Title></head><body>x</body>"), line,
               sizeof(line));
    CHECK_STR(line, "502 Bad Gateway");
    plain_html(SLICE("<p>no<br/>title <b>here</b> <unfinished"), line, sizeof(line));
    CHECK_STR(line, "no title here");
    plain_html(SLICE("</title><title>"), line, sizeof(line));
    CHECK_STR(line, "");
}
