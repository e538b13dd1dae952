/* gather_list - what was found, sent or not. */
#include "base/limits.h"
#include "files/gather_parts.h"
#include "files/path.h"

#include <stdlib.h>

#define REPORT_PATHS_MAX 40 /* that are named; more are counted */

struct gather_item *gather_list_add(struct gather_list *list, const char *path)
{
    struct gather_item *item;

    if (list->count == FILES_LISTED_MAX) {
        list->unlisted++;
        return NULL;
    }
    if (!list->items)
        list->items = xcalloc(FILES_LISTED_MAX, sizeof(*list->items));
    item = &list->items[list->count++];
    item->path = xstrdup(path);
    return item;
}

static bool is_listed(const struct gather_list *list, const char *path, const char *rule)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].rule && strcmp(list->items[i].rule, rule) == 0 &&
            strcmp(list->items[i].path, path) == 0)
            return true;
    return false;
}

void gather_list_refuse(struct gather_list *list, const char *path, const char *rule,
                        const char *why)
{
    struct gather_item *item = is_listed(list, path, rule) ? NULL : gather_list_add(list, path);

    if (!item)
        return;
    item->rule = xstrdup(rule);
    item->why = xstrdup(why);
}

void gather_list_done(struct gather_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct gather_item *item = &list->items[i];

        free(item->path);
        buf_done(&item->text);
        free(item->rule);
        free(item->why);
    }
    free(list->items);
    *list = (struct gather_list){ .count = 0 };
}

static void report_sent(const struct gather_item *item, struct buf *out)
{
    char shown[PATH_SHOWN_SIZE];

    buf_addf(out, "sent: %s, %zu bytes", path_show(shown, slice_of(item->path)), item->text.size);
    if (item->media) {
        buf_addf(out, ", %s\n", item->media);
        return;
    }
    buf_adds(out, ", ");
    lines_name(out, item->lines, item->line_count);
    if (item->replaced > 0)
        buf_addf(out, ", %zu bytes that are no UTF-8 replaced", item->replaced);
    buf_addc(out, '\n');
}

void gather_list_report(const struct gather_list *list, struct buf *out)
{
    size_t named = 0, refused = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].rule)
            report_sent(&list->items[i], out);
    for (size_t i = 0; i < list->count; i++) {
        const struct gather_item *item = &list->items[i];

        refused += item->rule != NULL;
        if (item->rule && named < REPORT_PATHS_MAX) {
            buf_addf(out, "not sent (%s): %s\n", item->rule, item->why);
            named++;
        }
    }
    refused += list->unlisted;
    if (refused > named)
        buf_addf(out, "not sent: %zu more\n", refused - named);
}
