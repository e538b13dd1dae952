/* disk - a tracked file as it is on disk by now.
 *
 *   disk_look -> its root -> as the index remembers it? -> rules of names -> read -> its id
 *   disk_read -> read again, for its hunks -> the same id?
 *
 * What git's filters would do to a file is not done, but for one thing: a file whose lines all end
 * in CR LF, where the blob has no CR, is compared without them (core.autocrlf, eol=crlf).
 */
#include "files/diff/parts.h"
#include "files/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define POINTER_MAX KIB(1) /* of git-lfs: three short lines */

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* --- as the index remembers it -------------------------------------------------------------- */

static bool is_moment(git_index_time known, struct timespec found)
{
    return known.seconds == (int32_t)found.tv_sec &&
           (known.nanoseconds == 0 || known.nanoseconds == (uint32_t)found.tv_nsec);
}

/* A file that was written when the index was may have been written again since. */
static bool is_racy(const git_index *index, const git_index_entry *entry)
{
    struct stat file;
    int32_t seconds;

    if (stat(git_index_path(index), &file) < 0)
        return true;
    seconds = (int32_t)file.st_mtim.tv_sec;
    return entry->mtime.seconds > seconds ||
           (entry->mtime.seconds == seconds &&
            (entry->mtime.nanoseconds == 0 ||
             entry->mtime.nanoseconds >= (uint32_t)file.st_mtim.tv_nsec));
}

static unsigned mode_of(const struct stat *file, const struct disk *disk,
                        const git_index_entry *entry)
{
    if (S_ISLNK(file->st_mode))
        return GIT_FILEMODE_LINK;
    if (!disk->has_links && entry->mode == GIT_FILEMODE_LINK)
        return GIT_FILEMODE_LINK;
    if (!disk->has_modes && S_ISREG(entry->mode))
        return entry->mode;
    return file->st_mode & S_IXUSR ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
}

static bool is_as_known(const git_index_entry *entry, const struct stat *file)
{
    return entry->file_size == (uint32_t)file->st_size && is_moment(entry->mtime, file->st_mtim) &&
           is_moment(entry->ctime, file->st_ctim) && entry->ino == (uint32_t)file->st_ino;
}

/* --- reading -------------------------------------------------------------------------------- */

static int read_file(const struct spot *spot, struct buf *text, struct err *err)
{
    CLEANUP(closep) int fd = door_open(spot->root->fd, spot->name, DOOR_FILE);
    struct stat file;

    if (fd < 0)
        return err_set(err, ERR_POLICY, "%s", door_reason(errno));
    return door_check(fd, &file, err) < 0 ? -1 : door_read(fd, &file, FILE_CUT_MAX, text, err);
}

static bool is_crlf_throughout(struct slice text)
{
    const char *end = text.data + text.size;
    size_t count = 0;

    for (const char *at = text.data; at < end; at++, count++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            break;
        if (at == text.data || at[-1] != '\r')
            return false;
    }
    return count > 0;
}

static void drop_crs(struct buf *text)
{
    size_t size = 0;

    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] != '\r' || i + 1 == text->size || text->data[i + 1] != '\n')
            text->data[size++] = text->data[i];
    text->size = size;
}

/* As it is on disk; without its CRs where the index has none. */
static int read_as_stored(const struct spot *spot, const struct delta *delta, struct buf *text,
                          struct err *err)
{
    if (delta->new_mode == GIT_FILEMODE_LINK && delta->is_link)
        return door_read_link(spot->root->fd, spot->name, text, err);
    if (read_file(spot, text, err) < 0)
        return -1;
    if (delta->has_crs)
        drop_crs(text);
    return 0;
}

static bool has_crs(const struct disk *disk, const git_index_entry *entry, struct slice text)
{
    git_blob *blob = NULL;
    const char *data;
    size_t size;
    bool answer;

    if (!is_crlf_throughout(text) || git_blob_lookup(&blob, disk->repo->git, &entry->id) < 0)
        return false;
    data = git_blob_rawcontent(blob);
    size = (size_t)git_blob_rawsize(blob);
    answer = size > 0 && memchr(data, '\n', size) && !memchr(data, '\r', size);
    git_blob_free(blob);
    return answer;
}

/* What git keeps of a file that lies on another server. */
static bool is_pointer(const struct disk *disk, const git_index_entry *entry)
{
    git_blob *blob = NULL;
    bool answer;

    if (git_blob_lookup(&blob, disk->repo->git, &entry->id) < 0)
        return false;
    answer = git_blob_rawsize(blob) < (git_object_size_t)POINTER_MAX &&
             slice_starts((struct slice){ git_blob_rawcontent(blob), git_blob_rawsize(blob) },
                          SLICE("version https://git-lfs.github.com/spec/"));
    git_blob_free(blob);
    return answer;
}

static int stop(struct delta *delta, const char *rule, const char *reason)
{
    delta->rule = xstrdup(rule);
    delta->why = xstrdup(reason);
    return 0;
}

/* Its id, as git would store it. */
static int identify(const struct disk *disk, const struct spot *spot, const git_index_entry *entry,
                    struct delta *delta, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(FILE_CUT_MAX);
    struct err why;

    if (read_as_stored(spot, delta, &text, &why) < 0)
        return stop(delta, why.kind == ERR_TOO_LARGE ? "size" : "open", why.text);
    if (S_ISREG(delta->new_mode) && has_crs(disk, entry, buf_slice(&text))) {
        delta->has_crs = true;
        drop_crs(&text);
    }
    if (git_odb_hash(&delta->new_id, buf_text(&text), text.size, GIT_OBJECT_BLOB) < 0)
        return repo_fail("the id of a file", err);
    if (!git_oid_equal(&delta->new_id, &entry->id) && is_pointer(disk, entry))
        return stop(delta, "filter",
                    "is kept by git-lfs: git has only a pointer to it, so the two cannot be "
                    "compared");
    delta->is_on_disk = !git_oid_equal(&delta->new_id, &entry->id);
    return 0;
}

static int look_at(struct disk *disk, const struct spot *spot, const git_index_entry *entry,
                   struct delta *delta, struct err *err)
{
    const char *rule;
    struct err why;

    if (site_admit(disk->rules, spot, delta->path, &rule, &why) < 0)
        return delta->is_as_known ? 0 : stop(delta, rule, why.text);
    return identify(disk, spot, entry, delta, err);
}

/* To git, too, what lies behind a link is not there. Files come by folders, so one is remembered.
 */
static bool is_behind_link(struct disk *disk, const struct spot *spot)
{
    const char *slash = strrchr(spot->name, '/');
    size_t size = (size_t)(spot->name - spot->path) + (slash ? (size_t)(slash - spot->name) : 0);
    int fd;

    if (!slash)
        return false;
    if (disk->folder && strlen(disk->folder) == size &&
        strncmp(disk->folder, spot->path, size) == 0)
        return disk->is_linked;

    CLEANUP(freep)
    char *folder = slice_dup((struct slice){ spot->name, (size_t)(slash - spot->name) });

    free(disk->folder);
    disk->folder = slice_dup((struct slice){ spot->path, size });
    fd = door_open(spot->root->fd, folder, DOOR_FOLDER);
    disk->is_linked = fd < 0 && errno == ELOOP;
    if (fd >= 0)
        close(fd);
    return disk->is_linked;
}

void disk_done(struct disk *disk)
{
    free(disk->folder);
    disk->folder = NULL;
}

static int gone(struct delta *delta)
{
    delta->new_mode = 0;
    delta->new_id = (git_oid){ 0 };
    return 0;
}

int disk_look(struct disk *disk, git_index *index, const git_index_entry *entry,
              struct delta *delta, struct err *err)
{
    struct spot spot;
    struct stat file;

    if ((entry->flags & GIT_INDEX_ENTRY_VALID) ||
        (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE))
        return 0;
    site_find(&spot, disk->roots, disk->repo->top, delta->path);
    if (!spot.root) {
        disk->outside++;
        return 0;
    }
    if (fstatat(spot.root->fd, spot.name, &file, AT_SYMLINK_NOFOLLOW) < 0)
        return errno == ENOENT || errno == ENOTDIR ? gone(delta)
                                                   : stop(delta, "open", door_reason(errno));
    if (is_behind_link(disk, &spot))
        return gone(delta);
    if (S_ISDIR(file.st_mode)) /* what a submodule has checked out is its own affair */
        return entry->mode == GIT_FILEMODE_COMMIT ? 0 : gone(delta);
    if (!S_ISREG(file.st_mode) && !S_ISLNK(file.st_mode))
        return stop(delta, "kind", "is a pipe, a socket or a device by now");
    delta->new_mode = mode_of(&file, disk, entry);
    delta->is_link = S_ISLNK(file.st_mode);
    delta->is_as_known = delta->new_mode == entry->mode && is_as_known(entry, &file);
    if (delta->is_as_known && !is_racy(index, entry))
        return 0;
    return look_at(disk, &spot, entry, delta, err);
}

int disk_read(const struct disk *disk, const struct delta *delta, struct buf *text, struct err *err)
{
    struct spot spot;
    git_oid id;

    site_find(&spot, disk->roots, disk->repo->top, delta->path);
    if (read_as_stored(&spot, delta, text, err) < 0)
        return -1;
    if (git_odb_hash(&id, buf_text(text), text->size, GIT_OBJECT_BLOB) < 0 ||
        !git_oid_equal(&id, &delta->new_id))
        return err_set(err, ERR_POLICY, "changed while it was compared; ask again");
    return 0;
}
