/* branch - one model's part of a paid call: admit, ask, settle, write down. */
#include "mcp-server/branch.h"

#include "mcp-server/answer.h"
#include "mcp-server/inert.h"
#include "mcp-server/keep.h"
#include "mcp-server/preview.h"

#include <stdio.h>

/* A branch that never began: it has an error, and cost nothing. */
static int refuse(struct branch *branch, const struct err *why)
{
    struct answer answer = { .asked = branch->model };

    hold_release(&branch->hold);
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
    const struct admission *admission = &branch->admission;

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

/* What a reply without a cost counts as. */
static void settle(struct branch *branch, struct answer *answer)
{
    if (!answer->reply->sent) {
        hold_release(&branch->hold);
        answer->cost_nano = 0;
    } else {
        answer->cost_is_bound = answer->reply->cost_nano < 0;
        answer->cost_nano = answer->cost_is_bound ? branch->hold.nano : answer->reply->cost_nano;
        hold_settle(&branch->hold, answer->cost_nano);
    }
    branch->cost_nano = answer->cost_nano;
}

static void end(struct branch *branch, const struct chat_reply *reply,
                const struct problem *problem, bool deadline_passed)
{
    struct answer answer = {
        .asked = branch->admission.name.text,
        .canonical_slug = branch->canonical_slug,
        .chosen = branch->chosen,
        .reply = reply,
        .problem = problem,
        .deadline_passed = deadline_passed,
        .max_tokens = branch->admission.terms.max_tokens,
    };

    settle(branch, &answer);
    branch->section = BUF_MAX(LINE_OUT_MAX);
    branch->footer = BUF_MAX(KIB(2));
    if (!answer_failed(&answer, &branch->failed))
        write_section(branch, &answer);
    if (branch->failed.kind == ERR_NONE || answer.cost_nano > 0)
        answer_add_footer(&branch->footer, &answer);
    branch->facts = answer_facts(&answer, branch->failed.kind != ERR_NONE ? &branch->failed : NULL);
}

/* The catalogue may be refreshed before the answer comes. */
static void keep_canonical_slug(struct branch *branch)
{
    const struct model *model = branch->admission.name.model;

    if (model && model->canonical_slug && !model->alias_target)
        snprintf(branch->canonical_slug, sizeof(branch->canonical_slug), "%s",
                 model->canonical_slug);
}

static void on_chat_done(void *user, const struct chat_reply *reply, const struct problem *problem)
{
    struct branch *branch = user;

    end(branch, reply, problem, false);
    branch->chat = chat_free(branch->chat);
    branch->on_end_(branch->user_, branch);
}

int branch_start(struct branch *branch, struct program *program,
                 const struct branch_request *request,
                 void (*delta)(void *user, struct branch *branch, enum chat_part part,
                               struct slice text),
                 void (*on_end)(void *user, struct branch *branch), void *user, struct err *err)
{
    static const struct chat_handler handler = { on_delta, on_chat_done };
    struct admit_request wanted = admit_request_of(branch, request);
    const char *names[FALLBACKS_MAX + 1];

    branch->program_ = program;
    branch->on_delta_ = delta;
    branch->on_end_ = on_end;
    branch->user_ = user;
    branch->text_max_ = INLINE_ANSWER_MAX / request->branches;
    if (admit(program->config, program->catalogue, &program->budget, &wanted, &branch->admission,
              &branch->hold, err) < 0)
        return refuse(branch, err);
    keep_canonical_slug(branch);

    struct chat_request chat_request = chat_request_of(branch, request, names);

    branch->chat = chat_start(program->client, &chat_request, &handler, branch, err);
    return branch->chat ? 0 : refuse(branch, err);
}

int branch_preview(struct branch *branch, struct program *program,
                   const struct branch_request *request, struct err *err)
{
    struct admit_request wanted = admit_request_of(branch, request);
    const char *names[FALLBACKS_MAX + 1];

    if (admit_estimate(program->config, program->catalogue, &program->budget, &wanted,
                       &branch->admission, err) < 0)
        return refuse(branch, err);

    struct chat_request chat_request = chat_request_of(branch, request, names);

    branch->section = BUF_MAX(KIB(16));
    preview_add(&branch->section, &branch->admission, &chat_request);
    return 0;
}

void branch_cut(struct branch *branch)
{
    if (!branch->chat)
        return;
    end(branch, chat_so_far(branch->chat), NULL, true);
    branch->chat = chat_free(branch->chat);
}

void branch_done(struct branch *branch)
{
    if (branch->chat) {
        if (!chat_so_far(branch->chat)->sent)
            hold_release(&branch->hold);
        branch->chat = chat_free(branch->chat);
    }
    hold_settle(&branch->hold, -1);
    buf_done(&branch->section);
    buf_done(&branch->footer);
    cJSON_Delete(branch->facts);
    branch->facts = NULL;
}
