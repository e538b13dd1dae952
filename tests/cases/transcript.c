/* transcript - one case as it is written. */
#include "tests/cases/transcript.h"

#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define STEPS_MAX 256

/* How a line of each kind begins, and what is read of it by sscanf's rules: %n marks the end of
 * what must match; the rest is the text. */
static const struct {
    const char *format;
    enum step_kind kind;
    int numbers; /* how many the format reads: number, then limit_ms */
} forms[] = {
    { "upstream saw %lld connection%n", STEP_CONNECTIONS, 1 },
    { "upstream saw %lld %n", STEP_SAW, 1 },
    { "upstream request %lld has header %n", STEP_REQUEST_HEAD, 1 },
    { "upstream request %lld has %n", STEP_REQUEST_HAS, 1 },
    { "upstream request %lld lacks %n", STEP_REQUEST_LACKS, 1 },
    { "upstream aborted within %lldms%n", STEP_ABORTED, 1 },
    { "upstream %n", STEP_UPSTREAM, 0 },
    { "env %n", STEP_ENV, 0 },
    { "config %n", STEP_CONFIG, 0 },
    { "write %n", STEP_WRITE, 0 },
    { "link %n", STEP_LINK, 0 },
    { "commit %n", STEP_COMMIT, 0 },
    { "git %n", STEP_GIT, 0 },
    { ">> %n", STEP_SEND_RAW, 0 },
    { "> %n", STEP_SEND, 0 },
    { "<! %n", STEP_EXPECT_NOT, 0 },
    { "< %n", STEP_EXPECT, 0 },
    { "wait %lldms%n", STEP_WAIT, 1 },
    { "stderr says %n", STEP_STDERR, 0 },
    { "file %n", STEP_FILE, 0 },
    { "kept file has %lld bytes%n", STEP_KEPT, 1 },
    { "close stdin%n", STEP_CLOSE_STDIN, 0 },
    { "close stdout%n", STEP_CLOSE_STDOUT, 0 },
    { "signal %n", STEP_SIGNAL, 0 },
    { "exit %lld within %lldms%n", STEP_EXIT, 2 },
    { "restart%n", STEP_RESTART, 0 },
};

/* The text of a file in the course of being read. */
struct reading {
    const char *path;
    struct slice rest;
    int line;
    struct transcript *transcript;
    struct err *err;
};

/* sscanf skips blanks of its own accord, so the fixed words are compared here. */
static bool read_form(const char *format, const char *line, int64_t numbers[2], const char **rest)
{
    size_t count = 0;

    for (; *format; format++) {
        char *end;

        if (strncmp(format, "%n", 2) == 0)
            break;
        if (strncmp(format, "%lld", 4) != 0) {
            if (*format != *line++)
                return false;
            continue;
        }
        numbers[count++] = strtoll(line, &end, 10);
        if (end == line)
            return false;
        line = end;
        format += 3;
    }
    *rest = line;
    return true;
}

static int add_step(struct reading *reading, const char *line)
{
    struct transcript *transcript = reading->transcript;
    struct step *step = &transcript->steps[transcript->step_count];
    const char *rest;

    if (strcmp(line, "whole") == 0 || strcmp(line, "tls") == 0) {
        *(line[0] == 'w' ? &transcript->whole : &transcript->tls) = true;
        return 0;
    }
    if (transcript->step_count == STEPS_MAX)
        return err_set(reading->err, ERR_ARGUMENT, "%s:%d: more than %d steps", reading->path,
                       reading->line, STEPS_MAX);
    for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
        int64_t numbers[2] = { 0 };

        if (!read_form(forms[i].format, line, numbers, &rest))
            continue;
        *step = (struct step){ .kind = forms[i].kind,
                               .line = reading->line,
                               .text = xstrdup(rest),
                               .number = numbers[0],
                               .limit_ms = numbers[1] };
        transcript->step_count++;
        return 0;
    }
    return err_set(reading->err, ERR_ARGUMENT, "%s:%d: no such step: %.60s", reading->path,
                   reading->line, line);
}

/* A line that begins with blanks goes on with the one before it. */
static bool next_line(struct reading *reading, struct buf *line)
{
    struct slice piece;

    buf_clear(line);
    if (!slice_split(&reading->rest, '\n', &piece))
        return false;
    reading->line++;
    buf_add(line, piece);
    while (reading->rest.size > 0 && reading->rest.data[0] == ' ') {
        slice_split(&reading->rest, '\n', &piece);
        reading->line++;
        buf_add(line, slice_trim(piece));
    }
    return true;
}

static bool ends_case(const char *line)
{
    return strcmp(line, "----") == 0;
}

/* The first paragraph is the sentence. */
static int read_case(struct reading *reading)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(CONFIG_MAX);
    CLEANUP(buf_done) struct buf sentence = BUF_MAX(1024);

    reading->transcript->line = reading->line + 1;
    while (next_line(reading, &line) && (line.size > 0 || sentence.size == 0)) {
        buf_adds(&sentence, sentence.size > 0 ? " " : "");
        buf_add(&sentence, buf_slice(&line));
    }
    reading->transcript->sentence = buf_take(&sentence);
    while (next_line(reading, &line) && !ends_case(buf_text(&line)))
        if (line.size > 0 && buf_text(&line)[0] != '#' && add_step(reading, buf_text(&line)) < 0)
            return -1;
    return 0;
}

static int read_text(struct transcripts *transcripts, const char *path, const char *name,
                     struct slice text, struct err *err)
{
    struct reading reading = { .path = path, .rest = text, .err = err };

    while (slice_trim(reading.rest).size > 0) {
        struct transcript *transcript;

        transcripts->list =
            xrealloc(transcripts->list, (transcripts->count + 1) * sizeof(*transcripts->list));
        transcript = &transcripts->list[transcripts->count++];
        *transcript = (struct transcript){
            .file = xstrdup(name),
            .steps = xcalloc(STEPS_MAX, sizeof(struct step)),
        };
        reading.transcript = transcript;
        if (read_case(&reading) < 0)
            return -1;
    }
    return 0;
}

static int read_file(const char *path, struct buf *text, struct err *err)
{
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t count;

    if (!file)
        return err_set(err, ERR_CONFIG, "cannot open %s: %s", path, strerror(errno));
    while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0)
        buf_add(text, (struct slice){ bytes, count });
    fclose(file);
    return 0;
}

static int is_case(const struct dirent *entry)
{
    return slice_ends(slice_of(entry->d_name), SLICE(".case"));
}

int transcripts_read(const char *folder, struct transcripts *transcripts, struct err *err)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_case, alphasort);
    int rc = 0;

    if (count < 0)
        return err_set(err, ERR_CONFIG, "cannot read %s: %s", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
        char path[4096];

        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (rc == 0)
            rc = read_file(path, &text, err);
        if (rc == 0)
            rc = read_text(transcripts, path, entries[i]->d_name, buf_slice(&text), err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

void transcripts_done(struct transcripts *transcripts)
{
    for (size_t i = 0; i < transcripts->count; i++) {
        struct transcript *transcript = &transcripts->list[i];

        for (size_t k = 0; k < transcript->step_count; k++)
            free(transcript->steps[k].text);
        free(transcript->steps);
        free(transcript->file);
        free(transcript->sentence);
    }
    free(transcripts->list);
    *transcripts = (struct transcripts){ 0 };
}
