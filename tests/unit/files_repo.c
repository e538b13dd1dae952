/* Units of files/repo, files/ignoretree and files/ignore: what git and others ignore, end to end.
 */
#include "base/limits.h"
#include "files/ignore.h"
#include "thorn.h"

#include <pthread.h>

#define LIFT "; the user can allow it: add its path to \"files\": {\"allow\": [...]} in config.json"

static struct ignore *ignore;
static char config_home[200], claude_user[200], claude_managed[200];

static struct ignore_setup setup_of(void)
{
    snprintf(config_home, sizeof(config_home), "%s/.config", home);
    snprintf(claude_user, sizeof(claude_user), "%s/.claude", home);
    snprintf(claude_managed, sizeof(claude_managed), "%s/managed", home);
    return (struct ignore_setup){
        .root_fd = root_fd,
        .root = root,
        .root_named = root,
        .user = { .home = home, .config_home = config_home },
        .claude_user = claude_user,
        .claude_managed = claude_managed,
    };
}

static void read_all(void)
{
    struct ignore_setup setup = setup_of();

    ignore = ignore_new(&setup);
}

/* "" for a file that may leave, else the sentence. */
static const char *check(const char *path)
{
    static struct err err;

    return ignore_check(ignore, path, false, &err) < 0 ? err.text : "";
}

static void end(void)
{
    ignore = ignore_free(ignore);
    thorn_end();
}

TEST("repo: git's rules, from the strongest to the weakest, each named with file and line")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/.gitignore", "# keys\n\n*.key\nlogs/\n");
    thorn_write("tree/src/.gitignore", "!test.key\n/gen.c\n");
    thorn_write("tree/.git/info/exclude", "private.*\n");
    thorn_write(".config/git/ignore", "*.swp\n!private.md\n");
    read_all();
    CHECK(!ignore_problem(ignore));
    CHECK_STR(check("src/main.c"), "");
    CHECK_STR(check("src/test.key"), "");
    CHECK_STR(check("src/gen.c"),
              "is not sent: src/.gitignore line 2 (\"/gen.c\") ignores it" LIFT);
    CHECK_STR(check("a.key"), "is not sent: .gitignore line 3 (\"*.key\") ignores it" LIFT);
    CHECK_STR(check("logs/a/b"), "is not sent: .gitignore line 4 (\"logs/\") ignores it" LIFT);
    CHECK_SAYS(check("src/private.md"), "tree/.git/info/exclude line 1 (\"private.*\")");
    CHECK_SAYS(check("src/.main.c.swp"), "/.config/git/ignore line 1 (\"*.swp\")");
    end();
}

TEST("repo: the user's excludes file may be named in a file that ~/.gitconfig includes")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write(".gitconfig", "[include]\n\tpath = ~/dot/more\n");
    thorn_write("dot/more", "[core]\n\texcludesFile = ~/dot/ignore\n");
    thorn_write("dot/ignore", "*.secret\n");
    thorn_write(".config/git/ignore", "*.c\n");
    read_all();
    CHECK_SAYS(check("a.secret"), "/dot/ignore line 1");
    CHECK_STR(check("a.c"), "");
    end();
}

TEST("repo: where git's settings or an excludes file cannot be read, nothing is sent, and why is "
     "said")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write(".gitconfig", "[core\n");
    read_all();
    CHECK_SAYS(check("a.c"), "is not sent: what git ignores is not known: ");
    CHECK_SAYS(check("a.c"), "/.gitconfig: ");
    ignore = ignore_free(ignore);
    thorn_write(".gitconfig", "[core]\n\texcludesFile = ~else/ignore\n");
    read_all();
    CHECK_SAYS(check("a.c"),
               "core.excludesFile is ~else/ignore, and it is not known where that is");
    ignore = ignore_free(ignore);
    thorn_write(".gitconfig", "[core]\n\texcludesFile = ~/loop\n");
    CHECK_INT(symlink("loop", thorn_path("loop")), 0);
    read_all();
    CHECK_SAYS(check("a.c"), "/loop: cannot be read");
    end();
}

TEST("repo: an excludes file that is not there, or is /dev/null, has no rules")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write(".gitconfig", "[core]\n\texcludesFile = ~/nowhere\n");
    read_all();
    CHECK_STR(check("a.c"), "");
    ignore = ignore_free(ignore);
    thorn_write(".gitconfig", "[core]\n\texcludesFile = /dev/null\n");
    read_all();
    CHECK_STR(check("a.c"), "");
    end();
}

TEST("repo: a root below the top of its repository obeys the rules above it")
{
    thorn_begin();
    thorn_repository("");
    thorn_write(".gitignore", "/tree/a.c\n*.o\n");
    thorn_write(".cursorignore", "b.c\n");
    thorn_write("tree/.gitignore", "!x.o\n");
    read_all();
    CHECK_SAYS(check("a.c"), "/.gitignore line 1 (\"/tree/a.c\")");
    CHECK_SAYS(check("y.o"), "/.gitignore line 2");
    CHECK_SAYS(check("b.c"), "/.cursorignore line 1");
    CHECK_STR(check("x.o"), "");
    end();
}

TEST("repo: a root in an ignored folder is ignored as a whole")
{
    thorn_begin();
    thorn_repository("");
    thorn_write(".gitignore", "tree/\n");
    thorn_write("tree/.gitignore", "!*\n");
    read_all();
    CHECK_SAYS(check("a.c"), "/.gitignore line 1 (\"tree/\")");
    end();
}

TEST("repo: without a repository the .gitignore files and the user's own rules hold all the same")
{
    thorn_begin();
    thorn_write("tree/.gitignore", "*.key\n");
    thorn_write(".config/git/ignore", "*.swp\n");
    read_all();
    CHECK(!ignore_problem(ignore));
    CHECK_SAYS(check("a.key"), ".gitignore line 1");
    CHECK_SAYS(check("a.swp"), "ignore line 1");
    CHECK_STR(check("a.c"), "");
    CHECK(!ignore_grant(ignore, 0));
    end();
}

TEST("repo: a repository in the tree has an exclude file of its own")
{
    thorn_begin();
    thorn_repository("tree/inner");
    thorn_write("tree/inner/.git/info/exclude", "*.mine\n");
    read_all();
    CHECK_STR(check("inner/a.mine"),
              "is not sent: inner/.git/info/exclude line 1 (\"*.mine\") ignores it" LIFT);
    CHECK_STR(check("a.mine"), "");
    end();
}

TEST("repo: what changes while we run is seen")
{
    thorn_begin();
    thorn_repository("tree");
    read_all();
    CHECK_STR(check("src/a.key"), "");
    thorn_write("tree/src/.gitignore", "*.key\n");
    CHECK_SAYS(check("src/a.key"), "src/.gitignore line 1");
    thorn_write("tree/src/.gitignore", "# none\n*.cer\n");
    CHECK_STR(check("src/a.key"), "");
    CHECK_INT(unlink(thorn_path("tree/src/.gitignore")), 0);
    CHECK_STR(check("src/a.cer"), "");
    end();
}

TEST("repo: an ignore file that is too large forbids what lies beside and below it")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/src/.gitignore", "");
    CHECK_INT(truncate(thorn_path("tree/src/.gitignore"), (off_t)RULES_FILE_MAX + 1), 0);
    read_all();
    CHECK_STR(
        check("src/a.c"),
        "is not sent: src/.gitignore has more than 262144 bytes, so what it ignores is not known");
    CHECK_STR(check("a.c"), "");
    end();
}

TEST(
    "repo: a .gitignore that is a link is none, as in git; another ignore file that is one forbids")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write("elsewhere", "*.c\n");
    CHECK_INT(symlink("../elsewhere", thorn_path("tree/.gitignore")), 0);
    read_all();
    CHECK_STR(check("a.c"), "");
    CHECK_INT(symlink("../elsewhere", thorn_path("tree/.aiexclude")), 0);
    CHECK_SAYS(check("a.md"),
               ".aiexclude is a link and must be a file, so what it ignores is not known");
    end();
}

TEST("repo: work trees and borrowed objects are granted to the sandbox without links")
{
    char wanted[300];

    thorn_begin();
    thorn_repository("main");
    thorn_write("tree/.git", "gitdir: ../main/.git/worktrees/tree\n");
    thorn_write("main/.git/worktrees/tree/HEAD", "ref: refs/heads/other\n");
    thorn_write("main/.git/worktrees/tree/commondir", "../..\n");
    snprintf(wanted, sizeof(wanted), "%s/.git\n", root);
    thorn_write("main/.git/worktrees/tree/gitdir", wanted);
    thorn_write("lent/objects/info/alternates", "../../deep/objects\n");
    thorn_path("deep/objects/x");
    thorn_write("main/.git/objects/info/alternates", "../../../lent/objects\n");
    thorn_write("main/.git/info/exclude", "*.mine\n");
    read_all();
    CHECK(!ignore_problem(ignore));
    CHECK_SAYS(check("a.mine"), "main/.git/info/exclude line 1");
    static const char *const grants[] = { "main/.git/worktrees/tree", "main/.git", "tree/.git",
                                          "lent/objects", "deep/objects" };
    for (size_t i = 0; i < ARRAY_COUNT(grants); i++) {
        snprintf(wanted, sizeof(wanted), "%s/%s", home, grants[i]);
        CHECK_STR(ignore_grant(ignore, i), wanted);
    }
    CHECK(!ignore_grant(ignore, ARRAY_COUNT(grants)));
    end();
}

TEST("repo: extensions of newer versions of git do not stand in the way of its rules")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/.git/config",
                "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n"
                "\tworktreeConfig = true\n\tpartialClone = origin\n\tobjectFormat = sha256\n");
    thorn_write("tree/.git/config.worktree", "[core]\n\texcludesFile = mine\n");
    thorn_write("tree/mine", "*.mine\n");
    read_all();
    CHECK(!ignore_problem(ignore));
    CHECK_SAYS(check("a.mine"), "tree/mine line 1");
    end();
}

TEST("repo: one that has its files elsewhere is not followed there, and nothing is sent")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_path("else/x");
    thorn_write("tree/.git/config",
                "[core]\n\trepositoryformatversion = 0\n\tworktree = ../../else\n");
    read_all();
    CHECK_SAYS(check("a.c"), "has its files in another place (core.worktree is ");
    end();
}

TEST("repo: a bare repository has no files, and so no rules but the user's")
{
    thorn_begin();
    thorn_write("tree/HEAD", "ref: refs/heads/main\n");
    thorn_path("tree/objects/x");
    thorn_path("tree/refs/x");
    thorn_write("tree/config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
    thorn_write(".config/git/ignore", "*.swp\n");
    read_all();
    CHECK(!ignore_problem(ignore));
    CHECK_STR(check("a.c"), "");
    CHECK_SAYS(check("a.swp"), "ignore line 1");
    end();
}

TEST("repo: one that belongs to another user is refused, unless its root was named")
{
    struct ignore_setup setup;

    if (geteuid() != 0)
        SKIP("only root can give a folder away");
    thorn_begin();
    thorn_repository("tree");
    setup = setup_of();
    CHECK_INT(chown(thorn_path("tree/.git"), 4242, 4242), 0);
    ignore = ignore_new(&setup);
    CHECK_SAYS(check("a.c"), "belongs to another user (uid 4242)");
    ignore = ignore_free(ignore);
    setup.user.trusts_others = true;
    ignore = ignore_new(&setup);
    CHECK_STR(check("a.c"), "");
    end();
}

TEST("ignore: files for other assistants count in each folder, and lift nothing of git's")
{
    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/.gitignore", "*.key\n");
    thorn_write("tree/.cursorignore", "secret/\n!*.key\n");
    thorn_write("tree/src/.geminiignore", "*.tmp\n");
    thorn_write("tree/.aiexclude", "*.pb\n!ok.pb\n");
    read_all();
    CHECK_SAYS(check("secret/a"), ".cursorignore line 1 (\"secret/\")");
    CHECK_SAYS(check("a.key"), ".gitignore line 1");
    CHECK_SAYS(check("src/a.tmp"), "src/.geminiignore line 1");
    CHECK_STR(check("a.tmp"), "");
    CHECK_SAYS(check("x/a.pb"), ".aiexclude line 1");
    CHECK_STR(check("x/ok.pb"), "");
    end();
}

TEST("ignore: only what the user's own configuration allows passes the rules")
{
    static const char *const allow[] = { "vendor/", "**/*.gen.c", "top.c", NULL };
    struct ignore_setup setup;

    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/.gitignore", "vendor\n*.c\n");
    setup = setup_of();
    setup.allow = allow;
    ignore = ignore_new(&setup);
    CHECK_STR(check("vendor/lib/a.c"), "");
    CHECK_STR(check("src/a.gen.c"), "");
    CHECK_STR(check("top.c"), "");
    CHECK_SAYS(check("src/top.c"), ".gitignore line 2");
    CHECK_SAYS(check("src/a.c"), ".gitignore line 2");
    end();
}

TEST("ignore: rules that take too long to compare forbid, instead of standing in the way")
{
    char text[60000] = "", path[2100];

    thorn_begin();
    for (size_t i = 0; i < 200; i++) {
        for (size_t j = 0; j < 100; j++)
            memcpy(text + i * 202 + j * 2, "*a", 2);
        memcpy(text + i * 202 + 200, "b\n", 2);
    }
    text[200 * 202] = '\0';
    thorn_write("tree/.gitignore", text);
    memset(path, 'a', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    read_all();
    CHECK_SAYS(check(path), "the rules of the .gitignore files take too long to compare");
    end();
}

static void *ask_often(void *wrong)
{
    struct err err;

    for (int i = 0; i < 2000; i++) {
        *(int *)wrong += ignore_check(ignore, i % 2 ? "src/a.c" : "lib/b/c.c", false, &err) != 0;
        *(int *)wrong += ignore_check(ignore, "src/a.key", false, &err) != -1;
    }
    return NULL;
}

TEST("ignore: several threads may ask at once, since one may hang in a dead mount")
{
    pthread_t threads[3];
    int wrong[ARRAY_COUNT(threads)] = { 0 };

    thorn_begin();
    thorn_repository("tree");
    thorn_write("tree/src/.gitignore", "*.key\n");
    thorn_write("tree/lib/b/.gitignore", "*.o\n");
    read_all();
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
        CHECK_INT(pthread_create(&threads[i], NULL, ask_often, &wrong[i]), 0);
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++)
        CHECK_INT(wrong[i], 0);
    end();
}
