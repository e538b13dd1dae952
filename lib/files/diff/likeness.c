/* likeness - how much of one text is in another, as git measures it for renames.
 *
 *   text -> pieces -> (number, bytes) -> sorted, one of each number -> likeness_score of two
 */
#include "files/diff/likeness.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdlib.h>

#define PIECE_MAX   64
#define HASHES      107927
#define BINARY_HEAD 8000

/* Where the next piece begins, and what its number is. */
struct cutter {
    const unsigned char *at, *end;
    bool is_text; /* a CR in front of an LF does not count */
    uint32_t a, b, bytes;
};

/* False at the end of the text, whose last line then counts only if it is long or ended: so does
 * git's, up to version 2.43. */
static bool cut(struct cutter *cutter)
{
    cutter->a = cutter->b = cutter->bytes = 0;
    while (cutter->at < cutter->end) {
        uint32_t c = *cutter->at++, old_a = cutter->a;

        if (cutter->is_text && c == '\r' && cutter->at < cutter->end && *cutter->at == '\n')
            continue;
        cutter->a = ((cutter->a << 7) ^ (cutter->b >> 25)) + c;
        cutter->b = (cutter->b << 7) ^ (old_a >> 25);
        cutter->bytes++;
        if (cutter->bytes == PIECE_MAX || c == '\n')
            return true;
    }
    return false;
}

static int compare(const void *a, const void *b)
{
    uint32_t x = ((const struct span *)a)->hash, y = ((const struct span *)b)->hash;

    return x < y ? -1 : x > y;
}

static size_t count_pieces(struct cutter cutter)
{
    size_t count = 0;

    while (cut(&cutter))
        count++;
    return count;
}

/* One of each number. */
static void merge(struct likeness *likeness)
{
    size_t count = 0;

    for (size_t i = 0; i < likeness->count; i++)
        if (count > 0 && likeness->spans[count - 1].hash == likeness->spans[i].hash)
            likeness->spans[count - 1].bytes += likeness->spans[i].bytes;
        else
            likeness->spans[count++] = likeness->spans[i];
    likeness->count = count;
    likeness->spans = xrealloc(likeness->spans, (count + 1) * sizeof(*likeness->spans));
}

void likeness_make(struct likeness *likeness, struct slice text)
{
    const unsigned char *data = (const unsigned char *)text.data;
    size_t head = text.size < BINARY_HEAD ? text.size : BINARY_HEAD;
    struct cutter cutter = {
        .at = data,
        .end = data + text.size,
        .is_text = head == 0 || !memchr(data, 0, head),
    };

    *likeness = (struct likeness){ .size = text.size, .is_made = true };
    likeness->spans = xcalloc(count_pieces(cutter) + 1, sizeof(*likeness->spans));
    while (cut(&cutter))
        likeness->spans[likeness->count++] =
            (struct span){ (cutter.a + cutter.b * 0x61) % HASHES, cutter.bytes };
    qsort(likeness->spans, likeness->count, sizeof(*likeness->spans), compare);
    merge(likeness);
}

void likeness_done(struct likeness *likeness)
{
    free(likeness->spans);
    *likeness = (struct likeness){ .size = 0 };
}

unsigned likeness_score(const struct likeness *old, const struct likeness *new)
{
    size_t size = old->size > new->size ? old->size : new->size;
    uint64_t common = 0;

    if (new->size == 0)
        return 0;
    for (size_t i = 0, k = 0; i < old->count && k < new->count;) {
        const struct span *a = &old->spans[i], *b = &new->spans[k];

        if (a->hash == b->hash)
            common += a->bytes < b->bytes ? a->bytes : b->bytes;
        i += a->hash <= b->hash;
        k += b->hash <= a->hash;
    }
    return (unsigned)(common * LIKENESS_SAME / size);
}

bool likeness_is_unlike(size_t old_size, size_t new_size)
{
    size_t larger = old_size > new_size ? old_size : new_size;
    size_t smaller = old_size < new_size ? old_size : new_size;

    return larger * (LIKENESS_SAME - LIKENESS_HALF) < (larger - smaller) * LIKENESS_SAME;
}
