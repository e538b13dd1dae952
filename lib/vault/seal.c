/* seal - text that travels through other hands.
 *
 *   nonce | ciphertext | tag, as bytes or as base64url; the additional data is the digest of what
 * it is bound to
 */
#include "vault/seal.h"

#include "base/file.h"

#include <sodium.h>
#include <stdlib.h>

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_SIZE   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define VARIANT    sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct seal {
    unsigned char *key; /* guarded */
};

/* What is sealed may be bound to megabytes; the cipher sees 32 bytes of them. */
struct digest {
    unsigned char bytes[crypto_generichash_BYTES];
};

/* With room for a key, which is still to be written. */
static struct seal *make(struct err *err)
{
    struct seal *seal;

    if (sodium_init() < 0) {
        err_set(err, ERR_INTERNAL, "libsodium cannot start: the system gives no randomness");
        return NULL;
    }
    seal = xmalloc(sizeof(*seal));
    seal->key = sodium_malloc(KEY_SIZE);
    if (!seal->key) {
        err_set(err, ERR_INTERNAL, "the system gives no guarded memory for a key");
        free(seal);
        return NULL;
    }
    return seal;
}

struct seal *seal_new(struct err *err)
{
    struct seal *seal = make(err);

    if (seal) {
        crypto_aead_xchacha20poly1305_ietf_keygen(seal->key);
        sodium_mprotect_noaccess(seal->key);
    }
    return seal;
}

/* 1: there is no file. */
static int read_key(struct seal *seal, const char *path, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(KEY_SIZE);
    int found;

    /* Whole at once: a buffer that grew would leave a copy behind. */
    text.data = xmalloc(KEY_SIZE + 1);
    text.capacity = KEY_SIZE + 1;
    found = file_read(path, KEY_SIZE, FILE_KEY, &text, err);
    if (found != 0)
        return found;
    if (text.size != KEY_SIZE)
        return err_set(
            err, ERR_CONFIG,
            "%s: has %zu bytes and not the %u of a key; what was sealed with it cannot be "
            "opened. Bring back a copy, or remove it: a new one is made then",
            path, text.size, (unsigned)KEY_SIZE);
    memcpy(seal->key, text.data, KEY_SIZE);
    return 0;
}

static int make_key(struct seal *seal, const char *path, struct err *err)
{
    int found;

    crypto_aead_xchacha20poly1305_ietf_keygen(seal->key);
    found = file_create(path, (struct slice){ (const char *)seal->key, KEY_SIZE }, err);
    /* Another process may have been faster. */
    return found > 0 ? read_key(seal, path, err) : found;
}

static struct seal *open_kept(const char *path, bool makes, struct err *err)
{
    struct seal *seal = make(err);
    int found;

    if (!seal)
        return NULL;
    found = read_key(seal, path, err);
    if (found > 0 && makes)
        found = make_key(seal, path, err);
    if (found > 0)
        err_set(err, ERR_CONFIG, "%s: there is no such file", path);
    sodium_mprotect_noaccess(seal->key);
    return found == 0 ? seal : seal_free(seal);
}

struct seal *seal_new_kept(const char *path, struct err *err)
{
    return open_kept(path, true, err);
}

struct seal *seal_new_found(const char *path, struct err *err)
{
    return open_kept(path, false, err);
}

struct seal *seal_free(struct seal *seal)
{
    if (seal) {
        sodium_free(seal->key);
        free(seal);
    }
    return NULL;
}

static struct digest digest_of(struct slice bound)
{
    struct digest digest;

    crypto_generichash(digest.bytes, sizeof(digest.bytes), (const unsigned char *)bound.data,
                       bound.size, NULL, 0);
    return digest;
}

/* Appends bytes as text. */
static int add_text(struct buf *out, const unsigned char *bytes, size_t size)
{
    size_t text_size = sodium_base64_encoded_len(size, VARIANT); /* with its NUL */
    CLEANUP(freep) char *text = xmalloc(text_size);

    sodium_bin2base64(text, text_size, bytes, size, VARIANT);
    return buf_add(out, (struct slice){ text, text_size - 1 });
}

int seal_close_bytes(struct seal *seal, struct slice text, struct slice bound, struct buf *out)
{
    struct digest digest = digest_of(bound);
    size_t size = NONCE_SIZE + text.size + TAG_SIZE;
    CLEANUP(freep) unsigned char *sealed = xmalloc(size);

    randombytes_buf(sealed, NONCE_SIZE);
    sodium_mprotect_readonly(seal->key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed + NONCE_SIZE, NULL, (const unsigned char *)text.data, text.size, digest.bytes,
        sizeof(digest.bytes), NULL, sealed, seal->key);
    sodium_mprotect_noaccess(seal->key);
    return buf_add(out, (struct slice){ (const char *)sealed, size });
}

int seal_close(struct seal *seal, struct slice text, struct slice bound, struct buf *out)
{
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(NONCE_SIZE + text.size + TAG_SIZE);

    if (seal_close_bytes(seal, text, bound, &sealed) < 0)
        return -1;
    return add_text(out, (const unsigned char *)sealed.data, sealed.size);
}

/* base64url as seal_close writes it, and in no other way: libsodium's decoder was seen to take some
 * bytes above 0x7F for characters of the alphabet. */
static int read_text(struct slice text, unsigned char *bytes, size_t size_max, size_t *size)
{
    CLEANUP(buf_done) struct buf again = BUF_MAX(text.size);

    if (sodium_base642bin(bytes, size_max, text.data, text.size, NULL, size, NULL, VARIANT) < 0)
        return -1;
    return add_text(&again, bytes, *size) == 0 && slice_is(buf_slice(&again), text) ? 0 : -1;
}

int seal_open_bytes(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out)
{
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    struct digest digest = digest_of(bound);

    if (sealed.size < NONCE_SIZE + TAG_SIZE)
        return -1;

    size_t text_size = sealed.size - NONCE_SIZE - TAG_SIZE;
    char *text = xmalloc(text_size + 1);

    sodium_mprotect_readonly(seal->key);

    int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        (unsigned char *)text, NULL, NULL, bytes + NONCE_SIZE, sealed.size - NONCE_SIZE,
        digest.bytes, sizeof(digest.bytes), bytes, seal->key);

    sodium_mprotect_noaccess(seal->key);
    if (result == 0)
        result = buf_add(out, (struct slice){ text, text_size });
    mem_wipe(text, text_size);
    free(text);
    return result;
}

int seal_open(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out)
{
    CLEANUP(freep) unsigned char *bytes = xmalloc(sealed.size + 1);
    size_t size;

    if (read_text(sealed, bytes, sealed.size + 1, &size) < 0)
        return -1;
    return seal_open_bytes(seal, (struct slice){ (const char *)bytes, size }, bound, out);
}

void seal_digest(struct seal *seal, struct slice text, char digest[SEAL_DIGEST_SIZE])
{
    unsigned char bytes[(SEAL_DIGEST_SIZE - 1) / 2];

    sodium_mprotect_readonly(seal->key);
    crypto_generichash(bytes, sizeof(bytes), (const unsigned char *)text.data, text.size, seal->key,
                       KEY_SIZE);
    sodium_mprotect_noaccess(seal->key);
    sodium_bin2hex(digest, SEAL_DIGEST_SIZE, bytes, sizeof(bytes));
}
