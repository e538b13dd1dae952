/* http_profile - the options that every request has, as a table. */
#pragma once

#include <curl/curl.h>
#include <stddef.h>

struct http_profile_row {
    CURLoption option;
    const char *name;
    long number;
    const char *text; /* NULL: the option is a number */
};

extern const struct http_profile_row http_profile[];
extern const size_t http_profile_count;

/* NULL, or the name of an option that this libcurl does not know. */
const char *http_profile_apply(CURL *easy);
