/* engine - libcurl's multi interface over epoll, with nothing around it: the yardstick for
 * requests.
 *
 * No limits, no deadlines, no guard against a POST sent twice: what is left out here is what the
 * server is measured for.
 */
#pragma once

#include "base/slice.h"

#include <stdint.h>

struct engine;
struct transfer;

struct engine_handler {
    void (*on_data)(void *user, struct slice bytes);
    void (*on_done)(void *user, bool ok); /* status 200, complete; may start others */
};

struct engine *engine_new(const char *base_url, const char *key);
void engine_free(struct engine *engine); /* with everything that is still on its way */

/* A POST of body, or a GET when body.data is NULL, to the path below the base URL. Keeps body and
 * handler until on_done. */
struct transfer *engine_start(struct engine *engine, const char *path, struct slice body,
                              const struct engine_handler *handler, void *user);
void engine_cancel(struct transfer *transfer);

/* Calls on_ready whenever fd can be read. One only. */
void engine_watch(struct engine *engine, int fd, void (*on_ready)(void *user), void *user);

/* Waits for something to happen, and handles it. */
void engine_turn(struct engine *engine);

int64_t engine_now_ns(void);
