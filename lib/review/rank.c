/* rank - findings in the order in which they should be read. */
#include "review/rank.h"

#include "review/order.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static const int verdict_places[] = {
    [VERDICT_CONFIRMED] = 0,
    [VERDICT_NONE] = 1,
    [VERDICT_UNRESOLVED] = 2,
    [VERDICT_REFUTED] = 3,
};

static int compare(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;

    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->verdict != b->verdict)
        return verdict_places[a->verdict] - verdict_places[b->verdict];
    if (a->vendors != b->vendors)
        return a->vendors > b->vendors ? -1 : 1;
    if (a->wordings[0].confidence != b->wordings[0].confidence)
        return b->wordings[0].confidence - a->wordings[0].confidence;
    return order_findings(a, b);
}

size_t rank(struct finding_list *list, size_t first)
{
    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare);
    for (size_t i = 0; i < list->count; i++)
        snprintf(list->items[i].id, sizeof(list->items[i].id), "F%u",
                 (unsigned)(first + i) % 1000000);
    return first + list->count;
}

/* The other lists have at most what this one had, so there is room. */
static void move(struct finding *finding, struct finding_list *list)
{
    bool is_added = finding_list_add(list, finding);

    assert(is_added);
    (void)is_added;
}

void rank_split(struct finding_list *list, enum severity min_severity, size_t max,
                struct finding_list *demoted, struct finding_list *below)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct finding *finding = &list->items[i];

        if (finding->verdict == VERDICT_REFUTED)
            move(finding, demoted);
        else if (finding->severity < min_severity || kept == max)
            move(finding, below);
        else
            list->items[kept++] = *finding;
    }
    list->count = kept;
}
