/* head - the status line and headers of an answer, and the framing of its body. */
#include "tests/upstream/head.h"

#include "base/clock.h"

#include <inttypes.h>
#include <time.h>

static const struct {
    int status;
    const char *words;
} reasons[] = {
    { 200, "OK" },
    { 202, "Accepted" },
    { 204, "No Content" },
    { 301, "Moved Permanently" },
    { 302, "Found" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 402, "Payment Required" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 408, "Request Timeout" },
    { 413, "Payload Too Large" },
    { 422, "Unprocessable Content" },
    { 429, "Too Many Requests" },
    { 500, "Internal Server Error" },
    { 502, "Bad Gateway" },
    { 503, "Service Unavailable" },
    { 504, "Gateway Timeout" },
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < ARRAY_COUNT(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].words;
    return "Other";
}

static void add_date(struct buf *out)
{
    static time_t last;
    static char line[64];
    time_t now = (time_t)clock_unix_s();
    struct tm utc;

    if (now != last && gmtime_r(&now, &utc)) {
        strftime(line, sizeof(line), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
        last = now;
    }
    buf_adds(out, line);
}

void head_write(const struct head *head, struct buf *out)
{
    const cJSON *header;

    buf_addf(out, "HTTP/1.1 %d %s\r\n", head->status, reason_of(head->status));
    add_date(out);
    if (head->content_type)
        buf_addf(out, "Content-Type: %s\r\n", head->content_type);
    if (head->chunked)
        buf_adds(out, "Transfer-Encoding: chunked\r\n");
    else if (head->length >= 0)
        buf_addf(out, "Content-Length: %" PRId64 "\r\n", head->length);
    buf_adds(out, head->closes ? "Connection: close\r\n" : "Connection: keep-alive\r\n");
    if (head->streams)
        buf_adds(out, "Cache-Control: no-cache\r\n");
    if (head->generation_id)
        buf_addf(out, "X-Generation-Id: %s\r\n", head->generation_id);
    if (head->lines)
        buf_adds(out, head->lines);
    cJSON_ArrayForEach(header, head->more)
    {
        if (header->string && cJSON_IsString(header))
            buf_addf(out, "%s: %s\r\n", header->string, header->valuestring);
    }
    buf_adds(out, "Server: stand-in\r\n\r\n");
}

void head_body(bool chunked, size_t chunk_bytes, struct slice bytes, struct buf *out)
{
    if (!chunked) {
        buf_add(out, bytes);
        return;
    }
    while (bytes.size > 0) {
        bool whole = chunk_bytes == 0 || bytes.size < chunk_bytes;
        struct slice piece = { bytes.data, whole ? bytes.size : chunk_bytes };

        buf_addf(out, "%zx\r\n", piece.size);
        buf_add(out, piece);
        buf_adds(out, "\r\n");
        bytes = slice_from(bytes, piece.size);
    }
}

void head_body_end(bool chunked, struct buf *out)
{
    if (chunked)
        buf_adds(out, "0\r\n\r\n");
}
