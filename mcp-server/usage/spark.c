/* spark - amounts as one small line of bars. */
#include "mcp-server/usage/spark.h"

static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

static int64_t highest(const int64_t *amounts, size_t count)
{
    int64_t most = 0;

    for (size_t i = 0; i < count; i++)
        most = amounts[i] > most ? amounts[i] : most;
    return most;
}

void spark_add(struct buf *out, const int64_t *amounts, size_t count)
{
    int64_t most = highest(amounts, count);
    int64_t top = (int64_t)ARRAY_COUNT(bars) - 1;

    for (size_t i = 0; i < count && most > 0; i++) {
        int64_t level = amounts[i] <= 0 ? 0 : (int64_t)((__int128)amounts[i] * top / most);

        buf_adds(out, bars[amounts[i] > 0 && level == 0 ? 1 : level]);
    }
}
