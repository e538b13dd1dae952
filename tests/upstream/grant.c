/* grant - the page where a user allows a key, and codes that become one. */
#include "tests/upstream/grant.h"

#include "tests/upstream/intake.h"
#include "tests/upstream/parameter.h"
#include "json/json.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#define KEY_START "sk-or-v1-granted-"

#define CHALLENGE_SIZE 43 /* 32 bytes as base64url without padding */

static bool may_come_back(const char *callback_url)
{
    static const char *const allowed[] = { "https://", "http://localhost:", "http://127.0.0.1:" };

    for (size_t i = 0; i < ARRAY_COUNT(allowed); i++)
        if (strncmp(callback_url, allowed[i], strlen(allowed[i])) == 0)
            return true;
    return false;
}

static int64_t limit_of(const struct exchange *exchange)
{
    char limit[32];

    parameter_read(exchange, "limit", limit, sizeof(limit));
    return limit[0] ? (int64_t)(strtod(limit, NULL) * 1e6) * 1000000 : -1;
}

const struct grant *grants_allow(struct grants *grants, const struct exchange *exchange,
                                 struct buf *page, const char **why)
{
    struct grant *grant = &grants->rows[grants->count % GRANTS_MAX];
    char callback_url[400], method[16], challenge[sizeof(grant->challenge)];
    char code[sizeof(grant->code)] = "";

    parameter_read(exchange, "callback_url", callback_url, sizeof(callback_url));
    parameter_read(exchange, "code_challenge", challenge, sizeof(challenge));
    parameter_read(exchange, "code_challenge_method", method, sizeof(method));
    *why = strcmp(method, "S256") != 0           ? "Invalid code_challenge_method"
           : strlen(challenge) != CHALLENGE_SIZE ? "Invalid code_challenge"
           : callback_url[0] != '\0' && !may_come_back(callback_url) ? "Invalid callback_url"
                                                                     : NULL;
    if (*why)
        return NULL;
    *grant = (struct grant){ .limit_pico = limit_of(exchange) };
    snprintf(code, sizeof(code), "auth_code_standin_%zu", ++grants->count);
    memcpy(grant->code, code, sizeof(code));
    memcpy(grant->challenge, challenge, sizeof(challenge));
    if (callback_url[0])
        snprintf(grant->location, sizeof(grant->location), "Location: %s?code=%s\r\n", callback_url,
                 code);
    else
        buf_addf(page, "<p>Your code: <code>%s</code>\n", code);
    return grant;
}

/* SHA-256 as base64url without padding. */
static void challenge_of(const char *verifier, char challenge[64])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    EVP_Digest(verifier, strlen(verifier), digest, &size, EVP_sha256(), NULL);
    EVP_EncodeBlock((unsigned char *)challenge, digest, (int)size);
    for (char *at = challenge; *at; at++)
        *at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at == '=' ? '\0' : *at);
}

static struct grant *find(struct grants *grants, const char *code)
{
    for (size_t i = 0; code && i < GRANTS_MAX; i++)
        if (grants->rows[i].code[0] && strcmp(grants->rows[i].code, code) == 0)
            return &grants->rows[i];
    return NULL;
}

const char *grants_redeem(struct grants *grants, const struct exchange *exchange, struct buf *out)
{
    struct err ignored;
    CLEANUP(json_freep)
    cJSON *asked =
        json_parse((struct slice){ exchange->body, exchange->body_size }, &gate_client, &ignored);
    const char *method = json_str(asked, "code_challenge_method");
    const char *verifier = json_str(asked, "code_verifier");
    struct grant *grant = find(grants, json_str(asked, "code"));
    char challenge[64];

    if (!method || strcmp(method, "S256") != 0)
        return "code_method";
    if (!grant || grant->is_used || !verifier)
        return "code";
    challenge_of(verifier, challenge);
    if (strcmp(challenge, grant->challenge) != 0)
        return "code";
    grant->is_used = true;
    buf_addf(out, "{\"key\":\"" KEY_START "%s\",\"user_id\":\"user_standin\"}", grant->code);
    return NULL;
}

const struct grant *grants_of_key(const struct grants *grants, const struct exchange *exchange)
{
    struct slice head = { exchange->head, exchange->head_size };
    struct slice key = intake_header(head, "authorization"), start = SLICE("Bearer " KEY_START);

    if (!slice_starts(key, start))
        return NULL;
    for (size_t i = 0; i < GRANTS_MAX; i++)
        if (grants->rows[i].is_used &&
            slice_is(slice_from(key, start.size), slice_of(grants->rows[i].code)))
            return &grants->rows[i];
    return NULL;
}
