/* Units of vault/pkce. */
#include "test.h"
#include "vault/pkce.h"
#include "vault/secret.h"

TEST("pkce: the challenge is that of RFC 7636, appendix B")
{
    char challenge[PKCE_SIZE];

    pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge);
    CHECK_STR(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST("pkce: a verifier has 43 characters of A-Za-z0-9_-, and none comes twice")
{
    static char verifiers[200][PKCE_SIZE];
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    for (size_t i = 0; i < ARRAY_COUNT(verifiers); i++) {
        pkce_verifier(verifiers[i]);
        CHECK_INT(strspn(verifiers[i], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789_-"),
                  43);
        CHECK_INT(strlen(verifiers[i]), 43);
        for (size_t other = 0; other < i; other++)
            CHECK(strcmp(verifiers[i], verifiers[other]) != 0);
    }
}
