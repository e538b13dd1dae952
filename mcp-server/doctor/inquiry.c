/* inquiry - what OpenRouter says of the key, within a bounded time.
 *
 *   GET /key, and online the lists -> on_key, on_lists -> (the last, or the time is over) stop
 */
#include "mcp-server/doctor/inquiry.h"

#include "base/limits.h"
#include "mcp-server/lists.h"

struct inquiry {
    struct checkup *checkup;
    struct client_get *get;
    struct lists lists;
    struct loop_timer patience;
    size_t open;
};

static void end_one(struct inquiry *inquiry)
{
    if (--inquiry->open == 0)
        loop_stop(inquiry->checkup->program->loop);
}

static void on_key(void *user, struct slice body, const struct err *err)
{
    struct inquiry *inquiry = user;
    struct verdict *verdict = &inquiry->checkup->verdict;

    verdict->is_answered = true;
    verdict->status = client_get_status(inquiry->get);
    if (err)
        verdict->err = *err;
    else
        (void)account_read_key(body, &verdict->key, &verdict->err);
    inquiry->get = client_get_free(inquiry->get);
    end_one(inquiry);
}

static void on_lists(void *user, const struct err *err)
{
    struct inquiry *inquiry = user;

    if (err)
        inquiry->checkup->lists_err = *err;
    end_one(inquiry);
}

static void on_patience_over(void *user)
{
    struct inquiry *inquiry = user;

    if (lists_are_awaited(&inquiry->lists))
        err_set(&inquiry->checkup->lists_err, ERR_TIMEOUT, "no answer within %d s",
                DOCTOR_ONLINE_MS / 1000);
    loop_stop(inquiry->checkup->program->loop);
}

static void ask_key(struct inquiry *inquiry)
{
    static const struct client_get_handler handler = { on_key };
    struct client *client = inquiry->checkup->program->client;

    if (!client_has_key(client))
        return;
    inquiry->checkup->verdict.is_asked = true;
    inquiry->open++;
    inquiry->get = client_get_start(client, "/key", SMALL_BODY_MAX, &handler, inquiry);
}

static void ask_lists(struct inquiry *inquiry)
{
    if (!inquiry->checkup->is_online)
        return;
    inquiry->open++;
    lists_wait(&inquiry->lists);
}

void inquiry_make(struct checkup *checkup)
{
    struct loop *loop = checkup->program->loop;
    struct inquiry inquiry = {
        .checkup = checkup,
        .patience = { .on_due = on_patience_over, .user = &inquiry },
        .lists = { .program = checkup->program,
                   .throughput = true,
                   .zdr = true,
                   .on_ready = on_lists,
                   .user = &inquiry },
    };

    ask_key(&inquiry);
    ask_lists(&inquiry);
    if (inquiry.open > 0) {
        loop_timer_set(loop, &inquiry.patience,
                       checkup->is_online ? DOCTOR_ONLINE_MS : DOCTOR_WAIT_MS);
        loop_run(loop);
    }
    loop_timer_stop(loop, &inquiry.patience);
    client_get_free(inquiry.get);
    lists_done(&inquiry.lists);
}
