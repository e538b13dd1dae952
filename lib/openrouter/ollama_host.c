/* ollama_host - where OLLAMA_HOST says that Ollama is. */
#include "openrouter/ollama_host.h"

#include "base/slice.h"
#include "net/http_address.h"

#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_PORT "11434"
#define HOST_SIZE    48

struct place {
    bool is_tls;
    char host[HOST_SIZE]; /* with the brackets of a v6 address */
    char port[8];
};

static struct slice without_quotes(struct slice text)
{
    text = slice_trim(text);
    while (text.size > 0 && (text.data[0] == '"' || text.data[0] == '\''))
        text = slice_from(text, 1);
    while (text.size > 0 && (text.data[text.size - 1] == '"' || text.data[text.size - 1] == '\''))
        text.size--;
    return slice_trim(text);
}

/* Takes ":port" off the end; more colons, without brackets, are a v6 address without one. */
static bool take_port(struct slice *rest, struct slice *port)
{
    size_t colons = 0, at = 0;

    for (size_t i = 0; i < rest->size; i++) {
        if (rest->data[i] == ']')
            colons = 0;
        if (rest->data[i] != ':')
            continue;
        colons++;
        at = i;
    }
    if (colons != 1)
        return false;
    *port = slice_from(*rest, at + 1);
    rest->size = at;
    return true;
}

static void set_port(struct place *place, struct slice port)
{
    CLEANUP(freep) char *text = slice_dup(port);
    char *end;
    long number = strtol(text, &end, 10);

    if (port.size > 0 && *end == '\0' && number >= 0 && number <= 65535)
        snprintf(place->port, sizeof(place->port), "%ld", number);
}

static void set_host(struct place *place, struct slice host)
{
    static const struct {
        const char *listens, *is;
    } wild[] = { { "", "127.0.0.1" },
                 { "0.0.0.0", "127.0.0.1" },
                 { "::", "[::1]" },
                 { "[::]", "[::1]" },
                 { "::1", "[::1]" } };

    snprintf(place->host, sizeof(place->host), "%.*s", SLICE_FMT(host));
    for (size_t i = 0; i < ARRAY_COUNT(wild); i++)
        if (slice_is(host, slice_of(wild[i].listens)))
            snprintf(place->host, sizeof(place->host), "%s", wild[i].is);
}

/* Its own rules, also for what is odd: a port that is none gives way to the usual one. */
static struct place read(struct slice rest)
{
    struct place place = { .port = DEFAULT_PORT };
    struct slice port;

    if (slice_starts(rest, SLICE("http://"))) {
        snprintf(place.port, sizeof(place.port), "80");
        rest = slice_from(rest, strlen("http://"));
    } else if (slice_starts(rest, SLICE("https://"))) {
        snprintf(place.port, sizeof(place.port), "443");
        place.is_tls = true;
        rest = slice_from(rest, strlen("https://"));
    }
    while (rest.size > 0 && rest.data[rest.size - 1] == '/')
        rest.size--;

    if (take_port(&rest, &port))
        set_port(&place, port);
    set_host(&place, rest);
    return place;
}

int ollama_url(const char *host, char url[OLLAMA_URL_SIZE], struct err *err)
{
    struct slice given = without_quotes(slice_of(host));
    struct place place = read(given);
    struct http_address address;
    struct err ignored;

    if (given.size >= HOST_SIZE ||
        snprintf(url, OLLAMA_URL_SIZE, "%s://%s:%s/v1", place.is_tls ? "https" : "http", place.host,
                 place.port) >= OLLAMA_URL_SIZE)
        return err_set(err, ERR_CONFIG, "OLLAMA_HOST is no address");
    /* http elsewhere is refused by the address, https elsewhere by us. */
    if (http_address_read(url, &address, &ignored) == 0 && address.is_loopback)
        return 0;
    return err_set(
        err, ERR_CONFIG,
        "OLLAMA_HOST is not an address of this machine (%.*s); another one is asked only "
        "when endpoints in config.json names it, with https",
        SLICE_FMT(given));
}
