/* settings - the file and the environment: what holds, and what was set in vain. */
#include "mcp-server/doctor/groups.h"

#include "base/limits.h"

#include <stdio.h>
#include <sys/stat.h>

#define TWIN_PREFIX "OPENROUTER_MCP_"

static void check_file(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    struct stat file;

    if (!config->config_file)
        finding_note(checkup, "file", "export HOME, or XDG_CONFIG_HOME",
                     "there is no home directory to look for config.json in; the defaults hold");
    else if (stat(config->config_file, &file) < 0)
        finding_ok(checkup, "file", "no %s; the defaults hold", config->config_file);
    else
        finding_ok(checkup, "file", "%s (mode %04o)", config->config_file,
                   (unsigned)(file.st_mode & 07777));
}

/* The file or a variable is wrong: then nothing that costs money is sent. */
static void check_values(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config->config_err.kind != ERR_NONE)
        finding_err(checkup, "values", &config->config_err,
                    "correct that; until then paid calls are refused, and the defaults hold for "
                    "everything else (man openrouter-mcp lists all settings)");
}

/* Appends those of the variables that begin so, "A, B". */
static void add_seen(struct buf *out, const struct config *config, struct slice prefix)
{
    struct slice rest = slice_of(config->seen), word;

    while (slice_split(&rest, ' ', &word))
        if (word.size > 0 && slice_starts(word, prefix))
            buf_addf(out, "%s%.*s", out->size > 0 ? ", " : "", SLICE_FMT(word));
}

static void check_environment(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    CLEANUP(buf_done) struct buf twins = BUF_MAX(KIB(2)), dropped = BUF_MAX(KIB(1));

    add_seen(&twins, config, SLICE(TWIN_PREFIX));
    if (twins.size > 0)
        finding_ok(checkup, "environment", "wins over the file: %s", buf_text(&twins));
    for (const char *const *name = config_dropped; *name; name++)
        if (config_saw(config, *name) && !config_is_trust(*name))
            buf_addf(&dropped, "%s%s", dropped.size > 0 ? ", " : "", *name);
    if (dropped.size > 0)
        finding_note(checkup, "dropped", NULL,
                     "%s: set, and not used here, because it could weaken TLS or load other code",
                     buf_text(&dropped));
}

void doctor_settings(struct checkup *checkup)
{
    check_file(checkup);
    check_values(checkup);
    check_environment(checkup);
    if (checkup->program->config->project[0])
        finding_ok(checkup, "project", "%s (so the ledger calls what is asked from here)",
                   checkup->program->config->project);
}

/* Where credentials may stand, up to the last "@"; the password may have one, too. */
void doctor_mask(struct buf *out, struct slice address)
{
    size_t from = 0, to = 0;

    for (size_t i = 0; i < address.size; i++) {
        if (from == 0 && i >= 2 && memcmp(address.data + i - 2, "://", 3) == 0)
            from = i + 1;
        if (address.data[i] == '@')
            to = i;
    }
    if (to == 0) {
        buf_add(out, address);
        return;
    }
    if (from > to) /* the "://" is a part of the password */
        from = 0;
    buf_addf(out, "%.*s***", (int)from, address.data);
    buf_add(out, slice_from(address, to));
}

/* A wrong one is an error of the settings, and was not taken. */
static void check_address(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config_saw(config, "OPENROUTER_BASE_URL") && config->config_err.kind == ERR_NONE)
        finding_note(checkup, "address", NULL,
                     "%s, by OPENROUTER_BASE_URL: there go questions and the key",
                     config->base_url);
    else
        finding_ok(checkup, "address", "%s", config->base_url);
}

static void check_proxy(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    CLEANUP(buf_done) struct buf proxy = BUF_MAX(KIB(1));

    if (!config->proxy || !config->proxy[0])
        return;
    doctor_mask(&proxy, slice_of(config->proxy));
    finding_ok(checkup, "proxy", "%s%s%s", buf_text(&proxy), config->no_proxy ? "; not for " : "",
               config->no_proxy ? config->no_proxy : "");
}

static void check_trust(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config->ca_file)
        finding_ok(checkup, "certificates", "%s, %s the system's", config->ca_file,
                   config->ca_adds ? "beside" : "in place of");
    for (const char *const *name = config_dropped; *name; name++)
        if (!config->ca_file && config_is_trust(*name) && config_saw(config, *name))
            finding_note(
                checkup, "certificates", "name a file of PEM certificates that you can read",
                "%s is set, and names no file that can be read: only the system's hold", *name);
}

void doctor_network(struct checkup *checkup)
{
    check_address(checkup);
    check_proxy(checkup);
    check_trust(checkup);
}

void doctor_privacy(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config->deny_data_collection)
        finding_ok(checkup, "data", "only providers that neither store prompts nor train on them");
    else
        finding_note(checkup, "data", "privacy.data_collection: \"deny\"",
                     "providers may store prompts and train on them (privacy.data_collection is "
                     "\"allow\")");
    finding_ok(checkup, "retention",
               config->zdr ? "only endpoints with zero data retention (zdr)"
                           : "zero data retention is not demanded (zdr)");
    if (config->allow_free)
        finding_note(checkup, "free models", "privacy.allow_free: false",
                     "may be asked; many of them train on prompts");
    else
        finding_ok(checkup, "free models", "are not asked");
    if (config->allow_unpriced)
        finding_note(checkup, "unpriced", NULL,
                     "models whose price depends on what serves them may be asked");
    if (config->allow || config->deny)
        finding_ok(checkup, "models", "%d patterns allow, %d deny",
                   cJSON_GetArraySize(config->allow), cJSON_GetArraySize(config->deny));
}
