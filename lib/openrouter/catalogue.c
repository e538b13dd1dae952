/* catalogue - what can be asked, at what price, under which conditions. */
#include "openrouter/catalogue.h"

#include "base/limits.h"
#include "openrouter/local.h"
#include "openrouter/model_name.h"

#include <stdlib.h>

struct catalogue {
    struct feed *feed;
    struct models models;
    const struct local *local; /* NULL: none */
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

void catalogue_join(struct catalogue *catalogue, const struct local *local)
{
    catalogue->local = local;
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

const struct err *catalogue_failure(const struct catalogue *catalogue)
{
    return catalogue->models.count == 0 ? feed_failure(catalogue->feed) : NULL;
}

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->models.count + (catalogue->local ? local_count(catalogue->local) : 0);
}

const struct model *catalogue_at(const struct catalogue *catalogue, size_t index)
{
    const struct models *models = &catalogue->models;

    if (index < models->count)
        return &models->list[index];
    return catalogue->local ? local_at(catalogue->local, index - models->count) : NULL;
}

int catalogue_resolve(const struct catalogue *catalogue, const char *name, struct model_name *found,
                      struct err *err)
{
    const struct err *why = catalogue_failure(catalogue);

    *found = (struct model_name){ 0 };
    if (catalogue->local && local_name_is(name))
        return local_resolve(catalogue->local, name, found, err);
    if (why) {
        *err = *why;
        return -1;
    }
    return model_name_resolve(&catalogue->models, name, found, err);
}

const struct models *catalogue_models(const struct catalogue *catalogue)
{
    return &catalogue->models;
}
