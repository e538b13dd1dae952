/* asking - what OpenRouter says of the key, and what servers of the user's own offer, within a
 * bounded time.
 *
 *   GET /key, local lists, and online the others -> on_key, on_local, on_lists
 *       -> (the last, or the time is over) stop
 */
#include "mcp-server/doctor/asking.h"

#include "base/limits.h"
#include "mcp-server/models/lists.h"

struct asking {
    struct checkup *checkup;
    struct client_get *get;
    struct lists lists;
    struct local_wait *local;
    struct loop_timer patience;
    size_t open;
};

static void end_one(struct asking *asking)
{
    if (--asking->open == 0)
        loop_stop(asking->checkup->program->loop);
}

static void on_key(void *user, struct slice body, const struct err *err)
{
    struct asking *asking = user;
    struct verdict *verdict = &asking->checkup->verdict;

    verdict->is_answered = true;
    verdict->status = client_get_status(asking->get);
    if (err)
        verdict->err = *err;
    else
        (void)account_read_key(body, &verdict->key, &verdict->err);
    asking->get = client_get_free(asking->get);
    end_one(asking);
}

static void on_lists(void *user, const struct err *err)
{
    struct asking *asking = user;

    if (err)
        asking->checkup->lists_err = *err;
    end_one(asking);
}

static void on_local(void *user)
{
    end_one(user);
}

static void on_patience_over(void *user)
{
    struct asking *asking = user;

    if (lists_are_awaited(&asking->lists))
        err_set(&asking->checkup->lists_err, ERR_TIMEOUT, "no answer within %d s",
                DOCTOR_ONLINE_MS / 1000);
    loop_stop(asking->checkup->program->loop);
}

static void ask_key(struct asking *asking)
{
    static const struct client_get_handler handler = { on_key };
    struct client *client = asking->checkup->program->client;

    if (!client_has_key(client))
        return;
    asking->checkup->verdict.is_asked = true;
    asking->open++;
    asking->get = client_get_start(client, "/key", SMALL_BODY_MAX, &handler, asking);
}

static void ask_local(struct asking *asking)
{
    asking->open++;
    asking->local = local_wait_start(asking->checkup->program->local, NULL, on_local, asking);
}

static void ask_lists(struct asking *asking)
{
    if (!asking->checkup->is_online)
        return;
    asking->open++;
    lists_wait(&asking->lists);
}

void asking_make(struct checkup *checkup)
{
    struct loop *loop = checkup->program->loop;
    struct asking asking = {
        .checkup = checkup,
        .patience = { .on_due = on_patience_over, .user = &asking },
        .lists = { .program = checkup->program,
                   .throughput = true,
                   .zdr = true,
                   .on_ready = on_lists,
                   .user = &asking },
    };

    ask_key(&asking);
    ask_local(&asking);
    ask_lists(&asking);
    if (asking.open > 0) {
        loop_timer_set(loop, &asking.patience,
                       checkup->is_online ? DOCTOR_ONLINE_MS : DOCTOR_WAIT_MS);
        loop_run(loop);
    }
    loop_timer_stop(loop, &asking.patience);
    client_get_free(asking.get);
    local_wait_free(asking.local);
    lists_done(&asking.lists);
}
