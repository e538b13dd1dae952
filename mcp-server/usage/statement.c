/* statement - what OpenRouter says of the key, and of the account behind it.
 *
 *   statement_start -> a GET for each part -> on_body* -> (the last, or patience is over) on_end
 */
#include "mcp-server/usage/statement.h"

#include "base/limits.h"

static int read_key(struct statement *statement, struct slice body, struct err *err)
{
    return account_read_key(body, &statement->key, err);
}

static int read_credits(struct statement *statement, struct slice body, struct err *err)
{
    return account_read_credits(body, &statement->credits, err);
}

static int read_keys(struct statement *statement, struct slice body, struct err *err)
{
    return account_read_keys(body, &statement->keys, err);
}

static int read_activity(struct statement *statement, struct slice body, struct err *err)
{
    return account_read_activity(body, &statement->activity, err);
}

static const struct {
    const char *path;
    size_t size_max;
    int (*read)(struct statement *statement, struct slice body, struct err *err);
} parts[PART_COUNT] = {
    [STATEMENT_KEY] = { "/key", SMALL_BODY_MAX, read_key },
    [STATEMENT_CREDITS] = { "/credits", SMALL_BODY_MAX, read_credits },
    [STATEMENT_KEYS] = { "/keys", SMALL_BODY_MAX, read_keys },
    [STATEMENT_DAYS] = { "/activity", ACTIVITY_MAX, read_activity },
};

static void end_one(struct statement *statement)
{
    if (--statement->open_ == 0) {
        loop_timer_stop(statement->program->loop, &statement->patience_);
        statement->on_end(statement->user);
    }
}

static void on_body(void *user, struct slice body, const struct err *err)
{
    struct inquiry_ *inquiry = user;
    struct statement *statement = inquiry->statement;
    struct err *why = &statement->errs[inquiry->part];

    if (err)
        *why = *err;
    else
        (void)parts[inquiry->part].read(statement, body, why);
    inquiry->get = client_get_free(inquiry->get);
    end_one(statement);
}

/* The ledger has the figures that matter; nobody waits long for the rest. */
static void on_patience_over(void *user)
{
    struct statement *statement = user;

    for (size_t part = 0; part < PART_COUNT; part++) {
        struct inquiry_ *inquiry = &statement->inquiries_[part];

        if (!inquiry->get)
            continue;
        inquiry->get = client_get_free(inquiry->get);
        err_set(&statement->errs[part], ERR_TIMEOUT, "no answer within %d s",
                STATEMENT_WAIT_MS / 1000);
        statement->open_--;
    }
    statement->on_end(statement->user);
}

static void ask(struct statement *statement, enum statement_part part)
{
    static const struct client_get_handler handler = { on_body };
    const struct program *program = statement->program;
    struct inquiry_ *inquiry = &statement->inquiries_[part];
    struct client *client = part == STATEMENT_KEY ? program->client : program->management;

    *inquiry = (struct inquiry_){ .statement = statement, .part = part };
    if (!client || !client_has_key(client)) {
        statement->errs[part] =
            part == STATEMENT_KEY ? program->config->key_err : program->config->management_err;
        return;
    }
    statement->open_++;
    inquiry->get =
        client_get_start(client, parts[part].path, parts[part].size_max, &handler, inquiry);
}

void statement_start(struct statement *statement)
{
    size_t count = statement->whole ? PART_COUNT : STATEMENT_KEY + 1;

    statement->patience_ = (struct loop_timer){ .on_due = on_patience_over, .user = statement };
    for (size_t part = 0; part < count; part++)
        ask(statement, (enum statement_part)part);
    if (statement->open_ == 0)
        statement->on_end(statement->user);
    else
        loop_timer_set(statement->program->loop, &statement->patience_, STATEMENT_WAIT_MS);
}

void statement_done(struct statement *statement)
{
    if (!statement->program)
        return;
    loop_timer_stop(statement->program->loop, &statement->patience_);
    for (size_t part = 0; part < PART_COUNT; part++)
        statement->inquiries_[part].get = client_get_free(statement->inquiries_[part].get);
}
