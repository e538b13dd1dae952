/* stake - the money behind one branch. */
#include "mcp-server/money/stake.h"

#include "base/clock.h"
#include "base/limits.h"
#include "openrouter/local_name.h"

#include <assert.h>

static void on_answer(void *user, const struct ledger_refusal *refusal, const struct err *err);

static void on_unheld(void *user);

/* A server of the user's own: nothing is held for it, and what the ledger says of money is no
 * reason to refuse it. It is written down as any other, where that can be. */
static bool is_free(const struct stake *stake)
{
    return local_name_is(stake->admission.name.text);
}

static int check_store(const struct stake *stake, struct err *err)
{
    const struct program *program = stake->program_;

    if (program->store || is_free(stake))
        return 0;
    return err_set(err, ERR_CONFIG,
                   "nothing was sent: without a state directory there is no ledger of what was "
                   "spent (%s). Correct that and restart the server",
                   program->config->state_err);
}

static int check_key(const struct stake *stake, struct err *err)
{
    const struct config *config = stake->program_->config;

    if (config->key || is_free(stake))
        return 0;
    *err = config->key_err;
    return -1;
}

static int fit(struct stake *stake, const struct ledger_standing *standing, struct err *err)
{
    const struct program *program = stake->program_;

    return admit(program->config, program->catalogue, standing, &stake->request_.admit,
                 &stake->admission, err);
}

static void ask_for(struct stake *stake)
{
    const struct config *config = stake->program_->config;
    static const struct ledger_caps none = { -1, -1 };
    const struct allowance *allowed = &stake->request_.admit.allowed;
    struct ledger_caps caps = {
        allowed->session_nano > config->session_nano ? allowed->session_nano : config->session_nano,
        allowed->day_nano > config->day_nano ? allowed->day_nano : config->day_nano,
    };
    struct ledger_entry entry = {
        .time_s = clock_unix_s(),
        .held_nano = stake->admission.bound_nano,
        .session = config->session_id,
        .project = config->project,
        .tool = stake->request_.tool,
        .tag = stake->request_.tag,
        .model = stake->admission.name.text,
        .request = stake->request_.digest,
        .joins = stake->request_.joins,
    };

    stake->tries_++;
    stake->told_then_ = stake->program_->outlay.told;
    stake->hold_ = store_hold(stake->program_->store, &entry, is_free(stake) ? &none : &caps,
                              on_answer, stake);
}

int stake_start(struct stake *stake, struct program *program, const struct stake_request *request,
                void (*on_held)(void *user, const struct err *err), void *user, struct err *err)
{
    static const struct ledger_standing not_known;

    stake->program_ = program;
    stake->request_ = *request;
    stake->on_held_ = on_held;
    stake->user_ = user;
    stake->unheld_ = (struct loop_task){ .on_turn = on_unheld, .user = stake };
    stake->has_twin_ = false;
    stake->tries_ = 0;
    if (fit(stake, &not_known, err) < 0 || check_key(stake, err) < 0 || check_store(stake, err) < 0)
        return -1;
    if (program->store)
        ask_for(stake);
    else
        loop_task_queue(program->loop, &stake->unheld_);
    return 0;
}

/* It goes ahead without the ledger. */
static void on_unheld(void *user)
{
    struct stake *stake = user;

    stake->on_held_(stake->user_, NULL);
}

/* Whether it makes sense to ask again, for what there is now. */
static bool refit(struct stake *stake, const struct ledger_refusal *refusal, struct err *why)
{
    if (refusal->by == REFUSED_TWIN)
        return false;
    if (refusal->by == REFUSED_NOT) {
        err_wrap(why, "nothing was sent, since the ledger of what was spent cannot be used");
        return false;
    }
    if (fit(stake, &refusal->standing, why) < 0)
        return false;
    if (stake->tries_ < HOLD_TRIES_MAX)
        return true;
    err_wrap(why, "nothing was sent, since others spend from the same budget just now");
    return false;
}

static void on_answer(void *user, const struct ledger_refusal *refusal, const struct err *err)
{
    struct stake *stake = user;
    struct err why;

    if (!err) {
        stake->is_given_ = true;
        outlay_learn(&stake->program_->outlay, refusal->standing.session_spent, stake->told_then_);
        stake->on_held_(stake->user_, NULL);
        return;
    }
    /* Who asks the same already is waited for, and not the ledger. */
    if (is_free(stake) && refusal->by != REFUSED_TWIN) {
        stake->hold_ = store_hold_free(stake->hold_);
        on_unheld(stake);
        return;
    }
    why = *err;

    bool again = refit(stake, refusal, &why);

    stake->has_twin_ = refusal->by == REFUSED_TWIN;

    stake->hold_ = store_hold_free(stake->hold_);
    if (again)
        ask_for(stake);
    else
        stake->on_held_(stake->user_, &why);
}

bool stake_has_twin(const struct stake *stake)
{
    return stake->has_twin_;
}

int64_t stake_number(const struct stake *stake)
{
    return stake->is_given_ ? store_hold_number(stake->hold_) : 0;
}

void stake_note(struct stake *stake, const char *generation)
{
    if (is_free(stake))
        return; /* OpenRouter knows nothing of it */
    assert(stake->is_given_);
    store_hold_note_generation(stake->hold_, generation);
}

static void tell(struct stake *stake, const struct ledger_outcome *outcome)
{
    if (!stake->is_given_)
        return;
    stake->hold_ = store_hold_end(stake->hold_, outcome);
    stake->is_given_ = false;
}

static void count(struct outlay *outlay, int64_t nano)
{
    outlay->ended = money_add(outlay->ended, nano);
    outlay->told = money_add(outlay->told, nano);
}

/* At its maximum, until it can be looked up. */
static int64_t end_unknown(struct stake *stake, const struct ledger_outcome *outcome)
{
    struct outlay *outlay = &stake->program_->outlay;
    int64_t held_nano = stake->admission.bound_nano;

    if (outcome->generation) {
        outlay->ended = money_add(outlay->ended, held_nano);
        store_hold_note_over(stake->hold_);
        settle_take(stake->program_->settle, TAKE(stake->hold_), held_nano, outcome);
        stake->is_given_ = false;
    } else {
        tell(stake, outcome);
        count(outlay, held_nano);
    }
    return held_nano;
}

static const char *word(const char *text)
{
    return text && text[0] ? text : NULL;
}

/* Attempts of which nobody knows whether they were billed count like this one at its dearest. */
static int64_t doubtful_nano(const struct stake *stake, const struct chat_reply *reply)
{
    int64_t nano = 0;

    for (unsigned i = 0; i < reply->unknown_attempts; i++)
        nano = money_add(nano, stake->admission.bound_nano);
    return nano;
}

static enum ledger_state state_of(const struct chat_reply *reply)
{
    if (!reply->sent)
        return LEDGER_VOID;
    return reply->cost_nano >= 0 || reply->unknown_attempts > 0 ? LEDGER_SETTLED : LEDGER_ESTIMATED;
}

int64_t stake_end(struct stake *stake, const struct chat_reply *reply, const char *error,
                  bool *is_bound)
{
    int64_t known_nano = reply->cost_nano >= 0 ? reply->cost_nano : stake->admission.bound_nano;
    struct ledger_outcome outcome = {
        .state = state_of(reply),
        .cost_nano = money_add(known_nano, doubtful_nano(stake, reply)),
        .generation = word(reply->generation_id),
        .model = word(reply->model),
        .provider = word(reply->provider),
        .tokens_prompt = reply->prompt_tokens,
        .tokens_completion = reply->completion_tokens,
        .tokens_reasoning = reply->reasoning_tokens,
        .tokens_cached = reply->cached_tokens,
        .duration_ms = reply->total_ms,
        .error = error,
    };

    assert(stake->is_given_ || is_free(stake));
    *is_bound = reply->sent && (reply->cost_nano < 0 || reply->unknown_attempts > 0);
    if (outcome.state == LEDGER_ESTIMATED)
        return end_unknown(stake, &outcome);
    if (outcome.state == LEDGER_VOID)
        outcome.cost_nano = 0;
    tell(stake, &outcome);
    count(&stake->program_->outlay, outcome.cost_nano);
    return outcome.cost_nano;
}

void stake_done(struct stake *stake)
{
    static const struct ledger_outcome nothing = {
        .state = LEDGER_VOID,
        .tokens_prompt = -1,
        .tokens_completion = -1,
        .tokens_reasoning = -1,
        .tokens_cached = -1,
        .duration_ms = -1,
    };

    if (stake->program_)
        loop_task_drop(stake->program_->loop, &stake->unheld_);
    tell(stake, &nothing);
    stake->hold_ = store_hold_free(stake->hold_);
}
