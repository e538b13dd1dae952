/* config_settings - the table of settings, and reading them from a document.
 *
 * Whatever says a setting is one JSON document, config.json as well as an environment twin (then of
 * one member), checked by schemas/config.json and read by the same table. Amounts of money are read
 * from the characters of the document, never through a double.
 */
#include "mcp-server/config/config_parts.h"

#include "base/limits.h"
#include "openrouter/money.h"
#include "schema/schema.h"
#include "schemas.h"
#include "json/scan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TWIN_PREFIX "OPENROUTER_MCP_"

/* NAMES is a section whose keys are the user's own. */
enum type { MONEY, TEXT, BOOL, DENY, NUMBER, LIST, NAMES };

static const struct setting {
    const char *section; /* NULL: at the top */
    const char *key;
    enum type type;
    size_t offset;
} settings[] = {
    { "budget", "call_usd", MONEY, offsetof(struct config, call_nano) },
    { "budget", "session_usd", MONEY, offsetof(struct config, session_nano) },
    { "budget", "day_usd", MONEY, offsetof(struct config, day_nano) },
    { "models", "default", TEXT, offsetof(struct config, default_model) },
    { "models", "allow", LIST, offsetof(struct config, allow) },
    { "models", "deny", LIST, offsetof(struct config, deny) },
    { NULL, "roles", NAMES, offsetof(struct config, roles) },
    { NULL, "aliases", NAMES, offsetof(struct config, aliases) },
    { NULL, "endpoints", NAMES, offsetof(struct config, endpoints) },
    { "privacy", "data_collection", DENY, offsetof(struct config, deny_data_collection) },
    { "privacy", "zdr", BOOL, offsetof(struct config, zdr) },
    { "privacy", "allow_free", BOOL, offsetof(struct config, allow_free) },
    { "privacy", "allow_unpriced", BOOL, offsetof(struct config, allow_unpriced) },
    { "provider", "order", LIST, offsetof(struct config, order) },
    { "provider", "only", LIST, offsetof(struct config, only) },
    { "provider", "ignore", LIST, offsetof(struct config, ignore) },
    { "provider", "sort", TEXT, offsetof(struct config, sort) },
    { "retry", "attempts", NUMBER, offsetof(struct config, retry_attempts) },
    { "retry", "allow_unknown", BOOL, offsetof(struct config, retry_unknown) },
    { "retry", "breakers", BOOL, offsetof(struct config, retry_breakers) },
    { "timeouts", "call_s", NUMBER, offsetof(struct config, call_s) },
    { "timeouts", "headers_ms", NUMBER, offsetof(struct config, headers_ms) },
    { "timeouts", "idle_ms", NUMBER, offsetof(struct config, idle_ms) },
    { "timeouts", "first_content_ms", NUMBER, offsetof(struct config, first_content_ms) },
    { "timeouts", "stall_ms", NUMBER, offsetof(struct config, stall_ms) },
    { "repeat", "window_s", NUMBER, offsetof(struct config, repeat_s) },
    { NULL, "roots", LIST, offsetof(struct config, root_list_) },
    { "files", "allow", LIST, offsetof(struct config, allow_list_) },
    { "files", "secrets", TEXT, offsetof(struct config, file_secrets) },
    { "team", "user", TEXT, offsetof(struct config, team_user) },
    { "team", "session", BOOL, offsetof(struct config, team_session) },
    { "team", "trace", BOOL, offsetof(struct config, team_trace) },
    { "team", "repository", BOOL, offsetof(struct config, team_repository) },
    { "state", "keep_days", NUMBER, offsetof(struct config, keep_days) },
    { "state", "max_mb", NUMBER, offsetof(struct config, max_mb) },
    { "state", "keep_sent", BOOL, offsetof(struct config, keep_sent) },
    { "state", "keep_threads", BOOL, offsetof(struct config, keep_threads) },
    { NULL, "ca_file", TEXT, offsetof(struct config, ca_file) },
};

/* A document that is being read. */
struct document {
    struct slice text;
    const char *origin;
};

/* Puts "origin, line 3: " in front of the sentence. */
static int blame_line(const struct document *document, size_t offset, struct err *err)
{
    size_t line, column;

    err->kind = ERR_CONFIG;
    if (document->text.size == 0 || !memchr(document->text.data, '\n', document->text.size))
        return err_wrap(err, "%s", document->origin);
    gate_position(document->text, offset, &line, &column);
    return err_wrap(err, "%s, line %zu", document->origin, line);
}

/* The offset that the gate's sentence names ("... at byte 17, ..."). */
static size_t offset_in(const char *sentence)
{
    const char *byte = strstr(sentence, "byte ");

    return byte ? (size_t)strtoull(byte + strlen("byte "), NULL, 10) : 0;
}

/* The value that a sentence which begins with a JSON Pointer ("/budget/call_usd: ...") is about;
 * the whole where it names none. */
static struct slice value_of_pointer(struct slice whole, const char *sentence)
{
    struct slice rest = { sentence, strcspn(sentence, ": ") }, key;
    struct slice value = whole;

    slice_split(&rest, '/', &key);
    while (slice_split(&rest, '/', &key)) {
        CLEANUP(freep) char *name = slice_dup(key);
        struct slice member = scan_member(value, name);

        if (member.size == 0)
            break;
        value = member;
    }
    return value;
}

/* The known keys of a section as "a, b"; of the whole document with section NULL. */
static void list_known(const char *section, struct buf *out)
{
    const char *last = "";

    for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
        const struct setting *setting = &settings[i];
        bool inside = section && setting->section && strcmp(setting->section, section) == 0;
        const char *name = inside || !setting->section ? setting->key : setting->section;

        if ((section && !inside) || strcmp(name, last) == 0)
            continue;
        buf_addf(out, "%s%s", last[0] ? ", " : "", name);
        last = name;
    }
}

static bool is_known(const char *section, struct slice key)
{
    if (!section && scan_is(key, "$schema"))
        return true;
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
        const char *of = settings[i].section;

        if (section ? of && strcmp(of, section) == 0 && scan_is(key, settings[i].key)
                    : scan_is(key, of ? of : settings[i].key))
            return true;
    }
    return false;
}

static bool has_own_names(const char *key)
{
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++)
        if (settings[i].type == NAMES && strcmp(settings[i].key, key) == 0)
            return true;
    return false;
}

static int check_known(const struct document *document, struct slice object, const char *section,
                       struct err *err)
{
    struct slice key, value;
    size_t at = 0;

    while (scan_next(object, &at, &key, &value)) {
        CLEANUP(buf_done) struct buf known = BUF_MAX(512);
        char name[64];

        scan_text(key, name, sizeof(name));
        if (!is_known(section, key)) {
            list_known(section, &known);
            err_set(err, ERR_CONFIG, "\"%s\" is not a setting%s%s; known: %s", name,
                    section ? " of " : "", section ? section : "", buf_text(&known));
            return blame_line(document, (size_t)(key.data - document->text.data), err);
        }
        if (!section && scan_type(value) == SCAN_OBJECT && !has_own_names(name) &&
            check_known(document, value, name, err) < 0)
            return -1;
    }
    return 0;
}

static int check_schema(const struct document *document, const cJSON *tree, struct err *err)
{
    CLEANUP(json_freep)
    cJSON *definition = json_parse(slice_of(config_json), &gate_config, err);
    struct schema *schema = definition ? schema_new(definition, err) : NULL;

    if (!schema)
        return -1;

    int rc = schema_check(schema, tree, err);

    schema_free(schema);
    if (rc == 0)
        return 0;

    struct slice value = value_of_pointer(document->text, err->text);

    return blame_line(document, (size_t)(value.data - document->text.data), err);
}

static const char *keep_text(struct config *config, struct slice value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(value.size);

    scan_string(value, &text);
    return config_keep(config, buf_take(&text));
}

static int read_money(struct slice value, int64_t *nano, struct err *err)
{
    char digits[64];

    if (scan_type(value) == SCAN_NUMBER)
        return money_parse_nano(value, nano, err);
    scan_text(value, digits, sizeof(digits));
    return money_parse_nano(slice_of(digits), nano, err);
}

/* The value passed the schema: only money can still be wrong, by its size. */
static int read_value(const struct setting *setting, struct slice value, struct config *config,
                      struct err *err)
{
    char *field = (char *)config + setting->offset;

    switch (setting->type) {
    case MONEY:
        return read_money(value, (int64_t *)(void *)field, err);
    case TEXT:
        *(const char **)(void *)field = keep_text(config, value);
        return 0;
    case BOOL:
        *(bool *)(void *)field = scan_type(value) == SCAN_TRUE;
        return 0;
    case DENY:
        *(bool *)(void *)field = scan_is(value, "deny");
        config->collection_is_said = true;
        return 0;
    case NUMBER:
        scan_int(value, (int64_t *)(void *)field);
        return 0;
    case LIST:
    case NAMES:
        *(const cJSON **)(void *)field =
            json_at(setting->section ? json_at(config->owned_->tree, setting->section)
                                     : config->owned_->tree,
                    setting->key);
        return 0;
    }
    return 0;
}

static int read_all(struct config *config, const struct document *document, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
        const struct setting *setting = &settings[i];
        struct slice section =
            setting->section ? scan_member(document->text, setting->section) : document->text;
        struct slice value = scan_member(section, setting->key);

        if (value.size > 0 && read_value(setting, value, config, err) < 0) {
            err_wrap(err, "%s.%s", setting->section ? setting->section : "", setting->key);
            return blame_line(document, (size_t)(value.data - document->text.data), err);
        }
    }
    return 0;
}

int config_apply(struct config *config, struct slice text, const char *origin, struct err *err)
{
    struct document document = { text, origin };
    struct config changed = *config;
    struct slice blamed;

    if (gate_check(text, &gate_config, err) < 0)
        return blame_line(&document, offset_in(err->text), err);
    if (check_known(&document, text, NULL, err) < 0)
        return -1;
    /* Before a tree is made, which would be a copy. */
    if (config_check_secrets(text, &blamed, err) < 0)
        return blame_line(&document, (size_t)(blamed.data - text.data), err);

    CLEANUP(json_freep) cJSON *tree = json_parse(text, &gate_config, err);

    if (!tree || check_schema(&document, tree, err) < 0)
        return -1;
    if (config_check_names(text, &blamed, err) < 0 ||
        config_check_endpoints(text, &blamed, err) < 0)
        return blame_line(&document, (size_t)(blamed.data - text.data), err);
    /* Twins are scalars: the one document with lists is the file, which comes first. */
    if (!config->owned_->tree)
        config->owned_->tree = TAKE(tree);
    if (read_all(&changed, &document, err) < 0)
        return -1;
    *config = changed;
    return 0;
}

/* OPENROUTER_MCP_BUDGET_CALL_USD */
static void name_twin(const struct setting *setting, char name[64])
{
    snprintf(name, 64, TWIN_PREFIX "%s%s%s", setting->section ? setting->section : "",
             setting->section ? "_" : "", setting->key);
    for (char *c = name; *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

/* What the shell can only write as text, as the JSON value that it means. */
static void add_twin_value(struct buf *out, const struct setting *setting, struct slice value)
{
    bool digits = value.size > 0 && value.size < 16 && (value.data[0] != '0' || value.size == 1);

    for (size_t i = 0; i < value.size; i++)
        digits = digits && value.data[i] >= '0' && value.data[i] <= '9';
    if (setting->type == BOOL && (slice_is(value, SLICE("1")) || slice_is(value, SLICE("true"))))
        buf_adds(out, "true");
    else if (setting->type == BOOL &&
             (slice_is(value, SLICE("0")) || slice_is(value, SLICE("false"))))
        buf_adds(out, "false");
    else if (setting->type == NUMBER && digits)
        buf_add(out, value);
    else
        json_quote(value, out);
}

static int apply_twin(struct config *config, const struct setting *setting, const char *name,
                      struct err *err)
{
    struct slice value = slice_trim(slice_of(config_env(name)));
    CLEANUP(buf_done) struct buf text = BUF_MAX(CONFIG_MAX);

    if (value.size == 0)
        return 0;
    if (setting->section)
        buf_addf(&text, "{\"%s\":", setting->section);
    buf_addf(&text, "{\"%s\":", setting->key);
    add_twin_value(&text, setting, value);
    buf_adds(&text, setting->section ? "}}" : "}");
    if (text.full)
        return err_set(err, ERR_CONFIG, "%s is too long", name);
    return config_apply(config, buf_slice(&text), name, err);
}

/* Only scalars have twins. */
static bool is_composed(const struct setting *setting)
{
    return setting->type == LIST || setting->type == NAMES;
}

/* A misspelt cap that nobody mentions would be a cap that does not hold. */
static int check_twins(struct err *err)
{
    for (char **variable = environ; variable && *variable; variable++) {
        struct slice name = { *variable, strcspn(*variable, "=") };
        CLEANUP(buf_done) struct buf known = BUF_MAX(800);
        bool found = !slice_starts(name, SLICE(TWIN_PREFIX));

        for (size_t i = 0; i < ARRAY_COUNT(settings) && !found; i++) {
            char twin[64];

            if (is_composed(&settings[i]))
                continue;
            name_twin(&settings[i], twin);
            found = slice_is(name, slice_of(twin));
            buf_addf(&known, " %s", twin + strlen(TWIN_PREFIX));
        }
        if (!found)
            return err_set(err, ERR_CONFIG,
                           "%.*s is not a setting; known behind " TWIN_PREFIX ":%s",
                           name.size > 100 ? 100 : (int)name.size, name.data, buf_text(&known));
    }
    return 0;
}

int config_apply_environment(struct config *config, struct err *err)
{
    if (check_twins(err) < 0)
        return -1;
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++) {
        char name[64];

        name_twin(&settings[i], name);
        if (!is_composed(&settings[i]) && apply_twin(config, &settings[i], name, err) < 0)
            return -1;
    }
    return 0;
}
