/* ranking - two lists of OpenRouter's that the catalogue lacks. */
#include "openrouter/ranking.h"

#include "base/limits.h"

#include <stdlib.h>

struct ranking {
    struct feed *feed;
    struct ranking_list list;
};

static const char *const paths[] = {
    [RANKING_THROUGHPUT] = "/models?sort=throughput-high-to-low",
    [RANKING_ZDR] = "/endpoints/zdr",
};

static int rebuild(void *user, struct slice body, int64_t fetched_unix_s, struct err *err)
{
    struct ranking *ranking = user;
    struct ranking_list list;

    (void)fetched_unix_s;
    if (ranking_list_read(body, &list, err) < 0)
        return -1;
    ranking_list_done(&ranking->list);
    ranking->list = list;
    return 0;
}

struct ranking *ranking_new(struct client *client, enum ranking_kind kind, const char *file)
{
    struct ranking *ranking = xcalloc(1, sizeof(*ranking));

    ranking->feed = feed_new(client, &(struct feed_options){
                                         .path = paths[kind],
                                         .file = file,
                                         .size_max = CATALOGUE_MAX,
                                         .fresh_s = CATALOGUE_FRESH_S,
                                         .on_body = rebuild,
                                         .user = ranking,
                                     });
    return ranking;
}

struct ranking *ranking_free(struct ranking *ranking)
{
    if (!ranking)
        return NULL;
    feed_free(ranking->feed);
    ranking_list_done(&ranking->list);
    free(ranking);
    return NULL;
}

struct feed_wait *ranking_wait(struct ranking *ranking,
                               void (*on_ready)(void *user, const struct err *err), void *user)
{
    return feed_wait_start(ranking->feed, on_ready, user);
}

bool ranking_load(struct ranking *ranking)
{
    return feed_load(ranking->feed);
}

int64_t ranking_age_s(const struct ranking *ranking)
{
    return feed_age_s(ranking->feed);
}

const struct ranking_list *ranking_list_of(const struct ranking *ranking)
{
    return &ranking->list;
}
