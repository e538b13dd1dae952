/* dialect - what differs between the revisions of the protocol. Pure; one table, and no other file
 * compares versions.
 *
 * 2026-07-28 is stateless: version and capabilities stand in each request's _meta. The others begin
 * with initialize. Both may be mixed on one connection.
 */
#pragma once

#include "base/slice.h"

#define DIALECT_META_VERSION      "io.modelcontextprotocol/protocolVersion"
#define DIALECT_META_CAPABILITIES "io.modelcontextprotocol/clientCapabilities"
#define DIALECT_META_CLIENT_INFO  "io.modelcontextprotocol/clientInfo"
#define DIALECT_META_SERVER_INFO  "io.modelcontextprotocol/serverInfo"
#define DIALECT_META_SUBSCRIPTION "io.modelcontextprotocol/subscriptionId"
#define DIALECT_META_LOG_LEVEL    "io.modelcontextprotocol/logLevel"

enum revision {
    REVISION_2024_11_05,
    REVISION_2025_03_26,
    REVISION_2025_06_18,
    REVISION_2025_11_25,
    REVISION_2026_07_28,
    REVISION_COUNT
};

struct dialect {
    enum revision revision;
    const char *version;
    bool stateless; /* no handshake; resultType, ttlMs, cacheScope, serverInfo in every result */
    bool batches;   /* several requests in one array */
};

extern const struct dialect dialects[REVISION_COUNT];

/* The legacy revision that initialize answers: the one that was asked for (a JSON string), else the
 * newest. dialect_initial speaks before initialize. */
const struct dialect *dialect_negotiate(struct slice version);
const struct dialect *dialect_initial(void);

/* The stateless revision of that name (a JSON string); NULL when it is not served. */
const struct dialect *dialect_stateless(struct slice version);

/* What only newer revisions have. */
enum feature {
    FEATURE_AUDIO,
    FEATURE_LINKS,
    FEATURE_PROGRESS_MESSAGE,
    FEATURE_ELICITATION,
    FEATURE_ELICITATION_URL,
    FEATURE_COMPLETIONS, /* the capability; the method is older */
    FEATURE_COUNT
};

bool dialect_has(const struct dialect *dialect, enum feature feature);

/* What a server offers, in lists. */
enum family {
    FAMILY_TOOL,
    FAMILY_PROMPT,
    FAMILY_RESOURCE,
    FAMILY_TEMPLATE, /* of resources */
    FAMILY_COUNT
};

/* Whether a member of that object is known to the revision: for what may be left out. */
bool dialect_has_member(const struct dialect *dialect, enum family family, const char *name);
bool dialect_has_server_info(const struct dialect *dialect, const char *name);
