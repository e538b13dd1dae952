/* lists - the lists of models that a piece of work needs, waited for one after the other. */
#include "mcp-server/models/lists.h"

#include "openrouter/local.h"

#include <stdio.h>

enum step { LOCAL, CATALOGUE, THROUGHPUT, ZDR, STEP_COUNT };

static void on_list(void *user, const struct err *err);
static void on_local(void *user);

void lists_need_local(struct lists *lists, struct slice name)
{
    if (lists->local_count_ == LISTS_LOCAL_MAX || name.size > MODEL_NAME_MAX)
        lists->all_local = true;
    else
        snprintf(lists->local_[lists->local_count_++], sizeof(lists->local_[0]), "%.*s",
                 SLICE_FMT(name));
}

bool lists_need_any_local(const struct lists *lists)
{
    return lists->all_local || lists->local_count_ > 0;
}

static void begin_local(struct lists *lists)
{
    const char *names[LISTS_LOCAL_MAX + 1] = { NULL };

    for (size_t i = 0; i < lists->local_count_; i++)
        names[i] = lists->local_[i];
    if (lists_need_any_local(lists))
        lists->local_wait_ = local_wait_start(lists->program->local,
                                              lists->all_local ? NULL : names, on_local, lists);
}

/* Begins to wait for one of them; nothing is waited for when it is there, or not needed. */
static void begin(struct lists *lists, size_t which)
{
    const struct program *program = lists->program;

    if (which == LOCAL)
        begin_local(lists);
    else if (which == CATALOGUE && !lists->is_local_only)
        lists->wait_ = catalogue_wait(program->catalogue, on_list, lists);
    else if (which == THROUGHPUT && lists->throughput)
        lists->wait_ = ranking_wait(program->throughput, on_list, lists);
    else if (which == ZDR && lists->zdr)
        lists->wait_ = ranking_wait(program->zdr, on_list, lists);
}

static void advance(struct lists *lists)
{
    while (lists->next_ < STEP_COUNT) {
        lists->starting_ = true;
        begin(lists, lists->next_++);
        lists->starting_ = false;
        if (lists_are_awaited(lists))
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
    if (err && !(lists->can_do_without && lists->next_ == CATALOGUE + 1))
        lists->on_ready(lists->user, err);
    else
        advance(lists);
}

static void on_local(void *user)
{
    struct lists *lists = user;

    if (lists->starting_)
        return;
    lists->local_wait_ = local_wait_free(lists->local_wait_);
    advance(lists);
}

void lists_wait(struct lists *lists)
{
    lists->next_ = 0;
    advance(lists);
}

bool lists_are_awaited(const struct lists *lists)
{
    return lists->wait_ || lists->local_wait_;
}

void lists_done(struct lists *lists)
{
    lists->wait_ = feed_wait_free(lists->wait_);
    lists->local_wait_ = local_wait_free(lists->local_wait_);
}
