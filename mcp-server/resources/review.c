/* openrouter://reviews/{id} - one review, whole, as it was kept.
 *
 *   start -> the review is found -> answer
 *   completion: start -> the names that are kept -> those that begin as it was typed
 */
#include "base/limits.h"
#include "mcp-server/review/shelf.h"
#include "mcp/call.h"

#include <stdlib.h>

struct review_page {
    struct shelf_recall *recall;
};

static void review_on_recalled(void *user, const struct shelf_leaf *leaf, const struct err *err)
{
    struct call *call = user;
    struct content block = {
        .kind = CONTENT_RESOURCE,
        .mime_type = "application/json",
        .uri = json_str(call_arguments(call), "uri"),
    };

    if (err) {
        call_fail(call, err);
        return;
    }
    block.text = leaf->review;
    call_answer_blocks(call, &block, 1);
}

static void review_start(struct call *call)
{
    struct review_page *page = call_state(call);

    page->recall = shelf_recall(call_context(call), json_str(call_arguments(call), "id"),
                                review_on_recalled, call);
}

static void review_stop(void *state)
{
    struct review_page *page = state;

    shelf_recall_free(page->recall);
}

struct id_completion {
    struct store_list *list;
};

/* The newest first. */
static void complete_on_listed(void *user, const struct record_name *names, size_t count,
                               const struct err *err)
{
    struct call *call = user;
    struct slice typed = slice_of(json_str(call_arguments(call), "value"));
    CLEANUP(freep) struct content *blocks = xcalloc(count + 1, sizeof(*blocks));
    size_t found = 0;

    if (err) {
        call_fail(call, err);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (slice_starts(slice_of(names[i].name), typed))
            blocks[found++] =
                (struct content){ .kind = CONTENT_TEXT, .text = slice_of(names[i].name) };
    call_answer_blocks(call, blocks, found);
}

static void complete_start(struct call *call)
{
    struct id_completion *completion = call_state(call);
    const struct program *program = call_context(call);

    if (!program->store) {
        call_answer_blocks(call, NULL, 0);
        return;
    }
    completion->list =
        store_list(program->store, RECORD_REVIEW, REVIEWS_SUMMED_MAX, complete_on_listed, call);
}

static void complete_stop(void *state)
{
    struct id_completion *completion = state;

    store_list_free(completion->list);
}

static const struct handler review_completion = {
    .name = "review completion",
    .state_size = sizeof(struct id_completion),
    .start = complete_start,
    .stop = complete_stop,
};

const struct handler resource_review = {
    .name = "review",
    .state_size = sizeof(struct review_page),
    .start = review_start,
    .stop = review_stop,
    .completer = &review_completion,
};
