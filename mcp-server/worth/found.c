/* found - the findings of a kept review, read in place. */
#include "mcp-server/worth/found.h"

static const char *const lists[] = { "findings", "demoted", "below" };

/* A name has no character that JSON escapes. */
static struct slice without_quotes(struct slice value)
{
    return value.size >= 2 && scan_type(value) == SCAN_STRING
               ? (struct slice){ value.data + 1, value.size - 2 }
               : (struct slice){ NULL, 0 };
}

bool found_next(struct found_walk *walk, struct found *found)
{
    for (;;) {
        if (scan_next(walk->list_, &walk->at_, NULL, &found->value)) {
            found->id = without_quotes(scan_member(found->value, "id"));
            if (found->id.size > 0)
                return true;
            continue;
        }
        if (walk->number_ == ARRAY_COUNT(lists))
            return false;
        walk->list_ = scan_member(walk->review, lists[walk->number_++]);
        walk->at_ = 0;
    }
}

bool found_find(struct slice review, struct slice id, struct found *found)
{
    struct found_walk walk = { .review = review };

    while (found_next(&walk, found))
        if (slice_is(found->id, id))
            return true;
    return false;
}

size_t found_add_ids(struct buf *out, struct slice review, size_t max)
{
    struct found_walk walk = { .review = review };
    struct found found;
    size_t count = 0;

    for (; found_next(&walk, &found); count++)
        if (count < max)
            buf_addf(out, "%s%.*s", count > 0 ? ", " : "", SLICE_FMT(found.id));
    if (count > max)
        buf_addf(out, " and %zu more", count - max);
    return count;
}
