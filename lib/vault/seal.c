/* seal - text that travels through other hands.
 *
 *   base64url(nonce | ciphertext | tag), the additional data being the digest of what it is bound
 * to
 */
#include "vault/seal.h"

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

struct seal *seal_new(struct err *err)
{
    if (sodium_init() < 0) {
        err_set(err, ERR_INTERNAL, "libsodium cannot start: the system gives no randomness");
        return NULL;
    }

    unsigned char *key = sodium_malloc(KEY_SIZE);

    if (!key) {
        err_set(err, ERR_INTERNAL, "the system gives no guarded memory for a key");
        return NULL;
    }
    crypto_aead_xchacha20poly1305_ietf_keygen(key);
    sodium_mprotect_noaccess(key);

    struct seal *seal = xmalloc(sizeof(*seal));

    seal->key = key;
    return seal;
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

int seal_close(struct seal *seal, struct slice text, struct slice bound, struct buf *out)
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
    return add_text(out, sealed, size);
}

/* base64url as seal_close writes it, and in no other way: libsodium's decoder was seen to take some
 * bytes above 0x7F for characters of the alphabet. */
static int read_text(struct slice text, unsigned char *bytes, size_t size_max, size_t *size)
{
    CLEANUP(buf_done) struct buf again = BUF_MAX(text.size);

    if (sodium_base642bin(bytes, size_max, text.data, text.size, NULL, size, NULL, VARIANT) < 0 ||
        *size < NONCE_SIZE + TAG_SIZE)
        return -1;
    return add_text(&again, bytes, *size) == 0 && slice_is(buf_slice(&again), text) ? 0 : -1;
}

int seal_open(struct seal *seal, struct slice sealed, struct slice bound, struct buf *out)
{
    struct digest digest = digest_of(bound);
    CLEANUP(freep) unsigned char *bytes = xmalloc(sealed.size + 1);
    size_t size;

    if (read_text(sealed, bytes, sealed.size + 1, &size) < 0)
        return -1;

    size_t text_size = size - NONCE_SIZE - TAG_SIZE;
    char *text = xmalloc(text_size + 1);

    sodium_mprotect_readonly(seal->key);

    int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
        (unsigned char *)text, NULL, NULL, bytes + NONCE_SIZE, size - NONCE_SIZE, digest.bytes,
        sizeof(digest.bytes), bytes, seal->key);

    sodium_mprotect_noaccess(seal->key);
    if (result == 0)
        result = buf_add(out, (struct slice){ text, text_size });
    mem_wipe(text, text_size);
    free(text);
    return result;
}
