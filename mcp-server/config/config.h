/* config - the user's settings, read once and immutable.
 *
 * From $XDG_CONFIG_HOME/openrouter-mcp/config.json (else ~/.config/...), and from environment twins
 * OPENROUTER_MCP_<SECTION>_<KEY> of every scalar, which win. Never from below a project: a
 * repository can redirect neither key nor money. An unknown key is an error with its line. The only
 * file with getenv; what it has read of the key is wiped from the environment.
 */
#pragma once

#include "base/limits.h"
#include "openrouter/local.h"
#include "vault/secret.h"
#include "json/json.h"

struct config {
    /* budget, nano-dollars */
    int64_t call_nano, session_nano, day_nano; /* 0.50, 5, 20 */

    /* models */
    const char *default_model; /* a role, an alias or a model; NULL: the role general */
    const cJSON *allow, *deny; /* arrays of patterns with *, or NULL */

    /* names that stand for models: objects, or NULL; roles.h reads them */
    const cJSON *roles, *aliases;

    /* servers of the user's own: the object of the settings, and what came of it, keys included */
    const cJSON *endpoints;
    struct local_endpoint endpoint_list[LOCAL_ENDPOINTS_MAX + 1];
    size_t endpoint_count;

    /* privacy */
    bool deny_data_collection;       /* true */
    bool collection_is_said;         /* the user has set it himself */
    bool zdr;                        /* false */
    bool allow_free, allow_unpriced; /* false */

    /* provider */
    const cJSON *order, *only, *ignore;
    const char *sort;

    /* retry: how often a question is asked that failed; once also when it may have been billed */
    int64_t retry_attempts; /* 3 */
    bool retry_unknown;     /* false */
    bool retry_breakers;    /* true: what fails again and again is left alone for a while */

    /* timeouts, milliseconds unless the name says seconds */
    int64_t call_s, headers_ms, idle_ms, first_content_ms, stall_ms;

    /* repeat: how long an answer is given again to who asks the same; 0: never */
    int64_t repeat_s; /* 600 */

    /* files of the user's that may go to a model: lists that end with NULL, or NULL */
    const char *const *roots;      /* folders, absolute; files/root.h */
    const char *const *file_allow; /* patterns that lift a denied name; files/deny.h */
    const char *file_secrets;      /* "block", "redact": what becomes of a key that is found */
    const char *claude_dir;        /* the user's folder for Claude Code; NULL: none */
    const char *git_config_home, *git_config_global; /* files/repo.h; NULL: the usual ones */

    /* team: what OpenRouter is told of a question beside its content (team.h) */
    const char *team_user; /* NULL, "": nobody is named */
    bool team_session;     /* true: session_id */
    bool team_trace;       /* true: tool and tag */
    bool team_repository;  /* false: the name of the project's folder */

    /* state */
    int64_t keep_days, max_mb; /* 90, 64; max_mb of each file */
    bool keep_sent;            /* true: what left the machine, sealed */
    bool keep_threads;         /* true: conversations, sealed */

    const char *ca_file; /* NULL: the system's */
    bool ca_adds;        /* ca_file is trusted beside the system's, not in its place */
    const char *proxy;   /* from https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY; NULL: none */
    const char *no_proxy;
    const char *base_url; /* https://openrouter.ai/api/v1 */

    const char *session_id;  /* CLAUDE_CODE_SESSION_ID, else random for this process */
    const char *started_by;  /* "claude-code" where that is set; NULL: nobody is known */
    const char *project;     /* CLAUDE_PROJECT_DIR, else the working directory, without links */
    const char *project_dir; /* CLAUDE_PROJECT_DIR as it is; NULL: not set */
    const char *home;        /* NULL: not set */
    const char
        *config_dir; /* $XDG_CONFIG_HOME/openrouter-mcp, whether or not it is there; or NULL */
    const char
        *state_dir; /* $XDG_STATE_HOME/openrouter-mcp; created 0700; NULL: none can be used */
    const char *cache_dir;   /* $XDG_CACHE_HOME/openrouter-mcp; the same */
    const char *config_file; /* its path, whether or not it exists */

    bool no_color;    /* NO_COLOR is set and not empty: a terminal gets plain text */
    const char *seen; /* names of the variables that were set and concern us, each between blanks */

    struct secret *key;     /* NULL: none */
    struct err key_err;     /* why there is none: what to do, in words */
    const char *key_source; /* where the key is from, or the one that is wrong: a variable's name,
                               "the file PATH", or CONFIG_KEYSTORE; NULL: there is nowhere one */
    const char *keystore_file, *keystore_seal; /* where `login` puts a key (vault/keystore); NULL:
                                                  there is no directory for it */

    struct secret *management_key; /* of the account, from OPENROUTER_MANAGEMENT_KEY; NULL: none */
    struct err management_err;     /* why there is none */
    struct err config_err; /* ERR_CONFIG: the file or a variable is wrong: paid calls are refused
                              with this, everything else runs with the defaults */
    const char *state_err; /* why state_dir is NULL */

    const cJSON *root_list_, *allow_list_; /* roots and file_allow as they are written */
    struct config_owned *owned_;           /* trees and strings behind the pointers above */
};

#define CONFIG_KEYSTORE "the stored key"

/* Never fails: what is wrong stands in the *_err fields, so that the server starts and can say so.
 * Wipes OPENROUTER_API_KEY and OPENROUTER_MANAGEMENT_KEY from the environment and drops variables
 * that would weaken TLS (SSLKEYLOGFILE, OPENSSL_CONF, ...). Once, before other threads and before
 * libcurl. */
void config_load(struct config *config);
void config_done(struct config *config);

/* Whether that variable said something when the settings were read (see config_env): one of
 * config_dropped, of the keys, the base address, or an OPENROUTER_MCP_... */
bool config_saw(const struct config *config, const char *name);
/* The variables that are dropped, NULL-terminated; and whether one is read before, for the
 * certificates that it names. */
extern const char *const config_dropped[];
bool config_is_trust(const char *name);

/* A key as it was given, without blanks around it; origin names its place in sentences. NULL and
 * err (ERR_AUTH) for what no key of OpenRouter's can be. */
struct secret *config_check_key(struct slice text, const char *origin, struct err *err);

/* The key that `login` stores, for the base address that is set; it is read by config_load when
 * nothing else gives a key. What these do changes nothing in config. */
bool config_has_stored_key(const struct config *config);
int config_prepare_store(const struct config *config, struct err *err); /* its directories */
int config_store_key(const struct config *config, struct secret *key, struct err *err);
int config_remove_stored_key(const struct config *config, struct err *err); /* 1: there was none */

/* For commands that look for what belongs to other programs: a variable of the environment,
 * borrowed until it is dropped; NULL when it is not set, empty, or the unexpanded text "${NAME}"
 * that clients pass for a variable which is not set. Keys are not there any more. */
const char *config_env(const char *name);

/* An absolute path from one that may begin with "~/", owned by the caller; NULL for a relative one.
 */
char *config_path(const char *path);

/* Each variable of this process that is left (the keys were wiped). Before other threads. */
void config_each_variable(void (*on_variable)(void *user, struct slice name, struct slice value),
                          void *user);
