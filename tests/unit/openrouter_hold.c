/* Units of openrouter/chat_hold. */
#include "openrouter/chat_hold.h"

#include "base/limits.h"
#include "test.h"

#include <stdlib.h>

#define KEY "sk-or-v1-0123456789abcdef0123456789abcdef"

static struct buf heard;

static void hear(void *user, enum chat_part part, struct slice text)
{
    (void)user;
    buf_addf(&heard, "%c<%.*s>", part == CHAT_CONTENT ? 'c' : 'r', SLICE_FMT(text));
}

static struct secret *new_key(void)
{
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    return secret_new(SLICE(KEY), &err);
}

/* The deltas as a listener hears them when text comes in pieces of that size. */
static const char *pass(const char *text, size_t piece)
{
    struct secret *key = new_key();
    struct chat_hold hold;

    buf_done(&heard);
    heard = BUF_MAX(MIB(16));
    chat_hold_init(&hold, key, hear, NULL);
    for (struct slice rest = slice_of(text); rest.size > 0;) {
        size_t size = rest.size < piece ? rest.size : piece;

        chat_hold_add(&hold, CHAT_CONTENT, (struct slice){ rest.data, size });
        rest = slice_from(rest, size);
    }
    chat_hold_flush(&hold);
    chat_hold_done(&hold);
    secret_free(key);
    return buf_text(&heard);
}

/* The same without the marks between the pieces. */
static const char *joined(const char *text, size_t piece)
{
    static char out[8192];
    size_t size = 0;

    for (const char *at = pass(text, piece); *at; at++) {
        if (strncmp(at, "c<", 2) == 0)
            at++;
        else if (*at != '>' || (at[1] && at[1] != 'c'))
            out[size++] = *at;
    }
    out[size] = '\0';
    return out;
}

TEST("hold: words go on as soon as they end")
{
    CHECK_STR(pass("one two three", 4), "c<one >c<two >c<three>");
    CHECK_STR(pass("\xE6\x97\xA5\xE6\x9C\xAC", 3), "c<\xE6\x97\xA5>c<\xE6\x9C\xAC>");
    CHECK_STR(pass("", 1), "");
}

TEST("hold: the key is taken out wherever it is cut (fault U50)")
{
    for (size_t piece = 1; piece < 60; piece++) {
        CHECK_STR(joined("it is " KEY " I think", piece), "it is [key removed] I think");
        CHECK_STR(joined("Bearer:" KEY, piece), "Bearer:[key removed]");
        CHECK_STR(joined(KEY KEY, piece), "[key removed][key removed]");
    }
}

TEST("hold: half a key at the very end does not get out")
{
    for (size_t piece = 1; piece < 40; piece++)
        CHECK(!strstr(joined("it is sk-or-v1-0123456789abcdef", piece), "sk-or-v1-0123"));
}

TEST("hold: a run longer than any key goes on, and a key in its middle does not")
{
    static char text[4096], got[8192];

    memset(text, 'x', 3000);
    memcpy(text + 1200, KEY, strlen(KEY));
    for (size_t piece = 1; piece < 1500; piece = piece * 2 + 1) {
        snprintf(got, sizeof(got), "%s", joined(text, piece));
        CHECK(!strstr(got, "0123456789abcdef"));
        CHECK_INT(strlen(got), 3000 - strlen(KEY) + strlen("[key removed]"));
    }
}

TEST("hold: thinking and content wait apart")
{
    struct secret *key = new_key();
    struct chat_hold hold;

    buf_done(&heard);
    heard = BUF_MAX(KIB(4));
    chat_hold_init(&hold, key, hear, NULL);
    chat_hold_add(&hold, CHAT_CONTENT, SLICE("ab"));
    chat_hold_add(&hold, CHAT_REASONING, SLICE("cd "));
    chat_hold_add(&hold, CHAT_CONTENT, SLICE("ef "));
    CHECK_STR(buf_text(&heard), "r<cd >c<abef >");
    chat_hold_flush(&hold);
    CHECK_STR(buf_text(&heard), "r<cd >c<abef >");
    chat_hold_done(&hold);
    secret_free(key);
}

TEST("hold: without a key the words pass all the same")
{
    struct chat_hold hold;

    buf_done(&heard);
    heard = BUF_MAX(KIB(4));
    chat_hold_init(&hold, NULL, hear, NULL);
    chat_hold_add(&hold, CHAT_CONTENT, SLICE(KEY " x"));
    chat_hold_flush(&hold);
    CHECK_STR(buf_text(&heard), "c<" KEY " >c<x>");
    chat_hold_done(&hold);
}
