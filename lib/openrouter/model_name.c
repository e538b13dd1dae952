/* model_name - from what a user writes to a row of the catalogue.
 *
 *   "vendor/slug:suffix@preset/x" -> preset off -> an exact row? -> suffix off -> a row?
 */
#include "openrouter/model_name.h"

#include "base/limits.h"
#include "base/nearest.h"

#include <stdio.h>
#include <strings.h>

#define SUGGESTED_MAX 3
#define PRESET_MARK   "@preset/"

/* What may follow the id of a row behind a colon. */
static const struct suffix {
    const char *name;
    bool is_dynamic;     /* OpenRouter understands it behind every model */
    bool asks_reasoning; /* the row itself does it, when it can reason */
    const char *refusal; /* why not, when there is no row of that name */
} suffixes[] = {
    { "nitro", true, false, NULL },
    { "floor", true, false, NULL },
    { "exacto", true, false, NULL },
    { "online", true, false, NULL },
    { "thinking", false, true, "it does not reason" },
    { "free", false, false, "it has no free variant" },
    { "extended", false, false, "it has no extended variant" },
    { "batch", false, false,
      "batch variants answer only through OpenRouter's batch interface, not a chat" },
};

static const struct suffix *find_suffix(struct slice name)
{
    for (size_t i = 0; i < ARRAY_COUNT(suffixes); i++)
        if (slice_is(name, slice_of(suffixes[i].name)))
            return &suffixes[i];
    return NULL;
}

/* Exactly this id, or this id in other letter case: both can mean one row only. */
static const struct model *find_row(const struct models *models, struct slice id)
{
    const struct model *model = models_find(models, id);

    for (size_t i = 0; !model && i < models->count; i++)
        if (strlen(models->list[i].id) == id.size &&
            strncasecmp(models->list[i].id, id.data, id.size) == 0)
            model = &models->list[i];
    return model;
}

static struct slice without_vendor(struct slice name)
{
    const char *slash = name.size > 0 ? memchr(name.data, '/', name.size) : NULL;

    return slash ? slice_from(name, (size_t)(slash - name.data) + 1) : name;
}

static bool contains(struct slice text, struct slice part)
{
    for (size_t at = 0; part.size >= 3 && at + part.size <= text.size; at++)
        if (strncasecmp(text.data + at, part.data, part.size) == 0)
            return true;
    return false;
}

/* How far a row is from what was typed, 0 the same; SIZE_MAX when it is no fair guess. A missing or
 * wrong vendor counts as one mistake; a part of a name comes after every misspelling. */
static size_t distance(struct slice typed, struct slice id)
{
    struct slice short_typed = without_vendor(typed), short_id = without_vendor(id);
    size_t limit = nearest_limit(typed), short_limit = nearest_limit(short_typed);
    size_t whole = nearest_distance(typed, id, limit);
    size_t part = nearest_distance(short_typed, short_id, short_limit);
    size_t best = whole <= limit ? whole : SIZE_MAX;

    if (part <= short_limit && part + 1 < best)
        best = part + 1;
    if (best == SIZE_MAX && contains(short_id, short_typed))
        best = NEAREST_SIZE_MAX + short_id.size;
    return best;
}

size_t model_name_nearest(const struct models *models, const char *name,
                          const struct model **nearest, size_t max)
{
    size_t count = 0;
    size_t distances[16];

    if (max > ARRAY_COUNT(distances))
        max = ARRAY_COUNT(distances);
    for (size_t i = 0; i < models->count; i++) {
        const struct model *model = &models->list[i];
        size_t here = distance(slice_of(name), slice_of(model->id)), at = count;

        if (here == SIZE_MAX)
            continue;
        while (at > 0 && (here < distances[at - 1] ||
                          (here == distances[at - 1] &&
                           model->created_unix_s > nearest[at - 1]->created_unix_s)))
            at--;
        if (at == max)
            continue;
        count += count < max;
        for (size_t to = count - 1; to > at; to--) {
            distances[to] = distances[to - 1];
            nearest[to] = nearest[to - 1];
        }
        distances[at] = here;
        nearest[at] = model;
    }
    return count;
}

/* name is what was typed, searched the part of it that names a row. */
static int fail_unknown(const struct models *models, const char *name, const char *searched,
                        struct err *err)
{
    const struct model *nearest[SUGGESTED_MAX];
    size_t count = model_name_nearest(models, searched, nearest, SUGGESTED_MAX);
    char list[SUGGESTED_MAX * (MODEL_NAME_MAX + 3)] = "";

    for (size_t i = 0, size = 0; i < count; i++)
        size += (size_t)snprintf(list + size, sizeof(list) - size, "%s%s", i > 0 ? ", " : "",
                                 nearest[i]->id);
    if (count == 0)
        return err_set(err, ERR_MODEL,
                       "OpenRouter lists no model '%s'; names look like vendor/model, and "
                       "list_models with query finds them",
                       name);
    return err_set(err, ERR_MODEL, "OpenRouter lists no model '%s'; the nearest: %s", name, list);
}

static int take_row(const struct model *model, const char *suffix, struct model_name *found)
{
    found->model = model;
    found->is_router = slice_is(model->vendor, SLICE("openrouter"));
    snprintf(found->text, sizeof(found->text), "%s%s%s", model->id, suffix[0] ? ":" : "", suffix);
    return 0;
}

/* "id:suffix" that is no row of its own. */
static int resolve_suffixed(const struct models *models, const char *name, struct model_name *found,
                            struct err *err)
{
    char base[MODEL_NAME_MAX + 1];
    const char *colon = strrchr(name, ':');
    const struct suffix *suffix = find_suffix(slice_of(colon + 1));

    snprintf(base, sizeof(base), "%.*s", (int)(colon - name), name);

    const struct model *model = find_row(models, slice_of(base));

    if (!model)
        return fail_unknown(models, name, suffix ? base : name, err);
    if (!suffix)
        return err_set(err, ERR_ARGUMENT,
                       "'%s': unknown suffix; %s takes :nitro, :floor, :exacto, :online, or none",
                       name, model->id);
    if (!suffix->is_dynamic && !(suffix->asks_reasoning && model->features & FEATURE_REASONING))
        return err_set(err, ERR_ARGUMENT, "'%s': %s; use '%s'", name, suffix->refusal, model->id);
    snprintf(found->variant, sizeof(found->variant), "%s", suffix->name);
    return take_row(model, suffix->is_dynamic ? suffix->name : "", found);
}

static int resolve_model(const struct models *models, const char *name, struct model_name *found,
                         struct err *err)
{
    const struct model *model = find_row(models, slice_of(name));

    if (model)
        return take_row(model, "", found);
    return strchr(name, ':') ? resolve_suffixed(models, name, found, err)
                             : fail_unknown(models, name, name, err);
}

/* Where "@preset/..." begins; NULL without one, and -1 for any other "@". */
static int find_preset(const char *name, const char **preset, struct err *err)
{
    *preset = strchr(name, '@');
    if (!*preset)
        return 0;

    const char *slug = *preset + strlen(PRESET_MARK);

    if (strncmp(*preset, PRESET_MARK, strlen(PRESET_MARK)) != 0 || !*slug || strpbrk(slug, "/@:~"))
        return err_set(err, ERR_ARGUMENT,
                       "'%s' is no name of a model; a preset is @preset/slug or "
                       "vendor/model@preset/slug",
                       name);
    return 0;
}

static int check_form(struct slice typed, struct err *err)
{
    if (typed.size == 0)
        return err_set(err, ERR_ARGUMENT,
                       "the name of the model is empty; it looks like "
                       "vendor/model, and list_models finds one");
    if (typed.size > MODEL_NAME_MAX)
        return err_set(err, ERR_ARGUMENT, "the name of the model has %zu bytes; the limit is %d",
                       typed.size, MODEL_NAME_MAX);
    if (!model_name_is_safe(typed))
        return err_set(err, ERR_ARGUMENT,
                       "the name of the model has a character that no name has; it looks like "
                       "vendor/model, of letters, digits and ~/:._-@");
    return 0;
}

int model_name_resolve(const struct models *models, const char *name, struct model_name *found,
                       struct err *err)
{
    struct slice typed = slice_trim(slice_of(name));
    char text[MODEL_NAME_MAX + 1], model[MODEL_NAME_MAX + 1];
    const char *preset;

    *found = (struct model_name){ 0 };
    if (check_form(typed, err) < 0)
        return -1;
    snprintf(text, sizeof(text), "%.*s", SLICE_FMT(typed));
    if (find_preset(text, &preset, err) < 0)
        return -1;
    found->is_preset = preset != NULL;
    if (!preset)
        return resolve_model(models, text, found, err);

    snprintf(model, sizeof(model), "%.*s", (int)(preset - text), text);
    if (model[0] && resolve_model(models, model, found, err) < 0)
        return -1;

    size_t size = strlen(found->text);

    snprintf(found->text + size, sizeof(found->text) - size, "%s", preset);
    return 0;
}
