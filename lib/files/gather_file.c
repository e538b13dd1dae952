/* gather_file - one file on its way into the list.
 *
 *   rules of names -> door_open -> regular? new? room? -> its head: text or media -> door_read
 *       -> text at all? -> rules of content -> the lines that are wanted
 */
#include "base/utf8.h"
#include "files/door.h"
#include "files/gather_parts.h"
#include "files/path.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* What is known of the file on the way. */
struct passage {
    struct gathering *gathering;
    const struct target *target;
    struct file_entry entry;
    struct stat file;
    const char *media;
    size_t size_max;
};

static void closep(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* "path reason". Answers false: the file is not sent. */
static bool refuse(struct gathering *gathering, const struct target *target, const char *rule,
                   const char *reason)
{
    char shown[PATH_SHOWN_SIZE], why[sizeof(struct err) + PATH_SHOWN_SIZE];

    snprintf(why, sizeof(why), "%s %s", path_show(shown, slice_of(target->shown)), reason);
    gather_list_refuse(&gathering->list, target->shown, rule, why);
    return false;
}

static struct file_entry entry_of(const struct target *target, bool is_folder)
{
    return (struct file_entry){
        .root = target->root->path,
        .root_fd = target->root->fd,
        .name = target->name,
        .shown = target->shown,
        .is_folder = is_folder,
    };
}

bool gather_admit(struct gathering *gathering, const struct target *target, bool is_folder)
{
    const struct gather_options *options = &gathering->options;
    struct file_entry entry = entry_of(target, is_folder);

    for (size_t i = 0; i < options->rule_count; i++) {
        const struct file_rule *rule = &options->rules[i];
        struct err err = { 0 };

        if (rule->check(rule->user, &entry, &err) < 0)
            return refuse(gathering, target, rule->name, err.text);
    }
    return true;
}

static bool refuse_folder(struct gathering *gathering, const struct target *target)
{
    char shown[PATH_SHOWN_SIZE], reason[PATH_SHOWN_SIZE + 100];
    const char *name = target->name[0] ? path_show(shown, slice_of(target->shown)) : "";

    snprintf(reason, sizeof(reason), "is a folder; for all files in it write %s%s**", name,
             name[0] ? "/" : "");
    return refuse(gathering, target, "folder", reason);
}

/* A file that two patterns find is sent once. */
static bool is_new(struct gathering *gathering, const struct stat *file, struct lines range)
{
    struct seen this = { (uint64_t)file->st_dev, (uint64_t)file->st_ino, range };

    for (size_t i = 0; i < gathering->seen_count; i++) {
        const struct seen *seen = &gathering->seen[i];

        if (seen->device == this.device && seen->inode == this.inode &&
            seen->range.first == range.first && seen->range.last == range.last)
            return false;
    }
    if (gathering->seen_count < ARRAY_COUNT(gathering->seen))
        gathering->seen[gathering->seen_count++] = this;
    return true;
}

static bool check_kind(struct passage *passage, int fd)
{
    struct err err;

    if (door_check(fd, &passage->file, &err) == 0)
        return true;
    if (S_ISDIR(passage->file.st_mode))
        return refuse_folder(passage->gathering, passage->target);
    return refuse(passage->gathering, passage->target, "kind", err.text);
}

static size_t text_max(const struct gathering *gathering)
{
    return gathering->options.text_max ? gathering->options.text_max : FILE_TEXT_MAX;
}

/* By its first bytes, so that what is too large is not read. */
static bool sniff(struct passage *passage, int fd)
{
    const struct gather_options *options = &passage->gathering->options;
    char head[FILE_HEAD_MAX];
    ssize_t size;

    /* Of a long file a few lines may be wanted. */
    passage->size_max =
        passage->target->range.first > 0 ? FILE_CUT_MAX : text_max(passage->gathering);
    if (!options->sniff)
        return true;
    do
        size = pread(fd, head, sizeof(head), 0);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return refuse(passage->gathering, passage->target, "open", door_reason(errno));

    size_t media_max = 0;

    passage->media = options->sniff((struct slice){ head, (size_t)size }, &media_max);
    if (passage->media)
        passage->size_max = media_max;
    return true;
}

static bool check_size(struct passage *passage)
{
    char reason[200];
    bool is_cut = passage->target->range.first > 0;

    if (passage->file.st_size <= (off_t)passage->size_max)
        return true;
    snprintf(reason, sizeof(reason), "has %lld bytes, more than the %zu that one %s may have%s",
             (long long)passage->file.st_size, passage->size_max,
             passage->media ? passage->media : "file",
             is_cut || passage->media || passage->file.st_size > (off_t)FILE_CUT_MAX
                 ? ""
                 : "; ask for lines of it (path:1-500)");
    return refuse(passage->gathering, passage->target, "size", reason);
}

/* What is left of the call, known when the bytes to be sent are. */
static bool check_room(struct passage *passage, size_t size)
{
    struct gathering *gathering = passage->gathering;
    size_t media_max = gathering->options.media_bytes_max;
    size_t texts_max = gathering->options.text_max ? gathering->options.text_max : FILES_TEXT_MAX;
    size_t bytes_max = passage->media && media_max ? media_max : texts_max;
    size_t *bytes = passage->media ? &gathering->media_bytes : &gathering->text_bytes;
    char reason[200];

    if (*bytes + size <= bytes_max) {
        *bytes += size;
        return true;
    }
    snprintf(reason, sizeof(reason),
             "has %zu bytes, and with those before it more than the %zu of one call; send it in "
             "another call, or lines of it",
             size, bytes_max);
    return refuse(gathering, passage->target, "total", reason);
}

static bool check_count(struct passage *passage)
{
    char reason[100];

    if (passage->gathering->list.sent_count < FILES_MAX)
        return true;
    snprintf(reason, sizeof(reason), "comes behind the %d files that one call sends; name fewer",
             FILES_MAX);
    return refuse(passage->gathering, passage->target, "count", reason);
}

/* A rule that is always there: what is no text is of no use, and may be anything. */
static bool check_text(struct passage *passage, const struct buf *text)
{
    if (passage->media || text->size == 0 || !memchr(text->data, '\0', text->size))
        return true;
    return refuse(passage->gathering, passage->target, "binary",
                  "is no text (it has NUL bytes); only text is sent, and the media that the model "
                  "takes");
}

static bool check_content(struct passage *passage, struct buf *text)
{
    const struct gather_options *options = &passage->gathering->options;

    for (size_t i = 0; i < options->content_rule_count; i++) {
        const struct content_rule *rule = &options->content_rules[i];
        struct err err = { 0 };

        if (rule->check(rule->user, &passage->entry, passage->media, text, &err) < 0)
            return refuse(passage->gathering, passage->target, rule->name, err.text);
    }
    return true;
}

size_t gather_mend(struct slice text, struct buf *out)
{
    size_t replaced = 0;

    *out = BUF_MAX(text.size * strlen(UTF8_REPLACEMENT));
    while (text.size > 0) {
        size_t good = utf8_valid(text), length;

        buf_add(out, (struct slice){ text.data, good });
        text = slice_from(text, good);
        if (text.size == 0)
            break;
        utf8_next(text, &length);
        buf_adds(out, UTF8_REPLACEMENT);
        replaced += length;
        text = slice_from(text, length);
    }
    return replaced;
}

static void send(struct passage *passage, struct slice text, struct lines range, size_t line_count)
{
    struct gather_list *list = &passage->gathering->list;
    struct gather_item *item = gather_list_add(list, passage->target->shown);

    if (!item)
        return;
    item->bytes = (size_t)passage->file.st_size;
    item->media = passage->media;
    item->lines = range;
    item->line_count = line_count;
    if (passage->media) {
        item->text = BUF_MAX(text.size);
        buf_add(&item->text, text);
    } else {
        item->replaced = gather_mend(text, &item->text);
    }
    list->sent_count++;
    list->sent_bytes += item->text.size;
}

static void cut_and_send(struct passage *passage, struct slice text)
{
    struct lines range = passage->media ? (struct lines){ 0, 0 } : passage->target->range;
    size_t line_count = passage->media ? 0 : lines_count(text);
    struct slice cut = text;
    struct err err;

    if (lines_cut(text, &range, &cut, &err) < 0)
        refuse(passage->gathering, passage->target, "lines", err.text);
    else if (cut.size > text_max(passage->gathering) && !passage->media)
        refuse(passage->gathering, passage->target, "size",
               "has more in these lines than one file may have; ask for fewer");
    else if (check_room(passage, cut.size))
        send(passage, cut, range, line_count);
}

static void pass(struct passage *passage, int fd)
{
    struct err err;

    if (!check_kind(passage, fd) ||
        !is_new(passage->gathering, &passage->file, passage->target->range) ||
        !check_count(passage) || !sniff(passage, fd) || !check_size(passage))
        return;

    CLEANUP(buf_wipe) struct buf text = BUF_MAX(passage->size_max);

    if (door_read(fd, &passage->file, passage->size_max, &text, &err) < 0)
        refuse(passage->gathering, passage->target, err.kind == ERR_TOO_LARGE ? "size" : "changed",
               err.text);
    else if (check_text(passage, &text) && check_content(passage, &text))
        cut_and_send(passage, buf_slice(&text));
}

bool gather_file(struct gathering *gathering, const struct target *target)
{
    struct passage passage = {
        .gathering = gathering,
        .target = target,
        .entry = entry_of(target, false),
    };

    if (!gather_admit(gathering, target, false))
        return true;

    CLEANUP(closep) int fd = door_open(target->root->fd, target->name, DOOR_FILE);

    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG))
        return false;
    if (fd < 0)
        refuse(gathering, target, errno == ELOOP ? "link" : "open", door_reason(errno));
    else
        pass(&passage, fd);
    return true;
}
