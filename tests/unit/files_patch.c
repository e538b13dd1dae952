/* Units of files/diff_patch: changes that are texts, as git, diff and mail programs write them. */
#include "base/limits.h"
#include "diff_room.h"

/* The summary of a text that is read as a patch, in a root without a repository. */
static const char *patched_bytes(struct slice text)
{
    room_bytes("r/fix.patch", text);
    return diffed("fix.patch");
}

static const char *patched(const char *text)
{
    return patched_bytes(slice_of(text));
}

static void begin_bare(void)
{
    room_enter();
    room_folder("r");
    loop = loop_new();
    gathers = gathers_new(loop);
    open_roots("r", NULL);
}

#define GIT_HEAD "diff --git a/a.c b/a.c\nindex 1a2b3c4..5d6e7f8 100644\n--- a/a.c\n+++ b/a.c\n"
#define HUNK     "@@ -1,3 +1,3 @@ int main(void)\n one\n-two\n+2\n three\n"

TEST("patch: as git writes it, without a repository")
{
    begin_bare();
    CHECK_STR(patched(GIT_HEAD HUNK), "M a.c +1-1 -2[two] +2[2]");
    CHECK_STR(diff.what, "fix.patch");
    CHECK_STR(diff.told, "the patch fix.patch");
    CHECK_STR(diff.repository, "");
    CHECK_STR(diff.base, "");
    CHECK(!diff.files[0].is_whole);
    CHECK_STR(buf_text(&diff.files[0].old_text), "one\ntwo\nthree\n");
    CHECK_STR(buf_text(&diff.files[0].new_text), "one\n2\nthree\n");
    CHECK_INT(diff.files[0].new_mode, 0100644);
    CHECK_INT(diff.sent_hunks, 1);
    end();
}

TEST("patch: the lines of later hunks have the numbers that the patch says")
{
    begin_bare();
    CHECK_STR(patched(GIT_HEAD HUNK "@@ -100 +100,2 @@\n a\n+b\n@@ -200,2 +201 @@\n c\n-d\n"),
              "M a.c +2-2 -2[two] +2[2] +101[b] -201[d]");
    CHECK_INT(diff.files[0].hunk_count, 3);
    CHECK_INT(diff.files[0].hunks[2].first, 6);
    CHECK_INT(diff.files[0].hunks[2].old_count, 2);
    CHECK_INT(diff.files[0].hunks[2].new_count, 1);
    end();
}

TEST("patch: files that are new, gone, renamed, of another mode, binary, without a line")
{
    begin_bare();
    CHECK_STR(patched("diff --git a/new.c b/new.c\nnew file mode 100755\nindex 0000000..1234567\n"
                      "--- /dev/null\n+++ b/new.c\n@@ -0,0 +1 @@\n+n\n"
                      "diff --git a/gone.c b/gone.c\ndeleted file mode 100644\n"
                      "index 1234567..0000000\n--- a/gone.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n"
                      "diff --git a/old.c b/moved.c\nsimilarity index 100%\nrename from old.c\n"
                      "rename to moved.c\n"
                      "diff --git a/run b/run\nold mode 100644\nnew mode 100755\n"
                      "diff --git a/x.png b/x.png\nindex 1..2 100644\n"
                      "Binary files a/x.png and b/x.png differ\n"
                      "diff --git a/y.bin b/y.bin\nindex 1..2 100644\nGIT binary patch\n"
                      "literal 5\nMcmZQzWMT#Y01f~L\n\nliteral 3\nKcmZQzWCQ\n\n"
                      "diff --git a/empty b/empty\nnew file mode 100644\nindex 0000000..e69de29\n"),
              "A new.c +1-0 +1[n]\n"
              "D gone.c +0-1 -1[g]\n"
              "R old.c -> moved.c +0-0\n"
              "M run +0-0 100644>100755\n"
              "M x.png +0-0 !binary\n"
              "M y.bin +0-0 !binary\n"
              "A empty +0-0");
    end();
}

TEST("patch: as diff -u writes it, of one file and of folders, with times behind the names")
{
    begin_bare();
    CHECK_STR(patched("--- a.c\t2001-02-03 04:05:06.000000000 +0100\n"
                      "+++ a.c\t2001-02-03 04:05:07.000000000 +0100\n" HUNK),
              "M a.c +1-1 -2[two] +2[2]");
    CHECK_STR(patched("--- a.c.orig\n+++ a.c\n" HUNK), "R a.c.orig -> a.c +1-1 -2[two] +2[2]");
    CHECK_STR(patched("diff -ru old/a.c new/a.c\n--- old/a.c\n+++ new/a.c\n" HUNK
                      "Only in new: b\ndiff -ru old/s/x.c new/s/x.c\n--- old/s/x.c\n"
                      "+++ new/s/x.c\n@@ -1 +1 @@\n-x\n+y\n"),
              "M a.c +1-1 -2[two] +2[2]\nM s/x.c +1-1 -1[x] +1[y]");
    CHECK_STR(patched("--- /dev/null\n+++ b/a.c\n@@ -0,0 +1 @@\n+x\n"), "A a.c +1-0 +1[x]");
    CHECK_STR(patched("--- a/a.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"), "D a.c +0-1 -1[x]");
    CHECK_STR(patched("Index: a.c\n=======\n--- a.c\t(revision 1)\n+++ a.c\t(working copy)\n" HUNK),
              "M a.c +1-1 -2[two] +2[2]");
    end();
}

TEST("patch: prefixes of every kind, and none")
{
    static const char *const heads[] = {
        "diff --git i/s/a.c w/s/a.c\n--- i/s/a.c\n+++ w/s/a.c\n",
        "diff --git c/s/a.c i/s/a.c\n--- c/s/a.c\n+++ i/s/a.c\n",
        "diff --git s/a.c s/a.c\n--- s/a.c\n+++ s/a.c\n",
        "diff --git a/s/a.c b/s/a.c\r\n--- a/s/a.c\r\n+++ b/s/a.c\r\n",
    };

    begin_bare();
    for (size_t i = 0; i < ARRAY_COUNT(heads); i++) {
        char text[400];

        snprintf(text, sizeof(text), "%s@@ -1 +1 @@\n-x\n+y\n", heads[i]);
        CHECK_STR(patched(text), "M s/a.c +1-1 -1[x] +1[y]");
    }
    end();
}

TEST("patch: odd names, quoted and not")
{
    begin_bare();
    CHECK_STR(
        patched("diff --git \"a/caf\\303\\251 \\\"x\\\".c\" \"b/caf\\303\\251 \\\"x\\\".c\"\n"
                "--- \"a/caf\\303\\251 \\\"x\\\".c\"\t\n+++ \"b/caf\\303\\251 \\\"x\\\".c\"\t\n"
                "@@ -1 +1 @@\n-x\n+y\n"),
        "M caf\xC3\xA9 \"x\".c +1-1 -1[x] +1[y]");
    CHECK_STR(patched("diff --git a/a b/c d b/a b/c d\nold mode 100644\nnew mode 100755\n"),
              "M a b/c d +0-0 100644>100755");
    CHECK_STR(patched("diff --git a/x y b/x y\n--- a/x y\t\n+++ b/x y\t\n@@ -1 +1 @@\n-x\n+y\n"),
              "M x y +1-1 -1[x] +1[y]");
    CHECK_STR(patched("diff --git \"a/tab\\there\" b/new name\nsimilarity index 90%\n"
                      "rename from \"tab\\there\"\nrename to new name\n"),
              "R tab\there -> new name +0-0");
    CHECK_STR(patched("--- \"a/new\\nline\"\n+++ \"b/new\\nline\"\n@@ -1 +1 @@\n-x\n+y\n"),
              "M new\nline +1-1 -1[x] +1[y]");
    end();
}

TEST("patch: a mail around it, several in one file, and a signature at the end")
{
    begin_bare();
    CHECK_STR(
        patched("From 1a2b3c4 Mon Sep 17 00:00:00 2001\nFrom: A <a@example.org>\n"
                "Subject: [PATCH 1/2] one\n\n- not a line\n+ nor this\n---\n a.c | 2 +-\n"
                " 1 file changed\n\n" GIT_HEAD HUNK "-- \n2.39.5\n\n"
                "From 1a2b3c5 Mon Sep 17 00:00:00 2001\nSubject: two\n\n---\n"
                "diff --git a/b.c b/b.c\n--- a/b.c\n+++ b/b.c\n@@ -1 +1 @@\n-x\n+y\n--\n2.39.5\n"),
        "M a.c +1-1 -2[two] +2[2]\nM b.c +1-1 -1[x] +1[y]");
    end();
}

TEST("patch: lines that look like heads belong to their hunk")
{
    begin_bare();
    CHECK_STR(patched(GIT_HEAD "@@ -1,3 +1,3 @@\n--- a/x\n+++ b/x\n -- \n diff --git a/x b/x\n"),
              "M a.c +1-1 -1[-- a/x] +1[++ b/x]");
    end();
}

TEST("patch: the last line has no end")
{
    static const char none[] = "\\ No newline at end of file\n";
    char text[800];

    begin_bare();
    snprintf(text, sizeof(text), "%s@@ -1,2 +1,2 @@\n a\n-b\n%s+c\n%s", GIT_HEAD, none, none);
    CHECK_STR(patched(text), "M a.c +1-1 -2[b$] +2[c$]");
    snprintf(text, sizeof(text), "%s@@ -1,2 +1,2 @@\n a\n-b\n%s+b\n", GIT_HEAD, none);
    CHECK_STR(patched(text), "M a.c +1-1 -2[b$] +2[b]");
    snprintf(text, sizeof(text), "%s@@ -1,2 +1,2 @@\n-a\n+c\n b\n%s", GIT_HEAD, none);
    CHECK_STR(patched(text), "M a.c +1-1 -1[a] +1[c]");
    CHECK(diff.files[0].lines[2].is_unended);
    CHECK_STR(patched(GIT_HEAD "@@ -1 +1 @@\n-x\n+y"), "M a.c +1-1 -1[x] +1[y]");
    end();
}

TEST("patch: a CR belongs to the file, unless the whole patch has them")
{
    begin_bare();
    CHECK_STR(patched(GIT_HEAD "@@ -1,2 +1,2 @@\n a\r\n-x\r\n+y\r\n"),
              "M a.c +1-1 -2[x\r] +2[y\r]");
    CHECK_STR(patched("--- a/a.c\r\n+++ b/a.c\r\n@@ -1,2 +1,2 @@\r\n a\r\n-x\r\n+y\r\n"),
              "M a.c +1-1 -2[x] +2[y]");
    end();
}

TEST("patch: an empty line that lost its blank is one of the context")
{
    begin_bare();
    CHECK_STR(patched(GIT_HEAD "@@ -1,3 +1,3 @@\n a\n\n-x\n+y\n"), "M a.c +1-1 -3[x] +3[y]");
    end();
}

TEST("patch: each damage is named with its line")
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        { "", "" },
        { "nothing of a patch\n", "fix.patch: is no patch: it has neither" },
        { GIT_HEAD "@@ -1,4 +1,3 @@\n a\n-b\n", "line 8: the patch ends inside a hunk" },
        { GIT_HEAD "@@ -1,2 +1,1 @@\n a\n-b\n-c\n", "line 8: the hunk above has more lines" },
        { GIT_HEAD "@@ -1,2 +1,1 @@\n a\n-b\n c\n", "line 8: the hunk above has more lines" },
        { GIT_HEAD "@@ -1,1 +1,2 @@\n-a\n-b\n", "line 7: the hunk has more lines than its head" },
        { GIT_HEAD "@@ -1,5 +1,5 @@\n a\nxyz\n",
          "line 7: the hunk has 4 lines less than its head" },
        { GIT_HEAD "@@ -1,2 +1,3\n a\n", "line 5: the head of a hunk is not as it should be" },
        { GIT_HEAD "@@ -x +1 @@\n", "line 5: the head of a hunk" },
        { GIT_HEAD "@@ -1,99999999999 +1 @@\n a\n", "line 5: the head of a hunk" },
        { GIT_HEAD "@@ -0,1 +1 @@\n-a\n", "line 5: the head of a hunk" },
        { "@@ -1 +1 @@\n-a\n+b\n", "line 1: a hunk comes without the names of its file" },
        { "diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b\n", "a hunk comes without the names" },
        { GIT_HEAD "@@ -5,2 +5,2 @@\n a\n-b\n+c\n@@ -6 +6 @@\n-x\n+y\n",
          "line 9: a hunk begins before the one in front of it ends" },
        { GIT_HEAD "@@ -1 +1 @@\n\\ No newline at end of file\n-x\n+y\n",
          "line 6: \"\\ No newline\" comes behind no line" },
        { GIT_HEAD "@@ -1 +1 @@\n-x\n\\ No newline\n\\ No newline\n+y\n",
          "line 8: \"\\ No newline\" is said twice" },
        { GIT_HEAD "@@ -1,2 +1 @@\n-x\n\\ No newline\n-y\n+z\n",
          "line 8: a line comes behind the end of the file" },
        { GIT_HEAD "@@ -1 +1 @@\n x\n\\ No newline\n@@ -9 +9 @@\n-x\n+y\n",
          "line 8: a hunk begins behind the end of the file" },
        { "--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-x\n+y\n", "has \"..\", \".\" or \"//\" in it" },
        { "--- /etc/x\n+++ /etc/x\n@@ -1 +1 @@\n-x\n+y\n", "is not below the top" },
        { "--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-x\n+y\n", "is nothing on both sides" },
        { "diff --git a/x b/x\nnew file mode 100644\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
          "is nothing on both sides" },
        { "diff --git a/a b/b\nrename from a\nrename to b\ndeleted file mode 100644\n"
          "new file mode 100644\n",
          "is nothing on both sides" },
        { "--- \"a/x\n+++ b/x\n@@ -1 +1 @@\n-x\n+y\n", "the name of a file is not well formed" },
        { "--- \"a/\\q\"\n+++ b/x\n@@ -1 +1 @@\n-x\n+y\n",
          "the name of a file is not well formed" },
        { "diff --git a/x b/y z\nold mode 100644\nnew mode 100755\n", "cannot be told apart" },
        { "diff --cc a.c\nindex 1,2..3\n--- a/a.c\n+++ b/a.c\n@@@ -1,1 -1,1 +1,1 @@@\n",
          "combined" },
    };

    begin_bare();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const char *got = patched(rows[i].text);

        if (!strstr(got, rows[i].says))
            printf("    row %zu: %s\n", i, got);
        CHECK_SAYS(got, rows[i].says);
        CHECK_INT(why.kind, i == 0 ? ERR_NONE : ERR_ARGUMENT);
    }
    CHECK_INT(diff.count, 0);
    end();
}

static int refuse_word(void *user, const struct file_entry *entry, const char *media,
                       struct buf *text, struct err *err)
{
    (void)entry, (void)media;
    if (!memmem(text->data ? text->data : "", text->size, user, strlen(user)))
        return 0;
    return err_set(err, ERR_POLICY, "holds a word that is not sent");
}

TEST("patch: its names and texts pass the same rules as files")
{
    static char word[] = "first\nsecond";
    static const struct content_rule rule = { "secret", refuse_word, word };
    struct diff_options options;

    begin_bare();
    room_file("r/fix.patch", "--- a/.env\n+++ b/.env\n@@ -1 +1 @@\n-A=1\n+A=2\n"
                             "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-first\n-second\n+ok\n"
                             "--- a/y\n+++ b/y\n@@ -1 +1 @@\n-first\n+ok\n"
                             "--- a/yarn.lock\n+++ b/yarn.lock\n@@ -1 +1 @@\n-1\n+2\n"
                             "diff --git a/sub b/sub\nindex 1..2 160000\n--- a/sub\n+++ b/sub\n"
                             "@@ -1 +1 @@\n-Subproject commit 1\n+Subproject commit 2\n");
    options = options_of("fix.patch");
    options.files.content_rules = &rule;
    options.files.content_rule_count = 1;
    run_diff(&options);
    CHECK_STR(summary(), "M .env +1-1 !deny\nM x +1-2 !secret\nM y +1-1 -1[first] +1[ok]\n"
                         "M yarn.lock +1-1 !generated\nM sub +1-1 !submodule");
    end();
}

TEST("patch: the file itself passes the door and the rules")
{
    begin_bare();
    room_file("r/.env.patch", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-A=1\n+A=2\n");
    CHECK_SAYS(diffed(".env.patch"), "!.env.patch has a name that stands for secrets");
    CHECK_INT(why.kind, ERR_POLICY);
    room_file("outside.patch", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-A=1\n+A=2\n");
    room_link("../outside.patch", "r/link.patch");
    CHECK_SAYS(diffed("link.patch"), "is a symbolic link");
    CHECK_SAYS(diffed(room_path("outside.patch")), "lies outside the folders");
    CHECK_SAYS(diffed("none.patch"), "!none.patch is not there");
    end();
}

TEST("patch: of any name, where that is no revision; a revision of that name wins")
{
    begin();
    room_file("r/a", "1\n");
    commit("first");
    room_file("r/main", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-A=1\n+A=2\n");
    room_file("r/changes.txt", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-A=1\n+A=2\n");
    room_file("r/notes.txt", "no patch\n");
    CHECK_STR(diffed("main"), "A a +1-0 +1[1]");
    CHECK_STR(diffed("changes.txt"), "M x +1-1 -1[A=1] +1[A=2]");
    CHECK_SAYS(diffed("notes.txt"), "there is no revision notes.txt");
    CHECK_SAYS(diffed("fix.diff"), "!fix.diff is not there");
    end();
}

TEST("patch: below a root that is a folder of the repository, names begin at its top")
{
    begin();
    room_file("r/src/fix.patch", "--- a/src/x\n+++ b/src/x\n@@ -1 +1 @@\n-1\n+2\n"
                                 "--- a/y\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n");
    open_roots("r/src", NULL);
    CHECK_STR(diffed("fix.patch"), "M src/x +1-1 -1[1] +1[2]\nM y +1-1 !outside");
    end();
}

TEST("patch: larger than a file may be")
{
    struct buf text = BUF_MAX(MIB(20));

    begin_bare();
    for (int i = 0; i < 40; i++) {
        buf_addf(&text, "--- a/f%02d\n+++ b/f%02d\n@@ -0,0 +1,4000 @@\n", i, i);
        for (int k = 0; k < 4000; k++)
            buf_adds(&text, "+this is a line of forty bytes or so ..\n");
    }
    patched_bytes(buf_slice(&text));
    CHECK_INT(diff.count, 40);
    CHECK_INT(diff.sent_files, 40);
    CHECK_INT(diff.added, 160000);
    while (text.size < PATCH_MAX)
        buf_adds(&text, "and on ...............................\n");
    CHECK_SAYS(patched_bytes(buf_slice(&text)), "has 16777");
    CHECK_INT(why.kind, ERR_POLICY);
    buf_done(&text);
    end();
}
