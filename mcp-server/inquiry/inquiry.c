/* inquiry - one question to one model, for everybody who waits for the answer.
 *
 *   join -> recall -> on_recalled -> hold -> on_held -> ask -> (on_delta ...) -> on_chat_done
 *             ^----------- on_twin_timer <------+                                    -> tell ->
 * gone
 */
#include "mcp-server/inquiry/inquiry.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "mcp-server/answer/answer.h"
#include "mcp-server/inquiry/archive.h"
#include "openrouter/chat_record.h"

#include <stdio.h>
#include <stdlib.h>

struct inquiry {
    struct inquiries *all;
    struct inquiry *next;
    struct inquiry_request *request;
    char digest[ARCHIVE_NAME_SIZE]; /* "": it has none, and is nobody else's */
    struct audience audience;

    /* What it waits for: one of these, after another. */
    struct store_recall *recall;
    struct loop_timer twin; /* the next look for the answer to another process */
    struct stake stake;
    struct chat *chat;
    struct loop_task refusal;
    struct err refused;

    struct loop_timer limit; /* of one that outlives its call */
};

struct inquiries {
    struct program *program;
    struct inquiry *first;
};

static void start(struct inquiry *inquiry);
static void recall(void *user);
static void on_refusal(void *user);
static void end_early(void *user);

struct inquiries *inquiries_new(struct program *program)
{
    struct inquiries *inquiries = xcalloc(1, sizeof(*inquiries));

    inquiries->program = program;
    return inquiries;
}

static struct inquiry *find(struct inquiries *inquiries, const char *digest)
{
    struct inquiry *inquiry = inquiries->first;

    while (inquiry && (!digest[0] || strcmp(inquiry->digest, digest) != 0))
        inquiry = inquiry->next;
    return inquiry;
}

static struct inquiry *inquiry_new(struct inquiries *inquiries,
                                   const struct inquiry_request *request, const char *digest)
{
    struct inquiry *inquiry = xcalloc(1, sizeof(*inquiry));

    inquiry->all = inquiries;
    inquiry->next = inquiries->first;
    inquiries->first = inquiry;
    inquiry->request = inquiry_request_copy(request);
    snprintf(inquiry->digest, sizeof(inquiry->digest), "%s", digest);
    inquiry->twin = (struct loop_timer){ .on_due = recall, .user = inquiry };
    inquiry->limit = (struct loop_timer){ .on_due = end_early, .user = inquiry };
    inquiry->refusal = (struct loop_task){ .on_turn = on_refusal, .user = inquiry };
    return inquiry;
}

void inquiry_join(struct inquiries *inquiries, const struct inquiry_request *request,
                  struct listener *listener)
{
    char digest[ARCHIVE_NAME_SIZE];
    struct inquiry *inquiry;
    bool is_new;

    archive_name(inquiries->program->archive, request, digest);
    inquiry = request->fresh ? NULL : find(inquiries, digest);
    is_new = inquiry == NULL;
    if (is_new)
        inquiry = inquiry_new(inquiries, request, digest);
    audience_add(&inquiry->audience, listener);
    listener->inquiry_ = inquiry;
    if (is_new)
        start(inquiry);
    else
        loop_timer_stop(inquiries->program->loop, &inquiry->limit);
}

/* Ends whatever it waits for; who still listens has been told. */
static void inquiry_free(struct inquiry *inquiry)
{
    struct loop *loop = inquiry->all->program->loop;
    struct inquiry **link = &inquiry->all->first;

    while (*link != inquiry)
        link = &(*link)->next;
    *link = inquiry->next;
    loop_timer_stop(loop, &inquiry->twin);
    loop_timer_stop(loop, &inquiry->limit);
    loop_task_drop(loop, &inquiry->refusal);
    store_recall_free(inquiry->recall);
    chat_free(inquiry->chat);
    stake_done(&inquiry->stake);
    inquiry_request_free(inquiry->request);
    free(inquiry);
}

static void on_refusal(void *user)
{
    struct inquiry *inquiry = user;

    audience_tell(&inquiry->audience, &(struct inquiry_end){ .refused = &inquiry->refused });
    inquiry_free(inquiry);
}

/* Not now: who joins is told later. */
static void refuse(struct inquiry *inquiry, const struct err *why)
{
    inquiry->refused = *why;
    loop_task_queue(inquiry->all->program->loop, &inquiry->refusal);
}

/* A row for each that is answered at no cost. */
static void note_repeats(const struct inquiry *inquiry, size_t count, const char *generation)
{
    for (; count > 0; count--)
        archive_note_repeat(inquiry->all->program->archive, inquiry->request, inquiry->digest,
                            generation);
}

static void hold(struct inquiry *inquiry);

/* As much as can be said of a model that is not asked now. */
static void describe(const struct inquiry *inquiry, const struct chat_reply *reply,
                     struct admission *admission)
{
    struct err ignored;

    *admission = (struct admission){ .terms.max_tokens = reply->completion_tokens };
    if (admit_name(inquiry->all->program->catalogue, inquiry->request->model, admission, &ignored) <
        0)
        snprintf(admission->name.text, sizeof(admission->name.text), "%s", inquiry->request->model);
}

/* false: it is not what chat_record has written. */
static bool answer_from(struct inquiry *inquiry, struct slice text, int64_t time_s)
{
    struct chat_texts texts;
    struct chat_reply reply;
    struct admission admission;
    char thread[ARCHIVE_THREAD_SIZE];
    int64_t age_s = clock_unix_s() - time_s;
    bool is_read = archive_read_answer(text, thread, &texts, &reply) == 0;

    if (is_read) {
        describe(inquiry, &reply, &admission);
        note_repeats(inquiry, audience_count(&inquiry->audience), reply.generation_id);
        audience_show(&inquiry->audience, CHAT_CONTENT, reply.text);
        audience_tell(&inquiry->audience,
                      &(struct inquiry_end){ .reply = &reply,
                                             .admission = &admission,
                                             .thread = thread,
                                             .way = INQUIRY_RECALLED,
                                             .age_s = age_s > 0 ? age_s : 0,
                                             .first_cost_nano = reply.cost_nano });
    }
    chat_record_done(&texts);
    return is_read;
}

static void on_recalled(void *user, struct slice text, int64_t time_s, const struct err *err)
{
    struct inquiry *inquiry = user;
    bool is_answered = text.data && answer_from(inquiry, text, time_s);

    if (err)
        log_line("%s", err->text);
    inquiry->recall = store_recall_free(inquiry->recall);
    if (is_answered)
        inquiry_free(inquiry);
    else
        hold(inquiry);
}

static void recall(void *user)
{
    struct inquiry *inquiry = user;

    inquiry->recall = store_recall(inquiry->all->program->store, RECORD_ANSWER, inquiry->digest,
                                   clock_unix_s(), on_recalled, inquiry);
}

static void start(struct inquiry *inquiry)
{
    if (inquiry->digest[0] && !inquiry->request->fresh)
        recall(inquiry);
    else
        hold(inquiry);
}

static void ask(struct inquiry *inquiry);

static void on_held(void *user, const struct err *err)
{
    struct inquiry *inquiry = user;

    if (!err) {
        ask(inquiry);
    } else if (stake_has_twin(&inquiry->stake)) {
        loop_timer_set(inquiry->all->program->loop, &inquiry->twin, TWIN_LOOK_MS);
    } else {
        refuse(inquiry, err);
    }
}

static void hold(struct inquiry *inquiry)
{
    bool has_name = inquiry->digest[0] != '\0';
    struct stake_request wanted = {
        .admit = inquiry_admit_request(inquiry->request),
        .tool = inquiry->request->tool,
        .tag = inquiry->request->tag,
        .digest = has_name ? inquiry->digest : NULL,
        .joins = has_name && !inquiry->request->fresh,
    };
    struct err err = { 0 };

    if (stake_start(&inquiry->stake, inquiry->all->program, &wanted, on_held, inquiry, &err) < 0)
        refuse(inquiry, &err);
}

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct inquiry *inquiry = user;

    audience_show(&inquiry->audience, part, text);
}

static void on_generation(void *user, const char *generation_id)
{
    struct inquiry *inquiry = user;

    stake_note(&inquiry->stake, generation_id);
}

static void on_chat_done(void *user, const struct chat_reply *reply, const struct problem *problem);

static void ask(struct inquiry *inquiry)
{
    static const struct chat_handler handler = { on_delta, on_generation, on_chat_done };
    const struct program *program = inquiry->all->program;
    const char *names[FALLBACKS_MAX + 1];
    struct chat_request request =
        inquiry_chat_request(inquiry->request, program->config, &inquiry->stake.admission, names);
    struct client *client = program_client(program, request.model);
    struct err err = { 0 };

    inquiry->chat = chat_start(client, &request, &handler, inquiry, &err);
    if (inquiry->chat)
        archive_keep_sent(program->archive, inquiry->request, client_base_url(client),
                          stake_number(&inquiry->stake), chat_sent_body(inquiry->chat));
    else
        refuse(inquiry, &err);
}

static const char *error_of(const struct inquiry *inquiry, const struct chat_reply *reply,
                            const struct problem *problem, bool is_cut)
{
    return answer_error_word(&(struct answer){ .asked = inquiry->request->model,
                                               .reply = reply,
                                               .problem = problem,
                                               .deadline_passed = is_cut });
}

/* An answer that was shortened by what happened to be left of a budget is no answer to the same
 * question tomorrow. */
static bool is_worth_keeping(const struct inquiry *inquiry, const struct chat_reply *reply,
                             const struct problem *problem)
{
    bool is_short = inquiry->stake.admission.shrunk && strcmp(reply->finish_reason, "length") == 0;

    return inquiry->digest[0] && !problem && reply->complete && !is_short &&
           reply->text.size + reply->refusal.size > 0;
}

static void on_chat_done(void *user, const struct chat_reply *reply, const struct problem *problem)
{
    struct inquiry *inquiry = user;
    struct archive *archive = inquiry->all->program->archive;
    size_t listeners = audience_count(&inquiry->audience);
    char thread[ARCHIVE_THREAD_SIZE] = "";
    struct inquiry_end end = {
        .reply = reply,
        .problem = problem,
        .admission = &inquiry->stake.admission,
    };

    end.cost_nano = stake_end(&inquiry->stake, reply, error_of(inquiry, reply, problem, false),
                              &end.cost_is_bound);
    if (!problem && reply->text.size > 0 && !inquiry->request->is_passing)
        archive_keep_turn(archive, inquiry->request, reply, thread);
    end.thread = thread;
    if (is_worth_keeping(inquiry, reply, problem))
        archive_keep_answer(archive, inquiry->digest, thread, reply);
    if (listeners > 1)
        note_repeats(inquiry, listeners - 1, reply->generation_id);
    audience_tell(&inquiry->audience, &end);
    inquiry_free(inquiry);
}

/* Cancelled: what it has cost until now is looked up behind its back. */
static void end_early(void *user)
{
    struct inquiry *inquiry = user;
    bool is_bound;

    if (inquiry->chat)
        stake_end(&inquiry->stake, chat_so_far(inquiry->chat), "cancelled", &is_bound);
    inquiry_free(inquiry);
}

static struct inquiry *detach(struct listener *listener)
{
    struct inquiry *inquiry = listener->inquiry_;

    audience_remove(&inquiry->audience, listener);
    listener->inquiry_ = NULL;
    return inquiry;
}

bool inquiry_cut(struct listener *listener, struct inquiry_end *end)
{
    struct inquiry *inquiry = listener->inquiry_;

    *end = (struct inquiry_end){ .way = INQUIRY_SHARED };
    if (!inquiry || !inquiry->chat)
        return false;
    end->reply = chat_so_far(inquiry->chat);
    end->admission = &inquiry->stake.admission;
    if (audience_count(&inquiry->audience) == 1) {
        end->way = INQUIRY_ASKED;
        end->cost_nano = stake_end(&inquiry->stake, end->reply,
                                   error_of(inquiry, end->reply, NULL, true), &end->cost_is_bound);
    }
    return true;
}

void inquiry_let_go(struct listener *listener)
{
    struct inquiry *inquiry = detach(listener);

    if (audience_count(&inquiry->audience) == 0)
        inquiry_free(inquiry);
}

static bool may_outlive(const struct inquiry *inquiry)
{
    return inquiry->chat && inquiry->digest[0] && inquiry->request->deadline_ms > clock_ms();
}

void inquiry_leave(struct listener *listener, bool outlives)
{
    struct inquiry *inquiry;

    if (!listener->inquiry_)
        return;
    inquiry = detach(listener);
    if (audience_count(&inquiry->audience) > 0 || audience_is_told(&inquiry->audience))
        return;
    if (outlives && may_outlive(inquiry))
        loop_timer_set(inquiry->all->program->loop, &inquiry->limit,
                       inquiry->request->deadline_ms - clock_ms());
    else
        end_early(inquiry);
}

struct inquiries *inquiries_free(struct inquiries *inquiries)
{
    if (!inquiries)
        return NULL;
    for (struct inquiry *inquiry = inquiries->first, *next; inquiry; inquiry = next) {
        next = inquiry->next;
        end_early(inquiry);
    }
    free(inquiries);
    return NULL;
}
