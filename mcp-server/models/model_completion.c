/* model_completion - what the name of a model that is being typed may become.
 *
 *   start -> catalogue is there -> answer
 */
#include "mcp-server/models/model_completion.h"

#include "base/limits.h"
#include "mcp-server/models/model_rows.h"

#include <strings.h>

struct completion {
    struct feed_wait *wait;
};

/* The values found, each once; they point into the catalogue. */
struct values {
    struct content *list;
    size_t count;
};

static bool begins(struct slice text, struct slice typed)
{
    return !typed.data ||
           (text.size >= typed.size && strncasecmp(text.data, typed.data, typed.size) == 0);
}

static bool contains_behind(struct slice text, struct slice typed)
{
    for (size_t at = 1; at < text.size; at++)
        if (begins(slice_from(text, at), typed))
            return true;
    return false;
}

static void add(struct values *values, struct slice text)
{
    for (size_t i = 0; i < values->count; i++)
        if (slice_is(values->list[i].text, text))
            return;
    values->list[values->count++] = (struct content){ .kind = CONTENT_TEXT, .text = text };
}

/* The part of a model's name that the argument stands for; empty when there is none, or the model
 * is another author's. */
static struct slice part_of(const struct model *model, const char *argument, const char *author)
{
    struct slice id = slice_of(model->id);
    size_t author_size = strcspn(model->id, "/");

    if (strcmp(argument, "model") == 0)
        return id;
    if (model->is_local) /* no page shows it: its name has more than two parts */
        return SLICE("");
    if (strcmp(argument, "author") == 0)
        return (struct slice){ id.data, author_size };
    if (strcmp(argument, "slug") != 0 || author_size == id.size ||
        (author && !slice_is((struct slice){ id.data, author_size }, slice_of(author))))
        return SLICE("");
    return slice_from(id, author_size + 1);
}

static const char *author_of(const cJSON *question)
{
    return json_str(json_at(question, "context"), "author");
}

/* Aliases ("~author/family-latest") repeat the models behind them: they are for who asks for one.
 */
static bool wants_aliases(const cJSON *question)
{
    const char *author = author_of(question);

    return strchr(json_str(question, "value"), '~') || (author && author[0] == '~');
}

static size_t count_names(const struct roles *roles)
{
    size_t count = 0;

    while (roles_name_at(roles, count))
        count++;
    return count;
}

/* Roles and aliases: they are few, so they are offered as they begin. Where the rules forbid every
 * model they would stand for nothing. */
static void add_names(struct values *values, const struct roles *roles, struct slice typed)
{
    const char *name;

    for (size_t i = 0; (name = roles_name_at(roles, i)); i++)
        if (begins(slice_of(name), typed))
            add(values, slice_of(name));
}

static void find(struct values *values, const struct model_rows *rows, const struct roles *roles,
                 const cJSON *question, struct slice typed)
{
    static bool (*const passes[])(struct slice text, struct slice typed) = { begins,
                                                                             contains_behind };
    const char *argument = json_str(question, "argument");
    const char *author = author_of(question);

    values->list = xcalloc(count_names(roles) + rows->count, sizeof(*values->list));
    if (strcmp(argument, "model") == 0 && rows->count > 0)
        add_names(values, roles, typed);
    for (size_t pass = 0; pass < ARRAY_COUNT(passes); pass++)
        for (size_t i = 0; i < rows->count; i++) {
            struct slice part = part_of(rows->list[i].model, argument, author);

            if (part.size > 0 && passes[pass](part, typed))
                add(values, part);
        }
}

/* How much of the value are names before the last comma: they stay as they are. */
static size_t done_size(const cJSON *question)
{
    const char *value = json_str(question, "value"), *comma = strrchr(value, ',');

    return comma && strcmp(json_str(question, "argument"), "model") == 0
               ? (size_t)(comma + 1 - value)
               : 0;
}

/* Puts them in front of the values that will be sent. texts holds the bytes. */
static void put_in_front(struct values *values, struct slice done, struct buf *texts)
{
    size_t count = values->count < COMPLETIONS_MAX ? values->count : COMPLETIONS_MAX, at = 0;

    for (size_t i = 0; i < count; i++) {
        buf_add(texts, done);
        buf_add(texts, values->list[i].text);
    }
    for (size_t i = 0; i < count && !texts->full; i++) {
        size_t size = done.size + values->list[i].text.size;

        values->list[i].text = (struct slice){ texts->data + at, size };
        at += size;
    }
}

static void complete_on_catalogue(void *user, const struct err *err)
{
    struct call *call = user;
    struct completion *completion = call_state(call);
    const cJSON *question = call_arguments(call);
    struct model_query query = { .max_in_pico = -1, .max_out_pico = -1 };
    CLEANUP(model_rows_done) struct model_rows rows = { 0 };
    struct slice typed = slice_of(json_str(question, "value"));
    size_t done = done_size(question);
    CLEANUP(buf_done) struct buf texts = BUF_MAX(COMPLETIONS_MAX * (URI_MAX + MODEL_NAME_MAX));
    struct values values = { 0 };
    CLEANUP(freep) struct content *list = NULL;

    completion->wait = feed_wait_free(completion->wait);
    if (err) {
        call_fail(call, err);
        return;
    }
    query.words = wants_aliases(question) ? "~" : NULL;
    model_rows_find(&rows, call_context(call), &query);
    find(&values, &rows, ((const struct program *)call_context(call))->roles, question,
         slice_from(typed, done));
    list = values.list;
    if (done > 0)
        put_in_front(&values, (struct slice){ typed.data, done }, &texts);
    call_answer_blocks(call, list, values.count);
}

static void complete_start(struct call *call)
{
    struct completion *completion = call_state(call);
    const struct program *program = call_context(call);

    completion->wait = catalogue_wait(program->catalogue, complete_on_catalogue, call);
}

static void complete_stop(void *state)
{
    struct completion *completion = state;

    feed_wait_free(completion->wait);
}

const struct handler model_completion = {
    .name = "model completion",
    .state_size = sizeof(struct completion),
    .start = complete_start,
    .stop = complete_stop,
};
