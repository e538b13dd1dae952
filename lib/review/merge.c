/* merge - findings of several reviewers that mean the same become one.
 *
 *   in order of content -> blocks of neighbours -> points for each pair -> groups, the most alike
 *   first -> each group one finding
 *
 * No group holds two that are too far from each other, that speak of different defects, or that one
 * reviewer reported apart: so a chain of neighbours, each like the next, is not one finding. What
 * is joined first does not depend on who was asked first, for all begins with an order of content.
 */
#include "review/merge.h"

#include "review/alike.h"
#include "review/order.h"

#include <stdlib.h>

#define NEVER (-1000000) /* two that are never in one group */

/* Findings of which each is near the next. */
struct block {
    struct finding *items;
    size_t count;
    struct alike *alike;
    int *worst;     /* count x count: of two groups, the least points of any pair */
    size_t *groups; /* of each finding: the first one of its group */
};

struct pair {
    size_t a, b;
    int points;
};

static int compare_findings(const void *a, const void *b)
{
    return order_findings(a, b);
}

/* The most points first, then the order of content. */
static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;

    if (a->points != b->points)
        return a->points > b->points ? -1 : 1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static uint32_t end_of(const struct finding *finding)
{
    return finding->end_line > finding->line ? finding->end_line : finding->line;
}

/* a is not behind b. */
static bool is_near(const struct finding *a, const struct finding *b)
{
    if (a->file != b->file || strcmp(a->path, b->path) != 0 || a->is_left != b->is_left)
        return false;
    return b->line <= end_of(a) || b->line - end_of(a) <= MERGE_NEAR;
}

static bool share_reviewer(const struct finding *a, const struct finding *b)
{
    for (size_t i = 0; i < a->wording_count; i++)
        for (size_t j = 0; j < b->wording_count; j++)
            if (a->wordings[i].reviewer == b->wordings[j].reviewer)
                return true;
    return false;
}

static bool is_same_place(const struct finding *a, const struct finding *b)
{
    return a->category == b->category && a->line == b->line && strcmp(a->quote, b->quote) == 0;
}

static int points_of(const struct block *block, size_t a, size_t b)
{
    const struct finding *one = &block->items[a], *other = &block->items[b];
    bool is_apart = one->status == QUOTE_MISSING || other->status == QUOTE_MISSING;

    if (is_apart || !is_near(one, other))
        return NEVER;
    if (share_reviewer(one, other) && !is_same_place(one, other))
        return NEVER;
    if (is_same_place(one, other) && order_wordings(&one->wordings[0], &other->wordings[0]) == 0)
        return -NEVER;
    return alike_points(&block->alike[a], &block->alike[b], one->category == other->category);
}

static int *worst_of(const struct block *block, size_t a, size_t b)
{
    return &block->worst[a * block->count + b];
}

/* Those that mean the same by themselves, the most alike first; *count of them. */
static struct pair *list_pairs(const struct block *block, size_t *count)
{
    struct pair *pairs = xcalloc(block->count * (block->count - 1) / 2 + 1, sizeof(*pairs));

    *count = 0;
    for (size_t a = 0; a < block->count; a++)
        for (size_t b = a + 1; b < block->count; b++) {
            int points = points_of(block, a, b);

            *worst_of(block, a, b) = *worst_of(block, b, a) = points;
            if (points >= ALIKE_SAME)
                pairs[(*count)++] = (struct pair){ a, b, points };
        }
    qsort(pairs, *count, sizeof(*pairs), compare_pairs);
    return pairs;
}

/* The group of the later one goes into that of the earlier one. */
static void join(struct block *block, size_t a, size_t b)
{
    size_t into = a < b ? a : b, from = a < b ? b : a;

    for (size_t i = 0; i < block->count; i++) {
        int worst = *worst_of(block, from, i);

        if (block->groups[i] == from)
            block->groups[i] = into;
        if (worst < *worst_of(block, into, i))
            *worst_of(block, into, i) = *worst_of(block, i, into) = worst;
    }
}

static void take_wordings(struct finding *into, struct finding *from)
{
    into->wordings = xrealloc(into->wordings, (into->wording_count + from->wording_count) *
                                                  sizeof(*into->wordings));
    memcpy(into->wordings + into->wording_count, from->wordings,
           from->wording_count * sizeof(*from->wordings));
    into->wording_count += from->wording_count;
    free(from->wordings);
    from->wordings = NULL;
    from->wording_count = 0;
}

/* Whose place, quote and rule the finding has: the one with the leading wording. */
static void unite(struct finding *into, struct finding *from)
{
    if (order_wordings(&from->wordings[0], &into->wordings[0]) < 0) {
        struct finding other = *into;

        *into = *from;
        *from = other;
    }
    if (!into->rule)
        into->rule = TAKE(from->rule);
    take_wordings(into, from);
    finding_done(from);
}

static void gather(struct block *block)
{
    for (size_t i = 0; i < block->count; i++)
        if (block->groups[i] != i)
            unite(&block->items[block->groups[i]], &block->items[i]);
}

static void merge_block(struct finding *items, size_t count)
{
    struct block block = { .items = items, .count = count };
    struct pair *pairs;
    size_t pair_count;

    if (count < 2)
        return;
    block.alike = xcalloc(count, sizeof(*block.alike));
    block.worst = xcalloc(count * count, sizeof(*block.worst));
    block.groups = xcalloc(count, sizeof(*block.groups));
    for (size_t i = 0; i < count; i++) {
        block.groups[i] = i;
        alike_read(&block.alike[i], &items[i]);
    }
    pairs = list_pairs(&block, &pair_count);
    for (size_t i = 0; i < pair_count; i++) {
        size_t a = block.groups[pairs[i].a], b = block.groups[pairs[i].b];

        if (a != b && *worst_of(&block, a, b) > ALIKE_OTHER)
            join(&block, a, b);
    }
    gather(&block);
    free(pairs);
    free(block.groups);
    free(block.worst);
    free(block.alike);
}

/* Where the block ends that begins at first: behind it all are further away than MERGE_NEAR. */
static size_t end_of_block(const struct finding_list *list, size_t first)
{
    size_t widest = first, end = first + 1;

    for (; end < list->count && is_near(&list->items[widest], &list->items[end]); end++)
        if (end_of(&list->items[end]) > end_of(&list->items[widest]))
            widest = end;
    return end;
}

/* Who said it, by name. */
struct vendors {
    const char *const *names;
    size_t count;
};

static const char *name_of(const struct vendors *vendors, const struct wording *wording)
{
    return wording->reviewer < vendors->count ? vendors->names[wording->reviewer] : "";
}

static int compare_wordings(const void *a, const void *b, void *vendors)
{
    int order = order_wordings(a, b);

    return order != 0 ? order : strcmp(name_of(vendors, a), name_of(vendors, b));
}

static size_t count_vendors(const struct finding *finding, const struct vendors *vendors)
{
    size_t distinct = 0;

    for (size_t i = 0; i < finding->wording_count; i++) {
        const char *name = name_of(vendors, &finding->wordings[i]);
        size_t j = 0;

        while (j < i && strcmp(name_of(vendors, &finding->wordings[j]), name) != 0)
            j++;
        distinct += j == i;
    }
    return distinct;
}

static void finish(struct finding *finding, struct vendors *vendors)
{
    qsort_r(finding->wordings, finding->wording_count, sizeof(*finding->wordings), compare_wordings,
            vendors);
    finding->severity = finding->wordings[0].severity;
    finding->category = finding->wordings[0].category;
    finding->vendors = count_vendors(finding, vendors);
}

void merge(struct finding_list *list, const char *const *vendors, size_t vendor_count)
{
    struct vendors named = { vendors, vendor_count };
    size_t kept = 0;

    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare_findings);
    for (size_t first = 0, end; first < list->count; first = end) {
        end = end_of_block(list, first);
        merge_block(&list->items[first], end - first);
    }
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].wording_count == 0)
            continue;
        finish(&list->items[i], &named);
        list->items[kept++] = list->items[i];
    }
    list->count = kept;
}
