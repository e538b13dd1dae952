/* Units of files/diff: what a text means, and what is in it. */
#include "base/limits.h"
#include "diff_room.h"

/* "two" becomes "2", a file goes, one comes. */
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

#define SECOND "M a.c +1-1 -2[two] +2[2]\nD gone.c +0-1 -1[x]\nA new.c +1-0 +1[n$]"

/* main and side, which both have gone on since they were one. */
static void two_branches(void)
{
    begin();
    room_file("r/a.c", "a\n");
    commit("base");
    git("checkout", "-q", "-b", "side");
    room_file("r/b.c", "b\n");
    commit("on side");
    git("checkout", "-q", "main");
    room_file("r/c.c", "c\n");
    commit("on main");
    git("checkout", "-q", "side");
}

TEST("diff: a commit, against its parent")
{
    two_commits();
    CHECK_STR(diffed("HEAD"), SECOND);
    CHECK_INT(diff.sent_files, 3);
    CHECK_INT(diff.sent_hunks, 3);
    CHECK_INT(diff.added, 2);
    CHECK_INT(diff.removed, 2);
    CHECK_STR(diff.what, "HEAD");
    CHECK_STR(diff.repository, "r");
    CHECK_INT(strlen(diff.base), 40);
    CHECK_INT(strlen(diff.head), 40);
    CHECK_SAYS(diff.told, "HEAD (the commit ");
    CHECK_SAYS(diff.told, " against its parent ");
    CHECK(diff.files[0].is_whole);
    CHECK_INT(diff.files[0].line_count, 4);
    CHECK_INT(diff.files[0].hunks[0].old_count, 3);
    CHECK_INT(diff.files[0].lines[0].old_number, 1);
    CHECK_INT(diff.files[0].lines[0].new_number, 1);
    CHECK_INT(diff.files[1].hunks[0].new_start, 0);
    end();
}

TEST("diff: the first commit, against nothing")
{
    two_commits();
    CHECK_STR(diffed("HEAD~1"), "A a.c +3-0 +1[one] +2[two] +3[three]\nA gone.c +1-0 +1[x]");
    CHECK_SAYS(diff.told, "which is the first: against nothing");
    CHECK_STR(diff.base, "");
    end();
}

TEST("diff: two dots compare as they are, three from the merge base; no name is HEAD")
{
    two_branches();
    CHECK_STR(diffed("main..side"), "A b.c +1-0 +1[b]\nD c.c +0-1 -1[c]");
    CHECK_SAYS(diff.told, "main..side (from ");
    CHECK_STR(diffed("main...side"), "A b.c +1-0 +1[b]");
    CHECK_SAYS(diff.told, "main...side (from the merge base ");
    CHECK_STR(diffed("main..."), "A b.c +1-0 +1[b]");
    CHECK_STR(diff.what, "main...");
    CHECK_STR(diffed("...main"), "A c.c +1-0 +1[c]");
    CHECK_STR(diffed("side~1.."), "A b.c +1-0 +1[b]");
    end();
}

TEST("diff: nothing said means from the default branch, the remote's before ours")
{
    two_branches();
    CHECK_STR(diffed(NULL), "A b.c +1-0 +1[b]");
    CHECK_STR(diff.what, "main...HEAD");
    CHECK_STR(diffed(""), "A b.c +1-0 +1[b]");
    git("branch", "-m", "main", "master");
    CHECK_STR(diffed(NULL), "A b.c +1-0 +1[b]");
    CHECK_STR(diff.what, "master...HEAD");
    git("update-ref", "refs/remotes/origin/trunk", "side~1");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
    CHECK_STR(diffed(NULL), "A b.c +1-0 +1[b]");
    CHECK_STR(diff.what, "origin/trunk...HEAD");
    end();
}

TEST("diff: without a default branch it is said what to write")
{
    two_branches();
    git("branch", "-q", "-m", "main", "develop");
    CHECK_SAYS(diffed(NULL), "!the repository has no default branch");
    CHECK_SAYS(why.text, "\"BASE...HEAD\", \"staged\" or \"working\"");
    CHECK_INT(why.kind, ERR_ARGUMENT);
    end();
}

TEST("diff: what is staged, and what is only on disk; what git does not track is no part of it")
{
    two_commits();
    room_file("r/a.c", "one\n2\nstaged\n");
    git("add", "a.c");
    room_file("r/a.c", "1\n2\nstaged\n");
    room_file("r/untracked.c", "u\n");
    unlink(room_path("r/new.c"));
    CHECK_STR(diffed("staged"), "M a.c +1-1 -3[three] +3[staged]");
    CHECK_STR(diff.told[0] ? diff.what : "", "staged");
    CHECK_SAYS(diff.told, "to the index");
    CHECK_STR(diff.head, "");
    CHECK_STR(diffed("working"),
              "M a.c +2-2 -1[one] +1[1] -3[three] +3[staged]\nD new.c +0-1 -1[n$]");
    CHECK_SAYS(diff.told, "to the tracked files on disk");
    end();
}

TEST("diff: a file that is staged and lies in no commit is new, one that is promised only on disk")
{
    two_commits();
    room_file("r/s.c", "s\n");
    room_file("r/p.c", "p\n");
    git("add", "s.c");
    git("add", "-N", "p.c");
    CHECK_STR(diffed("staged"), "A s.c +1-0 +1[s]");
    CHECK_STR(diffed("working"), "A p.c +1-0 +1[p]\nA s.c +1-0 +1[s]");
    git("rm", "-q", "--cached", "a.c");
    CHECK_STR(diffed("working"), "D a.c +0-3 -1[one] -2[2] -3[three]\n"
                                 "A p.c +1-0 +1[p]\nA s.c +1-0 +1[s]");
    end();
}

TEST("diff: before the first commit there is only what is staged")
{
    begin();
    room_file("r/a.c", "a\n");
    git("add", "a.c");
    CHECK_STR(diffed("staged"), "A a.c +1-0 +1[a]");
    CHECK_SAYS(diff.told, "there is no commit yet");
    CHECK_STR(diffed("working"), "A a.c +1-0 +1[a]");
    CHECK_SAYS(diffed("HEAD"), "has no commit on this branch yet");
    CHECK_SAYS(why.text, "\"staged\"");
    CHECK_SAYS(diffed("main...HEAD"), "has no commit on this branch yet");
    end();
}

TEST("diff: a merge is shown against its first parent, and that is said")
{
    two_branches();
    git("merge", "-q", "--no-ff", "-m", "merge", "main");
    CHECK_STR(diffed("HEAD"), "A c.c +1-0 +1[c]");
    CHECK_SAYS(diff.told, "a merge of 2: against its first parent");
    end();
}

TEST("diff: nothing that differs is no error")
{
    two_commits();
    CHECK_STR(diffed("HEAD..HEAD"), "");
    CHECK_INT(why.kind, ERR_NONE);
    CHECK_INT(diff.count, 0);
    CHECK_SAYS(diff.told, "which changes nothing");
    CHECK_STR(diffed("staged"), "");
    CHECK_STR(diffed("working"), "");
    CHECK_STR(diffed(NULL), "");
    end();
}

TEST("diff: a HEAD that is on no branch, a tag, an id, an upstream")
{
    two_branches();
    git("tag", "-a", "-m", "t", "v1", "side");
    git("config", "branch.side.remote", ".");
    git("config", "branch.side.merge", "refs/heads/main");
    CHECK_STR(diffed("@{u}...HEAD"), "A b.c +1-0 +1[b]");
    CHECK_STR(diffed("HEAD@{u}...HEAD"), "A b.c +1-0 +1[b]");
    git("checkout", "-q", "--detach");
    CHECK_STR(diffed("main...v1"), "A b.c +1-0 +1[b]");
    CHECK_STR(diffed(NULL), "A b.c +1-0 +1[b]");

    char id[41];

    snprintf(id, sizeof(id), "%.12s", diff.head);
    CHECK_STR(diffed(id), "A b.c +1-0 +1[b]");
    CHECK_STR(diffed("v1^{commit}"), "A b.c +1-0 +1[b]");
    CHECK_STR(diffed("@{-1}~0"), "A b.c +1-0 +1[b]");
    CHECK_STR(diffed("@"), "A b.c +1-0 +1[b]");
    git("tag", "blob", "HEAD:a.c");
    CHECK_SAYS(diffed("blob"), "is no commit, but a file or a folder of one");
    end();
}

TEST(
    "diff: what git does not take for a revision is none, nor what means another commit to libgit2")
{
    static const char *const names[] = { "main@",     "HEAD~2@", "@{u}@{1}",    ":/on side",
                                         "HEAD:a.c",  "HEAD^@",  "main@{1@{1}", "a b",
                                         "HEAD^{/x}", "~1" };

    two_branches();
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        CHECK_SAYS(diffed(names[i]), "!there is no revision ");
    end();
}

TEST("diff: a revision that is not there is named, with what is near and what is understood")
{
    two_branches();
    git("branch", "feature/parser", "main");
    CHECK_SAYS(diffed("feature/parse...HEAD"),
               "!there is no revision feature/parse; perhaps feature/parser; understood are");
    CHECK_INT(why.kind, ERR_ARGUMENT);
    CHECK_SAYS(diffed("mian...HEAD"), "there is no revision mian; perhaps main; understood are");
    git("update-ref", "refs/remotes/origin/release", "main");
    CHECK_SAYS(diffed("relaese"), "perhaps origin/release; understood are names of branches");
    CHECK_SAYS(diffed("nothing-like-it"), "no revision nothing-like-it; understood are");
    CHECK_SAYS(diffed("--staged"), "it is no list of flags, but one text like");
    CHECK_INT(why.kind, ERR_ARGUMENT);

    char longer[DIFF_SPEC_MAX + 2];

    memset(longer, 'a', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    CHECK_SAYS(diffed(longer), "more than 256 bytes");
    end();
}

TEST("diff: branches that were merged both ways have several merge bases, of which one is taken")
{
    two_branches();
    git("branch", "was", "side");
    git("merge", "-q", "--no-ff", "-m", "one way", "main");
    git("checkout", "-q", "main");
    git("merge", "-q", "--no-ff", "-m", "the other way", "was");
    room_file("r/d.c", "d\n");
    commit("later");
    diffed("side...main");
    CHECK_SAYS(diff.told, ", one of 2, to ");
    CHECK_INT(diff.count, 2);
    end();
}

TEST("diff: two histories that never met have no merge base")
{
    two_branches();
    git("checkout", "-q", "--orphan", "island");
    commit("island");
    CHECK_SAYS(diffed("main...island"), "have no commit in common");
    CHECK_SAYS(why.text, "write main..island");
    CHECK_STR(diffed("main..island"), "A b.c +1-0 +1[b]\nD c.c +0-1 -1[c]");
    end();
}

TEST("diff: in a shallow clone without the merge base it is said how to fetch it")
{
    char from[PATH_MAX + 10];

    two_branches();
    snprintf(from, sizeof(from), "file://%s", room_path("r"));
    room_folder("s");
    CHECK_INT(git_in("s", (const char *const[]){ "clone", "-q", "--depth", "1",
                                                 "--no-single-branch", from, "c", NULL }),
              0);
    open_roots("s/c", NULL);
    CHECK_SAYS(diffed("origin/main...HEAD"), "is a shallow clone");
    CHECK_SAYS(why.text, "fetch-depth: 0");
    CHECK_SAYS(diffed("HEAD"), "is a shallow clone");
    CHECK_STR(diffed("origin/main..HEAD"), "A b.c +1-0 +1[b]\nD c.c +0-1 -1[c]");
    CHECK_SAYS(diffed("v7...HEAD"), "; this is a shallow clone, which lacks most of them");
    end();
}

TEST("diff: renames as git finds them, with and without a change, and modes")
{
    begin();
    room_file("r/old/long.c", "1\n2\n3\n4\n5\n6\n7\n8\n");
    room_file("r/same.c", "same\nas\nit was\n");
    room_file("r/run.sh", "x\n");
    room_file("r/little.c", "1\n2\n");
    commit("first");
    git("mv", "same.c", "moved.c");
    git("mv", "old", "new");
    git("rm", "-q", "little.c");
    room_file("r/new/long.c", "1\n2\n3\n4\n5\nsix\n7\n8\n");
    room_file("r/big.c", "a\nb\nc\nd\n");
    CHECK_INT(chmod(room_path("r/run.sh"), 0755), 0);
    commit("second");
    CHECK_STR(diffed("HEAD"), "A big.c +4-0 +1[a] +2[b] +3[c] +4[d]\n"
                              "D little.c +0-2 -1[1] -2[2]\n"
                              "R same.c -> moved.c +0-0\n"
                              "R old/long.c -> new/long.c +1-1 -6[6] +6[six]\n"
                              "M run.sh +0-0 100644>100755");
    end();
}

TEST("diff: a link is a file of one line, its target; a file that becomes one is two")
{
    begin();
    room_file("r/a", "text\n");
    room_link("target", "r/l");
    commit("first");
    unlink(room_path("r/l"));
    room_link("elsewhere", "r/l");
    unlink(room_path("r/a"));
    room_link("b", "r/a");
    CHECK_STR(diffed("working"), "D a +0-1 -1[text]\nA a +1-0 +1[b$]\n"
                                 "M l +1-1 -1[target$] +1[elsewhere$]");
    commit("second");
    CHECK_STR(diffed("HEAD"), "D a +0-1 -1[text]\nA a +1-0 +1[b$]\n"
                              "M l +1-1 -1[target$] +1[elsewhere$]");
    end();
}

TEST("diff: odd names, with blanks, quotes, other alphabets, even with line ends")
{
    begin();
    room_file("r/a b.c", "1\n");
    room_file("r/q\"uote.c", "1\n");
    room_file("r/\xC3\xA9t\xC3\xA9.c", "1\n");
    room_file("r/new\nline.c", "1\n");
    room_file("r/-f", "1\n");
    commit("first");
    CHECK_STR(diffed("HEAD"), "A -f +1-0 +1[1]\nA a b.c +1-0 +1[1]\nA new\nline.c +1-0 +1[1]\n"
                              "A q\"uote.c +1-0 +1[1]\nA \xC3\xA9t\xC3\xA9.c +1-0 +1[1]");
    room_file("r/new\nline.c", "2\n");
    CHECK_STR(diffed("working"), "M new\nline.c +1-1 -1[1] +1[2]");
    end();
}

TEST("diff: a CR belongs to its line; where every line on disk has one that git has not, it is "
     "passed over")
{
    begin();
    room_file("r/lf.c", "1\n2\n3\n");
    room_file("r/crlf.c", "1\r\n2\r\n");
    room_file("r/mixed.c", "1\n2\n");
    git("-c", "core.autocrlf=false", "add", "-A");
    git("commit", "-q", "-m", "first");
    room_file("r/lf.c", "1\r\ntwo\r\n3\r\n");
    room_file("r/crlf.c", "1\r\ntwo\r\n");
    room_file("r/mixed.c", "1\r\n2\n");
    CHECK_STR(diffed("working"), "M crlf.c +1-1 -2[2\r] +2[two\r]\n"
                                 "M lf.c +1-1 -2[2] +2[two]\n"
                                 "M mixed.c +1-1 -1[1] +1[1\r]");
    room_file("r/lf.c", "1\r\n2\r\n3\r\n");
    git("checkout", "-q", "crlf.c", "mixed.c");
    CHECK_STR(diffed("working"), "");
    end();
}

TEST("diff: the last line has no end, on either side")
{
    begin();
    room_file("r/a", "1\n2");
    room_file("r/b", "1\n2\n");
    room_file("r/c", "0\n2");
    commit("first");
    room_file("r/a", "1\n2\n");
    room_file("r/b", "1\n2");
    room_file("r/c", "1\n2");
    CHECK_STR(diffed("working"), "M a +1-1 -2[2$] +2[2]\nM b +1-1 -2[2] +2[2$]\n"
                                 "M c +1-1 -1[0] +1[1]");
    CHECK(diff.files[2].lines[2].is_unended);
    end();
}

TEST("diff: ill-formed bytes become U+FFFD, and their number is known")
{
    begin();
    room_file("r/a", "caf\xE9\nx\n");
    commit("first");
    room_file("r/a", "caf\xE9\ny\n");
    commit("second");
    CHECK_STR(diffed("HEAD"), "M a +1-1 -2[x] +2[y]");
    CHECK_INT(diff.files[0].replaced, 2);
    CHECK_INT(diff.files[0].lines[0].text.size, 6);
    end();
}

TEST("diff: ten thousand hunks in one file")
{
    static struct buf text;

    begin();
    text = BUF_MAX(MIB(1));
    for (int i = 0; i < 100000; i++)
        buf_addf(&text, "%d\n", i);
    room_bytes("r/a", buf_slice(&text));
    commit("first");
    buf_clear(&text);
    for (int i = 0; i < 100000; i++)
        buf_addf(&text, "%d%s\n", i, i % 10 == 5 ? "!" : "");
    room_bytes("r/a", buf_slice(&text));
    buf_done(&text);
    commit("second");
    diffed("HEAD");
    CHECK_INT(diff.files[0].hunk_count, 10000);
    CHECK_INT(diff.files[0].line_count, 80000);
    CHECK(slice_is(diff.files[0].lines[79996].text, SLICE("99995!")));
    end();
}
