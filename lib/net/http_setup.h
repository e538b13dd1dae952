/* http_setup - what belongs to the process and not to a request: trust, proxy, our name. */
#pragma once

#include "net/http.h"

#include <curl/curl.h>

struct http_setup {
    char *ca_file, *proxy, *no_proxy, *user_agent;
    bool ca_adds, has_certificate_dir;
};

/* Copies the options. -1 (ERR_CONFIG) when ca_file cannot be read. */
int http_setup_init(struct http_setup *setup, const struct http_options *options, struct err *err);
void http_setup_done(struct http_setup *setup);

void http_setup_apply(const struct http_setup *setup, CURL *easy, bool is_loopback);
