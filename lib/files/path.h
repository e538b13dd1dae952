/* path - what an entry of files[] says: a name below a root, and perhaps lines of it. Pure.
 *
 *     src/main.c            ./src//main.c            an absolute path of a root
 *     src/main.c:10-80      src/main.c:10            src/main.c#L10-L80      src/main.c#L10
 *     src/main.c:10:5       line and column, as compilers write them: the line
 *     src/(all).c           with * ? [a-z] {a,b}     see glob.h
 *
 * One text can be read in several ways: a file may really be called "notes:10" or "[id].tsx". Which
 * reading is meant is for whoever can look: the whole name first, then the name without its lines,
 * then the pattern.
 *
 * Refused in words: an empty path, one of PATH_BYTES_MAX bytes or more, NUL, control characters,
 * what is not UTF-8, backslashes, and "..", whatever it would lead to.
 */
#pragma once

#include "files/lines.h"

struct path {
    char *name;         /* components between single slashes, none at either end; "" is the root */
    char *bare;         /* name without its range of lines; NULL when it has none */
    struct lines range; /* of bare */
    bool has_bad_range; /* it ends in one that counts from 0 or backwards: only the name is left */
    bool is_absolute;   /* it began with a slash, which name has not */
    bool is_folder;     /* it ended in a slash, or is the root */
};

/* path_done is due in any case. -1 (ERR_ARGUMENT): which rule, and what to write instead. */
int path_read(struct path *path, struct slice text, struct err *err);
void path_done(struct path *path);

/* A path inside a sentence: at most 200 bytes, no control characters. */
#define PATH_SHOWN_SIZE 216
const char *path_show(char shown[PATH_SHOWN_SIZE], struct slice text);

/* Whether name is folder, or lies below it; both without a slash at the end. "" holds everything.
 * Component-wise: "/a/bc" does not lie below "/a/b". */
bool path_is_below(const char *name, const char *folder);
