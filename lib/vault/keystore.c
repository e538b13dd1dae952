/* keystore - one key at rest.
 *
 *   write:  secret -> sealed, bound to the first line -> both lines, at once in their place
 *   read:   both lines -> is it for this address? -> opened with what it was sealed with -> secret
 */
#include "vault/keystore.h"

#include "base/file.h"
#include "base/limits.h"
#include "vault/seal.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define PURPOSE "sealed key for "

bool keystore_is_taken(const struct keystore *keystore)
{
    struct stat status;

    return lstat(keystore->path, &status) == 0;
}

/* What the sealing is bound to: it stands in front of it, in clear, to be told apart. */
static int write_head(const struct keystore *keystore, struct buf *head, struct err *err)
{
    if (buf_addf(head, PURPOSE "%s", keystore->bound_to) < 0)
        return err_set(err, ERR_CONFIG, "the address that the key is for is too long to keep it");
    return 0;
}

/* An address that can be shown: a damaged file may hold anything in its place. */
static bool is_address(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~')
            return false;
    return text.size > 0 && text.size <= 256;
}

static int check_head(struct slice head, struct slice wanted, const struct keystore *keystore,
                      struct err *err)
{
    struct slice purpose = SLICE(PURPOSE);

    if (slice_is(head, wanted))
        return 0;
    if (!slice_starts(head, purpose) || !is_address(slice_from(head, purpose.size)))
        return err_set(err, ERR_CONFIG, "%s: is damaged, or no key of this program",
                       keystore->path);
    head = slice_from(head, purpose.size);
    return err_set(err, ERR_CONFIG, "%s: holds a key for %.*s, which is not sent to %s",
                   keystore->path, SLICE_FMT(head), keystore->bound_to);
}

/* The two lines of the file. */
static int split(struct slice text, struct slice *head, struct slice *sealed)
{
    if (!slice_split(&text, '\n', head) || !slice_ends(text, SLICE("\n")))
        return -1;
    *sealed = (struct slice){ text.data, text.size - 1 };
    return 0;
}

/* Room for a key, whole at once: a buffer that grew would leave a copy behind. */
static struct buf key_room(void)
{
    struct buf room = BUF_MAX(KEY_MAX);

    room.data = xmalloc(KEY_MAX + 1);
    room.capacity = KEY_MAX + 1;
    return room;
}

static struct secret *unseal(struct slice sealed, struct slice head,
                             const struct keystore *keystore, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = key_room();
    struct seal *seal = seal_new_found(keystore->seal_path, err);
    int rc;

    if (!seal) {
        err_wrap(err, "%s cannot be opened", keystore->path);
        return NULL;
    }
    rc = seal_open(seal, sealed, head, &text);
    seal_free(seal);
    if (rc == 0)
        return secret_new(buf_slice(&text), err);
    err_set(err, ERR_CONFIG, "%s: was changed, or sealed with another key than the one in %s",
            keystore->path, keystore->seal_path);
    return NULL;
}

int keystore_read(const struct keystore *keystore, struct secret **key, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KEYSTORE_MAX);
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(KEYSTORE_MAX);
    struct slice head, sealed;
    int found = file_read(keystore->path, KEYSTORE_MAX, FILE_KEY, &text, err);

    if (found != 0)
        return found;
    if (write_head(keystore, &wanted, err) < 0)
        return -1;
    if (split(buf_slice(&text), &head, &sealed) < 0)
        return err_set(err, ERR_CONFIG, "%s: is damaged, or no key of this program",
                       keystore->path);
    if (check_head(head, buf_slice(&wanted), keystore, err) < 0)
        return -1;
    *key = unseal(sealed, head, keystore, err);
    return *key ? 0 : -1;
}

int keystore_write(const struct keystore *keystore, struct secret *key, struct err *err)
{
    CLEANUP(buf_done) struct buf head = BUF_MAX(KEYSTORE_MAX / 2);
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(KEYSTORE_MAX / 2 - 2);
    struct seal *seal;
    int rc;

    if (write_head(keystore, &head, err) < 0)
        return -1;
    seal = seal_new_kept(keystore->seal_path, err);
    if (!seal)
        return -1;
    rc = seal_close(seal, slice_of(secret_peek(key)), buf_slice(&head), &sealed);
    secret_hide(key);
    seal_free(seal);
    if (rc < 0)
        return err_set(err, ERR_CONFIG, "the key is too long to keep it");

    struct slice parts[] = { buf_slice(&head), SLICE("\n"), buf_slice(&sealed), SLICE("\n") };

    return file_replace_durably(keystore->path, parts, ARRAY_COUNT(parts), err);
}

/* 1: it was not there. */
static int remove_file(const char *path, struct err *err)
{
    if (unlink(path) == 0)
        return 0;
    return errno == ENOENT || errno == ENOTDIR
               ? 1
               : err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

int keystore_remove(const struct keystore *keystore, struct err *err)
{
    int rc = remove_file(keystore->path, err);

    if (rc < 0)
        return -1;
    return keystore->seal_path && remove_file(keystore->seal_path, err) < 0 ? -1 : rc;
}
