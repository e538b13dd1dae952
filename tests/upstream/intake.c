/* intake - requests out of the bytes of a connection. */
#include "tests/upstream/intake.h"

#include <strings.h>

void intake_init(struct intake *intake)
{
    *intake = (struct intake){ .raw = BUF_MAX(INTAKE_MAX), .body = BUF_MAX(INTAKE_MAX) };
}

void intake_done(struct intake *intake)
{
    buf_done(&intake->raw);
    buf_done(&intake->body);
}

int intake_feed(struct intake *intake, struct slice bytes)
{
    return buf_add(&intake->raw, bytes);
}

struct slice intake_header(struct slice head, const char *name)
{
    struct slice rest = head, line;
    size_t size = strlen(name);

    while (slice_split(&rest, '\n', &line))
        if (line.size > size && line.data[size] == ':' && strncasecmp(line.data, name, size) == 0)
            return slice_trim(slice_from(line, size + 1));
    return (struct slice){ "", 0 };
}

static bool read_digits(struct slice text, unsigned base, size_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *digits = "0123456789abcdef";
        const char *digit = memchr(digits, text.data[i] | 0x20, base);

        if (!digit || *number > INTAKE_MAX)
            return false;
        *number = *number * base + (size_t)(digit - digits);
    }
    return text.size > 0 && *number <= INTAKE_MAX;
}

static bool read_head(struct intake *intake)
{
    struct request *request = &intake->request;
    struct slice head = { intake->raw.data, intake->head_size };
    struct slice rest = head, line, target, version, length;
    const char *mark;

    *request = (struct request){ .head = head };
    slice_split(&rest, '\r', &line);
    if (!slice_split(&line, ' ', &request->method) || !slice_split(&line, ' ', &target) ||
        !slice_split(&line, ' ', &version) || !slice_starts(version, SLICE("HTTP/1.")))
        return false;
    mark = memchr(target.data, '?', target.size);
    request->path = mark ? (struct slice){ target.data, (size_t)(mark - target.data) } : target;
    request->query = mark ? slice_from(target, request->path.size + 1) : (struct slice){ "", 0 };
    request->keeps = slice_is(version, SLICE("HTTP/1.1")) &&
                     !slice_is(intake_header(head, "connection"), SLICE("close"));
    length = intake_header(head, "content-length");
    intake->chunked = slice_is(intake_header(head, "transfer-encoding"), SLICE("chunked"));
    intake->chunk_at = intake->head_size;
    intake->body_size = 0;
    return length.size == 0 || (!intake->chunked && read_digits(length, 10, &intake->body_size));
}

/* Decodes the chunks that are whole. */
static enum intake_state read_chunks(struct intake *intake)
{
    for (;;) {
        struct slice rest = slice_from(buf_slice(&intake->raw), intake->chunk_at), line;
        const char *end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
        size_t size;

        if (!end)
            return rest.size > 1024 ? INTAKE_BAD : INTAKE_MORE;
        line = slice_trim((struct slice){ rest.data, (size_t)(end - rest.data) });
        if (!read_digits(line, 16, &size))
            return INTAKE_BAD;

        size_t whole = (size_t)(end - rest.data) + 1 + size + 2;

        if (rest.size < whole)
            return INTAKE_MORE;
        buf_add(&intake->body, (struct slice){ end + 1, size });
        intake->chunk_at += whole;
        if (size == 0)
            return INTAKE_WHOLE;
    }
}

static enum intake_state read_body(struct intake *intake)
{
    size_t have = intake->raw.size - intake->head_size;

    if (intake->chunked)
        return read_chunks(intake);
    return have < intake->body_size ? INTAKE_MORE : INTAKE_WHOLE;
}

/* Bytes that arrive may move the buffer, so the request is read again when it is whole. */
static enum intake_state finish(struct intake *intake)
{
    struct buf decoded = intake->body;
    size_t end = intake->chunk_at;

    if (!read_head(intake))
        return INTAKE_BAD;
    intake->body = decoded;
    intake->chunk_at = end;
    intake->request.body =
        intake->chunked ? buf_slice(&intake->body)
                        : (struct slice){ intake->raw.data + intake->head_size, intake->body_size };
    return INTAKE_WHOLE;
}

enum intake_state intake_next(struct intake *intake)
{
    enum intake_state state;
    bool is_new = false;

    if (intake->raw.full || intake->body.full)
        return INTAKE_BAD;
    if (intake->head_size == 0) {
        size_t from = intake->searched > 3 ? intake->searched - 3 : 0;
        const char *end = intake->raw.size > from ? memmem(intake->raw.data + from,
                                                           intake->raw.size - from, "\r\n\r\n", 4)
                                                  : NULL;

        intake->searched = intake->raw.size;
        if (!end)
            return intake->raw.size > ((size_t)1 << 20) ? INTAKE_BAD : INTAKE_MORE;
        intake->head_size = (size_t)(end - intake->raw.data) + 4;
        if (!read_head(intake))
            return INTAKE_BAD;
        is_new = true;
    }
    state = read_body(intake);
    if (state == INTAKE_WHOLE)
        return finish(intake);
    return state == INTAKE_MORE && is_new ? INTAKE_HEAD : state;
}

void intake_drop(struct intake *intake)
{
    buf_consume(&intake->raw,
                intake->chunked ? intake->chunk_at : intake->head_size + intake->body_size);
    buf_clear(&intake->body);
    intake->head_size = intake->searched = 0;
}
