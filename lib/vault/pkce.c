/* pkce - proof that whoever redeems a code is who asked for it. */
#include "vault/pkce.h"

#include "base/mem.h"

#include <sodium.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

void pkce_verifier(char verifier[PKCE_SIZE])
{
    unsigned char bits[32];

    randombytes_buf(bits, sizeof(bits));
    sodium_bin2base64(verifier, PKCE_SIZE, bits, sizeof(bits), VARIANT);
    mem_wipe(bits, sizeof(bits));
}

void pkce_challenge(const char *verifier, char challenge[PKCE_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, (const unsigned char *)verifier, strlen(verifier));
    sodium_bin2base64(challenge, PKCE_SIZE, digest, sizeof(digest), VARIANT);
}
