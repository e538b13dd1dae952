/* branch - one model's part of a paid call: the money for it, the question, what came back.
 *
 *   start -> stake_start -> on_held -> chat_start -> (on_generation, on_delta ...) -> on_chat_done
 *         -> end -> on_end                               cut: end, with what there is
 */
#include "mcp-server/branch.h"

#include "mcp-server/answer.h"
#include "mcp-server/inert.h"
#include "mcp-server/keep.h"
#include "mcp-server/preview.h"

#include <stdio.h>

/* A branch that never began: it has an error, and cost nothing. */
static int refuse(struct branch *branch, const struct err *why)
{
    struct answer answer = { .asked = branch->model, .role = branch->role };

    stake_done(&branch->stake);
    branch->failed = *why;
    branch->facts = answer_facts(&answer, why);
    return -1;
}

static struct admit_request admit_request_of(const struct branch *branch,
                                             const struct branch_request *request)
{
    return (struct admit_request){
        .model = branch->model,
        .fallbacks = request->fallbacks,
        .prompt_bytes = slice_of(request->prompt).size + slice_of(request->system).size,
        .max_output_tokens = request->max_output_tokens,
        .effort = request->effort ? effort_find(request->effort) : EFFORT_COUNT,
        .web = request->web,
        .zdr = request->zdr,
        .max_cost_nano = request->max_cost_nano,
        .branches = request->branches,
    };
}

/* names gives the list of fallbacks its storage, which must outlive the request. */
static struct chat_request chat_request_of(const struct branch *branch,
                                           const struct branch_request *request,
                                           const char *names[FALLBACKS_MAX + 1])
{
    const struct admission *admission = &branch->stake.admission;

    for (size_t i = 0; i < admission->fallback_count; i++)
        names[i] = admission->fallbacks[i];
    names[admission->fallback_count] = NULL;
    return (struct chat_request){
        .model = admission->name.text,
        .fallbacks = admission->fallback_count > 0 ? names : NULL,
        .system = request->system,
        .prompt = request->prompt,
        .effort = request->effort,
        .reasons = admission->reasons,
        .web = request->web,
        .web_searches_max = admission->web_searches_max,
        .terms = &admission->terms,
        .deadline_ms = request->deadline_ms,
    };
}

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct branch *branch = user;

    if (part == CHAT_CONTENT)
        branch->bytes += text.size;
    if (branch->on_delta_)
        branch->on_delta_(branch->user_, branch, part, text);
}

/* The reply is only borrowed, so everything that will be said of it is written down now. */
static void write_section(struct branch *branch, const struct answer *answer)
{
    const struct chat_reply *reply = answer->reply;
    CLEANUP(buf_done) struct buf text = BUF_MAX(ANSWER_MAX * 2);
    CLEANUP(freep) char *kept = NULL;
    struct answer_limits limits = { .text_max = branch->text_max_, .part_max = INLINE_PART_MAX };
    struct err why = { 0 };

    inert_add(&text, reply->text.size > 0 ? reply->text : reply->refusal, NULL);
    if (text.size > limits.text_max) {
        kept = keep_text(branch->program_->config, buf_slice(&text), &why);
        limits.kept = kept;
        limits.why_not = why.text;
    }
    answer_add(&branch->section, answer, buf_slice(&text), &limits);
}

/* The kind of error that the ledger remembers. */
static const char *error_of(const struct branch *branch, const struct answer *answer)
{
    enum err_kind kind = branch->failed.kind != ERR_NONE ? branch->failed.kind
                         : answer->problem               ? answer->problem->err.kind
                         : answer->deadline_passed       ? ERR_TIMEOUT
                                                         : ERR_NONE;

    return kind == ERR_NONE ? NULL : err_kind_name(kind);
}

static void end(struct branch *branch, const struct chat_reply *reply,
                const struct problem *problem, bool deadline_passed)
{
    const struct admission *admission = &branch->stake.admission;
    struct answer answer = {
        .asked = admission->name.text,
        .canonical_slug = admission->canonical_slug,
        .role = branch->role,
        .role_why = branch->role_why,
        .reply = reply,
        .problem = problem,
        .deadline_passed = deadline_passed,
        .max_tokens = admission->terms.max_tokens,
    };
    bool has_failed = answer_failed(&answer, &branch->failed);

    answer.cost_nano =
        stake_end(&branch->stake, reply, error_of(branch, &answer), &answer.cost_is_bound);
    branch->cost_nano = answer.cost_nano;
    branch->section = BUF_MAX(LINE_OUT_MAX);
    branch->footer = BUF_MAX(KIB(2));
    if (!has_failed)
        write_section(branch, &answer);
    if (!has_failed || answer.cost_nano > 0)
        answer_add_footer(&branch->footer, &answer);
    branch->facts = answer_facts(&answer, has_failed ? &branch->failed : NULL);
}

static void on_generation(void *user, const char *generation_id)
{
    struct branch *branch = user;

    stake_note(&branch->stake, generation_id);
}

static void on_chat_done(void *user, const struct chat_reply *reply, const struct problem *problem)
{
    struct branch *branch = user;

    end(branch, reply, problem, false);
    branch->chat = chat_free(branch->chat);
    branch->on_end_(branch->user_, branch);
}

static int ask(struct branch *branch, struct err *err)
{
    static const struct chat_handler handler = { on_delta, on_generation, on_chat_done };
    const char *names[FALLBACKS_MAX + 1];
    struct chat_request request = chat_request_of(branch, &branch->request_, names);

    branch->chat = chat_start(program_client(branch->program_, request.model), &request, &handler,
                              branch, err);
    return branch->chat ? 0 : -1;
}

static void on_held(void *user, const struct err *err)
{
    struct branch *branch = user;
    struct err why = { 0 };

    if (err)
        why = *err;
    if (!err && ask(branch, &why) == 0)
        return;
    refuse(branch, &why);
    branch->on_end_(branch->user_, branch);
}

int branch_start(struct branch *branch, struct program *program,
                 const struct branch_request *request,
                 void (*delta)(void *user, struct branch *branch, enum chat_part part,
                               struct slice text),
                 void (*on_end)(void *user, struct branch *branch), void *user, struct err *err)
{
    struct stake_request wanted = {
        .admit = admit_request_of(branch, request),
        .tool = request->tool,
        .tag = request->tag,
    };

    branch->program_ = program;
    branch->request_ = *request;
    branch->on_delta_ = delta;
    branch->on_end_ = on_end;
    branch->user_ = user;
    branch->text_max_ = INLINE_ANSWER_MAX / request->branches;
    if (stake_start(&branch->stake, program, &wanted, on_held, branch, err) < 0)
        return refuse(branch, err);
    return 0;
}

int branch_preview(struct branch *branch, struct program *program,
                   const struct ledger_standing *standing, const struct branch_request *request,
                   struct err *err)
{
    struct admit_request wanted = admit_request_of(branch, request);
    const char *names[FALLBACKS_MAX + 1];

    if (admit(program->config, program->catalogue, standing, &wanted, &branch->stake.admission,
              err) < 0)
        return refuse(branch, err);

    struct chat_request chat_request = chat_request_of(branch, request, names);

    branch->section = BUF_MAX(KIB(16));
    preview_add(&branch->section, &branch->stake.admission, &chat_request);
    return 0;
}

void branch_cut(struct branch *branch)
{
    struct err late;

    if (branch->chat) {
        end(branch, chat_so_far(branch->chat), NULL, true);
        branch->chat = chat_free(branch->chat);
    } else if (!branch->facts) {
        err_set(&late, ERR_TIMEOUT,
                "the time was over before the ledger could be asked; nothing was sent. Raise "
                "timeout_s");
        refuse(branch, &late);
    }
}

void branch_done(struct branch *branch)
{
    bool is_bound;

    if (branch->chat) {
        stake_end(&branch->stake, chat_so_far(branch->chat), NULL, &is_bound);
        branch->chat = chat_free(branch->chat);
    }
    stake_done(&branch->stake);
    buf_done(&branch->section);
    buf_done(&branch->footer);
    cJSON_Delete(branch->facts);
    branch->facts = NULL;
}
