/* digest - names that are made out of what they name. */
#include "vault/digest.h"

#include "vault/id.h"

#include <sodium.h>

void digest_hex(struct slice text, char digest[DIGEST_SIZE])
{
    unsigned char bytes[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(bytes, (const unsigned char *)text.data, text.size);
    sodium_bin2hex(digest, DIGEST_SIZE, bytes, sizeof(bytes));
}

void digest_id(char id[32], const char *prefix, struct slice text)
{
    unsigned char bytes[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(bytes, (const unsigned char *)text.data, text.size);
    id_write(id, prefix, bytes);
}
