/* secrets_login - names with passwords: in an address, in a .netrc, in a header. */
#include "base/mem.h"
#include "files/secrets_shape.h"

#define SCHEME_MAX 20
#define USER_MAX   128
#define HOST_MAX   64
#define BLANKS_MAX 16
#define LOGIN_MIN  6 /* characters of a password that is sent in base64 */

/* How many characters until one of the ends, a blank, a quote or a control; at most `most`. */
static size_t until(struct slice text, size_t at, const char *ends, size_t most)
{
    size_t n = 0;

    for (; n < most && at + n < text.size; n++) {
        char c = text.data[at + n];

        if ((c >= 0 && c <= ' ') || strchr("\"'`<>\\", c) || strchr(ends, c))
            break;
    }
    return n;
}

/* Nobody is let in anywhere with a password for one's own machine, or for one that cannot be. */
static bool is_no_host(struct slice host)
{
    static const char *const starts[] = { "localhost", "127.",  "0.0.0.0", "10.",
                                          "192.168.",  "[::1]", "host",    "server",
                                          "1.2.3.4",   "proxy", "test" };
    static const char *const parts[] = { "example", ".test", ".invalid", ".local", "foo",
                                         "bar",     "fake",  "dummy",    "your" };

    for (size_t i = 0; i < ARRAY_COUNT(starts); i++)
        if (slice_starts(host, slice_of(starts[i])))
            return true;
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
        if (memmem(host.data, host.size, parts[i], strlen(parts[i])))
            return true;
    return false;
}

/* A password that people make up has letters and something else, and is no word of a manual. */
static bool is_password(struct slice value, unsigned tenths)
{
    uint16_t seen = 0;

    for (size_t i = 0; i < value.size; i++)
        seen |= chars_of(value.data[i]);
    return (seen & (LOWER | UPPER) & (uint16_t)~DIGITS) != 0 &&
           (seen & (DIGITS | IN_MARKS | IN_CAPHEX | IN_UPPER)) != 0 &&
           value_is_random(value, tenths) && !value_is_sample(value);
}

bool url_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    const struct secret_part *part = &rule->parts[0];
    size_t user = at + strlen(rule->anchor);
    size_t user_size = until(text, user, ":/@?#{}[]()", USER_MAX);
    size_t start = user + user_size + 1;

    if (at == 0 || (chars_of(text.data[at - 1]) & ALNUM) == 0 || !text_has(text, start - 1, ":"))
        return false;

    size_t size = until(text, start, "/@?#{}[]()", part->most);
    struct slice value = { text.data + start, size }, name = { text.data + user, user_size };
    struct slice host = { text.data + start + size + 1, 0 };

    if (size < part->least || !text_has(text, start + size, "@"))
        return false;
    host.size = until(text, start + size + 1, "/:,;)", HOST_MAX);
    *found = (struct span){ start, size };
    return host.size > 0 && !is_no_host(host) && !slice_is(value, name) &&
           is_password(value, rule->tenths);
}

static size_t skip_blanks(struct slice text, size_t at)
{
    size_t n = 0;

    while (n < BLANKS_MAX && at + n < text.size && strchr(" \t\r\n", text.data[at + n]))
        n++;
    return at + n;
}

/* machine HOST login NAME password WORD, on one line or several. */
bool netrc_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    const struct secret_part *part = &rule->parts[0];
    size_t host = skip_blanks(text, at + strlen(rule->anchor));
    size_t host_size = until(text, host, "", USER_MAX);

    at = skip_blanks(text, host + host_size);
    if (host_size == 0 || !text_has(text, at, "login "))
        return false;
    at = skip_blanks(text, at + strlen("login "));
    at = skip_blanks(text, at + until(text, at, "", USER_MAX));
    if (!text_has(text, at, "password "))
        return false;
    at = skip_blanks(text, at + strlen("password "));
    *found = (struct span){ at, until(text, at, "", part->most) };

    struct slice value = { text.data + found->offset, found->size };

    return found->size >= part->least &&
           !is_no_host((struct slice){ text.data + host, host_size }) &&
           is_password(value, rule->tenths);
}

static unsigned digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0') + 52;
    return c == '+' ? 62 : 63;
}

/* Whether base64 decodes to "name:password", all of it printable, with a password in it. */
static bool holds_login(struct slice code)
{
    char text[320];
    size_t size = 0, colon = 0;
    unsigned bits = 0, held = 0;

    for (size_t i = 0; i < code.size && code.data[i] != '=' && size < sizeof(text); i++) {
        held = (held << 6 | digit_of(code.data[i])) & 0xFFFFu;
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        text[size] = (char)(held >> bits & 0xFFu);
        if (text[size] < ' ' || text[size] == 0x7F)
            return false;
        if (text[size++] == ':' && colon == 0)
            colon = size;
    }

    struct slice word = { text + colon, size - colon };
    bool is_login = colon > 1 && word.size >= LOGIN_MIN && is_password(word, 22);

    mem_wipe(text, sizeof(text));
    return is_login;
}

bool basic_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    const struct secret_part *part = &rule->parts[0];
    size_t start = value_start(text, at + strlen(rule->anchor));
    size_t size = start > 0 ? chars_run(text, start, part->chars, (size_t)part->most + 1) : 0;
    struct slice value = { text.data + start, size };

    *found = (struct span){ start, size };
    return size >= part->least && size <= part->most && value_is_random(value, rule->tenths) &&
           holds_login(value);
}
