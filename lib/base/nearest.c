/* nearest - which name was meant. */
#include "base/nearest.h"

static unsigned char lower(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool swapped(struct slice a, size_t i, struct slice b, size_t j)
{
    return i > 1 && j > 1 && lower(a.data[i - 1]) == lower(b.data[j - 2]) &&
           lower(a.data[i - 2]) == lower(b.data[j - 1]);
}

/* Optimal string alignment, in three rows: rows[i % 3][j] is the distance of the first i bytes of a
 * and the first j of b. */
size_t nearest_distance(struct slice a, struct slice b, size_t limit)
{
    size_t rows[3][NEAREST_SIZE_MAX + 1];
    size_t gap = a.size > b.size ? a.size - b.size : b.size - a.size;

    if (a.size > NEAREST_SIZE_MAX || b.size > NEAREST_SIZE_MAX || gap > limit)
        return limit + 1;
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], best = row[0] = i;

        for (size_t j = 1; j <= b.size; j++) {
            size_t replaced = above[j - 1] + (lower(a.data[i - 1]) != lower(b.data[j - 1]));

            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if (swapped(a, i, b, j))
                row[j] = smaller(row[j], rows[(i - 2) % 3][j - 2] + 1);
            best = smaller(best, row[j]);
        }
        /* Also a swap, which builds on the row above: its best is at most one better than this. */
        if (best > limit)
            return limit + 1;
    }
    return smaller(rows[a.size % 3][b.size], limit + 1);
}

size_t nearest_limit(struct slice typed)
{
    return smaller((typed.size + 1) / 3, 4);
}
