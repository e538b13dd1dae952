/* http_address - which URLs may be asked, and how an error names them. Pure.
 *
 * https anywhere; http only where the bytes do not leave the machine: 127.0.0.0/8, [::1] and
 * localhost, which libcurl answers with one of these two by itself.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>

#define URL_MAX 8192 /* what servers take at the least; ours have some 100 bytes */

struct http_address {
    bool is_plain;    /* http */
    bool is_loopback; /* never by a proxy */
    char name[280];   /* host, or host:port where the URL has one: all that errors show of a URL */
};

/* -1 (ERR_ARGUMENT) for everything else, and for a URL with a user name in it. */
int http_address_read(const char *url, struct http_address *address, struct err *err);
