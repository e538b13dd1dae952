/* uri - references to URIs, by RFC 3986. For the files of this folder. */
#pragma once

#include "base/buf.h"

/* Before the '#', and behind it (empty without one). */
struct slice uri_without_fragment(const char *uri);
struct slice uri_fragment(const char *uri);

/* The URI that a reference without fragment means in a document of that URI; owned by the caller.
 * NULL when it would be longer than SCHEMA_URI_MAX. An empty base leaves it as it is. */
char *uri_resolve(const char *base, struct slice reference);

/* Appends text with its %41 decoded; -1 when such an escape is broken, is %00, or does not fit. */
int uri_decode(struct slice text, struct buf *out);
