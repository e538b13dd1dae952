/* tls - a certificate authority of one's own, and a server certificate by it for this machine. */
#include "tests/upstream/tls.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#define VALID_S (24 * 3600)

struct certificate {
    EVP_PKEY *key;
    X509 *x509;
};

static void certificate_done(struct certificate *certificate)
{
    EVP_PKEY_free(certificate->key);
    X509_free(certificate->x509);
}

static int add_extension(struct certificate *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    int rc;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate->x509, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    rc = extension && X509_add_ext(certificate->x509, extension, -1) == 1 ? 0 : -1;
    X509_EXTENSION_free(extension);
    return rc;
}

/* A key and an unsigned certificate. */
static int begin(struct certificate *certificate, const char *name, long serial)
{
    X509_NAME *subject;

    certificate->key = EVP_EC_gen("P-256");
    certificate->x509 = X509_new();
    if (!certificate->key || !certificate->x509)
        return -1;
    subject = X509_get_subject_name(certificate->x509);
    X509_set_version(certificate->x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate->x509), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate->x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate->x509), VALID_S);
    X509_set_pubkey(certificate->x509, certificate->key);
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                      -1, 0) == 1
               ? 0
               : -1;
}

static int sign(struct certificate *certificate, const struct certificate *issuer)
{
    X509_set_issuer_name(certificate->x509, X509_get_subject_name(issuer->x509));
    return X509_sign(certificate->x509, issuer->key, EVP_sha256()) > 0 ? 0 : -1;
}

static int make_authority(struct certificate *authority)
{
    if (begin(authority, "Stand-in authority", 1) < 0)
        return -1;
    if (add_extension(authority, authority->x509, NID_basic_constraints, "critical,CA:TRUE") < 0 ||
        add_extension(authority, authority->x509, NID_key_usage, "critical,keyCertSign") < 0 ||
        add_extension(authority, authority->x509, NID_subject_key_identifier, "hash") < 0)
        return -1;
    return sign(authority, authority);
}

static int make_server(struct certificate *server, const struct certificate *authority)
{
    if (begin(server, "127.0.0.1", 2) < 0)
        return -1;
    if (add_extension(server, authority->x509, NID_subject_alt_name,
                      "IP:127.0.0.1,IP:::1,DNS:localhost") < 0 ||
        add_extension(server, authority->x509, NID_ext_key_usage, "serverAuth") < 0)
        return -1;
    return sign(server, authority);
}

static int write_certificate(const struct certificate *authority, const char *dir, struct err *err)
{
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/ca.pem", dir);
    file = fopen(path, "w");
    if (!file)
        return err_set(err, ERR_CONFIG, "cannot write %s", path);

    int written = PEM_write_X509(file, authority->x509);

    if (fclose(file) != 0 || written != 1)
        return err_set(err, ERR_CONFIG, "cannot write %s", path);
    return 0;
}

struct tls *tls_new(const char *dir, struct err *err)
{
    CLEANUP(certificate_done) struct certificate authority = { 0 };
    CLEANUP(certificate_done) struct certificate server = { 0 };
    struct tls *tls = xcalloc(1, sizeof(*tls));

    if (make_authority(&authority) < 0 || make_server(&server, &authority) < 0) {
        err_set(err, ERR_INTERNAL, "cannot make a certificate");
        return tls_free(tls);
    }
    if (write_certificate(&authority, dir, err) < 0)
        return tls_free(tls);
    tls->context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(tls->context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_use_certificate(tls->context, server.x509) != 1 ||
        SSL_CTX_use_PrivateKey(tls->context, server.key) != 1) {
        err_set(err, ERR_INTERNAL, "cannot use the certificate");
        return tls_free(tls);
    }
    return tls;
}

struct tls *tls_free(struct tls *tls)
{
    if (tls)
        SSL_CTX_free(tls->context);
    free(tls);
    return NULL;
}
