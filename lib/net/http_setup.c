/* http_setup - what belongs to the process and not to a request: trust, proxy, our name. */
#include "net/http_setup.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CERTIFICATES "/etc/ssl/certs"

/* Whether the system's directory has the names that OpenSSL looks for ("002c0b4f.0"). Elsewhere
 * the library's own default stays. */
static bool has_hashed_names(const char *path)
{
    DIR *dir = opendir(path);
    bool found = false;

    if (!dir)
        return false;
    for (const struct dirent *entry; !found && (entry = readdir(dir));)
        found = slice_ends(slice_of(entry->d_name), SLICE(".0"));
    closedir(dir);
    return found;
}

static int check_ca_file(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return err_set(err, ERR_CONFIG, "ca_file %s cannot be read: %m", path);
    close(fd);
    return 0;
}

const char *http_library(char text[96])
{
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

    snprintf(text, 96, "libcurl %s, %s", info->version,
             info->ssl_version ? info->ssl_version : "no TLS");
    return text;
}

int http_setup_init(struct http_setup *setup, const struct http_options *options, struct err *err)
{
    assert(options->user_agent);
    *setup = (struct http_setup){
        .ca_file = options->ca_file ? xstrdup(options->ca_file) : NULL,
        .proxy = xstrdup(options->proxy ? options->proxy : ""),
        .no_proxy = xstrdup(options->no_proxy ? options->no_proxy : ""),
        .user_agent = xstrdup(options->user_agent),
        .ca_adds = options->ca_adds,
        .has_certificate_dir = has_hashed_names(CERTIFICATES),
    };
    return setup->ca_file ? check_ca_file(setup->ca_file, err) : 0;
}

void http_setup_done(struct http_setup *setup)
{
    free(setup->ca_file);
    free(setup->proxy);
    free(setup->no_proxy);
    free(setup->user_agent);
    *setup = (struct http_setup){ 0 };
}

static CURLcode set_trust(const struct http_setup *setup, CURL *easy)
{
    const char *file = setup->ca_file, *dir = NULL;

    if (!file && !setup->has_certificate_dir)
        return CURLE_OK;
    /* The directory costs 1.4 ms a handshake, the bundle file of the same content 19. */
    if ((!file || setup->ca_adds) && setup->has_certificate_dir)
        dir = CERTIFICATES;
    return curl_easy_setopt(easy, CURLOPT_CAINFO, file) |
           curl_easy_setopt(easy, CURLOPT_CAPATH, dir);
}

void http_setup_apply(const struct http_setup *setup, CURL *easy, bool is_loopback)
{
    /* What is on this machine is not asked for by way of another one. Empty texts keep libcurl from
     * reading the environment. */
    const char *proxy = is_loopback ? "" : setup->proxy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_USERAGENT, setup->user_agent) |
                    curl_easy_setopt(easy, CURLOPT_PROXY, proxy) |
                    curl_easy_setopt(easy, CURLOPT_NOPROXY, setup->no_proxy) |
                    set_trust(setup, easy);

    assert(code == CURLE_OK);
}
