/* ranking - two lists of OpenRouter's that the catalogue lacks: models by throughput, and models
 * with an endpoint of zero data retention. Each is a feed with an age, fetched when first needed.
 */
#pragma once

#include "openrouter/feed.h"
#include "openrouter/ranking_list.h"

enum ranking_kind { RANKING_THROUGHPUT, RANKING_ZDR };

struct ranking;

/* file as in feed_options. */
struct ranking *ranking_new(struct client *client, enum ranking_kind kind, const char *file);
struct ranking *ranking_free(struct ranking *ranking);

/* As feed_wait_start. */
struct feed_wait *ranking_wait(struct ranking *ranking,
                               void (*on_ready)(void *user, const struct err *err), void *user);
/* As feed_load. */
bool ranking_load(struct ranking *ranking);
int64_t ranking_age_s(const struct ranking *ranking); /* -1: nothing yet */

/* The list as it is now, by the ids of the catalogue; empty before there is one. */
const struct ranking_list *ranking_list_of(const struct ranking *ranking);
