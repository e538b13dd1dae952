/* material - what goes along with a question beside its prompt. */
#include "mcp-server/material.h"

#include "base/clock.h"
#include "base/limits.h"

static void end(struct material *material)
{
    const char *system = material->system ? material->system : material->conversation.system;

    material->system_text = system;
    material->system_told = BUF_MAX(PROMPT_MAX + ANSWER_SCHEMA_MAX + KIB(1));
    if (material->structured) {
        buf_adds(&material->system_told, system ? system : "");
        structured_add_notice(material->structured, &material->system_told);
        material->system_told_text = buf_text(&material->system_told);
    }
    material->on_ready(material->user, NULL);
}

static void on_thread(void *user, const struct thread *thread, const struct err *err)
{
    struct material *material = user;
    struct err why = { 0 };

    if (err)
        why = *err;
    if (!err)
        (void)conversation_read(&material->conversation, thread, &why);
    material->asked_ = store_thread_free(material->asked_);
    if (why.kind == ERR_NONE)
        end(material);
    else
        material->on_ready(material->user, &why);
}

static int ask_for_thread(struct material *material, struct err *err)
{
    const struct program *program = material->program;

    if (!program->store)
        return err_set(err, ERR_CONFIG, "no thread can be gone on with: %s",
                       program->config->state_err);
    material->asked_ = store_thread(program->store, material->thread, program->config->project,
                                    clock_unix_s(), on_thread, material);
    return 0;
}

void material_wait(struct material *material)
{
    struct err err = { 0 };

    if (material->answer_schema) {
        material->structured = structured_new(material->answer_schema, &err);
        if (!material->structured) {
            material->on_ready(material->user, &err);
            return;
        }
    }
    if (!material->thread)
        end(material);
    else if (ask_for_thread(material, &err) < 0)
        material->on_ready(material->user, &err);
}

bool material_is_awaited(const struct material *material)
{
    return material->asked_ != NULL;
}

void material_done(struct material *material)
{
    material->asked_ = store_thread_free(material->asked_);
    conversation_done(&material->conversation);
    material->structured = structured_free(material->structured);
    buf_done(&material->system_told);
}
