/* catalogue - what can be asked, at what price, under which conditions. */
#include "openrouter/catalogue.h"

#include "base/limits.h"
#include "openrouter/model_name.h"

#include <stdlib.h>

struct catalogue {
    struct feed *feed;
    struct models models;
};

static int rebuild(void *user, struct slice body, int64_t fetched_unix_s, struct err *err)
{
    struct catalogue *catalogue = user;
    struct models models;

    (void)fetched_unix_s;
    if (models_read(body, &models, err) < 0)
        return -1;
    models_done(&catalogue->models);
    catalogue->models = models;
    return 0;
}

struct catalogue *catalogue_new(struct client *client, const char *file)
{
    struct catalogue *catalogue = xcalloc(1, sizeof(*catalogue));

    catalogue->feed = feed_new(client, &(struct feed_options){
                                           .path = "/models",
                                           .file = file,
                                           .size_max = CATALOGUE_MAX,
                                           .fresh_s = CATALOGUE_FRESH_S,
                                           .on_body = rebuild,
                                           .user = catalogue,
                                       });
    return catalogue;
}

struct catalogue *catalogue_free(struct catalogue *catalogue)
{
    if (!catalogue)
        return NULL;
    feed_free(catalogue->feed);
    models_done(&catalogue->models);
    free(catalogue);
    return NULL;
}

struct feed_wait *catalogue_wait(struct catalogue *catalogue,
                                 void (*on_ready)(void *user, const struct err *err), void *user)
{
    return feed_wait_start(catalogue->feed, on_ready, user);
}

bool catalogue_load(struct catalogue *catalogue)
{
    return feed_load(catalogue->feed);
}

int64_t catalogue_age_s(const struct catalogue *catalogue)
{
    return feed_age_s(catalogue->feed);
}

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->models.count;
}

const struct model *catalogue_at(const struct catalogue *catalogue, size_t index)
{
    return index < catalogue->models.count ? &catalogue->models.list[index] : NULL;
}

int catalogue_resolve(const struct catalogue *catalogue, const char *name, struct model_name *found,
                      struct err *err)
{
    return model_name_resolve(&catalogue->models, name, found, err);
}

const struct models *catalogue_models(const struct catalogue *catalogue)
{
    return &catalogue->models;
}
