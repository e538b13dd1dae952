/* ranking_list - the order in which a list names models. */
#include "openrouter/ranking_list.h"

#include "base/limits.h"
#include "json/scan.h"

#include <stdlib.h>

/* The model of a row; NULL when it names none. */
static char *read_id(struct slice row)
{
    char text[512];
    struct slice id = scan_member(row, "model_id");

    if (id.size == 0)
        id = scan_member(row, "id");
    if (id.size > 0) {
        scan_text(id, text, sizeof(text));
    } else {
        scan_text(scan_member(row, "name"), text, sizeof(text));

        const char *bar = strrchr(text, '|');
        struct slice slug = bar ? slice_trim(slice_of(bar + 1)) : slice_of("");

        memmove(text, slug.data, slug.size);
        text[slug.size] = '\0';
    }
    return text[0] && strlen(text) <= MODEL_NAME_MAX ? xstrdup(text) : NULL;
}

static int compare(const void *a, const void *b)
{
    const struct ranking_entry *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

static void keep_first_places(struct ranking_list *list)
{
    size_t kept = 0;

    qsort(list->entries, list->count, sizeof(*list->entries), compare);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && strcmp(list->entries[kept - 1].id, list->entries[i].id) == 0)
            free(list->entries[i].id);
        else
            list->entries[kept++] = list->entries[i];
    }
    list->count = kept;
}

int ranking_list_read(struct slice body, struct ranking_list *list, struct err *err)
{
    struct slice data = scan_member(body, "data"), row;
    struct ranking_list read = { 0 };
    size_t capacity = 0;

    for (size_t at = 0; read.count < CATALOGUE_MODELS_MAX && scan_next(data, &at, NULL, &row);) {
        char *id = read_id(row);

        if (!id)
            continue;
        if (read.count == capacity) {
            capacity = capacity ? 2 * capacity : 512;
            read.entries = xrealloc(read.entries, capacity * sizeof(*read.entries));
        }
        read.entries[read.count] = (struct ranking_entry){ id, (int64_t)read.count };
        read.count++;
    }
    if (read.count == 0)
        return err_set(err, ERR_PROTOCOL, "the list names no model");
    keep_first_places(&read);
    *list = read;
    return 0;
}

void ranking_list_done(struct ranking_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->entries[i].id);
    free(list->entries);
    *list = (struct ranking_list){ 0 };
}

static int compare_to_id(const void *key, const void *element)
{
    return strcmp(key, ((const struct ranking_entry *)element)->id);
}

int64_t ranking_list_place(const struct ranking_list *list, const char *model_id)
{
    const struct ranking_entry *entry = NULL;

    if (list->count > 0)
        entry =
            bsearch(model_id, list->entries, list->count, sizeof(*list->entries), compare_to_id);
    return entry ? entry->place : -1;
}
