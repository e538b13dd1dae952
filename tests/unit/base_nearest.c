/* Units of base/nearest. */
#include "base/nearest.h"
#include "test.h"

static size_t distance(const char *a, const char *b)
{
    size_t there = nearest_distance(slice_of(a), slice_of(b), NEAREST_SIZE_MAX);

    CHECK_INT(nearest_distance(slice_of(b), slice_of(a), NEAREST_SIZE_MAX), there);
    return there;
}

TEST("nearest: inserting, dropping, replacing and swapping cost one each")
{
    CHECK_INT(distance("", ""), 0);
    CHECK_INT(distance("files", "files"), 0);
    CHECK_INT(distance("file", "files"), 1);
    CHECK_INT(distance("hgih", "high"), 1);
    CHECK_INT(distance("lew", "low"), 1);
    CHECK_INT(distance("kitten", "sitting"), 3);
    CHECK_INT(distance("", "abc"), 3);
    CHECK_INT(distance("ab", "ba"), 1);
    CHECK_INT(distance("ca", "abc"), 3); /* a swapped pair is not edited again */
    CHECK_INT(distance("gpt-5.6-sol", "gtp-5.6-slo"), 2);
}

TEST("nearest: case is no difference, and only that of ASCII letters is known")
{
    CHECK_INT(distance("Effort", "EFFORT"), 0);
    CHECK_INT(distance("@a[", "`A{"), 2);
    CHECK_INT(distance("\xC3\x84", "\xC3\xA4"), 1);
}

TEST("nearest: at the limit it is exact, beyond it is limit + 1")
{
    CHECK_INT(nearest_distance(SLICE("kitten"), SLICE("sitting"), 4), 3);
    CHECK_INT(nearest_distance(SLICE("kitten"), SLICE("sitting"), 3), 3);
    CHECK_INT(nearest_distance(SLICE("kitten"), SLICE("sitting"), 2), 3);
    CHECK_INT(nearest_distance(SLICE("kitten"), SLICE("sitting"), 1), 2);
    CHECK_INT(nearest_distance(SLICE("kitten"), SLICE("sitting"), 0), 1);
    CHECK_INT(nearest_distance(SLICE("same"), SLICE("SAME"), 0), 0);
    CHECK_INT(nearest_distance(SLICE("abcdef"), SLICE("a"), 2), 3);
}

TEST("nearest: every limit agrees with the distance without one, for all short words")
{
    enum { LETTERS = 3, WORDS = 1 + 3 + 9 + 27 + 81 };
    static char bytes[WORDS][4];
    struct slice words[WORDS] = { { bytes[0], 0 } };
    size_t count = 1;

    for (size_t i = 0; count < WORDS; i++)
        for (int letter = 0; letter < LETTERS; letter++, count++) {
            memcpy(bytes[count], bytes[i], sizeof(bytes[i]));
            bytes[count][words[i].size] = (char)('a' + letter);
            words[count] = (struct slice){ bytes[count], words[i].size + 1 };
        }
    for (size_t i = 0; i < WORDS; i++)
        for (size_t j = 0; j < WORDS; j++) {
            size_t exact = nearest_distance(words[i], words[j], NEAREST_SIZE_MAX);

            CHECK((exact == 0) == (i == j));
            for (size_t limit = 0; limit < 5; limit++)
                CHECK_INT(nearest_distance(words[i], words[j], limit),
                          exact <= limit ? exact : limit + 1);
        }
}

TEST("nearest: names are compared up to 128 bytes and not beyond")
{
    char a[NEAREST_SIZE_MAX + 1], b[NEAREST_SIZE_MAX + 1];

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    b[64] = 'y';

    struct slice long_a = { a, NEAREST_SIZE_MAX }, long_b = { b, NEAREST_SIZE_MAX };

    CHECK_INT(nearest_distance(long_a, long_b, 4), 1);
    long_a.size = long_b.size = NEAREST_SIZE_MAX + 1;
    CHECK_INT(nearest_distance(long_a, long_b, 4), 5);
    CHECK_INT(nearest_distance(long_a, long_a, 0), 1);
    CHECK_INT(nearest_distance((struct slice){ NULL, 0 }, SLICE("ab"), 4), 2);
}

TEST("nearest: a fair guess is a third away, at most 4")
{
    CHECK_INT(nearest_limit(SLICE("")), 0);
    CHECK_INT(nearest_limit(SLICE("a")), 0);
    CHECK_INT(nearest_limit(SLICE("ab")), 1);
    CHECK_INT(nearest_limit(SLICE("hgih")), 1);
    CHECK_INT(nearest_limit(SLICE("anthropic/claude-x")), 4);
}
