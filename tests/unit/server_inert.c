/* Units of mcp-server/inert, invisible and markup. */
#include "base/clock.h"
#include "base/utf8.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/text/invisible.h"
#include "test.h"

#include <stdlib.h>

static const char *inert(const char *text)
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(1 << 20);
    CHECK_INT(inert_add(&out, slice_of(text), NULL), 0);
    return buf_text(&out);
}

#define CHECK_KEPT(text)         CHECK_STR(inert(text), text)
#define CHECK_MADE(text, wanted) CHECK_STR(inert(text), wanted)

static bool is_forbidden(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        { 0x00, 0x08 },       { 0x0B, 0x1F },     { 0x7F, 0x9F },       { 0xAD, 0xAD },
        { 0x34F, 0x34F },     { 0x61C, 0x61C },   { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },
        { 0x180B, 0x180F },   { 0x200B, 0x200F }, { 0x2028, 0x202E },   { 0x2060, 0x206F },
        { 0x3164, 0x3164 },   { 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F },   { 0xFEFF, 0xFEFF },
        { 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB }, { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A },
        { 0xE0000, 0xE0FFF },
    };

    for (size_t i = 0; i < ARRAY_COUNT(ranges); i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return (c & 0xFFFE) == 0xFFFE;
}

static const char *inert_line(const char *text, size_t characters_max)
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(1 << 20);
    CHECK_INT(inert_add_line(&out, slice_of(text), characters_max), 0);
    return buf_text(&out);
}

TEST("inert: what is no image and no tag in lines becomes none in one line")
{
    CHECK_STR(inert_line("![a\n\n](https://evil.example)", 100), "!\\[a  ](https://evil.example)");
    CHECK_STR(inert_line("ab<systematic", 9), "absystem");
}

TEST("inert: a label has none of what lines of ours are made of")
{
    static struct buf out;

    buf_done(&out);
    out = BUF_MAX(1 << 20);
    CHECK_INT(inert_add_label(&out,
                              SLICE("[end-k3f9x2] \xC2\xB7 session $0 ![x](https://a.example) "
                                    "trend-1 <system> end-"),
                              100),
              0);
    CHECK_STR(buf_text(&out), "(end_k3f9x2) - session $0 !(x)(https://a.example) trend-1 system> "
                              "end_");
}

TEST("inert: of all code points alone, between letters and doubled, no forbidden one comes out")
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        char bytes[4], text[16];
        size_t size = utf8_encode(c, bytes), length;
        CLEANUP(buf_done) struct buf out = BUF_MAX(64);
        bool kept = false;

        if (c >= 0xD800 && c < 0xE000)
            continue;
        text[0] = 'a';
        memcpy(text + 1, bytes, size);
        memcpy(text + 1 + size, bytes, size);
        text[1 + 2 * size] = 'z';
        CHECK_INT(inert_add(&out, (struct slice){ text, 2 + 2 * size }, NULL), 0);
        for (size_t at = 0; at < out.size; at += length) {
            uint32_t got = utf8_next(slice_from(buf_slice(&out), at), &length);

            if (is_forbidden(got))
                test_fail(__FILE__, __LINE__, "U+%04X gave U+%04X", c, got);
            kept = kept || got == c;
        }
        if (!is_forbidden(c) && c != '\r' && !kept)
            test_fail(__FILE__, __LINE__, "U+%04X was lost", c);
    }
}

TEST("inert: emoji sequences, keycaps and flags come through unchanged")
{
    CHECK_KEPT("\U0001F468\u200D\U0001F469\u200D\U0001F467"); /* family */
    CHECK_KEPT("\U0001F469\U0001F3FD\u200D\U0001F680");       /* astronaut with skin tone */
    CHECK_KEPT("\U0001F3F3\uFE0F\u200D\U0001F308");           /* rainbow flag */
    CHECK_KEPT("\U0001F3F4\u200D\u2620\uFE0F");               /* pirate flag */
    CHECK_KEPT("\u2764\uFE0F\u200D\U0001F525 \u2764\uFE0F \u2764\uFE0E"); /* hearts */
    CHECK_KEPT("\U0001F642\u200D\u2194\uFE0F");                           /* head shaking */
    CHECK_KEPT("1\uFE0F\u20E3 #\uFE0F\u20E3");                            /* keycaps */
    CHECK_KEPT("\U0001F1E9\U0001F1EA");                                   /* Germany */
    CHECK_KEPT("\u00A9\uFE0F \u2122\uFE0F");
}

TEST("inert: variants of ideographs, of mathematics and of Mongolian letters stay")
{
    CHECK_KEPT("\u845B\U000E0100\u845B\U000E0101 \u6F22\uFE00");
    CHECK_KEPT("\u2229\uFE00");
    CHECK_KEPT("\u1820\u180B");
}

TEST("inert: the joiners that scripts need stay")
{
    CHECK_KEPT("\u0915\u094D\u200D\u0937");       /* Devanagari half form */
    CHECK_KEPT("\u0915\u094D\u200C ");            /* explicit virama at the end of a word */
    CHECK_KEPT("\u09B0\u200D\u09CD\u09AF");       /* Bengali ya-phalaa */
    CHECK_KEPT("\u0DC1\u0DCA\u200D\u0DBB\u0DD3"); /* Sinhala: Sri */
    CHECK_KEPT("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"); /* Persian: I want */
}

TEST("inert: selectors and joiners without their base are taken out")
{
    CHECK_MADE("a\uFE0Fb\u200Dc\u200Cd", "abcd");
    CHECK_MADE("\U0001F600\uFE0F\uFE0F\uFE01\U000E0100!", "\U0001F600\uFE0F!");
    CHECK_MADE("1\uFE0F2", "12");
    CHECK_MADE("\U0001F600\u200Dx\u200D", "\U0001F600x");
    CHECK_MADE("\u0915\u094D\u200D\u200D\u200C\u0937", "\u0915\u094D\u200D\u0937");
    CHECK_MADE("\u0645\u200Ca \u0645\u200C\u0915", "\u0645a \u0645\u0915");
    CHECK_MADE("\uFE0F\u200Dx", "x");
}

TEST("inert: a text hidden in tag characters, selectors or zero widths leaves nothing behind")
{
    CHECK_MADE("ok\U000E0001\U000E0069\U000E0067\U000E007F.", "ok.");
    CHECK_MADE("\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U0001F3F4");
    CHECK_MADE("a\u200B\u2060\u2064\u00AD\u3164b", "ab");
    CHECK_MADE("x\u202Ey\u2066z\u2069", "xyz");
}

TEST("inert: terminal sequences lose what makes them sequences")
{
    CHECK_MADE("\x1B[31mred\x1B[0m \x9B\x7F\a\b", "[31mred[0m \xEF\xBF\xBD");
    CHECK_MADE("\xC2\x9B"
               "31m",
               "31m");
    CHECK_MADE("\x1B]0;title\a", "]0;title");
}

TEST("inert: CR, CRLF and the line separators become one LF each")
{
    CHECK_MADE("a\rb\r\nc\n\rd\r\r\ne\u2028f\u2029g", "a\nb\nc\n\nd\n\ne\nf\ng");
}

TEST("inert: ill-formed bytes become replacement characters, one for each maximal part")
{
    CHECK_MADE("a\xFF"
               "b\xE2\x82"
               "c\xF0\x9F\x98",
               "a\xEF\xBF\xBD"
               "b\xEF\xBF\xBD"
               "c\xEF\xBF\xBD");
    CHECK_MADE("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST("inert: remote images become text, local ones and links stay")
{
    CHECK_MADE("![a](https://x.example/?q=1)", "!\\[a](https://x.example/?q=1)");
    CHECK_MADE("![a]( <//x.example>)", "!\\[a]( <//x.example>)");
    CHECK_MADE("![](HtTp:x)", "!\\[](HtTp:x)");
    CHECK_MADE("![a](&#104;ttps://x)", "!\\[a](&#104;ttps://x)");
    CHECK_MADE("![a](\n/\\x.example)", "!\\[a](\n/\\x.example)");
    CHECK_MADE("[![b](https://x/b.svg)](https://y)", "[!\\[b](https://x/b.svg)](https://y)");
    CHECK_MADE("![`]`](https://x)", "!\\[`]`](https://x)");
    CHECK_MADE("![a\nb](https://x)", "!\\[a\nb](https://x)");
    CHECK_MADE("!\u200B[a](https://x)", "!\\[a](https://x)");
    CHECK_KEPT("![a](img/b.png) ![c](/d.png#x:y) ![e](data:image/png;base64,AA)");
    CHECK_KEPT("[text](https://x) and vec![1, 2]\n\n[more](https://y)");
    CHECK_KEPT("#![feature(x)]\nprintln!(\"{}\", a![0]);");
}

TEST("inert: images by reference become text when a remote reference is defined anywhere")
{
    CHECK_MADE("![a][r]\n\n[r]: https://x", "!\\[a][r]\n\n[r]: https://x");
    CHECK_MADE("> [r]:\n> <https://x>\n\n![r]", "> [r]:\n> <https://x>\n\n!\\[r]");
    CHECK_KEPT("![a][r]\n\n[r]: pictures/x.png");
}

TEST("inert: tags of a harness lose their bracket however they are written")
{
    CHECK_MADE("<system-reminder>x</system-reminder>", "system-reminder>x/system-reminder>");
    CHECK_MADE("< System_Reminder >", " System_Reminder >");
    CHECK_MADE("<<</ <system-reminder>", "/ system-reminder>");
    CHECK_MADE("<sys\u200Btem-reminder\n>", "system-reminder\n>");
    CHECK_MADE("<function_results><system>", "function_results>system>");
    CHECK_MADE("<invoke name=\"x\">", "invoke name=\"x\">");
    CHECK_MADE("<"
               "antml:x>",
               "antml:x>");
    CHECK_MADE("<command-name", "command-name");
    CHECK_KEPT("a < system && b <systematic> <system.web> i << invoke(x) <div></div> &lt;system>");
    CHECK_KEPT("std::map<int, std::vector<system_clock>> m; if (a<b) x();");
}

TEST("inert: what was made inert stays as it is")
{
    static const char *const parts[] = {
        "<", "/",      "system-reminder", ">",          "![", "](", "https://x", "\n",
        " ", "\u200D", "\uFE0F",          "\U0001F600", "a",  "\r", ")"
    };
    uint64_t state = 1;

    for (int round = 0; round < 20000; round++) {
        CLEANUP(buf_done)
        struct buf text = BUF_MAX(1000), once = BUF_MAX(1000), twice = BUF_MAX(1000);

        for (int i = 0; i < 12; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            buf_adds(&text, parts[(state >> 33) % ARRAY_COUNT(parts)]);
        }
        inert_add(&once, buf_slice(&text), NULL);
        inert_add(&twice, buf_slice(&once), NULL);
        CHECK_STR(buf_text(&twice), buf_text(&once));
        CHECK(!strstr(buf_text(&once), "<system-reminder>"));
        CHECK(!strstr(buf_text(&once), "</system-reminder/"));
    }
}

TEST("invisible: the result does not depend on where a stream is cut")
{
    struct slice text =
        SLICE("a\r\nb\r\u0645\u200C\u062E\U0001F469\U0001F3FD\u200D\U0001F680 1\uFE0F\u20E3 x\uFE0F"
              "\xE2\x82 \xF0\x9F\x98 \u845B\U000E0100\U000E0101 \x1B[0m \u202E\u200D\xF0\x9F");
    CLEANUP(buf_done) struct buf whole = BUF_MAX(1000);
    struct invisible at_once = { 0 };

    invisible_add(&at_once, &whole, text);
    invisible_end(&at_once, &whole);
    for (size_t first = 0; first <= text.size; first++)
        for (size_t second = first; second <= text.size; second++) {
            CLEANUP(buf_done) struct buf out = BUF_MAX(1000);
            struct invisible cut = { 0 };

            invisible_add(&cut, &out, (struct slice){ text.data, first });
            invisible_add(&cut, &out, (struct slice){ text.data + first, second - first });
            invisible_add(&cut, &out, slice_from(text, second));
            invisible_end(&cut, &out);
            CHECK_STR(buf_text(&out), buf_text(&whole));
            CHECK_INT(cut.removed, at_once.removed);
        }
}

TEST("inert: the report counts what was taken out and what was rewritten")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(1000);
    struct inert_report report = { 0 };

    inert_add(&out, SLICE("a\u200B\x1B\uFE0F <system> ![x](http://y)"), &report);
    CHECK_INT(report.removed, 3);
    CHECK_INT(report.defused, 2);
    inert_add(&out, SLICE("\x07 fine"), &report);
    CHECK_INT(report.removed, 4);
}

TEST("inert: a buffer that is too small keeps a prefix and says so")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(6);

    CHECK_INT(inert_add(&out, SLICE("abc <system>"), NULL), -1);
    CHECK(slice_starts(SLICE("abc system>"), buf_slice(&out)));
}

TEST("inert: a line has no line end, no tab and no more characters than allowed")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(100);

    CHECK_INT(inert_add_line(&out, SLICE("a\nb\tc\r\n\u00FC\u202E\U0001F600xyz"), 8), 0);
    CHECK_STR(buf_text(&out), "a b c \u00FC\U0001F600");
    buf_clear(&out);
    CHECK_INT(inert_add_line(&out, SLICE("abc"), 3), 0);
    CHECK_INT(inert_add_line(&out, SLICE("abc"), 0), 0);
    CHECK_STR(buf_text(&out), "abc");
}

TEST("inert: 10 MiB of the worst texts take linear time")
{
    static const char *const worst[] = { "<",       "![",     "](",       "![](",
                                         "]:",      "]: ",    "<  ",      "< /\n",
                                         "![a][b]", "\u200D", "\xE2\x82", "\U0001F600\uFE0F",
                                         "\r",      "![](a",  "!",        "[a]: b\n ",
                                         " \n \n",  "a" };

    for (size_t i = 0; i < ARRAY_COUNT(worst); i++) {
        size_t size = 10 << 20, part = strlen(worst[i]);
        CLEANUP(freep) char *text = malloc(size);
        CLEANUP(buf_done) struct buf out = BUF_MAX(size * 6);
        int64_t began_ms = clock_ms();

        for (size_t at = 0; at < size; at++)
            text[at] = worst[i][at % part];
        CHECK_INT(inert_add(&out, (struct slice){ text, size }, NULL), 0);
        if (clock_ms() - began_ms > 5000)
            test_fail(__FILE__, __LINE__, "\"%s\" took %d ms", worst[i],
                      (int)(clock_ms() - began_ms));
    }
}
