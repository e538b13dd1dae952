/* gather - the files that a call names, read on a thread that may get stuck.
 *
 *   gather_start -> errand_start -> (thread) gather_run -> on_gathered -> on_done
 */
#include "base/limits.h"
#include "files/gather_parts.h"

#include <stdlib.h>

struct gather {
    struct errand *errand;
    void (*on_done)(void *user, struct gather_list *list, const struct err *err);
    void *user;
};

struct gathers *gathers_new(struct loop *loop)
{
    struct gathers *gathers = xcalloc(1, sizeof(*gathers));

    gathers->errands = errands_new(loop);
    return gathers;
}

struct gathers *gathers_free(struct gathers *gathers, int wait_ms)
{
    if (!gathers)
        return NULL;
    errands_free(gathers->errands, wait_ms);
    free(gathers);
    return NULL;
}

static struct gathering *gathering_new(const struct gather_options *options)
{
    struct gathering *gathering = xcalloc(1, sizeof(*gathering));

    gathering->options = *options;
    gathering->options.roots = roots_share(options->roots);
    gathering->paths = xcalloc(options->path_count + 1, sizeof(*gathering->paths));
    for (size_t i = 0; i < options->path_count; i++)
        gathering->paths[i] = xstrdup(options->paths[i]);
    return gathering;
}

static void run(void *data, const struct errand_pace *pace)
{
    struct gathering *gathering = data;

    gathering->pace = pace;
    gather_run(gathering);
}

static void dispose(void *data)
{
    struct gathering *gathering = data;

    gather_list_done(&gathering->list);
    for (size_t i = 0; i < gathering->options.path_count; i++)
        free(gathering->paths[i]);
    free(gathering->paths);
    roots_free(gathering->options.roots);
    if (gathering->options.release)
        gathering->options.release(gathering->options.kept);
    free(gathering);
}

static const struct errand_kind reading = { run, dispose, "the files were not read",
                                            "Name files elsewhere" };

static void on_gathered(void *user, void *data, const struct err *err)
{
    struct gather *gather = user;
    struct gathering *gathering = data;

    gather->on_done(gather->user, gathering ? &gathering->list : NULL, err);
}

struct gather *gather_start(struct gathers *gathers, const struct gather_options *options,
                            void (*on_done)(void *user, struct gather_list *list,
                                            const struct err *err),
                            void *user)
{
    struct gather *gather = xcalloc(1, sizeof(*gather));

    gather->on_done = on_done;
    gather->user = user;
    gather->errand = errand_start(gathers->errands, &reading, gathering_new(options),
                                  options->wait_ms, on_gathered, gather);
    return gather;
}

struct gather *gather_free(struct gather *gather)
{
    if (!gather)
        return NULL;
    errand_free(gather->errand);
    free(gather);
    return NULL;
}
