/* feed_file - a list on disk: one line of ours, then the body as it came. */
#include "openrouter/feed_file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK     "openrouter-mcp-feed 1 "
#define HEAD_MAX KIB(10)

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Not a link, not a device, ours, and nobody else could have written it. */
static int open_trusted(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat is;

    if (fd >= 0 && (fstat(fd, &is) < 0 || !S_ISREG(is.st_mode) || is.st_uid != geteuid() ||
                    (is.st_mode & (S_IWGRP | S_IWOTH)))) {
        close(fd);
        return -1;
    }
    return fd;
}

static int read_all(int fd, struct buf *content)
{
    char piece[16384];
    ssize_t n;

    while ((n = read(fd, piece, sizeof(piece))) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || buf_add(content, (struct slice){ piece, (size_t)n }) < 0)
            return -1;
    }
    return 0;
}

/* Takes the head off; false when it is not ours, or another address wrote it. */
static bool take_head(struct buf *content, const char *source, int64_t *fetched_unix_s)
{
    struct slice rest = buf_slice(content), head;
    char *end;

    if (!slice_split(&rest, '\n', &head) || !slice_starts(head, SLICE(MARK)))
        return false;

    size_t size = head.size + 1;
    CLEANUP(freep) char *text = slice_dup(slice_from(head, strlen(MARK)));

    errno = 0;
    *fetched_unix_s = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *fetched_unix_s < 0 || *end != ' ' ||
        strcmp(end + 1, source) != 0 || size > content->size)
        return false;
    buf_consume(content, size);
    return true;
}

int feed_file_load(const char *file, const char *source, struct buf *body, int64_t *fetched_unix_s)
{
    CLEANUP(closep) int fd = open_trusted(file);
    size_t size_max = body->size_max;

    if (fd < 0)
        return -1;
    body->size_max = size_max + HEAD_MAX;

    int rc = read_all(fd, body) == 0 && take_head(body, source, fetched_unix_s) ? 0 : -1;

    body->size_max = size_max;
    return body->size <= size_max ? rc : -1;
}

static int write_all(int fd, struct slice bytes)
{
    while (bytes.size > 0) {
        ssize_t n = write(fd, bytes.data, bytes.size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        bytes = slice_from(bytes, (size_t)n);
    }
    return 0;
}

int feed_file_save(const char *file, const char *source, struct slice body, int64_t fetched_unix_s)
{
    CLEANUP(buf_done) struct buf head = BUF_MAX(HEAD_MAX);
    CLEANUP(buf_done) struct buf draft = BUF_MAX(PATH_BYTES_MAX);

    buf_addf(&head, MARK "%" PRId64 " %s\n", fetched_unix_s, source);
    buf_addf(&draft, "%s.%ld", file, (long)getpid());
    if (head.full || draft.full)
        return -1;
    unlink(buf_text(&draft)); /* of an earlier process with our number */

    CLEANUP(closep)
    int fd = open(buf_text(&draft), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return -1;
    if (write_all(fd, buf_slice(&head)) < 0 || write_all(fd, body) < 0 ||
        rename(buf_text(&draft), file) < 0) {
        unlink(buf_text(&draft));
        return -1;
    }
    return 0;
}
