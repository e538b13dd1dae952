/* finding - the memory of one, and of a list of them. */
#include "review/finding.h"

#include <stdlib.h>

void finding_done(struct finding *finding)
{
    for (size_t i = 0; i < finding->wording_count; i++) {
        free(finding->wordings[i].title);
        free(finding->wordings[i].why);
        free(finding->wordings[i].fix);
    }
    free(finding->wordings);
    free(finding->path);
    free(finding->quote);
    free(finding->rule);
    free(finding->verdict_reason);
    free(finding->verified_by);
    *finding = (struct finding){ 0 };
}

bool finding_is_by(const struct finding *finding, size_t reviewer)
{
    for (size_t i = 0; i < finding->wording_count; i++)
        if (finding->wordings[i].reviewer == reviewer)
            return true;
    return false;
}

bool finding_list_add(struct finding_list *list, struct finding *finding)
{
    if (list->count == FINDINGS_KEPT_MAX)
        return false;
    /* Full at each power of two. */
    if ((list->count & (list->count - 1)) == 0)
        list->items =
            xrealloc(list->items, (list->count > 0 ? 2 * list->count : 1) * sizeof(*list->items));
    list->items[list->count++] = *finding;
    *finding = (struct finding){ 0 };
    return true;
}

void finding_list_done(struct finding_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        finding_done(&list->items[i]);
    free(list->items);
    *list = (struct finding_list){ 0 };
}
