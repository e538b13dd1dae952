/* openrouter://models/{author}/{slug} - one model in full.
 *
 *   start -> catalogue is there -> sheet
 */
#include "mcp-server/models/model_completion.h"
#include "mcp-server/models/sheet.h"
#include "mcp/call.h"

#include <stdio.h>

struct model_page {
    struct feed_wait *wait;
    struct sheet sheet;
};

static void model_on_sheet(void *user, struct slice text, const struct err *err)
{
    struct call *call = user;
    const struct content block = {
        .kind = CONTENT_RESOURCE,
        .text = text,
        .mime_type = "text/plain",
        .uri = json_str(call_arguments(call), "uri"),
    };

    if (err)
        call_fail(call, err);
    else
        call_answer_blocks(call, &block, 1);
}

static void model_on_catalogue(void *user, const struct err *err)
{
    struct call *call = user;
    struct model_page *page = call_state(call);
    const cJSON *arguments = call_arguments(call);
    char name[2 * (MODEL_NAME_MAX + 1) + 1]; /* what is longer is cut, and still too long */

    page->wait = feed_wait_free(page->wait);
    if (err) {
        call_fail(call, err);
        return;
    }
    snprintf(name, sizeof(name), "%s/%s", json_str(arguments, "author"),
             json_str(arguments, "slug"));
    page->sheet = (struct sheet){
        .program = call_context(call),
        .on_text = model_on_sheet,
        .user = call,
    };
    sheet_start(&page->sheet, name);
}

static void model_start(struct call *call)
{
    struct model_page *page = call_state(call);
    const struct program *program = call_context(call);

    page->wait = catalogue_wait(program->catalogue, model_on_catalogue, call);
}

static void model_stop(void *state)
{
    struct model_page *page = state;

    feed_wait_free(page->wait);
    sheet_done(&page->sheet);
}

const struct handler resource_model = {
    .name = "model",
    .state_size = sizeof(struct model_page),
    .start = model_start,
    .stop = model_stop,
    .completer = &model_completion,
};
