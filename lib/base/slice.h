/* slice - borrowed bytes, valid for the duration of the call unless a header says otherwise.
 *
 * Bytes may hold NUL and need no NUL at the end. data may be NULL only when size is 0.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *data;
    size_t size;
};

#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })
#define SLICE_FMT(s)   (int)(s).size, (s).data /* for "%.*s" */

static inline struct slice slice_of(const char *text)
{
    return (struct slice){ text, text ? strlen(text) : 0 };
}

static inline bool slice_is(struct slice a, struct slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
    return s.size >= prefix.size && slice_is((struct slice){ s.data, prefix.size }, prefix);
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
    return s.size >= suffix.size &&
           slice_is((struct slice){ s.data + s.size - suffix.size, suffix.size }, suffix);
}

/* What is left after the first n bytes; n is at most s.size. */
static inline struct slice slice_from(struct slice s, size_t n)
{
    return (struct slice){ s.data + n, s.size - n };
}

/* How many decimal digits it begins with. */
size_t slice_digits(struct slice s);

/* Without blanks, tabs and line ends at either side. */
struct slice slice_trim(struct slice s);

/* Cuts the next piece off rest, at the first occurrence of separator; false when rest is used up.
 * "a,,b" gives "a", "" and "b"; an empty rest gives nothing. */
bool slice_split(struct slice *rest, char separator, struct slice *piece);

/* A NUL-terminated copy, owned by the caller. */
char *slice_dup(struct slice s);
