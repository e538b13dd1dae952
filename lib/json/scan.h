/* scan - reading a JSON text in place, without a tree.
 *
 * For texts that passed the gate, and only for those: on others the result is undefined (but it
 * stays inside the text). Values are slices of the text with the blanks around them cut off, so an
 * id can be echoed byte for byte, a price read from its own characters, and a streamed token taken
 * out of its line for the price of one pass.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

enum scan_type {
    SCAN_NONE,
    SCAN_OBJECT,
    SCAN_ARRAY,
    SCAN_STRING,
    SCAN_NUMBER,
    SCAN_TRUE,
    SCAN_FALSE,
    SCAN_NULL
};

/* What kind of value the slice holds; SCAN_NONE for an empty slice. */
enum scan_type scan_type(struct slice value);

/* The first member of that name (compared as decoded text); an empty slice when value is no object
 * or has no such member. scan_path follows names through objects: scan_path(v, "error", "code"). */
struct slice scan_member(struct slice value, const char *key);
struct slice scan_path_(struct slice value, const char *const *keys);
#define scan_path(value, ...) scan_path_(value, (const char *const[]){ __VA_ARGS__, NULL })

/* Walks the members of an object or the elements of an array: start with at = 0, goes on while it
 * answers true. key may be NULL; it is the raw key with its quotes, empty in an array. */
bool scan_next(struct slice container, size_t *at, struct slice *key, struct slice *value);

/* Appends the decoded text of a string value; -1 when value is no string or does not fit whole
 * (nothing is added then). */
int scan_string(struct slice value, struct buf *text);

/* The decoded text in a fixed array, cut at a character border; "" when value is no string. */
void scan_text(struct slice value, char *text, size_t size);

/* true for a string value that decodes to exactly this. */
bool scan_is(struct slice value, const char *text);

/* An integer token that fits; false otherwise (also for 1.0 and 1e3). */
bool scan_int(struct slice value, int64_t *number);
