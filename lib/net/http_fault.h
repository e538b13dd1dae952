/* http_fault - why a request failed, in words for someone who cannot look. For lib/net only. */
#pragma once

#include "net/http_slot.h"

/* What libcurl's code means, given how far the request had come. Never a URL's path or query, never
 * a header. */
void http_fault(const struct http_slot *slot, CURLcode code, enum http_sent sent, struct err *err);

/* The time of the slot's state has passed. */
void http_fault_late(const struct http_slot *slot, struct err *err);
