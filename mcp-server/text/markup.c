/* markup - what a reader's program would act on, turned into text that it only shows. */
#include "mcp-server/text/markup.h"

#include <string.h>

/* Tags by which clients speak to their model about the session; '-' and '_' are the same, case does
 * not matter. A name that ends with ':' stands for every tag of that namespace. */
static const char *const harness_tags[] = {
    "system-reminder",
    "system",
    "function-calls",
    "function-call",
    "function-results",
    "function-result",
    "invoke",
    "tool-use",
    "tool-use-error",
    "tool-result",
    "tool-call",
    "tool-response",
    "antml:",
    "command-name",
    "command-message",
    "command-args",
    "command-contents",
    "local-command-stdout",
    "local-command-stderr",
    "local-command-caveat",
    "bash-input",
    "bash-stdout",
    "bash-stderr",
    "user-prompt-submit-hook",
    "post-tool-use-hook",
    "session-start-hook",
    "task-notification",
    "teammate-message",
    "user-memory-input",
    "persisted-output",
    "new-diagnostics",
    "ide-selection",
    "ide-opened-file",
    "ide-diagnostics",
};

/* The first part of a local path; what is longer is looked at no further and counts as remote. */
#define LOCAL_NAME_MAX 64

struct markup {
    struct slice text;
    bool has_reference; /* a remote reference definition: images may name it */

    /* Found once and used until passed, which keeps the whole linear. */
    size_t paragraph_end; /* of the paragraph looked at last */
    size_t target_at;     /* the next "](" with a remote target, or the end of the paragraph */
    size_t bracket_at;    /* the next ']', or the end of the paragraph */
};

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c == '_' ? '-' : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_tag(struct slice text, struct slice name, bool gap)
{
    bool word = !memchr(name.data, '-', name.size) && name.data[name.size - 1] != ':';
    size_t same = 0;

    while (same < name.size && same < text.size && lower(text.data[same]) == name.data[same])
        same++;
    if (same < name.size || (word && gap))
        return false;
    if (name.data[name.size - 1] == ':' || same == text.size)
        return true;
    return text.data[same] == '>' || text.data[same] == '/' || is_blank(text.data[same]);
}

/* gap: blanks stand between the bracket and the name, as in "a < system && b", where a plain word
 * is not meant as a tag. */
static bool begins_with_tag(struct slice text, bool gap)
{
    for (size_t i = 0; i < ARRAY_COUNT(harness_tags); i++)
        if (is_tag(text, slice_of(harness_tags[i]), gap))
            return true;
    return false;
}

/* The run of '<', '/' and blanks at the start of text: one tag, however many brackets it hides
 * behind. Taken as a whole, so that what is left of it cannot be a tag again. */
static size_t brackets(struct slice text)
{
    size_t size = 0;

    while (size < text.size &&
           (text.data[size] == '<' || text.data[size] == '/' || is_blank(text.data[size])))
        size++;
    return size;
}

/* Whether an image with this target stays on the machine: a path, a fragment or data. Everything
 * else is remote, so that no way of writing a scheme (entities, escapes) is forgotten. */
static bool is_local(struct slice target)
{
    size_t size = 0;

    if (slice_starts(target, SLICE("data:")))
        return true;
    while (size < target.size && !is_blank(target.data[size]) && target.data[size] != ')' &&
           target.data[size] != '>') {
        if (size == LOCAL_NAME_MAX)
            return false;

        char c = target.data[size];

        if (c == '/' && size == 0)
            return !(target.size > 1 && (target.data[1] == '/' || target.data[1] == '\\'));
        if (c == '/' || c == '?' || c == '#')
            return true;
        if (c == ':' || c == '&' || c == '\\')
            return false;
        size++;
    }
    return true;
}

/* Whether behind "](" or "]:" a remote target stands. */
static bool is_remote_target(struct slice rest)
{
    while (rest.size > 0 && (is_blank(rest.data[0]) || rest.data[0] == '>'))
        rest = slice_from(rest, 1); /* a line of a quotation begins with '>' */
    if (rest.size > 0 && rest.data[0] == '<')
        rest = slice_from(rest, 1);
    return !is_local(rest);
}

/* An empty line, or one of blanks, ends a paragraph; nothing of Markdown's inlines crosses it. */
static size_t end_of_paragraph(struct slice text, size_t at)
{
    while (at < text.size) {
        const char *found = memchr(text.data + at, '\n', text.size - at);

        if (!found)
            return text.size;

        size_t next = (size_t)(found - text.data) + 1;

        at = next;
        while (next < text.size && (text.data[next] == ' ' || text.data[next] == '\t'))
            next++;
        if (next < text.size && text.data[next] == '\n')
            return next;
    }
    return text.size;
}

/* Moves the two finders forward to the first hit at or behind `at`. */
static void look_from(struct markup *markup, size_t at)
{
    struct slice text = markup->text;

    if (at >= markup->paragraph_end) {
        markup->paragraph_end = end_of_paragraph(text, at);
        markup->target_at = markup->bracket_at = at;
    }
    if (markup->bracket_at < at)
        markup->bracket_at = at;
    while (markup->bracket_at < markup->paragraph_end && text.data[markup->bracket_at] != ']')
        markup->bracket_at++;
    if (markup->target_at < at)
        markup->target_at = at;
    while (markup->target_at < markup->paragraph_end &&
           !(slice_starts(slice_from(text, markup->target_at), SLICE("](")) &&
             is_remote_target(slice_from(text, markup->target_at + 2))))
        markup->target_at++;
}

/* Whether "![" at this place may begin a remote image. Which bracket closes it depends on code
 * spans and more, so any remote target in the rest of the paragraph counts. */
static bool is_remote_image(struct markup *markup, size_t at)
{
    look_from(markup, at + 2);
    return markup->target_at < markup->paragraph_end ||
           (markup->has_reference && markup->bracket_at < markup->paragraph_end);
}

static bool defines_remote_reference(struct slice text)
{
    while (text.size > 0) {
        const char *found = memchr(text.data, ']', text.size);

        if (!found)
            return false;
        text = slice_from(text, (size_t)(found - text.data) + 1);
        if (text.size > 0 && text.data[0] == ':' && is_remote_target(slice_from(text, 1)))
            return true;
    }
    return false;
}

/* The next '<' or "![" at or behind `at`, or the end. */
static size_t next_mark(struct slice text, size_t at)
{
    while (at < text.size && text.data[at] != '<' &&
           !(text.data[at] == '!' && at + 1 < text.size && text.data[at + 1] == '['))
        at++;
    return at;
}

static void add_without(struct buf *out, struct slice run, char left_out)
{
    for (size_t i = 0; i < run.size; i++)
        if (run.data[i] != left_out)
            buf_addc(out, run.data[i]);
}

int markup_add(struct buf *out, struct slice text, size_t *rewritten)
{
    struct markup markup = { .text = text, .has_reference = defines_remote_reference(text) };
    size_t at = 0;

    while (at < text.size) {
        size_t mark = next_mark(text, at);

        buf_add(out, (struct slice){ text.data + at, mark - at });
        at = mark;
        if (mark == text.size)
            break;
        if (text.data[mark] == '!') {
            bool remote = is_remote_image(&markup, mark);

            buf_adds(out, remote ? "!\\[" : "![");
            *rewritten += remote;
            at += 2;
            continue;
        }

        size_t run = brackets(slice_from(text, mark));

        if (begins_with_tag(slice_from(text, mark + run), is_blank(text.data[mark + run - 1]))) {
            add_without(out, (struct slice){ text.data + mark, run }, '<');
            ++*rewritten;
        } else {
            buf_add(out, (struct slice){ text.data + mark, run });
        }
        at += run;
    }
    return out->full ? -1 : 0;
}
