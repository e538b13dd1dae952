/* diff - what git diff says of the commits of a history, and what we do: the same, to the byte.
 *
 *     diff COMMITS [SEED]           of a random history, with an index and a work tree now and then
 *     diff COMMITS HISTORY          of the last so many of a repository
 *
 *   each commit -> git's diff of its parent and it -> ours -> the same?
 *               -> git's text, read as a patch     -> ours -> the same?
 */
#include "base/file.h"
#include "base/limits.h"
#include "diff_history.h"
#include "diff_names.h"
#include "diff_tally.h"
#include "diff_text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EMPTY_TREE        "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#define OUTPUT_MAX        MIB(256)
#define SHOWN_MAX         5 /* differences that are printed */
#define NAMES_EACH        5 /* for each commit */
#define PAIR_EVERY        3
#define UNCOMMITTED_EVERY 10 /* commits */

static struct {
    char top[400], place[400], output[440], patch[440];
    struct roots *roots;
    struct loop *loop;
    struct gathers *gathers;
} scene;

static long differences;
static int64_t ours_us;
static struct diff diff;
static struct err why;
static bool is_told;

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- ours ----------------------------------------------------------------------------------- */

static void on_diff(void *user, struct diff *got, const struct err *err)
{
    (void)user;
    is_told = true;
    diff_done(&diff);
    why = err ? *err : (struct err){ .kind = ERR_NONE };
    if (got)
        diff = *got, *got = (struct diff){ .count = 0 };
}

static void ask_ours(const char *text)
{
    struct diff_options options = {
        .diff = text,
        .files = { .roots = scene.roots, .wait_ms = 120000 },
    };
    int64_t begun = now_us();
    struct diff_job *job = diff_start(scene.gathers, &options, on_diff, NULL);

    for (is_told = false; !is_told;)
        loop_turn(scene.loop, 1000);
    diff_job_free(job);
    ours_us += now_us() - begun;
}

/* --- the same? ------------------------------------------------------------------------------ */

static size_t first_difference(struct slice a, struct slice b)
{
    size_t at = 0, line = 0;

    for (; at < a.size && at < b.size && a.data[at] == b.data[at]; at++)
        line = a.data[at] == '\n' ? at + 1 : line;
    return line;
}

static void show(const char *who, struct slice text, size_t from)
{
    size_t size = text.size - from < 400 ? text.size - from : 400;

    printf("    %s: ...%.*s\n", who, (int)size, text.data ? text.data + from : "");
}

static bool agree(const char *what, struct slice git)
{
    struct buf theirs = BUF_MAX(OUTPUT_MAX), ours = BUF_MAX(OUTPUT_MAX);
    bool is_same;

    text_of_diff(&ours, &diff);
    text_of_git(&theirs, git, &diff);
    is_same = why.kind == ERR_NONE && slice_is(buf_slice(&ours), buf_slice(&theirs));
    if (!is_same && ++differences <= SHOWN_MAX) {
        size_t at = first_difference(buf_slice(&ours), buf_slice(&theirs));

        printf("    %s: %s\n", what, why.kind == ERR_NONE ? "not the same" : why.text);
        show("git", buf_slice(&theirs), at);
        show("ours", buf_slice(&ours), at);
    }
    buf_done(&theirs);
    buf_done(&ours);
    return is_same;
}

static int ask_git(const char *mode, const char *base, const char *head)
{
    const char *arguments[] = { "-c",
                                "core.quotePath=true",
                                "-c",
                                "core.attributesFile=/dev/null",
                                "diff",
                                "--no-color",
                                "-M",
                                "--no-ext-diff",
                                "--no-textconv",
                                "-U3",
                                "-l1000",
                                "--inter-hunk-context=0",
                                "--diff-algorithm=myers",
                                "--indent-heuristic",
                                "--submodule=short",
                                "--ignore-submodules=none",
                                "--src-prefix=a/",
                                "--dst-prefix=b/",
                                mode,
                                base,
                                head,
                                NULL };

    return history_git(scene.top, arguments, NULL, scene.output);
}

static void read_output(struct buf *text)
{
    FILE *in = fopen(scene.output, "r");
    char piece[65536];
    size_t size;

    while (in && (size = fread(piece, 1, sizeof(piece), in)) > 0)
        buf_add(text, (struct slice){ piece, size });
    if (in)
        fclose(in);
}

/* A NUL behind what git looks at makes a patch that is no text: that is said, and no defect. */
static void compare_patch(const char *what, struct slice git)
{
    char name[600];

    if (git.size == 0 || git.size > PATCH_MAX || memchr(git.data, '\0', git.size))
        return;
    snprintf(name, sizeof(name), "the patch of %s", what);
    if (rename(scene.output, scene.patch) < 0)
        return;
    ask_ours("change.patch");
    tally[PATCH] += agree(name, git);
}

static void compare(const char *text, enum kind kind)
{
    struct buf git = BUF_MAX(OUTPUT_MAX);

    read_output(&git);
    ask_ours(text);
    if (agree(text, buf_slice(&git))) {
        tally[kind]++;
        tally_diff(&diff);
    }
    compare_patch(text, buf_slice(&git));
    buf_done(&git);
}

/* --- the commits ---------------------------------------------------------------------------- */

/* The index and the work tree are those of this commit, with some changes; HEAD is another one. */
static void compare_uncommitted(const char *commit, const char *head)
{
    const char *const place[] = { "reset", "-q", "--hard", commit, NULL };
    const char *const move[] = { "reset", "-q", "--soft", head, NULL };
    const char *const back[] = { "checkout", "-q", "--detach", "main", "-f", NULL };

    if (history_git(scene.top, place, NULL, NULL) != 0)
        return;
    history_git(scene.top, move, NULL, NULL);
    history_disturb(scene.top);
    if (ask_git("--cached", "HEAD", NULL) == 0)
        compare("staged", STAGED);
    if (ask_git("HEAD", NULL, NULL) == 0)
        compare("working", WORKING);
    history_git(scene.top, back, NULL, NULL);
}

/* "id parent parent". */
static void compare_commit(char *line, bool is_random, size_t number)
{
    char *parent = strchr(line, ' '), *second = parent ? strchr(parent + 1, ' ') : NULL;
    const char *base = parent && parent[1] ? parent + 1 : EMPTY_TREE;

    if (parent)
        *parent = '\0';
    if (second)
        *second = '\0';
    if (ask_git(base, line, NULL) != 0) {
        printf("    git could not be asked\n");
        exit(1);
    }
    compare(line, COMMITS);
    tally[MERGE] += second != NULL;
    tally[FIRST_COMMIT] += base[0] == EMPTY_TREE[0] && strcmp(base, EMPTY_TREE) == 0;
    if (is_random && number % UNCOMMITTED_EVERY == 0 && strcmp(base, EMPTY_TREE) != 0)
        compare_uncommitted(line, base);
}

/* This one, and one that was some commits ago. */
static void compare_pair(const char *commit, struct slice older)
{
    char text[100];

    for (size_t i = (size_t)random() % 8; i > 0; i--) {
        const char *end = memchr(older.data, '\n', older.size);

        older = end ? slice_from(older, (size_t)(end + 1 - older.data)) : older;
    }
    if (older.size < 40)
        return;
    snprintf(text, sizeof(text), "%.40s...%.40s", commit, older.data);
    if (ask_git(text, NULL, NULL) == 0)
        compare(text, MERGE_BASE);
}

static void compare_all(const char *count, bool is_random)
{
    const char *arguments[] = { "log", "--format=%H %P", "-n", count, "main", NULL };
    struct buf list = BUF_MAX(MIB(16));
    struct slice rest, line;
    size_t number = 0;

    if (!is_random)
        arguments[4] = "HEAD";
    if (history_git(scene.top, arguments, NULL, scene.output) != 0)
        return;
    read_output(&list);
    rest = buf_slice(&list);
    while (slice_split(&rest, '\n', &line) && differences < 100) {
        CLEANUP(freep) char *text = slice_dup(line);

        compare_commit(text, is_random, ++number);
        if (is_random && number % PAIR_EVERY == 0)
            compare_pair(text, rest);
    }
    buf_done(&list);
}

static void compare_names(size_t count)
{
    struct names_setup setup = { scene.top, scene.output, scene.roots, scene.loop, scene.gathers };
    struct names_result result = { .same = 0 };

    names_compare(&setup, count, &result);
    tally[NAMES] += result.same;
    tally[UNKNOWN_NAMES] += result.unknown;
    differences += result.different;
}

/* --- */

static int remove_one(const char *path, const struct stat *file, int type, struct FTW *walk)
{
    (void)file, (void)type, (void)walk;
    return remove(path);
}

static void set_scene(const char *history)
{
    char folder[] = P_tmpdir "/openrouter-mcp-diff-XXXXXX";
    char *real = mkdtemp(folder) ? realpath(folder, NULL) : NULL;
    char *top = history ? realpath(history, NULL) : NULL;

    if (!real || (history && !top))
        exit(1);
    snprintf(scene.place, sizeof(scene.place), "%s", real);
    snprintf(scene.top, sizeof(scene.top), "%s%s", top ? top : real, top ? "" : "/tree");
    snprintf(scene.output, sizeof(scene.output), "%s/output", real);
    snprintf(scene.patch, sizeof(scene.patch), "%s/patches/change.patch", real);
    mkdir(scene.top, 0700);
    snprintf(scene.output, sizeof(scene.output), "%s/patches", real);
    mkdir(scene.output, 0700);

    const char *flags[] = { scene.top, scene.output, NULL };

    scene.roots = roots_open(&(struct roots_options){ .flags = flags });
    snprintf(scene.output, sizeof(scene.output), "%s/output", real);
    scene.loop = loop_new();
    scene.gathers = gathers_new(scene.loop);
    free(real);
    free(top);
}

static bool is_number(const char *text)
{
    return text && strspn(text, "0123456789") == strlen(text);
}

int main(int argc, char **argv)
{
    const char *count = argc > 1 ? argv[1] : "200", *second = argc > 2 ? argv[2] : NULL;
    bool is_random = !second || is_number(second);
    int never, failed;

    srandom(second && is_random ? (unsigned)strtoul(second, NULL, 10) : 1);
    set_scene(is_random ? NULL : second);
    if (is_random && !history_make(scene.top, strtoul(count, NULL, 10))) {
        printf("    git could not make a history\n");
        return 1;
    }
    compare_all(count, is_random);
    if (is_random)
        compare_names(NAMES_EACH * strtoul(count, NULL, 10));
    diff_done(&diff);
    gathers_free(scene.gathers, 1000);
    roots_free(scene.roots);
    loop_free(scene.loop);
    nftw(scene.place, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    never = tally_print(is_random, differences, ours_us);
    failed = (never > 0) + (differences > 0) + (tally[COMMITS] == 0);
    printf("%d passed, %d failed, 0 skipped\n", 3 - failed, failed);
    return failed > 0;
}
