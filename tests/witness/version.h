/* version - the revisions of the protocol, and what each knows. For the files of this folder. */
#pragma once

#include "json/json.h"

/* In the order of time, so that they can be compared. */
enum version {
    V_2024_11_05,
    V_2025_03_26,
    V_2025_06_18,
    V_2025_11_25,
    V_2026_07_28,
    V_COUNT,
    V_UNKNOWN, /* one of those before the newest; nobody can tell which */
};

#define V_FIRST  V_2024_11_05
#define V_LEGACY V_2025_11_25 /* the last that begins with initialize */
#define V_MODERN V_2026_07_28 /* the first without; each request says its revision */

extern const char *const version_names[V_COUNT];

/* Of any, for sentences. */
const char *version_name(enum version version);

/* V_COUNT for a name that is none of them. */
enum version version_named(const char *name);

/* Something that exists in some revisions, with the definition that its form has there. */
struct span {
    const char *name, *definition;
    enum version since, until;
    unsigned traits;
    const char *marker; /* a member that a result has for certain, and others do not */
};

enum trait {
    CACHEABLE = 1 << 0,   /* a modern result says how long it may be kept */
    MAY_REQUIRE = 1 << 1, /* a modern result may ask the client for input instead */
    IS_EMPTY = 1 << 2,    /* has no members of its own */
    NEEDS_FORM = 1 << 3,  /* what the client must be able to do: */
    NEEDS_SAMPLING = 1 << 4,
    NEEDS_ROOTS = 1 << 5,
};

/* What answers a method; what a server may notify of; what it may ask. Each ends with a NULL name.
 */
extern const struct span span_results[], span_notices[], span_demands[];

/* NULL when there is none of that name, or the revision does not have it. One that is not known may
 * have anything. */
const struct span *span_find(const struct span *spans, const char *name, enum version version);

/* Whether a result may answer that method at all, by its most telling member. */
bool span_fits(const char *method, const cJSON *result);
