/* Units of files/diff: which repository, where it may lie, and disks that hang. */
#include "base/clock.h"
#include "base/limits.h"
#include "diff_room.h"

#include <stdatomic.h>

static const char *diffed_in(const char *folder, const char *text)
{
    struct diff_options options = options_of(text);

    options.repo = folder;
    run_diff(&options);
    return summary();
}

static void one_commit(void)
{
    begin();
    room_file("r/src/a.c", "1\n");
    room_file("r/top.c", "1\n");
    commit("first");
}

TEST("diff: a root that is a folder of the repository: what lies outside is named and not sent")
{
    one_commit();
    room_file("r/src/a.c", "2\n");
    room_file("r/top.c", "2\n");
    open_roots("r/src", NULL);
    CHECK_STR(diffed("HEAD"), "A src/a.c +1-0 +1[1]\nA top.c +1-0 !outside");
    CHECK_SAYS(diff.files[1].why, "top.c lies outside the folders whose files may be read");
    CHECK_STR(diffed("working"), "M src/a.c +1-1 -1[1] +1[2]");
    CHECK_SAYS(diff.told, "files outside the folders that may be read were not looked at");
    git("add", "-A");
    CHECK_STR(diffed("working"), "M src/a.c +1-1 -1[1] +1[2]\nM top.c +1-1 !outside");
    CHECK_STR(diffed("staged"), "M src/a.c +1-1 -1[1] +1[2]\nM top.c +1-1 !outside");
    end();
}

TEST("diff: paths may also begin at the root")
{
    static const char *const paths[] = { "a.c" };
    struct diff_options options;

    one_commit();
    open_roots("r/src", NULL);
    options = options_of("HEAD");
    options.paths = paths;
    options.path_count = 1;
    run_diff(&options);
    CHECK_STR(summary(), "A src/a.c +1-0 +1[1]\nA top.c +1-0 !excluded");
    end();
}

/* An object of what is in a file; its id, for a moment. */
static const char *store(const char *type, const char *file)
{
    static char id[41];
    int fd;

    git_input = file;
    git_output = "id";
    git("hash-object", "-w", "--literally", "-t", type, "--stdin");
    git_input = git_output = NULL;
    fd = open(room_path("id"), O_RDONLY | O_CLOEXEC);
    CHECK_INT(read(fd, id, 40), 40);
    close(fd);
    return id;
}

TEST("diff: names in a tree that lead out of it lie outside")
{
    struct buf tree = BUF_MAX(KIB(1));
    char text[200];

    one_commit();
    buf_add(&tree, SLICE("100644 ..\0"
                         "aaaaaaaaaaaaaaaaaaaa"));
    room_bytes("tree", buf_slice(&tree));
    buf_done(&tree);
    snprintf(text, sizeof(text),
             "tree %s\nauthor n <e@x> 1 +0000\ncommitter n <e@x> 1 +0000\n\nx\n",
             store("tree", "tree"));
    room_file("commit", text);
    CHECK_STR(diffed(store("commit", "commit")), "A .. +0-0 !outside");
    end();
}

TEST("diff: a second work tree, as a root, and by its folder")
{
    one_commit();
    git("worktree", "add", "-q", "-b", "side", "../w");
    room_file("w/src/a.c", "2\n");
    CHECK_INT(git_in("w", (const char *const[]){ "-c", "user.name=n", "-c", "user.email=e@x",
                                                 "commit", "-q", "-a", "-m", "second", NULL }),
              0);
    open_roots("w", NULL);
    CHECK_STR(diffed(NULL), "M src/a.c +1-1 -1[1] +1[2]");
    CHECK_STR(diff.what, "main...HEAD");
    CHECK_STR(diff.repository, "r");
    open_roots("r", "w");
    CHECK_STR(diffed(NULL), "");
    CHECK_STR(diffed_in(room_path("w"), NULL), "M src/a.c +1-1 -1[1] +1[2]");
    room_file("w/src/a.c", "3\n");
    CHECK_STR(diffed_in(room_path("w/src"), "working"), "M src/a.c +1-1 -1[2] +1[3]");
    end();
}

TEST("diff: a repository inside of a root, by its folder; one outside is refused")
{
    one_commit();
    room_file("outer/r/inner/x", "1\n");
    CHECK_INT(git_in("outer/r/inner", (const char *const[]){ "init", "-q", NULL }), 0);
    CHECK_INT(git_in("outer/r/inner", (const char *const[]){ "add", "x", NULL }), 0);
    open_roots("outer", NULL);
    CHECK_SAYS(diffed("staged"), "!there is no git repository in ");
    CHECK_SAYS(why.text, "or the path of a patch file in diff");
    CHECK_STR(diffed_in("r/inner", "staged"), "A x +1-0 +1[1]");
    CHECK_STR(diff.repository, "inner");
    CHECK_STR(diffed_in(room_path("outer/r/inner"), "staged"), "A x +1-0 +1[1]");
    CHECK_SAYS(diffed_in("r", "staged"), "lies in no git repository");
    CHECK_SAYS(diffed_in("nowhere", "staged"), "!repo: nowhere is not there");
    CHECK_SAYS(diffed_in(room_path("r"), "staged"), "lies outside the folders");
    CHECK_SAYS(diffed_in("../r", "staged"), "!repo: ");
    end();
}

TEST("diff: a repository inside of a root that keeps its objects outside is refused")
{
    one_commit();
    room_folder("outer");
    room_file("outer/inner/.git", "");
    room_file("outer/inner/.git", room_path(""));
    CHECK_INT(unlink(room_path("outer/inner/.git")), 0);

    char link[PATH_MAX + 10];

    snprintf(link, sizeof(link), "gitdir: %s\n", room_path("r/.git"));
    room_file("outer/inner/.git", link);
    open_roots("outer", NULL);
    CHECK_SAYS(diffed_in("inner", "HEAD"), "keeps a part of itself in ");
    CHECK_INT(why.kind, ERR_POLICY);
    end();
}

TEST("diff: a work tree of another user is refused, until it is named")
{
    if (geteuid() != 0)
        SKIP("only root can give a folder away");
    one_commit();
    CHECK_INT(chown(room_path("r"), 65534, 65534), 0);
    roots_free(roots);
    roots = roots_open(&(struct roots_options){ .directory = room_path("r") });
    CHECK_SAYS(diffed("HEAD"), "belongs to another user (uid 65534)");
    CHECK_SAYS(why.text, "start the server with --root ");
    open_roots("r", NULL);
    CHECK_STR(diffed("working"), "");
    end();
}

TEST("diff: a bare repository is refused in words")
{
    one_commit();
    CHECK_INT(git_in("", (const char *const[]){ "clone", "-q", "--bare", "r", "b", NULL }), 0);
    open_roots("b", NULL);
    CHECK_SAYS(diffed("HEAD"), "is bare: it has no work tree whose rules say what may be sent");
    end();
}

TEST("diff: a repository in a form that libgit2 cannot read is refused, with a way round")
{
    one_commit();
    git("config", "core.repositoryformatversion", "1");
    git("config", "extensions.objectformat", "sha256");
    CHECK_SAYS(diffed("HEAD"), "extensions.objectformat = sha256, which this server cannot read");
    CHECK_SAYS(why.text, "git diff A B > change.patch");
    end();
}

TEST("diff: neither attributes, nor ignore files, nor settings of the work tree are read")
{
    one_commit();
    room_file("r/.gitattributes", "* -diff -text binary filter=x\n");
    room_file("r/.gitignore", "*.c\n!\\/\n"); /* libgit2 1.5.1 crashes on it */
    room_file("r/.gitconfig", "[core]\n\tbare = true\n");
    room_file("r/src/a.c", "2\n");
    CHECK_STR(diffed("working"), "M src/a.c +1-1 -1[1] +1[2]");
    CHECK_STR(diffed("HEAD"), "A src/a.c +1-0 +1[1]\nA top.c +1-0 +1[1]");
    end();
}

TEST("diff: a folder that became a link is a file that is gone, and nothing behind it is read")
{
    one_commit();
    room_file("elsewhere/a.c", "secret\n");
    CHECK_INT(rename(room_path("r/src"), room_path("r/gone")), 0);
    room_link("../elsewhere", "r/src");
    CHECK_STR(diffed("working"), "D src/a.c +0-1 -1[1]");
    end();
}

TEST("diff: a pipe in the place of a file is named, and not waited for")
{
    one_commit();
    unlink(room_path("r/top.c"));
    CHECK_INT(mkfifo(room_path("r/top.c"), 0600), 0);
    CHECK_STR(diffed("working"), "M top.c +0-0 !kind");
    end();
}

TEST("diff: a file in conflict is named")
{
    begin();
    room_file("r/a", "1\n");
    commit("base");
    git("checkout", "-q", "-b", "side");
    room_file("r/a", "side\n");
    commit("side");
    git("checkout", "-q", "main");
    room_file("r/a", "main\n");
    commit("main");
    git_in("r", (const char *const[]){ "-c", "user.name=n", "-c", "user.email=e@x", "merge", "-q",
                                       "side", NULL });
    CHECK_STR(diffed("staged"), "M a +0-0 !unmerged");
    CHECK_SAYS(diff.files[0].why, "a is not merged yet");
    end();
}

TEST("diff: what git-lfs keeps is not compared with its pointer")
{
    begin();
    room_file("r/big", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
    commit("first");
    room_file("r/big", "what it really is\n");
    CHECK_STR(diffed("working"), "M big +0-0 !filter");
    end();
}

TEST("diff: what the index says to pass over is passed over")
{
    one_commit();
    room_file("r/src/a.c", "2\n");
    git("update-index", "--assume-unchanged", "src/a.c");
    git("update-index", "--skip-worktree", "top.c");
    unlink(room_path("r/top.c"));
    CHECK_STR(diffed("working"), "");
    end();
}

TEST("diff: without a file mode on disk, that of the index holds")
{
    one_commit();
    CHECK_INT(chmod(room_path("r/top.c"), 0755), 0);
    CHECK_STR(diffed("working"), "M top.c +0-0 100644>100755");
    git("config", "core.fileMode", "false");
    CHECK_STR(diffed("working"), "");
    end();
}

/* --- disks that hang ------------------------------------------------------------------------ */

static atomic_bool gate;
static atomic_int released;

static int hang(void *user, const struct file_entry *entry, struct err *err)
{
    (void)user, (void)entry, (void)err;
    while (!atomic_load(&gate))
        usleep(1000);
    return 0;
}

static void on_release(void *kept)
{
    (void)kept;
    released++;
}

TEST("diff: one that hangs is given up in time, and files are read by another thread (fault D12)")
{
    static const struct file_rule rule = { "hang", hang, NULL };
    struct diff_options options;
    int64_t before = clock_ms();

    one_commit();
    options = options_of("HEAD");
    options.files.rules = &rule;
    options.files.wait_ms = 100;
    options.files.release = on_release;
    run_diff(&options);
    CHECK_INT(why.kind, ERR_TIMEOUT);
    CHECK_SAYS(why.text, "the change was not read in 100 ms");
    CHECK(clock_ms() - before < 2000);
    CHECK_STR(diffed("HEAD"), "A src/a.c +1-0 +1[1]\nA top.c +1-0 +1[1]");
    atomic_store(&gate, true);
    for (int i = 0; i < 2000 && atomic_load(&released) < 1; i++)
        loop_turn(loop, 1);
    CHECK_INT(atomic_load(&released), 1);
    usleep(20000);
    end();
}

static int dawdle(void *user, const struct file_entry *entry, struct err *err)
{
    (void)user, (void)entry, (void)err;
    usleep(150000);
    return 0;
}

TEST("diff: when the time is over between two files, the others are named")
{
    static const struct file_rule rule = { "slow", dawdle, NULL };
    struct diff_options options;

    begin();
    for (char name[] = "r/a"; name[2] < 'k'; name[2]++)
        room_file(name, "1\n");
    commit("first");
    options = options_of("HEAD");
    options.files.rules = &rule;
    options.files.wait_ms = 1000;
    run_diff(&options);
    CHECK_INT(diff.count, 10);
    CHECK(diff.sent_files > 0 && diff.sent_files < 8);
    CHECK_STR(diff.files[9].rule, "time");
    CHECK_SAYS(diff.files[9].why, "was not reached in the time for one change");
    end();
}

TEST("diff: one that is dropped is not told")
{
    struct diff_options options;
    int before;

    one_commit();
    options = options_of("HEAD");
    before = told;
    diff_job_free(diff_start(gathers, &options, on_diff, NULL));
    CHECK(!diff_job_free(NULL));
    loop_turn(loop, 50);
    CHECK_INT(told, before);
    end();
}
