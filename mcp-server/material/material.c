/* material - what goes along with a question beside its prompt.
 *
 *   wait -> schema -> on_thread -> on_persona -> on_files -> end: screened, put together
 */
#include "mcp-server/material/material.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/material/screen.h"

#include <stdio.h>

static void fail(struct material *material, const struct err *why)
{
    material->on_ready(material->user, why);
}

/* What may be sent of text: itself, or what a redaction has left in clean. NULL and err. */
static const char *pass(const struct material *material, const char *what, const char *text,
                        struct buf *clean, struct err *err)
{
    *clean = BUF_MAX(2 * PROMPT_MAX);

    int rc = screen_text(material->program->screen, what, slice_of(text), clean, err);

    return rc < 0 ? NULL : rc > 0 ? buf_text(clean) : text;
}

/* A thread cannot be changed any more, so it is not redacted either. */
static int pass_thread(const struct material *material, struct err *err)
{
    for (size_t i = 0; i < material->conversation.count; i++) {
        const struct chat_turn *turn = &material->conversation.said[i].turn;

        if (screen_thread(material->program->screen, slice_of(turn->content), err) < 0 ||
            screen_thread(material->program->screen, slice_of(turn->answer), err) < 0)
            return -1;
    }
    return 0;
}

static int join(struct material *material, const char *prompt, struct err *err)
{
    struct slice text;

    material->text_ = BUF_MAX(PROMPT_MAX + 1);
    material->content_ = BUF_MAX(2 * PROMPT_MAX);
    material->prompt_text = prompt;
    if (material->list.count == 0)
        return 0;
    if (attach_text(&material->list, slice_of(prompt), &material->text_) < 0)
        return err_set(err, ERR_TOO_LARGE,
                       "prompt and files together have more than %zu bytes; name fewer files, or "
                       "lines of them",
                       (size_t)PROMPT_MAX);
    text = buf_slice(&material->text_);
    material->prompt_text = buf_text(&material->text_);
    if (attach_parts(&material->list, text, &material->content_) < 0)
        return err_set(err, ERR_TOO_LARGE, "what is attached has too many bytes; name fewer files");
    material->media_kinds = attach_kinds(&material->list);
    material->media_weight = attach_weight(&material->list);
    if (material->content_.size > 0)
        material->content = buf_text(&material->content_);
    return 0;
}

static void end(struct material *material)
{
    const char *system = material->system              ? material->system
                         : material->persona_.size > 0 ? buf_text(&material->persona_)
                                                       : material->conversation.system;
    struct err err = { 0 };
    const char *prompt = pass(material, "prompt", material->prompt, &material->clean_prompt_, &err);

    if (prompt && system)
        system = pass(material, "system", system, &material->clean_system_, &err);
    if (err.kind != ERR_NONE || pass_thread(material, &err) < 0 ||
        join(material, prompt, &err) < 0) {
        fail(material, &err);
        return;
    }
    material->system_text = system;
    material->system_told_ = BUF_MAX(PROMPT_MAX + ANSWER_SCHEMA_MAX + KIB(1));
    if (material->structured) {
        buf_adds(&material->system_told_, system ? system : "");
        structured_add_notice(material->structured, &material->system_told_);
        material->system_told = buf_text(&material->system_told_);
    }
    material->on_ready(material->user, NULL);
}

static void on_files(void *user, struct gather_list *list, const struct err *err)
{
    struct material *material = user;
    struct err why = { 0 };
    size_t count = 0;

    if (err) {
        why = *err;
    } else {
        material->list = *list;
        *list = (struct gather_list){ .count = 0 };
    }
    while (material->paths_[count])
        count++;
    material->gather_ = gather_free(material->gather_);
    if (why.kind == ERR_NONE && attach_check(&material->list, material->paths_, count, &why) == 0)
        end(material);
    else
        fail(material, &why);
}

static void gather(struct material *material, const char *const *paths, size_t count,
                   void (*on_done)(void *user, struct gather_list *list, const struct err *err))
{
    const struct program *program = material->program;
    struct gather_options options = {
        .roots = material->roots ? material->roots : program->roots,
        .paths = paths,
        .path_count = count,
    };

    screen_rules(program->screen, &options);
    material->gather_ = gather_start(program->gathers, &options, on_done, material);
}

static void read_files(struct material *material)
{
    size_t count = 0;
    const cJSON *path;

    cJSON_ArrayForEach(path, material->files) material->paths_[count++] = path->valuestring;
    if (count == 0)
        end(material);
    else
        gather(material, material->paths_, count, on_files);
}

/* What agents and skills have in front of their text: "---", lines, "---". */
static struct slice without_front_matter(struct slice text)
{
    struct slice rest = text, line;

    if (!slice_split(&rest, '\n', &line) || !slice_is(slice_trim(line), SLICE("---")))
        return text;
    while (slice_split(&rest, '\n', &line))
        if (slice_is(slice_trim(line), SLICE("---")))
            return rest;
    return text;
}

static void on_persona(void *user, struct gather_list *list, const struct err *err)
{
    struct material *material = user;
    struct err why = { 0 };

    if (err) {
        why = *err;
    } else if (list->sent_count != 1 || list->items[0].media) {
        err_set(&why, ERR_POLICY, "persona_file: %s",
                list->count > 0 && list->items[0].why ? list->items[0].why : "it is no one text");
    } else {
        material->persona_ = BUF_MAX(FILE_TEXT_MAX * 3);
        buf_add(&material->persona_,
                slice_trim(without_front_matter(buf_slice(&list->items[0].text))));
        if (material->persona_.size == 0)
            err_set(&why, ERR_ARGUMENT, "persona_file %s has no text", material->persona_file);
    }
    material->gather_ = gather_free(material->gather_);
    if (why.kind == ERR_NONE)
        read_files(material);
    else
        fail(material, &why);
}

static void read_persona(struct material *material)
{
    if (material->persona_file)
        gather(material, &material->persona_file, 1, on_persona);
    else
        read_files(material);
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
        read_persona(material);
    else
        fail(material, &why);
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

    if (material->system && material->persona_file) {
        err_set(&err, ERR_ARGUMENT, "system and persona_file both say who the model is; give one");
        fail(material, &err);
        return;
    }
    if (material->answer_schema) {
        material->structured = structured_new(material->answer_schema, &err);
        if (!material->structured) {
            fail(material, &err);
            return;
        }
    }
    if (!material->thread)
        read_persona(material);
    else if (ask_for_thread(material, &err) < 0)
        fail(material, &err);
}

bool material_is_awaited(const struct material *material)
{
    return material->asked_ != NULL || material->gather_ != NULL;
}

void material_done(struct material *material)
{
    material->asked_ = store_thread_free(material->asked_);
    material->gather_ = gather_free(material->gather_);
    conversation_done(&material->conversation);
    material->structured = structured_free(material->structured);
    gather_list_done(&material->list);
    buf_done(&material->system_told_);
    buf_done(&material->persona_);
    buf_done(&material->clean_prompt_);
    buf_done(&material->clean_system_);
    buf_done(&material->text_);
    buf_done(&material->content_);
}
