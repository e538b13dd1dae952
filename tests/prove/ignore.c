/* ignore - what git ignores and what we do, in random trees: the same, and by the same rule.
 *
 *     ignore PAIRS [SEED [libgit2]]
 *
 *   grow a tree -> ask git about its paths -> ask ours -> compare -> the next tree
 *
 * With the word libgit2 that library is asked, too, and how often it differs is printed: that is
 * why the rules are our own. (Version 1.5.1 crashes on some of them: "*.c" with "!\/" behind it.)
 */
#include "base/limits.h"
#include "files/ignoretree.h"
#include "files/repo.h"
#include "thicket.h"

#include <fcntl.h>
#include <git2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum tally {
    IGNORED,
    LIFTED,
    UNTOUCHED,
    BY_FOLDER,
    BY_NESTED,
    BY_REPOSITORY,
    BY_USER,
    BY_FOLDERS_ONLY,
    BY_STARS,
    BY_BRACKET,
    BY_ESCAPE,
    ABSENT,
    OF_TRAIT,
    TALLY_COUNT = OF_TRAIT + TRAIT_COUNT
};

static const char *const words[TALLY_COUNT] = {
    [IGNORED] = "ignored",
    [LIFTED] = "lifted by a rule with !",
    [UNTOUCHED] = "met by no rule",
    [BY_FOLDER] = "ignored with a folder above",
    [BY_NESTED] = "by a .gitignore further down",
    [BY_REPOSITORY] = "by .git/info/exclude",
    [BY_USER] = "by the user's excludes file",
    [BY_FOLDERS_ONLY] = "by a rule for folders",
    [BY_STARS] = "by a rule with **",
    [BY_BRACKET] = "by a rule with [",
    [BY_ESCAPE] = "by a rule with a backslash",
    [ABSENT] = "paths that are not there",
    [OF_TRAIT + IN_WORKTREE] = "in a second work tree",
    [OF_TRAIT + FOLDS] = "without the case of letters",
    [OF_TRAIT + ROOT_BELOW] = "in a root below the top",
    [OF_TRAIT + NAMED_GLOBAL] = "with core.excludesFile",
    [OF_TRAIT + USUAL_GLOBAL] = "with ~/.config/git/ignore",
};

static bool asks_libgit2;
static long tally[TALLY_COUNT], pairs, differences, of_libgit2, asked_libgit2;
static int64_t ours_us;

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_there(const struct thicket *thicket, const char *path)
{
    char whole[PATH_MAX * 2];

    snprintf(whole, sizeof(whole), "%s/%s", thicket->top, path);
    return access(whole, F_OK) == 0;
}

/* Whether the rule is for the path itself is not told by git: the folder above knows. */
static void count(const struct thicket *thicket, const struct thicket_path *path, const char *file)
{
    tally[path->is_ignored ? IGNORED : path->line > 0 ? LIFTED : UNTOUCHED]++;
    tally[ABSENT] += !is_there(thicket, path->path);
    for (int i = 0; i < TRAIT_COUNT; i++)
        tally[OF_TRAIT + i] += thicket->traits[i];
    if (path->line == 0)
        return;

    const char *slash = strrchr(file, '/');
    size_t size = strlen(path->rule);

    tally[BY_NESTED] += slash && file[0] != '/';
    tally[BY_REPOSITORY] += strstr(file, "info/exclude") != NULL;
    tally[BY_USER] += strstr(file, "global-rules") || strstr(file, "git/ignore");
    tally[BY_FOLDERS_ONLY] += path->rule[size - 1] == '/';
    tally[BY_FOLDER] += path->rule[size - 1] == '/' && !path->is_folder;
    tally[BY_STARS] += strstr(path->rule, "**") != NULL;
    tally[BY_BRACKET] += strchr(path->rule, '[') != NULL;
    tally[BY_ESCAPE] += strchr(path->rule, '\\') != NULL;
}

static void tell(const struct thicket *thicket, const struct thicket_path *path,
                 const struct ignoretree_answer *ours)
{
    if (++differences > 20)
        return;
    printf("    \"%s\"%s%s in a root at \"%s\": git has line %ld (\"%s\"), we have %s line %zu "
           "(\"%s\")\n",
           path->path, path->is_folder ? ", a folder," : "",
           thicket->traits[FOLDS] ? " (fold)" : "", thicket->below, path->line, path->rule,
           ours->line ? ours->file : "nothing", ours->line, ours->rule);
}

/* By the same line, with the same text as far as the answer holds it. */
static bool agree(const struct thicket_path *path, const struct ignoretree_answer *ours)
{
    return (long)ours->line == path->line && ours->ignores == path->is_ignored &&
           strncmp(ours->rule, path->rule, sizeof(ours->rule) - 1) == 0;
}

static void compare(const struct thicket *thicket, const struct thicket_path *path,
                    struct ignoretree *tree)
{
    size_t below = strlen(thicket->below);
    struct ignoretree_answer ours = { 0 };
    struct err err;
    int64_t begun = now_us();
    int rc;

    if (strncmp(path->path, thicket->below, below) != 0 || path->path[below] == '\0')
        return;
    rc = ignoretree_find(tree, path->path + below, path->is_folder, &ours, &err);
    ours_us += now_us() - begun;
    pairs++;
    if (rc < 0)
        printf("    %s\n", err.text);
    if (rc < 0 || !agree(path, &ours))
        tell(thicket, path, &ours);
    else
        count(thicket, path, ours.file);
}

static struct ignoretree *open_tree(const struct thicket *thicket, int fd)
{
    struct repo_user user = { .home = thicket->home };
    struct ignorefile *rules;
    struct repo *repo;
    struct err err;

    if (repo_open(&repo, thicket->root, &user, &err) < 0 || !repo_top(repo)) {
        printf("    %s\n", err.text);
        exit(1);
    }

    struct ignoretree_setup setup = { fd,           thicket->root, repo_top(repo),
                                      ".gitignore", true,          repo_folds(repo) };
    struct ignoretree *tree = ignoretree_new(&setup, &err);

    while (tree && (rules = repo_take_rules(repo)))
        ignoretree_add_first(tree, rules);
    repo_free(repo);
    return tree;
}

/* With the same files of the user's. */
static void ask_libgit2(const struct thicket *thicket)
{
    git_repository *repository;
    char usual[PATH_MAX * 2];

    snprintf(usual, sizeof(usual), "%s/.config/git", thicket->home);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, thicket->home);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, usual);
    if (git_repository_open(&repository, thicket->top) == 0) {
        for (size_t i = 0; i < thicket->count; i++) {
            const struct thicket_path *path = &thicket->paths[i];
            int is_ignored = 0;

            asked_libgit2++;
            of_libgit2 += git_ignore_path_is_ignored(&is_ignored, repository, path->path) < 0 ||
                          (is_ignored != 0) != path->is_ignored;
        }
        git_repository_free(repository);
    }
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, "");
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "");
}

static void walk(struct thicket *thicket, const char *folder)
{
    int fd;
    struct ignoretree *tree;

    thicket_grow(thicket, folder);
    if (!thicket_ask(thicket, folder)) {
        printf("    git could not be asked\n");
        exit(1);
    }
    fd = open(thicket->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    tree = open_tree(thicket, fd);
    for (size_t i = 0; tree && i < thicket->count; i++)
        compare(thicket, &thicket->paths[i], tree);
    ignoretree_free(tree);
    if (asks_libgit2)
        ask_libgit2(thicket);
    close(fd);
}

static int print_tally(void)
{
    int never = 0;

    for (int i = 0; i < TALLY_COUNT; i++) {
        printf("    %ld %s\n", tally[i], words[i]);
        never += tally[i] == 0;
    }
    printf("    %ld pairs, %ld differences; %.0f pairs a second\n", pairs, differences,
           (double)pairs * 1e6 / (double)(ours_us ? ours_us : 1));
    if (asks_libgit2)
        printf("    libgit2 %s differs in %ld of %ld\n", LIBGIT2_VERSION, of_libgit2,
               asked_libgit2);
    return never;
}

int main(int argc, char **argv)
{
    static struct thicket thicket;
    char folder[] = P_tmpdir "/openrouter-mcp-thicket-XXXXXX";
    long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    unsigned seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1;
    char *real;
    int never, failed;

    asks_libgit2 = argc > 3 && strcmp(argv[3], "libgit2") == 0;
    srandom(seed);
    real = mkdtemp(folder) ? realpath(folder, NULL) : NULL;
    if (!real)
        return 1;
    while (pairs < wanted && differences < 100) {
        walk(&thicket, real);
        thicket_clear(real);
    }
    rmdir(real);
    free(real);
    never = print_tally();
    failed = (never > 0) + (differences > 0);
    printf("%d passed, %d failed, 0 skipped\n", 2 - failed, failed);
    return failed > 0;
}
