/* How texts are compared: what a view shows of a text is like the text. */
#include "base/limits.h"
#include "base/utf8.h"
#include "random_change.h"
#include "review/fold.h"
#include "review/form.h"
#include "review/occurs.h"
#include "review/visible.h"
#include "test.h"

#include <stdlib.h>

static char *fold(struct slice text)
{
    struct buf out = BUF_MAX(MIB(1));
    struct fold fold = { .out = &out };

    fold_add(&fold, text);
    return buf_take(&out);
}

static void check_folded(const char *text, const char *wanted)
{
    CLEANUP(freep) char *got = fold(slice_of(text));

    CHECK_STR(got, wanted);
}

TEST("fold: blanks are nothing, or one between two words")
{
    check_folded("if ( n<= cap )", "if(n<=cap)");
    check_folded("  static\tint \n  n ; ", "static int n;");
    check_folded("a\u00A0\u2003b\u3000=\u202Fc", "a b=c");
    check_folded("\"a b\" \"c\"", "\"a b\"\"c\"");
    check_folded("", "");
    check_folded(" \t\r\n", "");
}

TEST("fold: what is invisible is nothing, also written out")
{
    check_folded("a\u202Eb\u200Bc\x07\x1B", "abc");
    check_folded("a<U+202E>b<U+200B>c<U+0007><U+001B>", "abc");
    check_folded("<U+12>, <U+1234567>, <U+00ff>, U+202E", "<U+12>,<U+1234567>,<U+00ff>,U+202E");
}

TEST("fold: models write signs of ASCII for others")
{
    check_folded("\u2018a\u2019 \u201Cb\u201D \u2013 \u2014 \u2212 \u2026", "'a'\"b\"---...");
    check_folded("\xFF\xE2\x80", "\uFFFD\uFFFD");
}

TEST("fold: a composed letter is what it is made of, for all of Latin and Cyrillic")
{
    size_t count = 0;

    for (uint32_t letter = 0; letter < 0x3000; letter++) {
        CLEANUP(buf_done) struct buf composed = BUF_MAX(16), taken_apart = BUF_MAX(16);
        uint32_t parts[2];
        char bytes[4];

        if (!fold_parts(letter, parts))
            continue;
        count++;
        buf_add(&composed, (struct slice){ bytes, utf8_encode(letter, bytes) });
        for (size_t i = 0; i < 2; i++)
            buf_add(&taken_apart, (struct slice){ bytes, utf8_encode(parts[i], bytes) });

        CLEANUP(freep) char *one = fold(buf_slice(&composed));
        CLEANUP(freep) char *other = fold(buf_slice(&taken_apart));

        CHECK_STR(one, other);
        CHECK(parts[1] >= 0x300 && parts[1] < 0x370);
    }
    CHECK_INT(count, 547);
    check_folded("caf\u00E9 \u1EA5 \u0439", "cafe\u0301 a\u0302\u0301 \u0438\u0306");
}

/* A line: it has no line end. */
static void random_text(struct buf *out)
{
    static const char *const pieces[] = {
        "a",      "b_",         "9",        " ",      "\t",     "\r",       "(",
        "<U+",    "202E",       ">",        "<",      "\u202E", "\u00E9",   "e\u0301",
        "\u2026", "\u2028",     "\xC2\x85", "\uFEFF", "\xFF",   "\xE2\x80", "\xC3",
        "\u201C", "\U0001F600", "\u200D",   "\x07",
    };

    for (uint32_t i = random_below(30); i > 0; i--)
        buf_adds(out, pieces[random_below(ARRAY_COUNT(pieces))]);
}

/* So that a quote which is copied out of a view is found: whatever the text is. */
TEST("fold: 100,000 random texts are like what is shown of them, and like themselves")
{
    random_change_state = 9;
    for (int i = 0; i < 100000; i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4)), shown = BUF_MAX(KIB(16));

        random_text(&text);
        visible_add(&shown, buf_slice(&text));
        CHECK_INT(utf8_valid(buf_slice(&shown)), shown.size);

        CLEANUP(freep) char *of_text = fold(buf_slice(&text));
        CLEANUP(freep) char *of_shown = fold(buf_slice(&shown));

        CHECK_STR(of_shown, of_text);
    }
}

struct places {
    size_t at[64], count;
};

static bool on_place(void *user, size_t at)
{
    struct places *places = user;

    places->at[places->count++] = at;
    return true;
}

TEST("occurs: every place, as a slow search finds it")
{
    size_t found = 0;

    random_change_state = 4;
    for (int i = 0; i < 100000; i++) {
        char in[64], text[8];
        struct slice hay = { in, random_below(60) }, needle = { text, random_below(6) };
        struct places places = { .count = 0 };
        size_t count = 0;

        for (size_t k = 0; k < hay.size; k++)
            in[k] = (char)('a' + random_below(2));
        for (size_t k = 0; k < needle.size; k++)
            text[k] = (char)('a' + random_below(2));
        occurs(hay, needle, on_place, &places);
        for (size_t at = 0; needle.size > 0 && at + needle.size <= hay.size; at++)
            if (memcmp(in + at, text, needle.size) == 0)
                CHECK(count < places.count && places.at[count++] == at);
        CHECK_INT(places.count, count);
        found += count;
    }
    CHECK(found > 100000);
}

static void check_form(enum form form, const char *quote, const char *wanted)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(4));
    bool has_it = form_make(form, slice_of(quote), &out);

    CHECK_STR(has_it ? buf_text(&out) : "-", wanted);
}

TEST("form: what may be meant by a quote, and what may not")
{
    check_form(FORM_COPIED, "   12 + | a\n      - |   b\n   13   |\n", "a\n  b");
    check_form(FORM_COPIED, "| a | b |", "-");
    check_form(FORM_COPIED, "12 | a\nb", "-");
    check_form(FORM_AS_IT_IS, "\n  \n  a\n b \n\n", "  a\n b");
    check_form(FORM_BARE, "a", "-");
    check_form(FORM_BARE, "```c\n  a\n```", "  a");
    check_form(FORM_BARE, "~~~\na\n~~~\n", "a");
    check_form(FORM_BARE, "```js title=x\na\n```", "-");
    check_form(FORM_BARE, "```\na", "a");
    check_form(FORM_BARE, "`a`", "a");
    check_form(FORM_BARE, "`a` and `b`", "a` and `b");
    check_form(FORM_VIEW, "=== a.c (modified)\n12 + | a\n13   | b\nc", "a\nb\nc");
    check_form(FORM_PATCH, "@@ -1 +1 @@\n-a\n+b\n c", "a\nb\nc");
    check_form(FORM_PATCH, " a\n b", "-");
    check_form(FORM_NUMBERED, "12: a\n13:   b", "a\n  b");
    check_form(FORM_NUMBERED, "12: a\nb", "-");
    check_form(FORM_NUMBERED, "12px", "-");
}

static void check_pieces(const char *quote, const char *wanted)
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(4));
    struct slice rest = slice_of(quote), piece;

    while (form_next_piece(&rest, &piece)) {
        buf_addc(&out, '[');
        buf_add(&out, slice_trim(piece));
        buf_addc(&out, ']');
    }
    CHECK_STR(buf_text(&out), wanted);
}

TEST("form: an ellipsis, in the forms in which something is left out")
{
    check_pieces("a ... b", "[a][b]");
    check_pieces("a\u2026", "[a]");
    check_pieces("a\n  // ... the rest as before\nb", "[a][b]");
    check_pieces("a\n  /* ... */\nb", "[a][b]");
    check_pieces("a\n# ...\nb", "[a][b]");
    check_pieces("a\n\u2026 80 lines not shown \u2026\nb", "[a][b]");
    check_pieces("var a=<\u2026 12 more bytes of this line \u2026>", "[var a=]");
    check_pieces("a.b..c", "[a.b..c]");
    check_pieces("a # see ... there", "[a # see][there]");
    check_pieces("", "");
}
