/* Units of files/diff: what a text means, and what is in it. */
#include "base/limits.h"
#include "diff_room.h"

static void two_commits(void)
{
    begin();
    room_file("r/a.c", "one\ntwo\nthree\n");
    room_file("r/gone.c", "x\n");
    commit("first");
    room_file("r/a.c", "one\n2\nthree\n");
    room_file("r/new.c", "n");
    unlink(room_path("r/gone.c"));
    commit("second");
}

TEST("diff: a commit, against its parent")
{
    two_commits();
    CHECK_STR(diffed("HEAD"), "M a.c +1-1 -2[two] +2[2]\n"
                              "D gone.c +0-1 -1[x]\n"
                              "A new.c +1-0 +1[n$]");
    CHECK_INT(diff.sent_files, 3);
    CHECK_INT(diff.sent_hunks, 3);
    CHECK_INT(diff.added, 2);
    CHECK_INT(diff.removed, 2);
    CHECK_STR(diff.what, "HEAD");
    CHECK_STR(diff.repository, "r");
    CHECK_SAYS(diff.told, "against its parent");
    end();
}

TEST("diff: the first commit, against nothing")
{
    two_commits();
    CHECK_STR(diffed("HEAD~1"), "A a.c +3-0 +1[one] +2[two] +3[three]\nA gone.c +1-0 +1[x]");
    CHECK_SAYS(diff.told, "which is the first: against nothing");
    end();
}
