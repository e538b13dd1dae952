/* gather_parts - what the files of gather share with each other, and with nobody else. */
#pragma once

#include "base/limits.h"
#include "files/gather.h"

#include <stdint.h>

/* Threads that were left behind and have not come back; shared with them. */
struct tally {
    int refs, stuck;
};

/* What one thread has to do, shared by its jobs: the last of a thread that was left behind tells
 * that it came back. */
struct shift {
    int refs;
    bool is_left;
    struct tally *tally;
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
    int64_t due_ms;  /* of clock_ms: the thread's own, before the loop's */
    bool is_wanted;  /* set to false by the loop's thread; atomic, as the two below */
    bool is_started; /* by the thread */
    int refs;
    struct shift *shift;
    struct gather_list list;
    struct seen seen[FILES_LISTED_MAX];
    size_t seen_count;
    size_t text_bytes, media_bytes;
};

/* gather_run: on the thread, everything up to the list. */
void gather_run(struct gathering *gathering);
bool gather_is_late(const struct gathering *gathering);

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

/* gather_list: a new item, zeroed but for its path, which is copied; NULL when the list is full,
 * which is counted. */
struct gather_item *gather_list_add(struct gather_list *list, const char *path);

/* Lists a path as not sent, once for each rule; why is a whole sentence. */
void gather_list_refuse(struct gather_list *list, const char *path, const char *rule,
                        const char *why);
