/* audience - those who wait for the answer to one question, and what they are told of its end. */
#include "mcp-server/inquiry/audience.h"

void audience_add(struct audience *audience, struct listener *listener)
{
    struct listener **end = &audience->first_;

    while (*end)
        end = &(*end)->next_;
    *end = listener;
    listener->next_ = NULL;
}

void audience_remove(struct audience *audience, struct listener *listener)
{
    struct listener **link = &audience->first_;

    while (*link != listener)
        link = &(*link)->next_;
    *link = listener->next_;
}

size_t audience_count(const struct audience *audience)
{
    size_t count = 0;

    for (const struct listener *one = audience->first_; one; one = one->next_)
        count++;
    return count;
}

void audience_show(const struct audience *audience, enum chat_part part, struct slice text)
{
    for (const struct listener *one = audience->first_; one; one = one->next_)
        if (one->on_delta)
            one->on_delta(one->user, part, text);
}

void audience_tell(struct audience *audience, const struct inquiry_end *end)
{
    struct inquiry_end told = *end;
    struct listener *listener;

    audience->is_told_ = true;
    while ((listener = audience->first_)) {
        audience->first_ = listener->next_;
        listener->inquiry_ = NULL;
        listener->on_end(listener->user, &told);
        if (told.way == INQUIRY_ASKED)
            told.way = INQUIRY_SHARED;
        told.cost_nano = 0;
        told.cost_is_bound = false;
    }
}

bool audience_is_told(const struct audience *audience)
{
    return audience->is_told_;
}
