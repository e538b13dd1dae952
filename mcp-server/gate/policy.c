/* policy - which models may be asked, by the user's rules. */
#include "mcp-server/gate/policy.h"

#include "base/limits.h"

#define LIST_BYTES 250 /* of an allow list in a sentence */

/* The names by which one choice is known: as it is sent, its row, what an alias stands for. */
struct names {
    const char *names[3];
    size_t count;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* A star first takes nothing; on a mismatch behind it, it takes one character more. Only the last
 * star needs that: what earlier ones took stays right. So the time is pattern times text at most,
 * and a text has at most MODEL_NAME_MAX characters. */
bool policy_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *taken = NULL;

    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            taken = text;
        } else if (lower(*pattern) == lower(*text)) {
            pattern++;
            text++;
        } else if (star) {
            pattern = star + 1;
            text = ++taken;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static struct names names_of(const struct model_name *name)
{
    struct names names = { { name->text }, 1 };

    if (name->model && name->model->id)
        names.names[names.count++] = name->model->id;
    if (name->model && name->model->alias_target)
        names.names[names.count++] = name->model->alias_target;
    return names;
}

/* The first pattern of the list that matches one of the names, or NULL. */
static const char *find_match(const cJSON *patterns, const struct names *names)
{
    const cJSON *pattern;

    cJSON_ArrayForEach(pattern, patterns)
    {
        for (size_t i = 0; i < names->count && cJSON_IsString(pattern); i++)
            if (policy_matches(pattern->valuestring, names->names[i]))
                return pattern->valuestring;
    }
    return NULL;
}

static bool is_listed_exactly(const cJSON *patterns, const char *name)
{
    const cJSON *pattern;

    cJSON_ArrayForEach(pattern, patterns)
    {
        if (cJSON_IsString(pattern) && !strchr(pattern->valuestring, '*') &&
            policy_matches(pattern->valuestring, name))
            return true;
    }
    return false;
}

/* The first of them, and how many more there are. */
static const char *list_patterns(struct buf *list, const cJSON *patterns)
{
    size_t shown = 0, count = (size_t)cJSON_GetArraySize(patterns);
    const cJSON *pattern;

    cJSON_ArrayForEach(pattern, patterns)
    {
        const char *text = cJSON_GetStringValue(pattern);

        if (!text || list->size + strlen(text) > LIST_BYTES)
            break;
        buf_addf(list, "%s%s", shown > 0 ? ", " : "", text);
        shown++;
    }
    if (shown < count)
        buf_addf(list, " (and %zu more)", count - shown);
    return buf_text(list);
}

/* What chooses its models itself could choose one that the lists forbid. */
static int check_chooser(const struct config *config, const struct model_name *name,
                         struct err *err)
{
    bool has_rules = cJSON_GetArraySize(config->allow) > 0 || cJSON_GetArraySize(config->deny) > 0;

    if (!has_rules || is_listed_exactly(config->allow, name->text))
        return 0;
    return err_set(err, ERR_POLICY,
                   "%s chooses its models itself, past models.allow and models.deny; it is refused "
                   "unless models.allow names it exactly. Name a model instead (see list_models).",
                   name->text);
}

static int check_lists(const struct config *config, const struct model_name *name, struct err *err)
{
    struct names names = names_of(name);
    const char *denied = find_match(config->deny, &names);
    CLEANUP(buf_done) struct buf allowed = BUF_MAX(ERROR_TEXT_MAX);

    if (denied)
        return err_set(err, ERR_POLICY,
                       "%s is forbidden by the rule '%s' in models.deny of the user's settings. "
                       "Choose another model (see list_models).",
                       name->text, denied);
    if (name->is_preset || name->is_router)
        return check_chooser(config, name, err);
    if (cJSON_GetArraySize(config->allow) == 0 || find_match(config->allow, &names))
        return 0;
    return err_set(err, ERR_POLICY,
                   "%s is not on the user's list of allowed models (models.allow): %s. Choose one "
                   "of these (see list_models).",
                   name->text, list_patterns(&allowed, config->allow));
}

int policy_admit(const struct config *config, const struct model_name *name, struct err *err)
{
    bool priced = name->model && name->model->highest.known && !name->is_preset;

    if (check_lists(config, name, err) < 0)
        return -1;
    if (name->model && name->model->is_free && !config->allow_free)
        return err_set(err, ERR_POLICY,
                       "%s costs nothing, and free models may keep prompts and train on them. "
                       "Choose a priced model; the user can allow free ones with "
                       "privacy.allow_free or OPENROUTER_MCP_PRIVACY_ALLOW_FREE=true.",
                       name->text);
    if (!priced && !config->allow_unpriced)
        return err_set(err, ERR_POLICY,
                       "%s has no fixed price: what serves it decides. Choose a priced model "
                       "(see list_models); the user can allow unpriced ones with "
                       "privacy.allow_unpriced or OPENROUTER_MCP_PRIVACY_ALLOW_UNPRICED=true.",
                       name->text);
    return 0;
}
