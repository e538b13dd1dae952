/* endpoint_json - who serves a model, as OpenRouter lists it. */
#pragma once

#include "tests/upstream/shelf.h"

/* The bodies of GET /models/{id}/endpoints, GET /endpoints/zdr and GET /providers, appended. */
void endpoint_json_of(const struct row *row, struct buf *out);
void endpoint_json_zdr(const struct shelf *shelf, struct buf *out);
void endpoint_json_providers(struct buf *out);
