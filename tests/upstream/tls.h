/* tls - a certificate authority of one's own, and a server certificate by it for this machine. */
#pragma once

#include "base/err.h"

#include <openssl/ssl.h>

struct tls {
    SSL_CTX *context;
};

/* Makes both and writes the authority's certificate to dir/ca.pem. The keys stay in memory. */
struct tls *tls_new(const char *dir, struct err *err);
struct tls *tls_free(struct tls *tls);
