/* lists - OpenRouter's public lists that a piece of work needs, waited for one after the other. */
#include "mcp-server/lists.h"

static void on_list(void *user, const struct err *err);

/* Begins to wait for one of them; NULL when it is there, or not needed. */
static struct feed_wait *begin(struct lists *lists, size_t which)
{
    const struct program *program = lists->program;

    switch (which) {
    case 0:
        return catalogue_wait(program->catalogue, on_list, lists);
    case 1:
        return lists->throughput ? ranking_wait(program->throughput, on_list, lists) : NULL;
    default:
        return lists->zdr ? ranking_wait(program->zdr, on_list, lists) : NULL;
    }
}

static void advance(struct lists *lists)
{
    while (lists->next_ < 3) {
        lists->starting_ = true;
        lists->wait_ = begin(lists, lists->next_++);
        lists->starting_ = false;
        if (lists->wait_)
            return;
    }
    lists->on_ready(lists->user, NULL);
}

/* A list that is there says so while it is begun to wait for, and then the loop goes on. */
static void on_list(void *user, const struct err *err)
{
    struct lists *lists = user;

    if (lists->starting_)
        return;
    lists->wait_ = feed_wait_free(lists->wait_);
    if (err)
        lists->on_ready(lists->user, err);
    else
        advance(lists);
}

void lists_wait(struct lists *lists)
{
    lists->next_ = 0;
    advance(lists);
}

bool lists_are_awaited(const struct lists *lists)
{
    return lists->wait_ != NULL;
}

void lists_done(struct lists *lists)
{
    lists->wait_ = feed_wait_free(lists->wait_);
}
