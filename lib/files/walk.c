/* walk - the regular files below a folder that a pattern matches.
 *
 *   visit a folder: its names, sorted -> a file: on_file | a folder: visit
 *
 * Each folder is opened from the root anew, through the door: what was swapped for a link meanwhile
 * is not entered, and one descriptor is open at a time.
 */
#include "files/walk.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "files/door.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LOOK_EVERY 64 /* entries between two looks at the clock */

struct entry {
    char *name;
    bool is_folder, is_link;
};

struct listing {
    struct entry *entries;
    size_t count, capacity;
};

static enum walk_end visit(struct walk *walk, const char *folder, int depth);

static bool is_late(const struct walk *walk)
{
    if (walk->is_wanted && !__atomic_load_n(walk->is_wanted, __ATOMIC_RELAXED))
        return true;
    return walk->due_ms > 0 && clock_ms() >= walk->due_ms;
}

static void listing_done(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        free(listing->entries[i].name);
    free(listing->entries);
}

static void add(struct listing *listing, const char *name, unsigned char type)
{
    if (listing->count == listing->capacity) {
        listing->capacity = listing->capacity ? 2 * listing->capacity : 64;
        listing->entries =
            xrealloc(listing->entries, listing->capacity * sizeof(*listing->entries));
    }
    listing->entries[listing->count++] =
        (struct entry){ xstrdup(name), type == DT_DIR, type == DT_LNK };
}

static unsigned char type_of(int folder_fd, const struct dirent *entry)
{
    struct stat found;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (fstatat(folder_fd, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return DT_UNKNOWN;
    return S_ISREG(found.st_mode)   ? DT_REG
           : S_ISDIR(found.st_mode) ? DT_DIR
           : S_ISLNK(found.st_mode) ? DT_LNK
                                    : DT_UNKNOWN;
}

/* Names that no argument can say are as if they were not there. */
static bool is_sayable(const char *name)
{
    struct slice text = slice_of(name);

    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7F || name[i] == '\\')
            return false;
    return utf8_valid(text) == text.size;
}

static void look_at(struct walk *walk, struct listing *listing, DIR *stream,
                    const struct dirent *entry)
{
    const char *name = entry->d_name;
    unsigned char type;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0 ||
        !is_sayable(name))
        return;
    walk->entries_++;
    type = type_of(dirfd(stream), entry);
    walk->links += type == DT_LNK;
    if (type == DT_REG || type == DT_DIR || type == DT_LNK)
        add(listing, name, type);
}

static enum walk_end list(struct walk *walk, struct listing *listing, DIR *stream)
{
    const struct dirent *entry;

    while ((entry = readdir(stream))) {
        look_at(walk, listing, stream, entry);
        if (walk->entries_ >= WALK_ENTRIES_MAX)
            return WALK_ENTRIES;
        if (walk->entries_ % LOOK_EVERY == 0 && is_late(walk))
            return WALK_TIME;
    }
    return WALK_WHOLE;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static enum walk_end visit_entry(struct walk *walk, const char *folder, const struct entry *entry,
                                 int depth)
{
    char name[PATH_BYTES_MAX];

    if (snprintf(name, sizeof(name), "%s%s%s", folder, folder[0] ? "/" : "", entry->name) >=
        (int)sizeof(name)) {
        walk->deep++;
        return WALK_WHOLE;
    }
    if (entry->is_link) {
        if (walk->on_link && glob_matches(walk->glob, name))
            walk->on_link(walk->user, name);
        return WALK_WHOLE;
    }
    if (!entry->is_folder) {
        bool is_enough = glob_matches(walk->glob, name) && !walk->on_file(walk->user, name);

        return is_enough ? WALK_ENOUGH : is_late(walk) ? WALK_TIME : WALK_WHOLE;
    }
    if (!glob_reaches(walk->glob, name) || !walk->enter(walk->user, name))
        return WALK_WHOLE;
    if (depth == WALK_DEPTH_MAX) {
        walk->deep++;
        return WALK_WHOLE;
    }
    return visit(walk, name, depth + 1);
}

static enum walk_end visit(struct walk *walk, const char *folder, int depth)
{
    CLEANUP(listing_done) struct listing listing = { NULL, 0, 0 };
    int fd = door_open(walk->root_fd, folder, DOOR_FOLDER);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    enum walk_end end;

    if (!stream) {
        if (fd >= 0)
            close(fd);
        walk->closed++;
        return WALK_WHOLE;
    }
    end = list(walk, &listing, stream);
    closedir(stream);
    if (listing.count > 0)
        qsort(listing.entries, listing.count, sizeof(*listing.entries), by_name);
    /* What was found before a bound was met is still looked at, but nothing below it. */
    for (size_t i = 0; i < listing.count && end != WALK_TIME && end != WALK_ENOUGH; i++) {
        enum walk_end below = WALK_WHOLE;

        if (end == WALK_WHOLE || !listing.entries[i].is_folder)
            below = visit_entry(walk, folder, &listing.entries[i], depth);
        end = below == WALK_WHOLE ? end : below;
    }
    return end;
}

enum walk_end walk_run(struct walk *walk)
{
    const char *start = walk->glob->start;

    walk->links = walk->closed = walk->deep = walk->entries_ = 0;
    if (strcmp(start, ".git") == 0 || strncmp(start, ".git/", 5) == 0 || strstr(start, "/.git"))
        return WALK_WHOLE;
    if (is_late(walk))
        return WALK_TIME;
    return visit(walk, start, 0);
}

const char *walk_words(enum walk_end end)
{
    switch (end) {
    case WALK_ENTRIES:
        return "more entries lie there than are looked at";
    case WALK_TIME:
        return "the time for looking was over";
    case WALK_WHOLE:
    case WALK_ENOUGH:
        break;
    }
    return NULL;
}
