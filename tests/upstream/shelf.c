/* shelf - the models that the stand-in offers. */
#include "tests/upstream/shelf.h"

#include "base/limits.h"
#include "tests/upstream/stock.h"

#include <stdlib.h>

#define ROWS_MAX 1024
struct sorting {
    const char *name;
    int (*compare)(const void *a, const void *b);
};

struct shelf {
    struct row rows[ROWS_MAX]; /* as listed */
    size_t count;
    const struct row *by_id[ROWS_MAX];
    struct buf lists[8]; /* of each sorting, made when first asked for */
};

static int compare_id(const void *a, const void *b)
{
    return strcmp((*(const struct row *const *)a)->id, (*(const struct row *const *)b)->id);
}

struct shelf *shelf_new(void)
{
    struct shelf *shelf = xcalloc(1, sizeof(*shelf));

    shelf->count = stock_fill(shelf->rows);
    for (size_t i = 0; i < shelf->count; i++)
        shelf->by_id[i] = &shelf->rows[i];
    qsort(shelf->by_id, shelf->count, sizeof(*shelf->by_id), compare_id);
    return shelf;
}

struct shelf *shelf_free(struct shelf *shelf)
{
    if (!shelf)
        return NULL;
    for (size_t i = 0; i < shelf->count; i++) {
        free(shelf->rows[i].id);
        free(shelf->rows[i].canonical);
        free(shelf->rows[i].name);
        free((char *)shelf->rows[i].json.data);
    }
    for (size_t i = 0; i < ARRAY_COUNT(shelf->lists); i++)
        buf_done(&shelf->lists[i]);
    free(shelf);
    return NULL;
}

size_t shelf_count(const struct shelf *shelf)
{
    return shelf->count;
}

const struct row *shelf_at(const struct shelf *shelf, size_t index)
{
    return &shelf->rows[index];
}

static const struct row *find_exact(const struct shelf *shelf, struct slice id)
{
    size_t low = 0, high = shelf->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *here = shelf->by_id[middle]->id;
        int order = strncmp(id.data, here, id.size);

        if (order == 0 && here[id.size] == '\0')
            return shelf->by_id[middle];
        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct row *shelf_find(const struct shelf *shelf, struct slice name)
{
    static const struct slice suffixes[] = {
        { ":nitro", 6 },  { ":floor", 6 },    { ":exacto", 7 },
        { ":online", 7 }, { ":thinking", 9 }, { ":extended", 9 },
    };
    const struct row *row = find_exact(shelf, name);
    const char *preset = memchr(name.data, '@', name.size);

    if (row || name.size == 0)
        return row;
    if (preset == name.data)
        return find_exact(shelf, SLICE("standin/fast"));
    if (preset)
        return shelf_find(shelf, (struct slice){ name.data, (size_t)(preset - name.data) });
    for (size_t i = 0; i < ARRAY_COUNT(suffixes); i++)
        if (slice_ends(name, suffixes[i]))
            return find_exact(shelf, (struct slice){ name.data, name.size - suffixes[i].size });
    for (size_t i = 0; i < shelf->count; i++)
        if (slice_is(slice_of(shelf->rows[i].canonical), name))
            return &shelf->rows[i];
    return NULL;
}

#define ROW(p)      (*(const struct row *const *)(p))
#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_newest(const void *a, const void *b)
{
    return ORDER(ROW(b)->created_unix_s, ROW(a)->created_unix_s);
}

static int compare_price(const void *a, const void *b)
{
    return ORDER(ROW(a)->completion_pico, ROW(b)->completion_pico);
}

static int compare_context(const void *a, const void *b)
{
    return ORDER(ROW(b)->context_length, ROW(a)->context_length);
}

static int compare_coding(const void *a, const void *b)
{
    return ORDER(ROW(b)->coding_tenths, ROW(a)->coding_tenths);
}

/* Nothing on the shelf has a speed; cheap ones are taken to be fast. */
static const struct sorting sortings[] = {
    { "newest", compare_newest },
    { "pricing-low-to-high", compare_price },
    { "context-high-to-low", compare_context },
    { "coding-high-to-low", compare_coding },
    { "throughput-high-to-low", compare_price },
};

struct slice shelf_list(struct shelf *shelf, const char *sort)
{
    const struct row *rows[ROWS_MAX];
    size_t which = 0;

    while (which < ARRAY_COUNT(sortings) && (!sort || strcmp(sort, sortings[which].name) != 0))
        which++;

    struct buf *list = &shelf->lists[which];

    if (list->size > 0)
        return buf_slice(list);
    for (size_t i = 0; i < shelf->count; i++)
        rows[i] = &shelf->rows[i];
    if (which < ARRAY_COUNT(sortings))
        qsort(rows, shelf->count, sizeof(*rows), sortings[which].compare);
    *list = BUF_MAX(CATALOGUE_MAX);
    buf_adds(list, "{\"data\":[");
    for (size_t i = 0; i < shelf->count; i++) {
        buf_adds(list, i > 0 ? "," : "");
        buf_add(list, rows[i]->json);
    }
    buf_addf(list, "],\"total_count\":%zu,\"links\":{\"next\":null}}", shelf->count);
    return buf_slice(list);
}
