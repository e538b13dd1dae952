/* endpoint_json - who serves a model, as OpenRouter lists it. */
#pragma once

#include "tests/upstream/shelf.h"

/* The bodies of GET /models/{id}/endpoints and GET /endpoints/zdr, appended. */
void endpoint_json_of(const struct row *row, struct buf *out);
void endpoint_json_zdr(const struct shelf *shelf, struct buf *out);
