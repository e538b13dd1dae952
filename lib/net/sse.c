/* sse - server-sent events: bytes in, the data of events out.
 *
 *   bytes -> lines (end_line) -> fields (add_data) -> an empty line: the event (dispatch)
 *
 * The usual event is one data line that lies whole in the bytes fed: it is handed on where it lies.
 * Only what is cut by the end of the bytes, or joined from several lines, is copied.
 */
#include "net/sse.h"

#include "base/limits.h"

#include <assert.h>

#define BYTE_ORDER_MARK SLICE("\xEF\xBB\xBF")

void sse_init(struct sse *sse, bool (*on_data)(void *user, struct slice data), void *user)
{
    *sse = (struct sse){
        .on_data = on_data,
        .user = user,
        .line_ = BUF_MAX(SSE_LINE_MAX),
        .data_ = BUF_MAX(SSE_LINE_MAX),
    };
}

void sse_done(struct sse *sse)
{
    buf_done(&sse->line_);
    buf_done(&sse->data_);
    sse->stopped_ = true;
}

static int too_large(struct sse *sse, const char *what, struct err *err)
{
    sse->stopped_ = true;
    sse->held_ = (struct slice){ NULL, 0 };
    return err_set(err, ERR_TOO_LARGE,
                   "the stream was given up: one %s of it is longer than %zu MiB", what,
                   SSE_LINE_MAX >> 20);
}

/* Copies the data line that was only borrowed. */
static void keep_held(struct sse *sse)
{
    if (sse->held_.data)
        buf_add(&sse->data_, sse->held_);
    sse->held_ = (struct slice){ NULL, 0 };
}

static int add_data(struct sse *sse, struct slice value, bool is_borrowed, struct err *err)
{
    if (!sse->has_data_ && is_borrowed) {
        sse->held_ = value;
    } else {
        keep_held(sse);
        if (sse->has_data_)
            buf_addc(&sse->data_, '\n');
        buf_add(&sse->data_, value);
    }
    sse->has_data_ = true;
    return sse->data_.full ? too_large(sse, "event", err) : 0;
}

static void dispatch(struct sse *sse)
{
    if (!sse->has_data_)
        return;

    struct slice data = sse->held_.data ? sse->held_ : buf_slice(&sse->data_);

    if (!sse->on_data(sse->user, data))
        sse->stopped_ = true;
    sse->held_ = (struct slice){ NULL, 0 };
    sse->has_data_ = false;
    buf_clear(&sse->data_);
}

/* The value behind "data:", "data: ", or a bare "data"; false for every other field. */
static bool data_value(struct slice line, struct slice *value)
{
    if (!slice_starts(line, SLICE("data")))
        return false;
    *value = slice_from(line, 4);
    if (value->size == 0)
        return true;
    if (value->data[0] != ':')
        return false;
    *value = slice_from(*value, 1);
    if (slice_starts(*value, SLICE(" ")))
        *value = slice_from(*value, 1);
    return true;
}

static int end_line(struct sse *sse, struct slice line, bool is_borrowed, struct err *err)
{
    struct slice value;

    if (!sse->began_ && slice_starts(line, BYTE_ORDER_MARK))
        line = slice_from(line, BYTE_ORDER_MARK.size);
    sse->began_ = true;
    if (line.size == 0) {
        dispatch(sse);
        return 0;
    }
    if (line.data[0] == ':')
        sse->comment_bytes += line.size;
    else if (data_value(line, &value))
        return add_data(sse, value, is_borrowed, err);
    return 0;
}

/* A piece of a line up to its end, or to the end of the bytes. */
static int take_piece(struct sse *sse, struct slice piece, bool is_end, struct err *err)
{
    if (piece.size > SSE_LINE_MAX - sse->line_.size)
        return too_large(sse, "line", err);
    if (is_end && sse->line_.size == 0)
        return end_line(sse, piece, true, err);
    buf_add(&sse->line_, piece);
    if (!is_end)
        return 0;

    int rc = end_line(sse, buf_slice(&sse->line_), false, err);

    buf_clear(&sse->line_);
    return rc;
}

int sse_feed(struct sse *sse, struct slice bytes, struct err *err)
{
    while (bytes.size > 0 && !sse->stopped_) {
        size_t size = 0;

        if (sse->after_cr_ && bytes.data[0] == '\n')
            bytes = slice_from(bytes, 1);
        sse->after_cr_ = false;
        while (size < bytes.size && bytes.data[size] != '\n' && bytes.data[size] != '\r')
            size++;

        bool is_end = size < bytes.size;
        struct slice piece = { bytes.data, size };

        if (is_end)
            sse->after_cr_ = bytes.data[size] == '\r';
        if (take_piece(sse, piece, is_end, err) < 0)
            return -1;
        bytes = slice_from(bytes, size + is_end);
    }
    keep_held(sse); /* the bytes are the caller's again */
    return 0;
}
