/* openrouter://models - what can be asked, in one view: those that code best, and every vendor.
 *
 *   start -> catalogue is there -> answer
 */
#include "base/limits.h"
#include "mcp-server/models/model_rows.h"
#include "mcp-server/models/model_text.h"
#include "mcp-server/text/quantity.h"
#include "mcp/call.h"

#define HEAD_MAX    500  /* bytes of what stands above the rows */
#define VENDORS_MAX 1500 /* bytes of the line of vendors */

struct models_page {
    struct feed_wait *wait;
};

/* Whether an earlier row is by the vendor of this one. */
static bool is_known_vendor(const struct model_rows *rows, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (slice_is(rows->list[i].model->vendor, rows->list[index].model->vendor))
            return true;
    return false;
}

static size_t count_of_vendor(const struct model_rows *rows, struct slice vendor)
{
    size_t count = 0;

    for (size_t i = 0; i < rows->count; i++)
        count += slice_is(rows->list[i].model->vendor, vendor);
    return count;
}

/* In the order of the rows: the vendor of the best model first. As many as fit. */
static void add_vendors(struct buf *out, const struct model_rows *rows)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(VENDORS_MAX);

    for (size_t i = 0; i < rows->count && !line.full; i++) {
        struct slice vendor = rows->list[i].model->vendor;

        if (!is_known_vendor(rows, i))
            buf_addf(&line, "%s%.*s %zu", line.size > 0 ? ", " : "", SLICE_FMT(vendor),
                     count_of_vendor(rows, vendor));
    }
    if (line.size == 0)
        return;
    buf_addf(out, "vendors and how many models of each: %s%s\n", buf_text(&line),
             line.full ? ", ..." : "");
}

static void add_head(struct buf *out, const struct model_rows *rows, size_t shown,
                     const struct program *program)
{
    if (rows->count == 0)
        buf_addf(out, "The user's rules forbid every model. ");
    buf_addf(out, "%zu of %zu models, best at coding first, USD per million tokens in/out (list ",
             shown, rows->count);
    quantity_add_age(out, catalogue_age_s(program->catalogue));
    buf_adds(out, " old)");
    if (rows->hidden > 0)
        buf_addf(out, "; the user's rules forbid %zu more", rows->hidden);
    buf_adds(out, ". Find others with list_models (query, vendor, needs, max_price_out, "
                  "min_context); read one as openrouter://models/{author}/{slug}; ask one with "
                  "ask_model.\n");
}

static void write_page(struct buf *out, const struct program *program)
{
    static const struct model_query every = { .max_in_pico = -1, .max_out_pico = -1 };
    static const struct job_size none = { 0 };
    CLEANUP(model_rows_done) struct model_rows rows;
    CLEANUP(buf_done) struct buf vendors = BUF_MAX(VENDORS_MAX + HEAD_MAX);
    CLEANUP(buf_done) struct buf list = { 0 };
    size_t shown = 0;

    model_rows_find(&rows, program, &every);
    add_vendors(&vendors, &rows);
    list = BUF_MAX(LIST_TEXT_MAX - HEAD_MAX - vendors.size);
    for (; shown < rows.count; shown++) {
        CLEANUP(buf_done) struct buf row = BUF_MAX(200);

        model_text_add_row(&row, rows.list[shown].model, &none);
        buf_addc(&row, '\n');
        if (buf_add(&list, buf_slice(&row)) < 0)
            break;
    }
    add_head(out, &rows, shown, program);
    buf_add(out, buf_slice(&list));
    buf_add(out, buf_slice(&vendors));
}

static void models_on_catalogue(void *user, const struct err *err)
{
    struct call *call = user;
    struct models_page *page = call_state(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);
    struct content block = {
        .kind = CONTENT_RESOURCE,
        .mime_type = "text/plain",
        .uri = json_str(call_arguments(call), "uri"),
    };

    page->wait = feed_wait_free(page->wait);
    if (err) {
        call_fail(call, err);
        return;
    }
    write_page(&text, call_context(call));
    block.text = buf_slice(&text);
    call_answer_blocks(call, &block, 1);
}

static void models_start(struct call *call)
{
    struct models_page *page = call_state(call);
    const struct program *program = call_context(call);

    page->wait = catalogue_wait(program->catalogue, models_on_catalogue, call);
}

static void models_stop(void *state)
{
    struct models_page *page = state;

    feed_wait_free(page->wait);
}

const struct handler resource_models = {
    .name = "models",
    .state_size = sizeof(struct models_page),
    .start = models_start,
    .stop = models_stop,
};
