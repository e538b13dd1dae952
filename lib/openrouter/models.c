/* models - the rows of GET /models as structs, sorted by id. */
#include "openrouter/models.h"

#include "base/limits.h"
#include "openrouter/local_name.h"
#include "openrouter/members.h"
#include "openrouter/plain.h"
#include "openrouter/prices.h"
#include "openrouter/tenths.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define NAME_SIZE          121
#define DESCRIPTION_SIZE   401
#define TOKENS_MAX         1000000000 /* of a context: keeps later sums far from overflow */
#define NEVER_EXPIRES_FROM "2098"

struct flag {
    const char *name;
    unsigned bit;
};

static const struct flag inputs[] = {
    { "text", INPUT_TEXT },   { "image", INPUT_IMAGE }, { "file", INPUT_FILE },
    { "audio", INPUT_AUDIO }, { "video", INPUT_VIDEO }, { 0 },
};

static const struct flag features[] = {
    { "tools", FEATURE_TOOLS },
    { "structured_outputs", FEATURE_STRUCTURED },
    { "reasoning", FEATURE_REASONING },
    { "max_tokens", FEATURE_MAX_TOKENS },
    { "max_completion_tokens", FEATURE_MAX_COMPLETION_TOKENS },
    { 0 },
};

static const struct flag outputs[] = { { "text", 1 }, { 0 } };

bool model_name_is_safe(struct slice name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!alphanumeric && (c == '\0' || !strchr("~/:._-+@", c)))
            return false;
    }
    return name.size > 0;
}

/* The words of these lists are plain; one that is written with escapes is not recognised. */
static bool is_word(struct slice value, const char *word)
{
    size_t size = strlen(word);

    return value.size == size + 2 && memcmp(value.data + 1, word, size) == 0;
}

static unsigned read_flags(struct slice list, const struct flag *flags)
{
    struct slice value;
    unsigned bits = 0;

    for (size_t at = 0; scan_next(list, &at, NULL, &value);)
        for (const struct flag *flag = flags; flag->name; flag++)
            if (is_word(value, flag->name))
                bits |= flag->bit;
    return bits;
}

/* 0 for what is absent, negative or no integer. */
static int64_t read_tokens(struct slice value)
{
    int64_t tokens = 0;

    if (!scan_int(value, &tokens) || tokens < 0)
        return 0;
    return tokens < TOKENS_MAX ? tokens : TOKENS_MAX;
}

/* The inside of a string that needs no decoding; empty for any other value. */
static struct slice plain_string(struct slice value)
{
    if (scan_type(value) != SCAN_STRING || memchr(value.data, '\\', value.size))
        return (struct slice){ NULL, 0 };
    return (struct slice){ value.data + 1, value.size - 2 };
}

static char *read_line(struct slice value, size_t size)
{
    char text[1024], line[DESCRIPTION_SIZE];
    struct slice string = plain_string(value);

    if (string.size == 0) {
        scan_text(value, text, sizeof(text));
        string = slice_of(text);
    }
    return slice_dup((struct slice){ line, plain_line(string, line, size) });
}

/* [~]author/slug, of at most MODEL_NAME_MAX bytes that can be sent and shown. */
static char *read_id(struct slice value)
{
    struct slice id = plain_string(value);
    size_t author = slice_starts(id, SLICE("~")) ? 1 : 0;
    const char *slash = id.size > 0 ? memchr(id.data, '/', id.size) : NULL;

    if (!slash || slash == id.data + author || slash == id.data + id.size - 1 ||
        id.size > MODEL_NAME_MAX || !model_name_is_safe(id) || memchr(id.data, '@', id.size))
        return NULL;
    return slice_dup(id);
}

/* The members of a row that are read; the rest (voices, links, ...) is passed over. */
enum row_member {
    ROW_ID,
    ROW_CANONICAL_SLUG,
    ROW_NAME,
    ROW_DESCRIPTION,
    ROW_CREATED,
    ROW_CONTEXT_LENGTH,
    ROW_ARCHITECTURE,
    ROW_PRICING,
    ROW_TOP_PROVIDER,
    ROW_SUPPORTED_PARAMETERS,
    ROW_REASONING,
    ROW_BENCHMARKS,
    ROW_EXPIRATION_DATE,
    ROW_ALIAS_TARGET,
    ROW_MEMBER_COUNT
};

static const char *const row_keys[ROW_MEMBER_COUNT + 1] = {
    [ROW_ID] = "id",
    [ROW_CANONICAL_SLUG] = "canonical_slug",
    [ROW_NAME] = "name",
    [ROW_DESCRIPTION] = "description",
    [ROW_CREATED] = "created",
    [ROW_CONTEXT_LENGTH] = "context_length",
    [ROW_ARCHITECTURE] = "architecture",
    [ROW_PRICING] = "pricing",
    [ROW_TOP_PROVIDER] = "top_provider",
    [ROW_SUPPORTED_PARAMETERS] = "supported_parameters",
    [ROW_REASONING] = "reasoning",
    [ROW_BENCHMARKS] = "benchmarks",
    [ROW_EXPIRATION_DATE] = "expiration_date",
    [ROW_ALIAS_TARGET] = "alias_target",
};

static void read_reasoning(struct slice reasoning, struct model *model)
{
    struct slice efforts = scan_member(reasoning, "supported_efforts"), value;
    bool lists_some = scan_type(efforts) == SCAN_ARRAY;
    char name[16];

    model->reasoning_mandatory = scan_type(scan_member(reasoning, "mandatory")) == SCAN_TRUE;
    model->reasoning_default = scan_type(scan_member(reasoning, "default_enabled")) == SCAN_TRUE;
    for (size_t i = 0; i < EFFORT_COUNT; i++)
        model->supports_effort[i] = !lists_some;
    for (size_t at = 0; scan_next(efforts, &at, NULL, &value);) {
        scan_text(value, name, sizeof(name));

        enum effort effort = effort_find(name);

        if (effort < EFFORT_COUNT)
            model->supports_effort[effort] = true;
    }
    model->supports_effort[EFFORT_NONE] = !model->reasoning_mandatory;
}

/* What the row does not say of the model's input is text; of its output, too. */
static void read_architecture(struct slice architecture, struct model *model)
{
    struct slice output = scan_member(architecture, "output_modalities");

    model->inputs = read_flags(scan_member(architecture, "input_modalities"), inputs);
    if (model->inputs == 0)
        model->inputs = INPUT_TEXT;
    model->text_output = scan_type(output) != SCAN_ARRAY || read_flags(output, outputs) != 0;
}

static void read_limits(const struct slice *row, struct model *model)
{
    struct slice top = row[ROW_TOP_PROVIDER];

    model->context_length = read_tokens(row[ROW_CONTEXT_LENGTH]);
    if (model->context_length == 0)
        model->context_length = read_tokens(scan_member(top, "context_length"));
    model->max_completion_tokens = read_tokens(scan_member(top, "max_completion_tokens"));
}

static void read_benchmarks(struct slice benchmarks, struct model *model)
{
    struct slice indices = scan_member(benchmarks, "artificial_analysis");

    model->coding_index = tenths_read(scan_member(indices, "coding_index"));
    model->intelligence_index = tenths_read(scan_member(indices, "intelligence_index"));
}

static void read_expiration(struct slice value, struct model *model)
{
    char text[sizeof(model->expiration)];

    scan_text(value, text, sizeof(text));
    if (strlen(text) == 10 && strspn(text, "0123456789-") == 10 &&
        strcmp(text, NEVER_EXPIRES_FROM) < 0)
        snprintf(model->expiration, sizeof(model->expiration), "%s", text);
}

static void read_prices(struct slice pricing, struct model *model)
{
    const struct prices *highest = &model->highest;

    prices_read(pricing, &model->base, &model->highest);
    model->is_free = slice_ends(slice_of(model->id), SLICE(":free")) ||
                     (highest->known && highest->prompt_pico == 0 &&
                      highest->completion_pico == 0 && highest->request_nano == 0);
}

/* false when the row is to be left out; what was read is in *model all the same. */
static bool read_row(struct slice text, struct model *model)
{
    struct slice row[ROW_MEMBER_COUNT];

    members_pick(text, row_keys, row);
    *model = (struct model){ .id = read_id(row[ROW_ID]) };
    if (!model->id || slice_ends(slice_of(model->id), SLICE(":batch")) || local_name_is(model->id))
        return false;
    read_architecture(row[ROW_ARCHITECTURE], model);
    if (!model->text_output)
        return false;

    const char *author = model->id + (model->id[0] == '~' ? 1 : 0);

    model->vendor = (struct slice){ author, (size_t)(strchr(author, '/') - author) };
    model->name = read_line(row[ROW_NAME], NAME_SIZE);
    model->description = read_line(row[ROW_DESCRIPTION], DESCRIPTION_SIZE);
    model->canonical_slug = read_id(row[ROW_CANONICAL_SLUG]);
    model->alias_target = read_id(scan_member(row[ROW_ALIAS_TARGET], "slug"));
    scan_int(row[ROW_CREATED], &model->created_unix_s);
    read_limits(row, model);
    read_prices(row[ROW_PRICING], model);
    model->features = read_flags(row[ROW_SUPPORTED_PARAMETERS], features);
    read_reasoning(row[ROW_REASONING], model);
    read_benchmarks(row[ROW_BENCHMARKS], model);
    read_expiration(row[ROW_EXPIRATION_DATE], model);
    return true;
}

static void model_done(struct model *model)
{
    free(model->id);
    free(model->name);
    free(model->description);
    free(model->canonical_slug);
    free(model->alias_target);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct model *)a)->id, ((const struct model *)b)->id);
}

void models_order(struct models *models)
{
    size_t kept = 0;

    if (models->count > 0)
        qsort(models->list, models->count, sizeof(*models->list), compare_ids);
    for (size_t i = 0; i < models->count; i++) {
        if (kept > 0 && strcmp(models->list[kept - 1].id, models->list[i].id) == 0)
            model_done(&models->list[i]);
        else
            models->list[kept++] = models->list[i];
    }
    models->count = kept;
}

int models_read(struct slice body, struct models *models, struct err *err)
{
    struct slice data = scan_member(body, "data"), row;
    struct models read = { 0 };
    size_t capacity = 0;

    for (size_t at = 0; read.count < CATALOGUE_MODELS_MAX && scan_next(data, &at, NULL, &row);) {
        if (read.count == capacity) {
            capacity = capacity ? 2 * capacity : 512;
            read.list = xrealloc(read.list, capacity * sizeof(*read.list));
        }
        if (read_row(row, &read.list[read.count]))
            read.count++;
        else
            model_done(&read.list[read.count]);
    }
    if (read.count == 0) {
        models_done(&read);
        return err_set(err, ERR_PROTOCOL,
                       "the list of models holds no model that can answer a "
                       "chat");
    }
    models_order(&read);
    *models = read;
    return 0;
}

void models_done(struct models *models)
{
    for (size_t i = 0; i < models->count; i++)
        model_done(&models->list[i]);
    free(models->list);
    *models = (struct models){ 0 };
}

static int compare_to_id(const void *key, const void *element)
{
    const struct slice *id = key;
    const char *other = ((const struct model *)element)->id;
    int order = strncmp(id->data, other, id->size);

    return order != 0 ? order : other[id->size] ? -1 : 0;
}

const struct model *models_find(const struct models *models, struct slice id)
{
    if (models->count == 0 || id.size == 0)
        return NULL;
    return bsearch(&id, models->list, models->count, sizeof(*models->list), compare_to_id);
}
