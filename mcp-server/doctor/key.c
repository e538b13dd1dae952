/* key - the key, where it comes from, and what OpenRouter says of it.
 *
 * A place that a key can come from is a row of `sources`, in the order in which they are looked at.
 */
#include "mcp-server/doctor/groups.h"

#include "base/limits.h"
#include "openrouter/money.h"

#define KEYS_PAGE    "https://openrouter.ai/settings/keys"
#define CREDITS_PAGE "https://openrouter.ai/settings/credits"

static const char *const sources[] = { "OPENROUTER_API_KEY", "OPENROUTER_API_KEY_FILE" };

/* The first place that was set decides; the others are set in vain. */
static void check_others(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    bool is_decided = false;

    for (size_t i = 0; i < ARRAY_COUNT(sources); i++) {
        if (is_decided && config_saw(config, sources[i]))
            finding_note(checkup, "also set", NULL, "%s is not looked at, because %s wins",
                         sources[i], config->key_source);
        is_decided = is_decided || config_saw(config, sources[i]);
    }
    if (is_decided && config_has_stored_key(config))
        finding_note(checkup, "also stored", NULL,
                     "the key that login has stored is not looked at, because %s wins",
                     config->key_source);
}

static void check_key(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    struct err why = finding_gist(&config->key_err);

    if (!config->key) {
        finding_err(checkup, "key", &why,
                    "openrouter-mcp login, or export OPENROUTER_API_KEY=... where the client is "
                    "started; a key is made at " KEYS_PAGE);
        return;
    }
    finding_ok(checkup, "key", "from %s, well-formed", config->key_source);
    if (secret_is_locked(config->key))
        finding_ok(checkup, "memory", "the key cannot be swapped to a disk");
    else
        finding_note(checkup, "memory", "ulimit -l 64",
                     "the key could be swapped to a disk: locked memory is not allowed here");
}

static void check_management(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config->management_key)
        finding_ok(checkup, "management", "OPENROUTER_MANAGEMENT_KEY, for show_usage alone");
    else if (config_saw(config, "OPENROUTER_MANAGEMENT_KEY"))
        finding_err(checkup, "management", &config->management_err,
                    "correct or unset OPENROUTER_MANAGEMENT_KEY");
}

static void check_silence(struct checkup *checkup)
{
    if (checkup->is_online)
        finding_problem(checkup, "OpenRouter", "check the network and the proxy",
                        "no answer within %d s", DOCTOR_ONLINE_MS / 1000);
    else
        finding_note(checkup, "OpenRouter", "openrouter-mcp doctor --online, which waits for 10 s",
                     "not checked: no answer within 0.%d s", DOCTOR_WAIT_MS / 100);
}

static void check_failure(struct checkup *checkup)
{
    const struct verdict *verdict = &checkup->verdict;
    struct err why = finding_gist(&verdict->err);

    if (verdict->err.kind == ERR_RATE)
        finding_note(checkup, "OpenRouter", "openrouter-mcp doctor, in a minute", "not checked: %s",
                     verdict->err.text);
    else if (verdict->status == 401)
        finding_err(checkup, "OpenRouter", &why,
                    "make a new key at " KEYS_PAGE
                    ", put it where this one was, and restart the client");
    else
        finding_err(checkup, "OpenRouter", &why,
                    verdict->status == 0 ? "check the network, the proxy and the certificates"
                                         : "try again; https://status.openrouter.ai says more");
}

static void check_limit(struct checkup *checkup, const struct account_key *key)
{
    char left[MONEY_TEXT_SIZE], limit[MONEY_TEXT_SIZE];

    if (key->limit_nano < 0 || key->left_nano < 0)
        finding_note(checkup, "limit", "set one at " KEYS_PAGE,
                     "this key has no spending limit of its own: who steals it can spend all "
                     "credits");
    else if (key->left_nano == 0)
        finding_problem(checkup, "limit", "raise it at " KEYS_PAGE,
                        "nothing is left of the key's limit of %s",
                        money_text(limit, key->limit_nano));
    else
        finding_ok(checkup, "limit", "%s of %s left%s%s%s", money_text(left, key->left_nano),
                   money_text(limit, key->limit_nano), key->reset[0] ? " (" : "", key->reset,
                   key->reset[0] ? ")" : "");
}

static void check_kind(struct checkup *checkup, const struct account_key *key)
{
    if (key->is_management)
        finding_problem(checkup, "kind",
                        "put an ordinary key from " KEYS_PAGE
                        " in its place, and this one into OPENROUTER_MANAGEMENT_KEY",
                        "this is a management key, which cannot ask a model");
    if (key->is_disabled)
        finding_problem(checkup, "kind", "enable it at " KEYS_PAGE, "this key is disabled");
    if (key->is_free_tier)
        finding_note(checkup, "kind", "buy some at " CREDITS_PAGE,
                     "the account has never bought credits: only free models would answer");
}

static void check_verdict(struct checkup *checkup)
{
    const struct verdict *verdict = &checkup->verdict;

    if (!verdict->is_asked)
        return;
    if (!verdict->is_answered) {
        check_silence(checkup);
    } else if (verdict->err.kind != ERR_NONE) {
        check_failure(checkup);
    } else {
        finding_ok(checkup, "OpenRouter", "knows this key%s%s", verdict->key.name[0] ? " as " : "",
                   verdict->key.name);
        check_limit(checkup, &verdict->key);
        check_kind(checkup, &verdict->key);
    }
}

void doctor_key(struct checkup *checkup)
{
    check_key(checkup);
    check_others(checkup);
    check_management(checkup);
    check_verdict(checkup);
}
