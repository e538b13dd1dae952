/* secrets_value - what tells a value from something written to stand for one. */
#include "base/mem.h"
#include "files/secrets_shape.h"

#define SAMPLE_MAX 512 /* characters of a value that its entropy is reckoned from */
#define RUN_MIN    8   /* equal or counting characters: chance does that once in ten million keys */

/* In 256ths of a bit, for n from 1 to SAMPLE_MAX: squaring gives one binary digit after the other.
 */
static uint32_t log2_256ths(uint32_t n)
{
    uint32_t whole = 31u - (uint32_t)__builtin_clz(n), digits = 0;
    uint64_t x = (uint64_t)n << (31u - whole);

    for (int i = 0; i < 8; i++) {
        x = x * x >> 31;
        digits = digits << 1 | (uint32_t)(x >> 32);
        x >>= x >> 32;
    }
    return whole << 8 | digits;
}

bool value_is_random(struct slice value, unsigned tenths)
{
    uint16_t counts[256] = { 0 };
    uint32_t size = (uint32_t)(value.size < SAMPLE_MAX ? value.size : SAMPLE_MAX);

    if (size == 0)
        return false;
    for (uint32_t i = 0; i < size; i++)
        counts[(unsigned char)value.data[i]]++;

    uint32_t bits = size * log2_256ths(size);

    for (size_t i = 0; i < ARRAY_COUNT(counts); i++)
        if (counts[i] > 1)
            bits -= counts[i] * log2_256ths(counts[i]);
    return bits * 10 >= size * tenths * 256;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool holds(struct slice value, struct slice word)
{
    for (size_t at = 0; at + word.size <= value.size; at++) {
        size_t n = 0;

        while (n < word.size && lower(value.data[at + n]) == word.data[n])
            n++;
        if (n == word.size)
            return true;
    }
    return false;
}

static bool holds_any(struct slice value, const char *const *words)
{
    for (; *words; words++)
        if (holds(value, slice_of(*words)))
            return true;
    return false;
}

/* The longest stretch in which each character is its predecessor but stride, plus step. */
static size_t stretch(struct slice value, size_t stride, int step)
{
    size_t best = 1, now = 1;

    for (size_t i = stride; i < value.size; i++) {
        now = lower(value.data[i]) == lower(value.data[i - stride]) + step ? now + 1 : 1;
        best = now > best ? now : best;
    }
    return best;
}

static bool is_repeated(struct slice value)
{
    size_t half = value.size / 2;

    return half >= 4 && memcmp(value.data, value.data + value.size - half, half) == 0;
}

/* Words so long that no key has them by chance. The last ones begin values of manuals: the payload
 * of the token that documents JSON Web Tokens, the key of an emulator, two logins of RFCs. */
bool value_is_placeholder(struct slice value)
{
    static const char *const words[] = {
        "example",
        "placeholder",
        "redacted",
        "changeme",
        "change_me",
        "change-me",
        "replaceme",
        "replace_me",
        "replace-me",
        "your_token",
        "your-token",
        "yourtoken",
        "your_key",
        "your-key",
        "yoursecret",
        "your_api",
        "your-api",
        "yourapi",
        "your_secret",
        "your-secret",
        "notasecret",
        "not-a-real",
        "dummytoken",
        "fake-token",
        "dummy_key",
        "dummy-key",
        "insert_",
        "insert-",
        "eyjzdwiioiixmjm0nty3odkw",
        "eby8vdm02x",
        "qwxhzgrpbjpvc",
        "czzcagrsa3f0",
        NULL,
    };

    return stretch(value, 1, 0) >= RUN_MIN || stretch(value, 1, 1) >= RUN_MIN ||
           stretch(value, 1, -1) >= RUN_MIN || stretch(value, 2, 1) >= RUN_MIN + 2 ||
           is_repeated(value) || holds_any(value, words);
}

/* Marks of templates, which no value has. */
static bool is_template(struct slice value)
{
    static const char *const marks[] = { "<", "&lt;", "${", "$(", "{{", "%(", "***", "...", NULL };

    return holds_any(value, marks);
}

/* The characters of value from at on that are one of the words, or an escape, as in the odd
 * passwords that tests of addresses have; 0 without. */
static size_t sample_word(struct slice value, size_t at)
{
    static const char *const words[] = {
        "password", "passwd", "pass",  "ssword", "sword",    "word",   "wrong", "invalid",
        "secret",   "token",  "test",  "user",   "change",   "dummy",  "fake",  "sample",
        "demo",     "your",   "foo",   "bar",    "mock",     "xxx",    "hello", "abc",
        "1234",     "admin",  "redis", "mysql",  "postgres", "mongo",  "guest", "default",
        "hunter",   "qwerty", "letme", "some",   "random",   "string", "value", "key",
    };

    if (value.data[at] == '%' && chars_run(value, at + 1, HEX | IN_CAPHEX, 2) == 2)
        return 3;
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (lower(value.data[at]) != words[i][0])
            continue;

        struct slice word = slice_of(words[i]);

        if (at + word.size <= value.size &&
            holds((struct slice){ value.data + at, word.size }, word))
            return word.size;
    }
    return 0;
}

/* More than half of it is what people write where another would write his password. */
bool value_is_sample(struct slice value)
{
    size_t covered = 0;

    for (size_t at = 0; at < value.size;) {
        size_t n = sample_word(value, at);

        covered += n;
        at += n > 0 ? n : 1;
    }
    return covered * 2 > value.size || is_template(value) || value_is_placeholder(value);
}
