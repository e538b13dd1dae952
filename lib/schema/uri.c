/* uri - references to URIs, by RFC 3986.
 *
 *   scheme ":" "//" authority path "?" query
 */
#include "schema/uri.h"

#include "base/limits.h"

#include <stdint.h>

/* A part that is absent has no data, one that is empty has. */
struct parts {
    struct slice scheme, authority, path, query;
};

struct slice uri_without_fragment(const char *uri)
{
    return (struct slice){ uri, strcspn(uri, "#") };
}

struct slice uri_fragment(const char *uri)
{
    const char *mark = strchr(uri, '#');

    return slice_of(mark ? mark + 1 : "");
}

/* How many bytes at the start of text are none of the set. */
static size_t span_until(struct slice text, const char *set)
{
    size_t size = 0;

    while (size < text.size && !strchr(set, text.data[size]))
        size++;
    return size;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Cuts the first n bytes off. */
static struct slice cut(struct slice *text, size_t n)
{
    struct slice piece = { text->data, n };

    *text = slice_from(*text, n);
    return piece;
}

static struct parts split(struct slice uri)
{
    struct parts parts = { 0 };
    size_t colon = span_until(uri, ":/?");

    if (colon > 0 && colon < uri.size && uri.data[colon] == ':' && is_letter(uri.data[0])) {
        parts.scheme = cut(&uri, colon);
        uri = slice_from(uri, 1);
    }
    if (slice_starts(uri, SLICE("//"))) {
        uri = slice_from(uri, 2);
        parts.authority = cut(&uri, span_until(uri, "/?"));
    }
    parts.path = cut(&uri, span_until(uri, "?"));
    if (uri.size > 0)
        parts.query = slice_from(uri, 1);
    return parts;
}

/* Drops the last segment of what was written, but never what stands before `floor`. */
static void drop_segment(struct buf *out, size_t floor)
{
    while (out->size > floor && out->data[out->size - 1] != '/')
        out->size--;
    if (out->size > floor)
        out->size--;
}

/* Appends a path without its "." and ".." segments (RFC 3986, 5.2.4). */
static void add_path(struct buf *out, struct slice path)
{
    size_t floor = out->size;

    while (path.size > 0) {
        bool slash = path.data[0] == '/';
        struct slice rest = slice_from(path, slash);
        struct slice segment = cut(&rest, span_until(rest, "/"));
        bool up = slice_is(segment, SLICE("..")), here = slice_is(segment, SLICE("."));

        path = rest;
        if (up && slash)
            drop_segment(out, floor);
        if (up || here) {
            if (path.size == 0 && slash)
                buf_addc(out, '/');
            continue;
        }
        if (slash)
            buf_addc(out, '/');
        buf_add(out, segment);
    }
}

/* The path of a reference in the folder of the base, dots and all. */
static void merge(const struct parts *base, struct slice path, struct buf *out)
{
    size_t folder = base->path.size;

    while (folder > 0 && base->path.data[folder - 1] != '/')
        folder--;
    if (folder == 0 && base->authority.data)
        buf_addc(out, '/');
    buf_add(out, (struct slice){ base->path.data, folder });
    buf_add(out, path);
}

/* What the reference leaves out comes from the base. */
static struct parts join(const struct parts *base, struct parts reference, struct buf *merged)
{
    if (reference.scheme.data)
        return reference;
    reference.scheme = base->scheme;
    if (reference.authority.data)
        return reference;
    reference.authority = base->authority;
    if (reference.path.size == 0) {
        reference.path = base->path;
        if (!reference.query.data)
            reference.query = base->query;
    } else if (reference.path.data[0] != '/') {
        merge(base, reference.path, merged);
        reference.path = buf_slice(merged);
    }
    return reference;
}

char *uri_resolve(const char *base, struct slice reference)
{
    CLEANUP(buf_done)
    struct buf merged = BUF_MAX(2 * SCHEMA_URI_MAX), out = BUF_MAX(SCHEMA_URI_MAX);
    struct parts whole = split(slice_of(base));
    struct parts parts = join(&whole, split(reference), &merged);

    if (parts.scheme.data) {
        buf_add(&out, parts.scheme);
        buf_addc(&out, ':');
    }
    if (parts.authority.data) {
        buf_adds(&out, "//");
        buf_add(&out, parts.authority);
    }
    if (parts.scheme.data || parts.authority.data)
        add_path(&out, parts.path);
    else
        buf_add(&out, parts.path);
    if (parts.query.data) {
        buf_addc(&out, '?');
        buf_add(&out, parts.query);
    }
    return out.full || merged.full ? NULL : buf_take(&out);
}

static int digit(char c)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return !at ? -1 : at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

int uri_decode(struct slice text, struct buf *out)
{
    for (; text.size > 0; text = slice_from(text, 1)) {
        int high, low;

        if (text.data[0] != '%') {
            buf_addc(out, text.data[0]);
            continue;
        }
        high = text.size > 2 ? digit(text.data[1]) : -1;
        low = text.size > 2 ? digit(text.data[2]) : -1;
        if (high < 0 || low < 0 || high + low == 0)
            return -1;
        buf_addc(out, (char)(high << 4 | low));
        text = slice_from(text, 2);
    }
    return out->full ? -1 : 0;
}
