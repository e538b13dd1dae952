/* sheet - one model in full, with those who serve it.
 *
 *   sheet_start -> (the model's endpoints) -> on_endpoints -> on_text
 */
#include "mcp-server/models/sheet.h"

#include "mcp-server/gate/policy.h"
#include "mcp-server/models/local_text.h"

#include <stdio.h>

static void on_endpoints(void *user, struct slice body, const struct err *err);

static void refuse(struct sheet *sheet, const struct err *err)
{
    sheet->on_text(sheet->user, SLICE(""), err);
}

/* Nobody else serves it, so that there is nothing more to ask. */
static void write_local(struct sheet *sheet, const struct model_name *name)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX), address = BUF_MAX(400);
    struct err why = { 0 };

    local_add_address(&address, sheet->program->local, name->text);
    model_text_add_local(&text, name->model, buf_text(&address));
    if (policy_admit(sheet->program->config, name, &why) < 0)
        buf_addf(&text, "not usable here: %s\n", why.text);
    sheet->on_text(sheet->user, buf_slice(&text), NULL);
}

void sheet_start(struct sheet *sheet, const char *name)
{
    static const struct client_get_handler handler = { on_endpoints };
    struct model_name found;
    struct err err = { 0 };
    char path[256];

    if (catalogue_resolve(sheet->program->catalogue, name, &found, &err) < 0) {
        refuse(sheet, &err);
        return;
    }
    if (!found.model) {
        err_set(&err, ERR_ARGUMENT,
                "%s is a preset of an account; the catalogue knows nothing of it", found.text);
        refuse(sheet, &err);
        return;
    }
    if (found.model->is_local) {
        write_local(sheet, &found);
        return;
    }
    snprintf(sheet->id_, sizeof(sheet->id_), "%s", found.model->id);

    const char *id = found.model->alias_target ? found.model->alias_target : found.model->id;

    if (endpoints_path(id, path) < 0) {
        on_endpoints(sheet, SLICE(""), &(struct err){ ERR_MODEL, "it has no page" });
        return;
    }
    sheet->get_ = client_get_start(sheet->program->client, path, SMALL_BODY_MAX, &handler, sheet);
}

static void on_endpoints(void *user, struct slice body, const struct err *err)
{
    struct sheet *sheet = user;
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);
    CLEANUP(freep) struct endpoint_list *endpoints = xcalloc(1, sizeof(*endpoints));
    struct err why = { 0 };
    struct model_name name;

    if (err)
        why = *err;
    /* The catalogue may have been refreshed meanwhile. */
    if (catalogue_resolve(sheet->program->catalogue, sheet->id_, &name, &why) < 0 || !name.model) {
        refuse(sheet, &why);
        return;
    }

    bool known = !err && endpoints_read(body, endpoints, &why) == 0;

    model_text_add_sheet(&text, name.model, &sheet->job, known ? endpoints : NULL, why.text);
    if (policy_admit(sheet->program->config, &name, &why) < 0)
        buf_addf(&text, "not usable here: %s\n", why.text);
    sheet->on_text(sheet->user, buf_slice(&text), NULL);
}

void sheet_done(struct sheet *sheet)
{
    sheet->get_ = client_get_free(sheet->get_);
}
