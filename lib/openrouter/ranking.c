/* ranking - models by throughput, and models with an endpoint of zero data retention. */
#include "openrouter/ranking.h"

#include "base/limits.h"
#include "json/scan.h"

#include <stdlib.h>

static const struct {
    const char *path;
    const char *id; /* the member of a row that names the model */
} kinds[] = {
    [RANKING_THROUGHPUT] = { "/models?sort=throughput-high-to-low", "id" },
    [RANKING_ZDR] = { "/endpoints/zdr", "model_id" },
};

struct row {
    char *id;
    int64_t place;
};

struct ranking {
    struct feed *feed;
    enum ranking_kind kind;
    struct row *rows; /* sorted by id */
    size_t count;
};

static int compare(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    if (order != 0)
        return order;
    return left->place < right->place ? -1 : left->place > right->place;
}

static void drop_rows(struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count; i++)
        free(ranking->rows[i].id);
    free(ranking->rows);
    ranking->rows = NULL;
    ranking->count = 0;
}

/* "" when the row has no usable name. */
static void read_id(const struct ranking *ranking, struct slice object, char id[MODEL_NAME_MAX + 1])
{
    scan_text(scan_member(object, kinds[ranking->kind].id), id, MODEL_NAME_MAX + 1);
}

static int on_body(void *user, struct slice body, int64_t fetched_unix_s, struct err *err)
{
    struct ranking *ranking = user;
    struct slice data = scan_member(body, "data"), object;
    size_t capacity = 0;
    char id[MODEL_NAME_MAX + 1];

    (void)fetched_unix_s;
    if (scan_type(data) != SCAN_ARRAY)
        return err_set(err, ERR_PROTOCOL, "OpenRouter's list of models has another shape");
    drop_rows(ranking);
    for (size_t at = 0; scan_next(data, &at, NULL, &object);) {
        read_id(ranking, object, id);
        if (!id[0] || ranking->count == CATALOGUE_MODELS_MAX)
            continue;
        if (ranking->count == capacity) {
            capacity = capacity ? capacity * 2 : 512;
            ranking->rows = xrealloc(ranking->rows, capacity * sizeof(*ranking->rows));
        }
        ranking->rows[ranking->count] = (struct row){ xstrdup(id), (int64_t)ranking->count };
        ranking->count++;
    }
    if (ranking->count > 0)
        qsort(ranking->rows, ranking->count, sizeof(*ranking->rows), compare);
    return 0;
}

struct ranking *ranking_new(struct client *client, enum ranking_kind kind, const char *file)
{
    struct ranking *ranking = xcalloc(1, sizeof(*ranking));

    ranking->kind = kind;
    ranking->feed = feed_new(client, &(struct feed_options){
                                         .path = kinds[kind].path,
                                         .file = file,
                                         .size_max = CATALOGUE_MAX,
                                         .fresh_s = CATALOGUE_FRESH_S,
                                         .on_body = on_body,
                                         .user = ranking,
                                     });
    return ranking;
}

struct ranking *ranking_free(struct ranking *ranking)
{
    if (!ranking)
        return NULL;
    feed_free(ranking->feed);
    drop_rows(ranking);
    free(ranking);
    return NULL;
}

struct feed_wait *ranking_wait(struct ranking *ranking,
                               void (*on_ready)(void *user, const struct err *err), void *user)
{
    return feed_wait_start(ranking->feed, on_ready, user);
}

int64_t ranking_age_s(const struct ranking *ranking)
{
    return feed_age_s(ranking->feed);
}

int64_t ranking_place(const struct ranking *ranking, const char *model_id)
{
    size_t low = 0, high = ranking->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(ranking->rows[middle].id, model_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == ranking->count || strcmp(ranking->rows[low].id, model_id) != 0)
        return -1;
    return ranking->rows[low].place;
}
