/* order - the one order that findings have by what they say, whoever says it. */
#include "review/order.h"

#include <string.h>

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

/* The first that is not 0. */
static int first_of(const int *orders, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (orders[i] != 0)
            return orders[i];
    return 0;
}

int order_wordings(const struct wording *a, const struct wording *b)
{
    const int orders[] = {
        by_number(b->severity, a->severity),
        by_number(b->confidence, a->confidence),
        by_number((int64_t)strlen(b->why), (int64_t)strlen(a->why)),
        by_text(a->title, b->title),
        by_text(a->why, b->why),
        by_text(a->fix, b->fix),
        by_number(a->category, b->category),
        by_number(a->line, b->line),
        by_number(a->end_line, b->end_line),
    };

    return first_of(orders, sizeof(orders) / sizeof(*orders));
}

int order_findings(const struct finding *a, const struct finding *b)
{
    const int orders[] = {
        by_number((int64_t)a->file, (int64_t)b->file),
        by_text(a->path, b->path),
        by_number(a->is_left, b->is_left),
        by_number(a->line, b->line),
        by_number(a->end_line, b->end_line),
        by_number(a->category, b->category),
        by_text(a->quote, b->quote),
        by_text(a->rule, b->rule),
        by_number(a->status, b->status),
    };
    int order = first_of(orders, sizeof(orders) / sizeof(*orders));

    return order != 0 ? order : order_wordings(&a->wordings[0], &b->wordings[0]);
}
