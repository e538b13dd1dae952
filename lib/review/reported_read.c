/* reported_read - a finding out of the members that a model wrote. */
#include "base/utf8.h"
#include "review/reported.h"
#include "review/synonym.h"
#include "json/loose.h"

#include <stdlib.h>

#define TITLE_CUT 120 /* bytes of a title that is the beginning of a reason */
#define ELLIPSIS  "\xE2\x80\xA6"

static const struct synonym confidences[] = {
    { "certain", 100 }, { "definite", 100 }, { "very high", 95 }, { "high", 85 }, { "likely", 75 },
    { "medium", 60 },   { "moderate", 60 },  { "very low", 15 },  { "low", 30 },
};

/* The text of a value, NUL-terminated; false when it has none. A NUL cannot be in it. */
static bool read_text(struct slice value, size_t size_max, struct buf *text)
{
    *text = BUF_MAX(size_max);
    return loose_text(value, text) && slice_trim(buf_slice(text)).size > 0;
}

char *reported_words(struct slice value, size_t size_max)
{
    static const char *const nones[] = { "none", "null", "n/a", "-" };
    CLEANUP(buf_done) struct buf text;
    struct slice words;

    if (!read_text(value, size_max - strlen(ELLIPSIS), &text))
        return NULL;
    words = slice_trim(buf_slice(&text));
    for (size_t i = 0; i < ARRAY_COUNT(nones); i++)
        if (words.size == strlen(nones[i]) && strncasecmp(words.data, nones[i], words.size) == 0)
            return NULL;
    if (!text.full)
        return slice_dup(words);

    struct buf cut = BUF_MAX(size_max);

    buf_add(&cut, words);
    buf_adds(&cut, ELLIPSIS);
    return buf_take(&cut);
}

/* The code as it was written, blanks and all; of what is too long the whole lines that fit. */
static char *read_code(struct slice value)
{
    CLEANUP(buf_done) struct buf text;
    const char *last;

    if (!read_text(value, QUOTED_CODE_MAX, &text))
        return NULL;
    last = text.full ? memrchr(text.data, '\n', text.size) : NULL;
    if (last)
        text.size = (size_t)(last - text.data);
    return slice_dup(buf_slice(&text));
}

/* The next number of a line in a text, which is moved behind it; 0: none. */
static int64_t next_number(struct slice *text)
{
    int64_t number = 0;
    size_t at = 0;

    while (at < text->size && (text->data[at] < '0' || text->data[at] > '9'))
        at++;
    for (; at < text->size && text->data[at] >= '0' && text->data[at] <= '9'; at++)
        if (number <= UINT32_MAX)
            number = 10 * number + (text->data[at] - '0');
    if (at < text->size && text->data[at] == '.') /* 131.0 */
        while (++at < text->size && text->data[at] >= '0' && text->data[at] <= '9')
            ;
    *text = slice_from(*text, at);
    return number <= UINT32_MAX ? number : 0;
}

/* 131, "131", "L131-L133", "lines 131 to 133", [131, 133]. */
static void read_lines(const struct reported *reported, struct wording *wording)
{
    CLEANUP(buf_done) struct buf from = BUF_MAX(FINDING_NAME_MAX), to = BUF_MAX(FINDING_NAME_MAX);
    struct slice text;

    loose_text(reported->values[REPORTED_LINE], &from);
    loose_text(reported->values[REPORTED_END_LINE], &to);
    text = slice_trim(buf_slice(&from));
    if (text.size > 0 && text.data[0] == '-')
        return;
    wording->line = next_number(&text);
    wording->end_line = next_number(&text);
    text = slice_trim(buf_slice(&to));
    if (text.size > 0)
        wording->end_line = next_number(&text);
    if (wording->end_line < wording->line || wording->line == 0)
        wording->end_line = wording->line;
}

/* "src/a.c:131" names a line, too; or a file that somebody has called that, which only who knows
 * the files can tell. So the name stays as it is. */
static void read_line_of_name(const char *path, struct wording *wording)
{
    size_t size = strlen(path), at = size;
    struct slice number;

    while (at > 0 && strchr("0123456789-", path[at - 1]))
        at--;
    if (at < 2 || at == size || path[at - 1] != ':' || wording->line != 0)
        return;
    number = slice_of(path + at);
    wording->line = next_number(&number);
    wording->end_line = next_number(&number);
    if (wording->end_line < wording->line)
        wording->end_line = wording->line;
}

/* Blanks and all: they may be part of a name. */
static char *read_path(struct slice value)
{
    CLEANUP(freep) char *words = reported_words(value, PATH_BYTES_MAX);
    CLEANUP(buf_done) struct buf text;

    if (!words || !read_text(value, PATH_BYTES_MAX, &text))
        return NULL;
    return text.full ? TAKE(words) : slice_dup(buf_slice(&text));
}

/* In percent, out of 0.9, "90 %", 9 (of ten), "high"; -1 when it says nothing. */
static int read_confidence(struct slice value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(FINDING_NAME_MAX);
    int percent = -1, thousandths = 0, digits = 3;
    const char *at;

    loose_text(value, &text);
    at = buf_text(&text);
    if (*at < '0' || *at > '9') {
        synonym_read(confidences, ARRAY_COUNT(confidences), at, &percent);
        return percent;
    }
    for (; *at >= '0' && *at <= '9' && thousandths <= 100000; at++)
        thousandths = 10 * thousandths + 1000 * (*at - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && digits-- > 0; at++)
            thousandths += (*at - '0') * (digits == 2 ? 100 : digits == 1 ? 10 : 1);
    while (*at >= '0' && *at <= '9')
        at++;
    if (slice_trim(slice_of(at)).size > 0 && slice_trim(slice_of(at)).data[0] == '%')
        percent = thousandths / 1000;
    else
        percent = thousandths <= 1000    ? thousandths / 10
                  : thousandths <= 10000 ? thousandths / 100
                                         : thousandths / 1000;
    return percent <= 100 ? percent : -1;
}

static void read_names(const struct reported *reported, struct wording *wording)
{
    CLEANUP(buf_done) struct buf severity = BUF_MAX(FINDING_NAME_MAX);
    CLEANUP(buf_done) struct buf category = BUF_MAX(FINDING_NAME_MAX);

    wording->severity = SEVERITY_MEDIUM;
    wording->category = CATEGORY_OTHER;
    loose_text(reported->values[REPORTED_SEVERITY], &severity);
    loose_text(reported->values[REPORTED_CATEGORY], &category);
    severity_read(buf_text(&severity), &wording->severity);
    category_read(buf_text(&category), &wording->category);
}

/* The first sentence of a reason. */
static char *title_of(const char *why)
{
    struct slice text = slice_of(why);
    size_t end = 0;

    while (end < text.size && text.data[end] != '\n' &&
           !(text.data[end] == '.' && (end + 1 == text.size || text.data[end + 1] == ' ')))
        end++;
    if (end <= TITLE_CUT)
        return slice_dup((struct slice){ text.data, end });

    struct buf title = BUF_MAX(TITLE_CUT + 8);

    buf_add(&title, (struct slice){ text.data, utf8_cut(text, TITLE_CUT) });
    buf_adds(&title, ELLIPSIS);
    return buf_take(&title);
}

static void read_wording(const struct reported *reported, size_t reviewer, struct wording *wording)
{
    wording->reviewer = reviewer;
    wording->title = reported_words(reported->values[REPORTED_TITLE], FINDING_WORDS_MAX);
    wording->why = reported_words(reported->values[REPORTED_WHY], FINDING_WORDS_MAX);
    wording->fix = reported_words(reported->values[REPORTED_FIX], FINDING_WORDS_MAX);
    wording->confidence = read_confidence(reported->values[REPORTED_CONFIDENCE]);
    read_names(reported, wording);
    read_lines(reported, wording);
    if (!wording->title && wording->why)
        wording->title = title_of(wording->why);
    if (!wording->why)
        wording->why = xstrdup("");
}

bool reported_read(const struct reported *reported, size_t reviewer, struct finding *finding)
{
    finding->path = read_path(reported->values[REPORTED_FILE]);
    finding->quote = read_code(reported->values[REPORTED_QUOTE]);
    finding->rule = reported_words(reported->values[REPORTED_RULE], FINDING_WORDS_MAX);
    finding->wordings = xcalloc(1, sizeof(*finding->wordings));
    finding->wording_count = 1;
    read_wording(reported, reviewer, finding->wordings);
    if (!finding->path || !finding->quote || !finding->wordings->title) {
        finding_done(finding);
        return false;
    }
    read_line_of_name(finding->path, finding->wordings);
    finding->severity = finding->wordings->severity;
    finding->category = finding->wordings->category;
    return true;
}
