/* pointer - where in a value: a JSON Pointer that is written out only when somebody asks.
 *
 * Each level of a walk links to the one above it, on the stack. For the files of this folder.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define POINTER_TEXT_SIZE 200

struct pointer {
    const struct pointer *up; /* NULL: this is the whole value */
    const char *key;          /* NULL: an element of an array */
    size_t index;
    bool is_name; /* not the member, but its key */
};

/* "/a/0/b~1c", "" for the whole value; an end that does not fit is left out. */
const char *pointer_text(const struct pointer *pointer, char text[POINTER_TEXT_SIZE]);
