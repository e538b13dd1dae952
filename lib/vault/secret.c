/* secret - bytes that are readable only while someone looks. */
#include "vault/secret.h"

#include "base/limits.h"
#include "vault/id.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define BEARER       "Authorization: Bearer "
#define BEARER_SIZE  (sizeof(BEARER) - 1)
#define REMOVED      SLICE("[key removed]")
#define PUBLIC_START SLICE("sk-or-") /* how all of OpenRouter's keys begin: no secret */
#define CUT_SIZE_MIN 13              /* as little more than that tells nothing */

struct secret {
    char *line; /* guarded: BEARER, then the text, then NUL */
    size_t size;
    unsigned peek_count;
    bool is_locked;
    bool starts_publicly;
};

int secret_init(struct err *err)
{
    if (sodium_init() < 0)
        return err_set(err, ERR_INTERNAL, "libsodium cannot start: the system gives no randomness");
    return 0;
}

/* What may stand in a header line: anything else could end it, or be read as two words. */
static int check_text(struct slice text, struct err *err)
{
    if (text.size == 0)
        return err_set(err, ERR_CONFIG, "the key is empty");
    if (text.size > KEY_MAX)
        return err_set(err, ERR_CONFIG, "the key is longer than %d bytes", KEY_MAX);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] >= 0x7F)
            return err_set(err, ERR_CONFIG,
                           "the key holds a blank, a line end or a character that is not ASCII "
                           "(byte %zu); copy it again, without quotes around it",
                           i + 1);
    return 0;
}

const char *secret_library(char text[48])
{
    snprintf(text, 48, "libsodium %s", sodium_version_string());
    return text;
}

struct secret *secret_new(struct slice text, struct err *err)
{
    if (check_text(text, err) < 0)
        return NULL;

    char *line = sodium_malloc(BEARER_SIZE + text.size + 1);

    if (!line) {
        err_set(err, ERR_CONFIG, "the system gives no guarded memory for the key");
        return NULL;
    }
    memcpy(line, BEARER, BEARER_SIZE);
    memcpy(line + BEARER_SIZE, text.data, text.size);
    line[BEARER_SIZE + text.size] = '\0';

    struct secret *secret = xcalloc(1, sizeof(*secret));

    secret->line = line;
    secret->size = text.size;
    secret->starts_publicly = slice_starts(text, PUBLIC_START);
    /* sodium_malloc tried it already, and does not say whether it went well. Where the limit on
     * locked memory is 0 a key that may be swapped is better than no program. */
    secret->is_locked = sodium_mlock(line, BEARER_SIZE + text.size + 1) == 0;
    sodium_mprotect_noaccess(line);
    return secret;
}

struct secret *secret_free(struct secret *secret)
{
    if (secret) {
        assert(secret->peek_count == 0);
        sodium_free(secret->line);
        free(secret);
    }
    return NULL;
}

const char *secret_peek_bearer(struct secret *secret)
{
    if (secret->peek_count++ == 0)
        sodium_mprotect_readonly(secret->line);
    return secret->line;
}

const char *secret_peek(struct secret *secret)
{
    return secret_peek_bearer(secret) + BEARER_SIZE;
}

void secret_hide(struct secret *secret)
{
    assert(secret->peek_count > 0);
    if (--secret->peek_count == 0)
        sodium_mprotect_noaccess(secret->line);
}

bool secret_is_locked(const struct secret *secret)
{
    return secret->is_locked;
}

/* How many bytes at the end of text are the beginning of key, where that is enough to matter. */
static size_t cut_size(struct slice text, struct slice key)
{
    size_t size = text.size < key.size ? text.size : key.size;

    for (; size >= CUT_SIZE_MIN; size--)
        if (memcmp(text.data + text.size - size, key.data, size) == 0)
            return size;
    return 0;
}

/* Adds text without the key to clean. Keys are [A-Za-z0-9_-], which neither JSON nor a URL writes
 * differently, so the plain bytes are all there is to look for. */
static size_t add_without(struct buf *clean, struct slice text, struct slice key)
{
    size_t count = 0;

    for (const char *at; (at = memmem(text.data, text.size, key.data, key.size)); count++) {
        struct slice before = { text.data, (size_t)(at - text.data) };

        buf_add(clean, before);
        buf_add(clean, REMOVED);
        text = slice_from(text, before.size + key.size);
    }

    size_t cut = cut_size(text, key);

    buf_add(clean, (struct slice){ text.data, text.size - cut });
    if (cut > 0) {
        buf_add(clean, REMOVED);
        count++;
    }
    return count;
}

/* Most texts are cleared without a look at the key, which costs two calls of the system. */
static bool may_hold(const struct secret *secret, struct slice text)
{
    if (text.size == 0)
        return false;
    return !secret->starts_publicly ||
           memmem(text.data, text.size, PUBLIC_START.data, PUBLIC_START.size);
}

size_t secret_scrub(struct secret *secret, struct buf *text)
{
    if (!secret || !may_hold(secret, buf_slice(text)))
        return 0;

    struct buf clean = BUF_MAX(text->size_max);
    struct slice key = { secret_peek(secret), secret->size };
    size_t count = add_without(&clean, buf_slice(text), key);

    secret_hide(secret);
    if (count == 0) {
        buf_done(&clean);
        return 0;
    }
    clean.full |= text->full;
    buf_wipe(text);
    *text = clean;
    return count;
}

void secret_random_id(char id[32], const char *prefix)
{
    unsigned char random[16];

    randombytes_buf(random, sizeof(random));
    id_write(id, prefix, random);
}
