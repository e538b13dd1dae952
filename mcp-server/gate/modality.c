/* modality - whether a model takes what is attached, and who does. */
#include "mcp-server/gate/modality.h"

#include "base/buf.h"
#include "base/limits.h"
#include "mcp-server/gate/policy.h"

#include <stdio.h>

static const struct {
    unsigned kind;
    const char *name;
} words[] = {
    { INPUT_IMAGE, "images" },
    { INPUT_FILE, "PDF" },
    { INPUT_AUDIO, "audio" },
    { INPUT_VIDEO, "video" },
};

static bool may_be_named(const struct config *config, const struct model *model, unsigned kinds)
{
    struct model_name name = { .model = model };
    struct err ignored;

    if ((kinds & ~model->inputs) != 0 || model->alias_target || model->is_local ||
        !model->text_output || !model->highest.known)
        return false;
    snprintf(name.text, sizeof(name.text), "%s", model->id);
    return policy_admit(config, &name, &ignored) == 0;
}

/* The best at coding first. */
static void add_others(const struct config *config, const struct catalogue *catalogue,
                       unsigned kinds, struct buf *out)
{
    const struct model *best[OTHERS_MAX] = { NULL };

    for (size_t i = 0; i < catalogue_count(catalogue); i++) {
        const struct model *model = catalogue_at(catalogue, i);
        size_t place = OTHERS_MAX;

        if (!may_be_named(config, model, kinds))
            continue;
        while (place > 0 &&
               (!best[place - 1] || best[place - 1]->coding_index < model->coding_index))
            place--;
        for (size_t k = OTHERS_MAX; k-- > place;)
            best[k] = k == place ? model : best[k - 1];
    }
    for (size_t i = 0; i < OTHERS_MAX && best[i]; i++)
        buf_addf(out, "%s%s", i > 0 ? ", " : "", best[i]->id);
}

int modality_admit(const struct config *config, const struct catalogue *catalogue,
                   const struct model_name *name, unsigned kinds, struct err *err)
{
    CLEANUP(buf_done) struct buf lacks = BUF_MAX(KIB(1));
    CLEANUP(buf_done) struct buf others = BUF_MAX(KIB(1));
    unsigned missing = name->model && !name->is_router ? kinds & ~name->model->inputs : 0;

    if (missing == 0)
        return 0;
    for (size_t i = 0; i < ARRAY_COUNT(words); i++)
        if (missing & words[i].kind)
            buf_addf(&lacks, "%s%s", lacks.size > 0 ? " and " : "", words[i].name);
    add_others(config, catalogue, kinds, &others);
    return err_set(err, ERR_ARGUMENT,
                   "%s does not take %s. Leave such files out, or choose a model that does%s%s",
                   name->text, buf_text(&lacks), others.size > 0 ? ": " : " (list_models)",
                   buf_text(&others));
}
