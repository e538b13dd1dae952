/* gather_parts - what the files of gather share with each other, and with nobody else. */
#pragma once

#include "base/limits.h"
#include "files/errand.h"
#include "files/gather.h"

/* All that is done with files, one after the other. */
struct gathers {
    struct errands *errands;
};

/* A file that is in the list. */
struct seen {
    uint64_t device, inode;
    struct lines range;
};

/* What a thread works on; it owns all of it, or shares it. */
struct gathering {
    struct gather_options options; /* roots shared, paths copied */
    char **paths;
    const struct errand_pace *pace;
    struct gather_list list;
    struct seen seen[FILES_LISTED_MAX];
    size_t seen_count;
    size_t text_bytes, media_bytes;
};

/* gather_run: on the thread, everything up to the list. */
void gather_run(struct gathering *gathering);

/* gather_file: a file below a root. shown is what the list calls it. */
struct target {
    const struct root *root;
    const char *name, *shown;
    struct lines range;
};

/* Lists the file, as sent or as not sent; false, and nothing is listed, when nothing of that name
 * is there. */
bool gather_file(struct gathering *gathering, const struct target *target);

/* Whether the rules of names let it pass; lists it as not sent where not. */
bool gather_admit(struct gathering *gathering, const struct target *target, bool is_folder);

/* Makes *out of text, with U+FFFD for each maximal part of ill-formed bytes: how many bytes those
 * were. */
size_t gather_mend(struct slice text, struct buf *out);

/* gather_list: a new item, zeroed but for its path, which is copied; NULL when the list is full,
 * which is counted. */
struct gather_item *gather_list_add(struct gather_list *list, const char *path);

/* Lists a path as not sent, once for each rule; why is a whole sentence. */
void gather_list_refuse(struct gather_list *list, const char *path, const char *rule,
                        const char *why);
