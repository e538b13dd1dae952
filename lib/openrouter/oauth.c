/* oauth - a key that the user allows in the browser. */
#include "openrouter/oauth.h"

#include "base/limits.h"
#include "net/http_address.h"
#include "net/query.h"
#include "json/scan.h"

#include <stdlib.h>

#define PAGE     "/auth"
#define OWN_PAGE "https://openrouter.ai" PAGE
#define AGAIN    "Run openrouter-mcp login again for a new one."

struct oauth_redeem {
    struct client_get *post;
    oauth_on_key *on_key;
    void *user;
};

int oauth_add_address(struct buf *out, const char *base_url, const struct oauth_wish *wish,
                      struct err *err)
{
    CLEANUP(buf_done) struct buf query = BUF_MAX(URL_MAX / 2);
    struct http_address address;

    if (http_address_read(base_url, &address, err) < 0)
        return -1;
    query_add(&query, "callback_url", wish->callback_url);
    query_add(&query, "code_challenge", wish->challenge);
    query_add(&query, "code_challenge_method", "S256");
    query_add(&query, "limit", wish->limit);
    query_add(&query, "key_label", wish->label);
    if (address.is_loopback)
        buf_addf(out, "%s://%s" PAGE, address.is_plain ? "http" : "https", address.name);
    else
        buf_adds(out, OWN_PAGE);
    buf_addf(out, "?%s", buf_text(&query));
    return query.full || out->full
               ? err_set(err, ERR_ARGUMENT, "the label is too long for an address")
               : 0;
}

static bool is_code(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~' || strchr("\"'<>\\", text.data[i]))
            return false;
    return text.size > 0 && text.size <= CODE_MAX;
}

static int refuse_code(struct err *err)
{
    return err_set(err, ERR_ARGUMENT,
                   "this is neither a code nor an address with ?code=... in it; copy it again as a "
                   "whole");
}

int oauth_read_query(struct slice query, struct buf *code, struct err *err)
{
    CLEANUP(buf_wipe) struct buf value = BUF_MAX(CODE_MAX);

    if (query_value(query, "code", &value) != 0 || !is_code(buf_slice(&value)))
        return refuse_code(err);
    return buf_add(code, buf_slice(&value));
}

int oauth_read_code(struct slice text, struct buf *code, struct err *err)
{
    struct slice rest = slice_trim(text), pasted, query;

    if (rest.size == 0 || !slice_split(&rest, '#', &pasted))
        return refuse_code(err);
    query = pasted;
    if (memchr(pasted.data, '?', pasted.size)) {
        slice_split(&query, '?', &rest);
        return oauth_read_query(query, code, err);
    }
    if (slice_starts(pasted, SLICE("code=")))
        return oauth_read_query(pasted, code, err);
    if (!is_code(pasted) || memmem(pasted.data, pasted.size, "://", 3))
        return refuse_code(err);
    return buf_add(code, pasted);
}

/* The key stands in an array that is wiped, never in a string of the heap. */
static struct secret *read_key(struct slice body, struct err *err)
{
    char text[KEY_MAX + 2];
    struct secret *key;
    struct err ignored;

    scan_text(scan_member(body, "key"), text, sizeof(text));
    key = secret_new(slice_of(text), &ignored);
    mem_wipe(text, sizeof(text));
    if (!key)
        err_set(err, ERR_PROTOCOL,
                "OpenRouter took the code, but what it answered holds no key. Look at "
                "https://openrouter.ai/settings/keys, and remove what you do not know.");
    return key;
}

/* A failed redemption in the words of who has to do something about it. */
static void explain(int status, const struct err *why, struct err *err)
{
    if (status == 403)
        err_set(err, ERR_AUTH,
                "OpenRouter did not take the code: it is wrong, was used before, or is older than "
                "ten minutes. " AGAIN);
    else if (status == 400)
        err_set(err, ERR_AUTH, "OpenRouter did not take the code: %s " AGAIN, why->text);
    else if (why->kind == ERR_LOST || why->kind == ERR_TIMEOUT)
        err_set(err, why->kind,
                "%s A key may have been made that never arrived: look at "
                "https://openrouter.ai/settings/keys. " AGAIN,
                why->text);
    else
        err_set(err, why->kind, "the code was not redeemed: %s", why->text);
}

static void on_answer(void *user, struct slice body, const struct err *err)
{
    struct oauth_redeem *redeem = user;
    struct err why = { 0 };
    struct secret *key = NULL;

    if (err)
        explain(client_get_status(redeem->post), err, &why);
    else
        key = read_key(body, &why);
    redeem->on_key(redeem->user, key, key ? NULL : &why);
}

struct oauth_redeem *oauth_redeem(struct client *client, const char *code, const char *verifier,
                                  oauth_on_key *on_key, void *user)
{
    static const struct client_get_handler handler = { on_answer };
    struct oauth_redeem *redeem = xcalloc(1, sizeof(*redeem));
    CLEANUP(buf_wipe) struct buf body = BUF_MAX(KIB(8));

    *redeem = (struct oauth_redeem){ .on_key = on_key, .user = user };
    buf_adds(&body, "{\"code\":");
    json_quote(slice_of(code), &body);
    buf_adds(&body, ",\"code_verifier\":");
    json_quote(slice_of(verifier), &body);
    buf_adds(&body, ",\"code_challenge_method\":\"S256\"}");
    redeem->post = client_post_start(client, "/auth/keys", buf_slice(&body), &handler, redeem);
    return redeem;
}

struct oauth_redeem *oauth_redeem_free(struct oauth_redeem *redeem)
{
    if (redeem) {
        client_get_free(redeem->post);
        free(redeem);
    }
    return NULL;
}
