/* dialect - what differs between the revisions of the protocol. */
#include "mcp/dialect.h"

#include "base/mem.h"
#include "json/scan.h"

const struct dialect dialects[REVISION_COUNT] = {
    { REVISION_2024_11_05, "2024-11-05", .stateless = false, .batches = false },
    { REVISION_2025_03_26, "2025-03-26", .stateless = false, .batches = true },
    { REVISION_2025_06_18, "2025-06-18", .stateless = false, .batches = false },
    { REVISION_2025_11_25, "2025-11-25", .stateless = false, .batches = false },
    { REVISION_2026_07_28, "2026-07-28", .stateless = true, .batches = false },
};

static const enum revision features[FEATURE_COUNT] = {
    [FEATURE_AUDIO] = REVISION_2025_03_26,
    [FEATURE_LINKS] = REVISION_2025_06_18,
    [FEATURE_PROGRESS_MESSAGE] = REVISION_2025_03_26,
    [FEATURE_ELICITATION] = REVISION_2025_06_18,
    [FEATURE_ELICITATION_URL] = REVISION_2025_11_25,
    [FEATURE_COMPLETIONS] = REVISION_2025_03_26,
};

/* Members that came later than the first revision; what is not named here was always there. */
struct novelty {
    const char *name;
    enum revision since;
};

static const struct novelty of_server[] = {
    { "title", REVISION_2025_06_18 },
    { "description", REVISION_2025_11_25 },
    { "websiteUrl", REVISION_2025_11_25 },
    { NULL, 0 },
};

static const struct novelty of_tool[] = {
    { "annotations", REVISION_2025_03_26 },
    { "title", REVISION_2025_06_18 },
    { "_meta", REVISION_2025_06_18 },
    { "icons", REVISION_2025_11_25 },
    { NULL, 0 },
};

static const struct novelty of_others[] = {
    { "title", REVISION_2025_06_18 },
    { "_meta", REVISION_2025_06_18 },
    { "icons", REVISION_2025_11_25 },
    { NULL, 0 },
};

static const struct novelty *const of_family[FAMILY_COUNT] = {
    [FAMILY_TOOL] = of_tool,
    [FAMILY_PROMPT] = of_others,
    [FAMILY_RESOURCE] = of_others,
    [FAMILY_TEMPLATE] = of_others,
};

static bool is_known(const struct novelty *novelty, const char *name, enum revision revision)
{
    for (; novelty->name; novelty++)
        if (strcmp(novelty->name, name) == 0)
            return revision >= novelty->since;
    return true;
}

static const struct dialect *find(struct slice version, bool stateless)
{
    for (size_t i = 0; i < REVISION_COUNT; i++)
        if (dialects[i].stateless == stateless && scan_is(version, dialects[i].version))
            return &dialects[i];
    return NULL;
}

const struct dialect *dialect_initial(void)
{
    return &dialects[REVISION_2025_11_25];
}

const struct dialect *dialect_negotiate(struct slice version)
{
    const struct dialect *dialect = find(version, false);

    return dialect ? dialect : dialect_initial();
}

const struct dialect *dialect_stateless(struct slice version)
{
    return find(version, true);
}

bool dialect_has(const struct dialect *dialect, enum feature feature)
{
    return dialect->revision >= features[feature];
}

bool dialect_has_member(const struct dialect *dialect, enum family family, const char *name)
{
    return is_known(of_family[family], name, dialect->revision);
}

bool dialect_has_server_info(const struct dialect *dialect, const char *name)
{
    return is_known(of_server, name, dialect->revision);
}
