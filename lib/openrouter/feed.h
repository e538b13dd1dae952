/* feed - one public list of OpenRouter's, kept in memory and on disk, refreshed behind.
 *
 * Fresh for fresh_s seconds; after that it is still served at once, and fetched anew behind
 * (stale while revalidating). Offline it is served from disk, however old: those who show it say
 * its age. The file is written whole and renamed; one that fails the gate is ignored.
 */
#pragma once

#include "openrouter/client.h"

struct feed;
struct feed_wait;

struct feed_options {
    const char *path; /* below the base address: "/models" */
    const char *file; /* absolute path of the cached copy; NULL: memory only */
    size_t size_max;
    int64_t fresh_s;
    /* A new body, gate-checked: build from it. -1 (err) refuses it, and the old one stays. */
    int (*on_body)(void *user, struct slice body, int64_t fetched_unix_s, struct err *err);
    void *user;
};

struct feed *feed_new(struct client *client, const struct feed_options *options);
struct feed *feed_free(struct feed *feed);

/* Calls on_ready once there is a body (at once, before this returns, when there is one), or with
 * err when none could be had. NULL when it was called already. Free the wait to give up. */
struct feed_wait *feed_wait_start(struct feed *feed,
                                  void (*on_ready)(void *user, const struct err *err), void *user);
struct feed_wait *feed_wait_free(struct feed_wait *wait);

/* Reads what lies on disk, where nothing was read yet, and asks nobody; whether there is a body. */
bool feed_load(struct feed *feed);

/* Why it could not be fetched the last time that was tried; NULL: it could, or never was. */
const struct err *feed_failure(const struct feed *feed);

/* Seconds since the body was fetched; -1 when there is none. */
int64_t feed_age_s(const struct feed *feed);
