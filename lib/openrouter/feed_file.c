/* feed_file - a list on disk: one line of ours, then the body as it came. */
#include "openrouter/feed_file.h"

#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define MARK     "openrouter-mcp-feed 1 "
#define HEAD_MAX KIB(10)

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
    size_t size_max = body->size_max;
    struct err ignored; /* whatever is wrong with the file, there is a better one upstream */

    body->size_max = size_max + HEAD_MAX;

    int rc = file_read(file, body->size_max, FILE_STATE, body, &ignored) == 0 &&
                     take_head(body, source, fetched_unix_s)
                 ? 0
                 : -1;

    body->size_max = size_max;
    return body->size <= size_max ? rc : -1;
}

int feed_file_save(const char *file, const char *source, struct slice body, int64_t fetched_unix_s)
{
    CLEANUP(buf_done) struct buf head = BUF_MAX(HEAD_MAX);
    struct err ignored;

    buf_addf(&head, MARK "%" PRId64 " %s\n", fetched_unix_s, source);

    struct slice parts[] = { buf_slice(&head), body };

    return head.full ? -1 : file_replace(file, parts, ARRAY_COUNT(parts), &ignored);
}
