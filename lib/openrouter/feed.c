/* feed - one public list of OpenRouter's, kept in memory and on disk, refreshed behind.
 *
 *   wait_start -> (first time: load) -> there is a body: ready at once, and refresh when stale
 *                                    -> none: fetch -> on_fetched -> everybody who waits
 */
#include "openrouter/feed.h"

#include "base/clock.h"
#include "base/limits.h"
#include "openrouter/feed_file.h"

#include <stdlib.h>

#define REFRESH_PAUSE_MS 30000 /* after a refresh that failed, while an old body serves */

struct feed {
    struct client *client;
    struct feed_options options;
    char *path, *file, *source;

    struct client_get *get;
    struct feed_wait *waits;
    bool is_loaded, has_body;
    int64_t fetched_unix_s;
    int64_t failed_ms; /* when a refresh last failed; -1: it did not */
    struct err failure;
};

/* In a list until it is called or freed; link is NULL outside of it. */
struct feed_wait {
    void (*on_ready)(void *user, const struct err *err);
    void *user;
    struct feed_wait *next, **link;
};

static void unlink_wait(struct feed_wait *wait)
{
    if (!wait->link)
        return;
    *wait->link = wait->next;
    if (wait->next)
        wait->next->link = wait->link;
    wait->link = NULL;
}

static void link_wait(struct feed_wait **list, struct feed_wait *wait)
{
    while (*list)
        list = &(*list)->next;
    wait->next = NULL;
    wait->link = list;
    *list = wait;
}

struct feed *feed_new(struct client *client, const struct feed_options *options)
{
    struct feed *feed = xcalloc(1, sizeof(*feed));
    CLEANUP(buf_done) struct buf source = BUF_MAX(KIB(8));

    buf_addf(&source, "%s%s", client_base_url(client), options->path);
    feed->client = client;
    feed->options = *options;
    feed->path = xstrdup(options->path);
    feed->file = options->file ? xstrdup(options->file) : NULL;
    feed->source = buf_take(&source);
    feed->failed_ms = -1;
    return feed;
}

struct feed *feed_free(struct feed *feed)
{
    if (!feed)
        return NULL;
    client_get_free(feed->get);
    while (feed->waits)
        unlink_wait(feed->waits);
    free(feed->path);
    free(feed->file);
    free(feed->source);
    free(feed);
    return NULL;
}

static int take_body(struct feed *feed, struct slice body, int64_t fetched_unix_s, struct err *err)
{
    if (feed->options.on_body(feed->options.user, body, fetched_unix_s, err) < 0)
        return -1;
    feed->has_body = true;
    feed->fetched_unix_s = fetched_unix_s;
    return 0;
}

/* What is wrong with the file is no error: it is fetched anew. */
static void load(struct feed *feed)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(feed->options.size_max);
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * feed->options.size_max);
    struct slice checked;
    int64_t fetched_unix_s;
    struct err ignored;

    feed->is_loaded = true;
    if (feed->file && feed_file_load(feed->file, feed->source, &body, &fetched_unix_s) == 0 &&
        gate_repair(buf_slice(&body), &gate_upstream, &repaired, &checked, &ignored) == 0)
        take_body(feed, checked, fetched_unix_s, &ignored);
}

/* Those who begin to wait meanwhile wait for the next time. */
static void wake(struct feed *feed, const struct err *err)
{
    struct feed_wait *waits = feed->waits, *wait;

    feed->waits = NULL;
    if (waits)
        waits->link = &waits;
    while ((wait = waits)) {
        unlink_wait(wait);
        wait->on_ready(wait->user, err);
    }
}

static void on_fetched(void *user, struct slice body, const struct err *err)
{
    struct feed *feed = user;
    int64_t now_s = clock_unix_s();
    struct err why = { 0 };

    if (err)
        why = *err;
    else if (take_body(feed, body, now_s, &why) == 0 && feed->file)
        feed_file_save(feed->file, feed->source, body, now_s);
    feed->failed_ms = why.kind != ERR_NONE ? clock_ms() : -1;
    feed->get = client_get_free(feed->get);
    if (why.kind != ERR_NONE)
        err_wrap(&why, "fetching %s", feed->path);
    feed->failure = why;
    wake(feed, why.kind != ERR_NONE ? &why : NULL);
}

static void fetch(struct feed *feed)
{
    static const struct client_get_handler handler = { on_fetched };

    if (!feed->get)
        feed->get =
            client_get_start(feed->client, feed->path, feed->options.size_max, &handler, feed);
}

static bool wants_refresh(const struct feed *feed)
{
    bool failed_lately = feed->failed_ms >= 0 && clock_ms() - feed->failed_ms < REFRESH_PAUSE_MS;
    int64_t age_s = clock_unix_s() - feed->fetched_unix_s;

    /* A body from the future was written under a wrong clock. */
    return !failed_lately && (age_s < 0 || age_s >= feed->options.fresh_s);
}

bool feed_load(struct feed *feed)
{
    if (!feed->is_loaded)
        load(feed);
    return feed->has_body;
}

struct feed_wait *feed_wait_start(struct feed *feed,
                                  void (*on_ready)(void *user, const struct err *err), void *user)
{
    if (feed_load(feed)) {
        if (wants_refresh(feed))
            fetch(feed);
        on_ready(user, NULL);
        return NULL;
    }

    struct feed_wait *wait = xcalloc(1, sizeof(*wait));

    wait->on_ready = on_ready;
    wait->user = user;
    link_wait(&feed->waits, wait);
    fetch(feed);
    return wait;
}

struct feed_wait *feed_wait_free(struct feed_wait *wait)
{
    if (!wait)
        return NULL;
    unlink_wait(wait);
    free(wait);
    return NULL;
}

const struct err *feed_failure(const struct feed *feed)
{
    return feed->failure.kind != ERR_NONE ? &feed->failure : NULL;
}

int64_t feed_age_s(const struct feed *feed)
{
    int64_t age_s = clock_unix_s() - feed->fetched_unix_s;

    if (!feed->has_body)
        return -1;
    return age_s > 0 ? age_s : 0;
}
