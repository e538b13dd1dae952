/* pkce - proof that whoever redeems a code is who asked for it (RFC 7636, S256).
 *
 *   verifier   stays here until the code is redeemed
 *   challenge  its SHA-256, which goes along with the question and may be seen by everybody
 */
#pragma once

#define PKCE_SIZE 44 /* 256 bits as base64url without padding, and NUL */

/* Fresh random bits. Wipe it when the code has been redeemed. */
void pkce_verifier(char verifier[PKCE_SIZE]);

/* verifier: NUL-terminated, of any length. */
void pkce_challenge(const char *verifier, char challenge[PKCE_SIZE]);
