/* attach - the files of a call, as parts of its question. */
#include "mcp-server/material/attach.h"

#include "base/limits.h"
#include "files/base64.h"
#include "files/media.h"
#include "files/path.h"
#include "mcp-server/text/inert.h"

#include <stdlib.h>

/* Whether path is what the caller wrote, with or without lines behind it. */
static bool is_named(const char *path, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct path read;
        struct err ignored;
        bool is_same = path_read(&read, slice_of(paths[i]), &ignored) < 0 ||
                       strcmp(path, paths[i]) == 0 || strcmp(path, read.name) == 0 ||
                       (read.bare && strcmp(path, read.bare) == 0);

        path_done(&read);
        if (is_same)
            return true;
    }
    return false;
}

int attach_check(const struct gather_list *list, const char *const *paths, size_t count,
                 struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].rule && is_named(list->items[i].path, paths, count))
            return err_set(err, ERR_POLICY, "%s. Nothing was sent and nothing spent: leave it out.",
                           list->items[i].why);
    if (list->sent_count == 0 && list->count > 0)
        return err_set(
            err, ERR_POLICY,
            "of files none can be sent. The first: %s. Nothing was sent and nothing spent.",
            list->items[0].why);
    return 0;
}

static void add_file(const struct gather_item *item, struct buf *out)
{
    char shown[PATH_SHOWN_SIZE];

    path_show(shown, slice_of(item->path));
    buf_addf(out, "=== file %s (", shown);
    lines_name(out, item->lines, item->line_count);
    buf_adds(out, ") ===\n");
    buf_add(out, buf_slice(&item->text));
    if (item->text.size > 0 && item->text.data[item->text.size - 1] != '\n')
        buf_adds(out, "\n");
    buf_addf(out, "=== end of %s ===\n\n", shown);
}

int attach_text(const struct gather_list *list, struct slice prompt, struct buf *out)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].rule && !list->items[i].media)
            add_file(&list->items[i], out);
    buf_add(out, prompt);
    return out->full ? -1 : 0;
}

const char *attach_prompt(const char *text)
{
    static const char end[] = " ===\n\n";
    const char *prompt = text;

    if (strncmp(text, "=== file ", strlen("=== file ")) != 0)
        return text;
    for (const char *at = text; (at = strstr(at, "\n=== end of ")) && (at = strstr(at, end));)
        prompt = at + strlen(end);
    return prompt;
}

static void add_url(const char *member, const struct media *media, struct slice bytes,
                    struct buf *out)
{
    buf_addf(out, "\"%s\":{\"url\":\"", member);
    media_add_data_url(media, bytes, out);
    buf_adds(out, "\"}");
}

static void add_pdf(const struct gather_item *item, const struct media *media, struct buf *out)
{
    const char *slash = strrchr(item->path, '/');

    buf_adds(out, "\"file\":{\"filename\":");
    json_quote(slice_of(slash ? slash + 1 : item->path), out);
    buf_adds(out, ",\"file_data\":\"");
    media_add_data_url(media, buf_slice(&item->text), out);
    buf_adds(out, "\"}");
}

static void add_sound(const struct media *media, struct slice bytes, struct buf *out)
{
    struct base64 coder = { 0 };

    buf_addf(out, "\"input_audio\":{\"format\":\"%s\",\"data\":\"", media->format);
    base64_add(&coder, bytes, out);
    base64_end(&coder, out);
    buf_adds(out, "\"}");
}

static void add_part(const struct gather_item *item, struct buf *out)
{
    struct slice bytes = buf_slice(&item->text);
    const struct media *media = media_of(bytes);
    const char *type = media->kind == MEDIA_IMAGE   ? "image_url"
                       : media->kind == MEDIA_PDF   ? "file"
                       : media->kind == MEDIA_AUDIO ? "input_audio"
                                                    : "video_url";

    buf_addf(out, ",{\"type\":\"%s\",", type);
    if (media->kind == MEDIA_PDF)
        add_pdf(item, media, out);
    else if (media->kind == MEDIA_AUDIO)
        add_sound(media, bytes, out);
    else
        add_url(type, media, bytes, out);
    buf_adds(out, "}");
}

int attach_parts(const struct gather_list *list, struct slice text, struct buf *out)
{
    if (attach_kinds(list) == 0)
        return 0;
    buf_adds(out, "[{\"type\":\"text\",\"text\":");
    json_quote(text, out);
    buf_adds(out, "}");
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].rule && list->items[i].media)
            add_part(&list->items[i], out);
    buf_adds(out, "]");
    return out->full ? -1 : 0;
}

unsigned attach_kinds(const struct gather_list *list)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].rule && list->items[i].media)
            kinds |= (unsigned)media_of(buf_slice(&list->items[i].text))->kind;
    return kinds;
}

/* How many pages a PDF says that it has; 0: it does not, in the open. */
static size_t count_pages(struct slice pdf)
{
    size_t count = 0;

    for (; pdf.size > 0; pdf = slice_from(pdf, 1)) {
        struct slice rest = pdf;

        if (!slice_starts(rest, SLICE("/Type")))
            continue;
        rest = slice_from(rest, strlen("/Type"));
        while (rest.size > 0 && rest.data[0] == ' ')
            rest = slice_from(rest, 1);
        if (slice_starts(rest, SLICE("/Page")) && !slice_starts(rest, SLICE("/Pages")))
            count++;
    }
    return count;
}

static size_t tokens_of(struct slice bytes)
{
    size_t pages;

    switch (media_of(bytes)->kind) {
    case MEDIA_IMAGE:
        return IMAGE_TOKENS_MAX;
    case MEDIA_PDF:
        pages = count_pages(bytes);
        return pages > 0 ? pages * PDF_PAGE_TOKENS : bytes.size / PDF_BYTES_A_TOKEN + 1;
    case MEDIA_AUDIO:
        return bytes.size / AUDIO_BYTES_A_TOKEN + 1;
    case MEDIA_VIDEO:
        return bytes.size / VIDEO_BYTES_A_TOKEN + 1;
    case MEDIA_TEXT:
    case MEDIA_BINARY:
        break;
    }
    return 0;
}

size_t attach_weight(const struct gather_list *list)
{
    size_t tokens = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].rule && list->items[i].media)
            tokens += tokens_of(buf_slice(&list->items[i].text));
    return tokens * PROMPT_TOKEN_BYTES;
}

void attach_report(const struct gather_list *list, struct buf *out)
{
    CLEANUP(buf_done) struct buf report = BUF_MAX(FILES_LISTED_MAX * KIB(1));

    gather_list_report(list, &report);
    inert_add(out, buf_slice(&report), NULL);
}

void attach_add_facts(const struct gather_list *list, cJSON *facts)
{
    cJSON *files = list->count > 0 ? cJSON_AddArrayToObject(facts, "files") : NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct gather_item *item = &list->items[i];
        CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX * 4);
        cJSON *file = cJSON_CreateObject();

        inert_add_line(&path, slice_of(item->path), PATH_BYTES_MAX);
        cJSON_AddStringToObject(file, "path", buf_text(&path));
        cJSON_AddBoolToObject(file, "sent", !item->rule);
        if (item->rule)
            cJSON_AddStringToObject(file, "rule", item->rule);
        else
            cJSON_AddNumberToObject(file, "bytes", (double)item->text.size);
        cJSON_AddItemToArray(files, file);
    }
}
