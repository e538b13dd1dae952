/* record - what happened at the stand-in, as JSON lines. */
#include "tests/upstream/record.h"

#include "base/clock.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

struct record {
    int fd;
    struct buf line;
};

static const char *const event_names[] = {
    [PEER_OPENED] = "opened", [PEER_POSTED] = "posted", [PEER_REQUEST] = "request",
    [PEER_ENDED] = "ended",   [PEER_CLOSED] = "closed",
};

static const char *const outcome_names[] = {
    [EXCHANGE_OPEN] = "open",
    [EXCHANGE_ANSWERED] = "answered",
    [EXCHANGE_CUT] = "cut",
    [EXCHANGE_ABORTED] = "aborted",
};

struct record *record_new(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0) {
        err_set(err, ERR_CONFIG, "cannot open %s: %s", path, strerror(errno));
        return NULL;
    }

    struct record *record = xcalloc(1, sizeof(*record));

    record->fd = fd;
    record->line = BUF_MAX(MIB(256));
    return record;
}

struct record *record_free(struct record *record)
{
    if (!record)
        return NULL;
    close(record->fd);
    buf_done(&record->line);
    free(record);
    return NULL;
}

static void add_request(const struct exchange *exchange, struct buf *line)
{
    buf_adds(line, ",\"head\":");
    json_quote((struct slice){ exchange->head, exchange->head_size }, line);
    buf_adds(line, ",\"body\":");
    json_quote((struct slice){ exchange->body, exchange->body_size }, line);
}

static void add_end(const struct exchange *exchange, struct buf *line)
{
    buf_addf(line,
             ",\"outcome\":\"%s\",\"status\":%d,\"sent_bytes\":%zu,\"tokens\":%" PRId64
             ",\"received_ms\":%" PRId64 ",\"first_byte_ms\":%" PRId64,
             outcome_names[exchange->outcome], exchange->status, exchange->sent_bytes,
             exchange->tokens, exchange->received_ms, exchange->first_byte_ms);
}

void record_event(void *user, enum peer_event event, size_t connection,
                  const struct exchange *exchange)
{
    struct record *record = user;
    struct buf *line = &record->line;

    buf_clear(line);
    buf_addf(line, "{\"at_ms\":%" PRId64 ",\"event\":\"%s\",\"connection\":%zu", clock_ms(),
             event_names[event], connection);
    if (exchange) {
        buf_addf(line, ",\"number\":%zu,\"method\":\"%.*s\",\"path\":", exchange->number,
                 SLICE_FMT(exchange->method));
        json_quote(exchange->path, line);
        buf_adds(line, ",\"model\":");
        json_quote(slice_of(exchange->model), line);
    }
    if (event == PEER_REQUEST && exchange)
        add_request(exchange, line);
    if (event == PEER_ENDED && exchange)
        add_end(exchange, line);
    buf_adds(line, "}\n");

    ssize_t ignored = write(record->fd, line->data, line->size);

    (void)ignored;
}
