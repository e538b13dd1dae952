/* flags - the arguments of a command as the arguments of a tool. */
#include "mcp-server/cli/flags.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "mcp-server/cli/intake.h"

#include <stdio.h>

#define FLAG_SIZE 80 /* of a name as it is typed */

/* One flag as it was typed: "no-web", or "max-cost-usd" and what stands behind its "=". */
struct flag {
    struct slice name;
    const char *value; /* NULL: none was joined to it */
};

static bool is_type(const cJSON *property, const char *type)
{
    const char *is = json_str(property, "type");

    return is && strcmp(is, type) == 0;
}

void flags_spell(char *spelt, size_t size, const char *property)
{
    size_t length = 0;

    for (; property[length] && length + 1 < size; length++)
        spelt[length] = property[length] == '_' ? '-' : property[length];
    spelt[length] = '\0';
}

bool flags_is_required(const cJSON *schema, const char *property)
{
    const cJSON *name;

    cJSON_ArrayForEach(name, json_at(schema, "required"))
    {
        if (cJSON_IsString(name) && strcmp(name->valuestring, property) == 0)
            return true;
    }
    return false;
}

const char *flags_positional(const cJSON *schema)
{
    const cJSON *required = json_at(schema, "required");
    const cJSON *properties = json_at(schema, "properties");

    if (required && required->child)
        return required->child->valuestring;
    if (properties && properties->child && is_type(properties->child, "string"))
        return properties->child->string;
    return NULL;
}

static const cJSON *find_property(const cJSON *schema, struct slice name)
{
    const cJSON *property;

    cJSON_ArrayForEach(property, json_at(schema, "properties"))
    {
        char spelt[FLAG_SIZE];

        flags_spell(spelt, sizeof(spelt), property->string);
        if (slice_is(name, slice_of(spelt)) || slice_is(name, slice_of(property->string)))
            return property;
    }
    return NULL;
}

static int unknown(const cJSON *schema, struct slice name, struct err *err)
{
    const cJSON *property;
    char best[FLAG_SIZE] = "";
    size_t limit = nearest_limit(name);

    cJSON_ArrayForEach(property, json_at(schema, "properties"))
    {
        char spelt[FLAG_SIZE];

        flags_spell(spelt, sizeof(spelt), property->string);

        size_t distance = nearest_distance(name, slice_of(spelt), limit);

        /* "max-cost" is a fair guess at "max-cost-usd", however much is missing. */
        if (name.size >= 3 && slice_starts(slice_of(spelt), name))
            distance = 1;
        if (distance <= limit && (!best[0] || distance < limit)) {
            snprintf(best, sizeof(best), "%s", spelt);
            limit = distance;
        }
    }
    if (best[0])
        return err_set(err, ERR_ARGUMENT, "there is no flag --%.*s; did you mean --%s?",
                       SLICE_FMT(name), best);
    return err_set(err, ERR_ARGUMENT, "there is no flag --%.*s; --help lists what there is",
                   SLICE_FMT(name));
}

static int set_once(struct flags *flags, const char *property, cJSON *value, struct err *err)
{
    if (json_at(flags->arguments, property)) {
        char spelt[FLAG_SIZE];

        json_free(value);
        flags_spell(spelt, sizeof(spelt), property);
        return err_set(err, ERR_ARGUMENT, "--%s is given twice; it takes one value", spelt);
    }
    cJSON_AddItemToObject(flags->arguments, property, value);
    return 0;
}

static int set_object(struct flags *flags, const char *property, const char *text, struct err *err)
{
    CLEANUP(buf_done) struct buf content = BUF_MAX(PROMPT_MAX);
    char spelt[FLAG_SIZE];

    if (text[0] == '@' && intake_file(&content, text + 1, err) < 0)
        return -1;
    if (text[0] == '@')
        text = buf_text(&content);

    cJSON *value = json_parse(slice_of(text), &gate_client, err);

    flags_spell(spelt, sizeof(spelt), property);
    return value ? set_once(flags, property, value, err) : err_wrap(err, "--%s", spelt);
}

static int add_to_array(struct flags *flags, const char *property, const char *text)
{
    cJSON *array = cJSON_GetObjectItemCaseSensitive(flags->arguments, property);

    if (!array)
        array = cJSON_AddArrayToObject(flags->arguments, property);
    cJSON_AddItemToArray(array, cJSON_CreateString(text));
    return 0;
}

static int set_text(struct flags *flags, const cJSON *property, const char *text, struct err *err)
{
    if (utf8_valid(slice_of(text)) < strlen(text))
        return err_set(err, ERR_ARGUMENT, "the value of %s is not UTF-8 at byte %zu",
                       property->string, utf8_valid(slice_of(text)));
    if (is_type(property, "array"))
        return add_to_array(flags, property->string, text);
    if (is_type(property, "object"))
        return set_object(flags, property->string, text, err);
    if (strcmp(text, "-") == 0 && is_type(property, "string") && !flags->standard_input) {
        flags->standard_input = property->string;
        return 0;
    }
    return set_once(flags, property->string, cJSON_CreateString(text), err);
}

static int take_positional(struct flags *flags, const cJSON *schema, const char *text,
                           struct err *err)
{
    const char *name = flags_positional(schema);

    if (!name)
        return err_set(err, ERR_ARGUMENT, "unexpected \"%s\": this command takes only flags", text);
    if (json_at(flags->arguments, name) || flags->standard_input)
        return err_set(err, ERR_ARGUMENT,
                       "unexpected \"%s\": there is a %s already; put a text of several words into "
                       "quotes",
                       text, name);
    return set_text(flags, json_at(json_at(schema, "properties"), name), text, err);
}

/* Flags of the command itself, whatever the tool. */
static bool take_own(struct flags *flags, const struct flag *flag)
{
    if (!flag->value && slice_is(flag->name, SLICE("help")))
        flags->help = true;
    else if (!flag->value && slice_is(flag->name, SLICE("json")))
        flags->json = true;
    else
        return false;
    return true;
}

/* The boolean that "no-web" switches off, or NULL. */
static const cJSON *find_negated(const cJSON *schema, const struct flag *flag)
{
    const cJSON *property;

    if (flag->value || !slice_starts(flag->name, SLICE("no-")))
        return NULL;
    property = find_property(schema, slice_from(flag->name, strlen("no-")));
    return property && is_type(property, "boolean") ? property : NULL;
}

/* The flag at *argv, which moves on over a value of its own. */
static int take_flag(struct flags *flags, const cJSON *schema, char ***argv, struct err *err)
{
    const char *typed = **argv + 2;
    const char *equals = strchr(typed, '=');
    struct flag flag = { { typed, equals ? (size_t)(equals - typed) : strlen(typed) },
                         equals ? equals + 1 : NULL };
    const cJSON *property = find_property(schema, flag.name);
    const cJSON *negated = property ? NULL : find_negated(schema, &flag);

    if (!property && take_own(flags, &flag))
        return 0;
    if (negated)
        return set_once(flags, negated->string, cJSON_CreateFalse(), err);
    if (!property)
        return unknown(schema, flag.name, err);
    if (!flag.value && is_type(property, "boolean"))
        return set_once(flags, property->string, cJSON_CreateTrue(), err);
    if (!flag.value) {
        flag.value = (*argv)[1];
        if (!flag.value || strncmp(flag.value, "--", 2) == 0)
            return err_set(err, ERR_ARGUMENT,
                           "--%.*s needs a value; one that begins with -- is written --%.*s=VALUE",
                           SLICE_FMT(flag.name), SLICE_FMT(flag.name));
        (*argv)++;
    }
    return set_text(flags, property, flag.value, err);
}

int flags_read(struct flags *flags, const cJSON *schema, char **argv, struct err *err)
{
    bool flags_over = false;

    *flags = (struct flags){ .arguments = cJSON_CreateObject() };
    for (; *argv; argv++) {
        const char *typed = *argv;
        int rc;

        if (!flags_over && strcmp(typed, "--") == 0) {
            flags_over = true;
            continue;
        }
        if (!flags_over && strcmp(typed, "-h") == 0) {
            flags->help = true;
            continue;
        }
        if (flags_over || typed[0] != '-' || !typed[1])
            rc = take_positional(flags, schema, typed, err);
        else if (typed[1] == '-')
            rc = take_flag(flags, schema, &argv, err);
        else
            rc = err_set(err, ERR_ARGUMENT,
                         "there is no flag %s; flags have two dashes, and a text that begins with "
                         "one stands behind --",
                         typed);
        if (rc < 0)
            return -1;
    }
    return 0;
}

void flags_done(struct flags *flags)
{
    json_free(TAKE(flags->arguments));
}
