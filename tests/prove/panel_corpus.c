/* panel_corpus - the planted bugs of tests/corpus, read, and as repositories. */
#include "tests/prove/panel_corpus.h"

#include "base/limits.h"
#include "tests/cases/repository.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#define WALK_FDS   16
#define BESIDE_MIN 8 /* characters: a bracket alone is no code */

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

/* --- what is written down of a bug ------------------------------------------------------------ */

/* Whether the lines that are named are the code that is quoted. */
static bool quotes_its_lines(const struct planted *planted, struct slice text)
{
    CLEANUP(buf_done) struct buf lines = BUF_MAX(MIB(1));
    struct slice line;

    for (int64_t number = 1; slice_split(&text, '\n', &line); number++)
        if (number >= planted->start_line && number <= planted->end_line) {
            buf_adds(&lines, number > planted->start_line ? "\n" : "");
            buf_add(&lines, line);
        }
    return slice_is(buf_slice(&lines), slice_of(planted->quote));
}

/* The nearest line behind the bug, else in front of it, that has some code. */
static void find_beside(struct planted *planted, struct slice text)
{
    struct slice line;

    for (int64_t number = 1; slice_split(&text, '\n', &line); number++) {
        bool is_behind = number > planted->end_line;

        if (slice_trim(line).size < BESIDE_MIN ||
            (number >= planted->start_line && number <= planted->end_line))
            continue;
        free(planted->beside);
        planted->beside = slice_dup(line);
        planted->beside_line = number;
        if (is_behind)
            return;
    }
}

static int check(const struct panel_corpus *corpus, struct planted *planted, struct err *err)
{
    CLEANUP(buf_done) struct buf buggy = BUF_MAX(MIB(1)), clean = BUF_MAX(MIB(1));
    char path[512];

    snprintf(path, sizeof(path), "%s/%s/buggy/%s", corpus->folder, planted->name, planted->file);
    if (read_file(path, &buggy, err) < 0)
        return -1;
    if (!quotes_its_lines(planted, buf_slice(&buggy)))
        return err_set(err, ERR_CONFIG, "%s: its lines are not what it quotes", path);
    find_beside(planted, buf_slice(&buggy));
    snprintf(path, sizeof(path), "%s/%s/clean/%s", corpus->folder, planted->name, planted->file);
    if (read_file(path, &clean, err) < 0)
        return -1;
    if (slice_is(buf_slice(&buggy), buf_slice(&clean)))
        return err_set(err, ERR_CONFIG, "%s: has the bug, too", path);
    return 0;
}

static int read_gold(const struct panel_corpus *corpus, struct planted *planted, const char *name,
                     struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
    const struct {
        const char *name, **value;
    } words[] = { { "file", &planted->file },         { "category", &planted->category },
                  { "severity", &planted->severity }, { "title", &planted->title },
                  { "title_2", &planted->title_2 },   { "why", &planted->why },
                  { "why_2", &planted->why_2 },       { "quote", &planted->quote } };
    char path[512];

    snprintf(planted->name, sizeof(planted->name), "%s", name);
    snprintf(path, sizeof(path), "%s/%s/gold.json", corpus->folder, name);
    if (read_file(path, &text, err) < 0)
        return -1;
    planted->gold = json_parse(buf_slice(&text), &gate_config, err);
    if (!planted->gold)
        return -1;
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        *words[i].value = json_str(planted->gold, words[i].name);
        if (!*words[i].value)
            return err_set(err, ERR_CONFIG, "%s: no %s", path, words[i].name);
    }
    planted->start_line = json_int(planted->gold, "start_line", 0);
    planted->end_line = json_int(planted->gold, "end_line", 0);
    return check(corpus, planted, err);
}

static int is_class(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "README.md") != 0;
}

int panel_corpus_read(struct panel_corpus *corpus, const char *folder, struct err *err)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_class, alphasort), rc = 0;

    *corpus = (struct panel_corpus){ 0 };
    snprintf(corpus->folder, sizeof(corpus->folder), "%s", folder);
    if (count < 0)
        return err_set(err, ERR_CONFIG, "cannot read %s: %s", folder, strerror(errno));
    corpus->list = xcalloc((size_t)count + 1, sizeof(*corpus->list));
    for (int i = 0; i < count; i++) {
        if (rc == 0)
            rc = read_gold(corpus, &corpus->list[corpus->count++], entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return rc;
}

void panel_corpus_done(struct panel_corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        json_free(corpus->list[i].gold);
        free(corpus->list[i].beside);
    }
    free(corpus->list);
    *corpus = (struct panel_corpus){ 0 };
}

/* --- as a repository -------------------------------------------------------------------------- */

/* nftw has no user pointer. */
static const struct home *planting_home;
static char planting_to[128];
static size_t planting_from;

static int copy_one(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
    char name[512];
    struct err err;

    (void)status;
    (void)place;
    if (flag != FTW_F)
        return 0;
    snprintf(name, sizeof(name), "%s%s", planting_to, path + planting_from);
    return read_file(path, &text, &err) < 0 ||
           home_write(planting_home, name, buf_slice(&text), &err) < 0;
}

/* The files of base, buggy or clean over what is there. */
static int lay(const struct panel_corpus *corpus, const struct planted *planted, const char *part,
               const struct home *home, struct err *err)
{
    char from[512];

    snprintf(from, sizeof(from), "%s/%s/%s", corpus->folder, planted->name, part);
    snprintf(planting_to, sizeof(planting_to), "project/%s", planted->name);
    planting_home = home;
    planting_from = strlen(from);
    return nftw(from, copy_one, WALK_FDS, FTW_PHYS) == 0
               ? 0
               : err_set(err, ERR_CONFIG, "cannot copy %s", from);
}

int panel_corpus_plant(const struct panel_corpus *corpus, const struct planted *planted,
                       const struct home *home, struct err *err)
{
    static const char *const parts[] = { "base", "buggy", "clean" };
    static const char *const branches[] = { "main", "buggy", "clean" };
    char folder[128];

    snprintf(folder, sizeof(folder), "project/%s", planted->name);
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
        const char *const branch[] = { "checkout", "-q", "-b", branches[i], "main", NULL };

        if (i > 0 && repository_git(home, folder, branch, 0, err) < 0)
            return -1;
        if (lay(corpus, planted, parts[i], home, err) < 0 ||
            repository_commit(home, folder, parts[i], (unsigned)i, err) < 0)
            return -1;
    }
    return 0;
}
