/* files_lack - what is said of a change in a repository that lacks a part, or has a form of its
 * own. */
#include "test.h"

#include "diff_room.h"

#include <ftw.h>
#include <stdio.h>

/* Two commits on main, which differ in one file of a folder. */
static void two_commits(void)
{
    begin();
    room_file("r/src/a.c", "a\n");
    commit("one");
    room_file("r/src/a.c", "b\n");
    commit("two");
}

/* As a machine leaves it that lost its power. */
static int empty_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)place;
    if (type == FTW_F && chmod(path, 0600) == 0)
        CHECK_INT(truncate(path, 0), 0);
    return 0;
}

/* "r" again, in "s/c", without what the filter leaves out; which is the root then. */
static void clone_without(const char *filter)
{
    char from[PATH_MAX + 10];

    git("config", "uploadpack.allowFilter", "true");
    snprintf(from, sizeof(from), "file://%s", room_path("r"));
    room_folder("s");
    CHECK_INT(git_in("s", (const char *const[]){ "clone", "-q", "--no-checkout", filter, from, "c",
                                                 NULL }),
              0);
    open_roots("s/c", NULL);
}

TEST("diff: what a partial clone lacks is said to be git's to fetch")
{
    two_commits();
    clone_without("--filter=blob:none");
    CHECK_STR(diffed("HEAD~1..HEAD"), "M src/a.c +0-0 !open");
    CHECK_SAYS(diff.files[0].why, "src/a.c is not in the repository, which is a partial clone; "
                                  "git fetches it when it shows the change itself (git diff)");
    end();
}

TEST("diff: also where whole folders are not there")
{
    two_commits();
    clone_without("--filter=tree:0");
    CHECK_SAYS(diffed("HEAD~1..HEAD"), "the tree of the commit is not in the repository, which is "
                                       "a partial clone");
    CHECK_INT(why.kind, ERR_ARGUMENT);
    end();
}

TEST("diff: what git has fetched since is there")
{
    two_commits();
    clone_without("--filter=blob:none");
    CHECK_INT(git_in("s/c", (const char *const[]){ "diff", "HEAD~1", "HEAD", NULL }), 0);
    CHECK_STR(diffed("HEAD~1..HEAD"), "M src/a.c +1-1 -1[a] +1[b]");
    end();
}

TEST("diff: a branch whose commit is damaged is not said to be missing")
{
    two_commits();
    CHECK_INT(nftw(room_path("r/.git/objects"), empty_one, 8, FTW_PHYS), 0);
    CHECK_SAYS(diffed("main~1..main"), "there is no revision main~1");
    CHECK_SAYS(diffed("main..main"), "the commit of main cannot be read in the repository: ");
    CHECK_SAYS(why.text, "git fsck tells what is damaged");
    CHECK_SAYS(diffed("working"), "the commit of HEAD cannot be read in the repository: ");
    end();
}

TEST("diff: a revision that a shallow clone does not have is perhaps one that was not fetched")
{
    char from[PATH_MAX + 10];

    two_commits();
    snprintf(from, sizeof(from), "file://%s", room_path("r"));
    room_folder("s");
    CHECK_INT(git_in("s", (const char *const[]){ "clone", "-q", "--depth", "1", from, "c", NULL }),
              0);
    open_roots("s/c", NULL);
    CHECK_SAYS(diffed("origin/trunk...HEAD"), "there is no revision origin/trunk");
    CHECK_SAYS(why.text, "this is a shallow clone, which lacks most of them: ");
    CHECK_SAYS(why.text, "fetch-depth: 0");
    CHECK_SAYS(diffed("HEAD~1..HEAD"), "this is a shallow clone, which lacks most of them: ");
    end();
}

TEST("diff: an index in a form that libgit2 cannot read is said, and two commits compare")
{
    two_commits();
    git("update-index", "--split-index");
    CHECK_SAYS(diffed("staged"), "the index (what is staged) cannot be read; compare two commits");
    CHECK_INT(why.kind, ERR_ARGUMENT);
    CHECK_STR(diffed("HEAD~1..HEAD"), "M src/a.c +1-1 -1[a] +1[b]");
    end();
}

TEST("diff: a repository of a kind that is not known yet is shut, whatever is asked of it")
{
    two_commits();
    git("config", "core.repositoryformatversion", "1");
    git("config", "extensions.tomorrow", "true");
    CHECK_SAYS(diffed("HEAD"), "the git repository cannot be opened: ");
    CHECK_SAYS(why.text, "extensions.tomorrow");
    CHECK_INT(why.kind, ERR_CONFIG);
    CHECK_SAYS(diffed("HEAD~1..HEAD"), "extensions.tomorrow");
    CHECK_SAYS(diffed(NULL), "extensions.tomorrow");
    end();
}

TEST("diff: references in one file, objects of another repository, half of a work tree")
{
    two_commits();
    git("pack-refs", "--all");
    git("gc", "-q");
    git("sparse-checkout", "set", "--cone", "elsewhere");
    CHECK_STR(diffed("main~1..main"), "M src/a.c +1-1 -1[a] +1[b]");
    CHECK_STR(diffed("working"), "");
    room_folder("s");
    CHECK_INT(
        git_in("s", (const char *const[]){ "clone", "-q", "--shared", room_path("r"), "c", NULL }),
        0);
    open_roots("s/c", "r");
    CHECK_STR(diffed("HEAD"), "M src/a.c +1-1 -1[a] +1[b]");
    end();
}
