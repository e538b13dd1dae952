/* thicket - a random work tree full of ignore rules, and what git says of its paths.
 *
 *   repository -> folders and files -> rules (some made of the paths that are there) -> questions
 */
#include "thicket.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static size_t pick(size_t count)
{
    return (size_t)random() % count;
}

static bool one_in(size_t count)
{
    return pick(count) == 0;
}

/* --- git ------------------------------------------------------------------------------------ */

static void become_git(const char *home, const char *folder, const char *const *arguments)
{
    const char *argv[16] = { "git", "-C", folder };
    size_t count = 3;

    for (; *arguments && count < COUNT(argv) - 1; arguments++)
        argv[count++] = *arguments;
    clearenv();
    setenv("HOME", home, 1);
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    execvp("git", (char *const *)argv);
    _exit(127);
}

static int run_git(const char *home, const char *folder, const char *const *arguments,
                   const char *input, const char *output)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        int in = open(input, O_RDONLY);
        int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int quiet = open("/dev/null", O_WRONLY);

        dup2(in, 0);
        dup2(out, 1);
        dup2(quiet, 2);
        become_git(home, folder, arguments);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

int thicket_git(const char *home, const char *folder, const char *const *arguments)
{
    return run_git(home, folder, arguments, "/dev/null", "/dev/null");
}

/* --- texts ---------------------------------------------------------------------------------- */

static const char *const names[] = { "a",       "b",   "ab",    "abc",  "A",        "foo",
                                     "foo.txt", "Foo", "bar.c", "x[1]", "a b",      "b ",
                                     "!n",      "#h",  "a*b",   "-",    "\xC3\xA9", "x\\y",
                                     "foo.o",   "9",   "a.b.c", ".env", "build",    "o" };

static const char *const pieces[] = {
    "*",      "*",    "**",          "**/",         "/**",          "/",
    "?",      "[ab]", "[!a]",        "[^a]",        "[a-c]",        "[A-Z]",
    "[0-9a]", "[]a]", "[[:alpha:]]", "[[:upper:]]", "[[:x:]]",      "[a",
    "\\*",    "\\a",  "\\\\",        "\\",          "[\\]a]",       "[a/b]",
    ".",      "a",    "o",           "*.",          "***",          "[[:space:]]",
    "[!/]",   "\\/",  "/**/",        "[a-]",        "[[:punct:]b]", "B",
};

static void append(char *text, size_t size, const char *piece)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s", piece);
}

/* A path that is there, with some of it made a pattern; or pieces at random. */
static void write_pattern(const struct thicket *thicket, char *text, size_t size)
{
    const char *path = thicket->paths[pick(thicket->count)].path;
    size_t count = 1 + pick(4), change = one_in(2) ? 1000 : 8; /* one character in so many */

    text[0] = '\0';
    if (one_in(4)) {
        while (count-- > 0)
            append(text, size, one_in(2) ? names[pick(COUNT(names))] : pieces[pick(COUNT(pieces))]);
        return;
    }
    /* Often only the end of it. */
    for (const char *slash = strchr(path, '/'); slash && one_in(2); slash = strchr(path, '/'))
        path = slash + 1;
    if (one_in(4))
        append(text, size, "/");
    for (; *path && strlen(text) < size - 16; path++) {
        char same[2] = { *path, '\0' };

        if (strchr("[*?\\ !#", *path) && one_in(2))
            append(text, size, "\\");
        append(text, size, one_in(change) ? pieces[pick(COUNT(pieces))] : same);
        while (one_in(change * 2) && path[1])
            path++;
    }
}

static void write_rule(const struct thicket *thicket, FILE *file)
{
    static const char *const ends[] = { "", "", "", "", "/", "/", " ", "\\ ", "  ", "/**", "/*" };
    char pattern[300];

    write_pattern(thicket, pattern, sizeof(pattern));
    if (one_in(12))
        fputs("# a comment\n\n", file);
    fprintf(file, "%s%s%s%s", one_in(3) ? "!" : "", pattern, ends[pick(COUNT(ends))],
            one_in(10) ? "\r\n" : "\n");
}

static void write_rules(const struct thicket *thicket, const char *path, size_t count_max)
{
    FILE *file = fopen(path, "w");

    if (!file)
        return;
    if (one_in(8))
        fputs("\xEF\xBB\xBF", file);
    for (size_t i = 1 + pick(count_max); i > 0; i--)
        write_rule(thicket, file);
    if (one_in(6))
        fputs("last", file); /* without an end */
    fclose(file);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file)
        return;
    fputs(text, file);
    fclose(file);
}

/* --- the tree ------------------------------------------------------------------------------- */

static void add_path(struct thicket *thicket, const char *folder, const char *name, bool is_folder)
{
    struct thicket_path *path = &thicket->paths[thicket->count];
    char whole[PATH_MAX + 1024];
    struct stat status;

    snprintf(path->path, sizeof(path->path), "%s%s%s", folder, *folder ? "/" : "", name);
    snprintf(whole, sizeof(whole), "%s/%s", thicket->top, path->path);
    if (lstat(whole, &status) == 0)
        return;
    if (is_folder)
        mkdir(whole, 0700);
    else
        write_text(whole, "x");
    path->is_folder = is_folder;
    thicket->count++;
}

static const char *any_folder(const struct thicket *thicket)
{
    for (int i = 0; i < 6; i++) {
        const struct thicket_path *path = &thicket->paths[pick(thicket->count)];

        if (path->is_folder && strlen(path->path) < 80)
            return path->path;
    }
    return "";
}

static void plant(struct thicket *thicket)
{
    for (size_t i = 0; i < 4; i++)
        add_path(thicket, "", names[i], true);
    for (size_t i = 0; i < 60; i++)
        add_path(thicket, any_folder(thicket), names[pick(COUNT(names))], one_in(3));
    for (size_t i = 0; i < 200; i++)
        add_path(thicket, any_folder(thicket), names[pick(COUNT(names))], false);
}

static void lay_rules(struct thicket *thicket, const char *exclude)
{
    char path[PATH_MAX * 2];

    snprintf(path, sizeof(path), "%s/.gitignore", thicket->top);
    write_rules(thicket, path, 16);
    for (size_t i = pick(16); i > 0; i--) {
        snprintf(path, sizeof(path), "%s/%s/.gitignore", thicket->top, any_folder(thicket));
        write_rules(thicket, path, 8);
    }
    if (one_in(2))
        write_rules(thicket, exclude, 8);
    else
        unlink(exclude);
}

/* What the user ignores everywhere: named in a file that another one includes, or at the usual
 * place.
 */
static void lay_globals(struct thicket *thicket)
{
    char path[PATH_MAX * 2];

    if (thicket->traits[NAMED_GLOBAL]) {
        snprintf(path, sizeof(path), "%s/.gitconfig", thicket->home);
        write_text(path, "[include]\n\tpath = ~/more.inc\n");
        snprintf(path, sizeof(path), "%s/more.inc", thicket->home);
        write_text(path, "[core]\n\texcludesFile = ~/global-rules\n");
        snprintf(path, sizeof(path), "%s/global-rules", thicket->home);
        write_rules(thicket, path, 6);
    }
    if (thicket->traits[USUAL_GLOBAL]) {
        snprintf(path, sizeof(path), "%s/.config", thicket->home);
        mkdir(path, 0700);
        snprintf(path, sizeof(path), "%s/.config/git", thicket->home);
        mkdir(path, 0700);
        snprintf(path, sizeof(path), "%s/.config/git/ignore", thicket->home);
        write_rules(thicket, path, 6);
    }
}

/* Answers the folder that work trees share. */
static void make_repository(struct thicket *thicket, const char *folder, char *exclude, size_t size)
{
    static const char *const init[] = { "init", "-q", NULL };
    static const char *const commit[] = {
        "-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "m", NULL
    };
    static const char *const worktree[] = { "worktree", "add", "-q", "../second", NULL };
    static const char *const folds[] = { "config", "core.ignorecase", "true", NULL };
    static const char *const folds_not[] = { "config", "core.ignorecase", "false", NULL };
    char first[PATH_MAX];

    snprintf(first, sizeof(first), "%s/first", folder);
    mkdir(first, 0700);
    thicket_git(thicket->home, first, init);
    thicket_git(thicket->home, first, thicket->traits[FOLDS] ? folds : folds_not);
    snprintf(thicket->top, sizeof(thicket->top), "%s", first);
    if (thicket->traits[IN_WORKTREE]) {
        thicket_git(thicket->home, first, commit);
        thicket_git(thicket->home, first, worktree);
        snprintf(thicket->top, sizeof(thicket->top), "%s/second", folder);
    }
    snprintf(exclude, size, "%s/.git/info/exclude", first);
}

static void choose_root(struct thicket *thicket)
{
    const char *folder = thicket->paths[pick(4)].path;

    snprintf(thicket->root, sizeof(thicket->root), "%s", thicket->top);
    thicket->below[0] = '\0';
    if (!thicket->traits[ROOT_BELOW])
        return;
    append(thicket->root, sizeof(thicket->root), "/");
    append(thicket->root, sizeof(thicket->root), folder);
    snprintf(thicket->below, sizeof(thicket->below), "%.500s/", folder);
}

/* Paths that are mostly not there are asked about as well. */
static void add_absent(struct thicket *thicket)
{
    char whole[PATH_MAX + 1024];
    struct stat status;

    for (size_t i = 0; i < 60 && thicket->count < THICKET_PATHS_MAX; i++) {
        struct thicket_path *path = &thicket->paths[thicket->count++];
        const char *folder = any_folder(thicket);

        snprintf(path->path, sizeof(path->path), "%s%s%s%s%s", folder, *folder ? "/" : "",
                 names[pick(COUNT(names))], one_in(2) ? "/" : ".", names[pick(COUNT(names))]);
        snprintf(whole, sizeof(whole), "%s/%s", thicket->top, path->path);
        path->is_folder = lstat(whole, &status) == 0 && S_ISDIR(status.st_mode);
    }
}

void thicket_grow(struct thicket *thicket, const char *folder)
{
    char exclude[PATH_MAX * 2];

    memset(thicket, 0, sizeof(*thicket));
    for (int i = 0; i < TRAIT_COUNT; i++)
        thicket->traits[i] = one_in(3);
    snprintf(thicket->home, sizeof(thicket->home), "%s/home", folder);
    mkdir(thicket->home, 0700);
    make_repository(thicket, folder, exclude, sizeof(exclude));
    plant(thicket);
    lay_rules(thicket, exclude);
    lay_globals(thicket);
    choose_root(thicket);
    add_absent(thicket);
}

/* --- git's verdict -------------------------------------------------------------------------- */

static char *read_text(const char *path, size_t *size)
{
    FILE *file = fopen(path, "r");
    char *text = malloc(1 << 22);

    if (!file || !text)
        abort();
    *size = fread(text, 1, (1 << 22) - 1, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}

/* source NUL line NUL rule NUL path NUL, for each path as it was asked. */
static bool read_verdicts(struct thicket *thicket, const char *text, size_t size)
{
    const char *at = text;

    for (size_t i = 0; i < thicket->count; i++) {
        struct thicket_path *path = &thicket->paths[i];
        const char *fields[4];

        for (int j = 0; j < 4; j++) {
            if (at >= text + size)
                return false;
            fields[j] = at;
            at += strlen(at) + 1;
        }
        if (strcmp(fields[3], path->path) != 0)
            return false;
        path->line = strtol(fields[1], NULL, 10);
        snprintf(path->rule, sizeof(path->rule), "%.500s", fields[2]);
        path->is_ignored = path->line > 0 && path->rule[0] != '!';
    }
    return at == text + size;
}

bool thicket_ask(struct thicket *thicket, const char *folder)
{
    static const char *const ask[] = { "check-ignore", "--no-index", "--stdin", "-z",
                                       "-v",           "-n",         NULL };
    char question[PATH_MAX], answer[PATH_MAX];
    size_t size;
    FILE *file;
    int status;

    snprintf(question, sizeof(question), "%s/question", folder);
    snprintf(answer, sizeof(answer), "%s/answer", folder);
    file = fopen(question, "w");
    if (!file)
        return false;
    for (size_t i = 0; i < thicket->count; i++)
        fwrite(thicket->paths[i].path, 1, strlen(thicket->paths[i].path) + 1, file);
    fclose(file);
    status = run_git(thicket->home, thicket->top, ask, question, answer);
    if (status != 0 && status != 1)
        return false;

    char *text = read_text(answer, &size);
    bool is_read = read_verdicts(thicket, text, size);

    free(text);
    return is_read;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type;
    return walk->level > 0 ? remove(path) : 0;
}

void thicket_clear(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
