/* Units of files/diff: what of a change is not sent, and how that is said. */
#include "base/limits.h"
#include "diff_room.h"
#include "files/ignore.h"
#include "files/secrets.h"

/* --- rules ---------------------------------------------------------------------------------- */

static int refuse_word(void *user, const struct file_entry *entry, const char *media,
                       struct buf *text, struct err *err)
{
    (void)entry, (void)media;
    if (!memmem(text->data ? text->data : "", text->size, user, strlen(user)))
        return 0;
    return err_set(err, ERR_POLICY, "holds a word that is not sent");
}

/* As files.secrets = "redact" does. */
static int redact(void *user, const struct file_entry *entry, const char *media, struct buf *text,
                  struct err *err)
{
    CLEANUP(buf_done) struct buf clean = BUF_MAX(MIB(2));
    size_t count = 0;

    (void)entry, (void)media;
    if (secrets_redact(user, buf_slice(text), &clean, &count, err) < 0)
        return -1;
    buf_clear(text);
    return buf_add(text, buf_slice(&clean));
}

/* A rule that breaks its promise. */
static int eat_lines(void *user, const struct file_entry *entry, const char *media,
                     struct buf *text, struct err *err)
{
    (void)user, (void)entry, (void)media, (void)err;
    text->size = text->size < 2 ? 0 : 2;
    return 0;
}

static int check_ignored(void *user, const struct file_entry *entry, struct err *err)
{
    return ignore_check(user, entry->name, entry->is_folder, err);
}

static const char *diffed_with(const char *text, const struct content_rule *rule)
{
    struct diff_options options = options_of(text);

    options.files.content_rules = rule;
    options.files.content_rule_count = 1;
    run_diff(&options);
    return summary();
}

static const char *diffed_paths(const char *text, const char *const *paths)
{
    struct diff_options options = options_of(text);

    options.paths = paths;
    while (paths[options.path_count])
        options.path_count++;
    run_diff(&options);
    return summary();
}

#define PATHS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The sentence about the first that was not sent. */
static const char *reason(void)
{
    for (size_t i = 0; i < diff.count; i++)
        if (diff.files[i].why)
            return diff.files[i].why;
    return "(all were sent)";
}

TEST("diff: what is not sent is in the list, with its rule, its sentence and how many lines it has")
{
    begin();
    room_file("r/a.c", "1\n");
    room_file("r/.env", "A=1\n");
    commit("first");
    room_file("r/a.c", "2\n");
    room_file("r/.env", "A=2\nB=2\n");
    commit("second");
    CHECK_STR(diffed("HEAD"), "M .env +2-1 !deny\nM a.c +1-1 -1[1] +1[2]");
    CHECK_SAYS(reason(), ".env has a name that stands for secrets");
    CHECK_INT(diff.sent_files, 1);
    CHECK_INT(diff.added, 1);
    CHECK(!diff_is_sent(&diff.files[0]));
    CHECK_INT(diff.files[0].old_text.size, 0);
    end();
}

TEST("diff: the rules of names hold for the old name as well")
{
    begin();
    room_file("r/.env", "A=1\nB=2\nC=3\n");
    commit("first");
    git("mv", ".env", "settings.txt");
    commit("second");
    CHECK_STR(diffed("HEAD"), "R .env -> settings.txt +0-0 !deny");
    CHECK_SAYS(reason(), "settings.txt was .env, which has a name that stands for secrets");
    end();
}

TEST("diff: a file that may not be sent is not opened on disk, only its name is compared")
{
    begin();
    room_file("r/.env", "A=1\n");
    room_file("r/b", "1\n");
    commit("first");
    room_file("r/.env", "A=2\n");
    CHECK_STR(diffed("working"), "M .env +0-0 !deny");
    end();
}

TEST("diff: what git ignores is not sent, although it is tracked")
{
    struct ignore *ignore;

    begin();
    room_file("r/.gitignore", "*.log\n");
    room_file("r/a.log", "1\n");
    git("add", "-f", "a.log");
    commit("first");

    struct ignore_setup setup = { .root_fd = roots->items[0].fd,
                                  .root = roots->items[0].path,
                                  .root_named = roots->items[0].path,
                                  .user = { .home = room },
                                  .claude_user = room_path("claude"),
                                  .claude_managed = room_path("managed") };

    ignore = ignore_new(&setup);

    const struct file_rule rule = { "ignored", check_ignored, ignore };
    struct diff_options options = options_of("HEAD");

    options.files.rules = &rule;
    run_diff(&options);
    CHECK_STR(summary(), "A .gitignore +1-0 +1[*.log]\nA a.log +1-0 !ignored");
    CHECK_SAYS(reason(), "a.log is not sent: .gitignore line 1 (\"*.log\") ignores it");
    ignore_free(ignore);
    end();
}

TEST("diff: a secret on either side stops its file and no other")
{
    static char word[] = "WORD";
    static const struct content_rule rule = { "secret", refuse_word, word };

    begin();
    room_file("r/added.c", "1\n2\n");
    room_file("r/removed.c", "1\nWORD\n");
    room_file("r/far.c", "WORD\n2\n3\n4\n5\n6\n7\n8\n9\n");
    room_file("r/none.c", "1\n");
    commit("first");
    room_file("r/added.c", "1\nWORD\n");
    room_file("r/removed.c", "1\n2\n");
    room_file("r/far.c", "WORD\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    room_file("r/none.c", "2\n");
    commit("second");
    CHECK_STR(diffed_with("HEAD", &rule), "M added.c +1-1 !secret\n"
                                          "M far.c +1-1 !secret\n"
                                          "M none.c +1-1 -1[1] +1[2]\n"
                                          "M removed.c +1-1 !secret");
    CHECK_STR(diff.files[0].why, "added.c holds a word that is not sent");
    CHECK_STR(diff.files[3].why, "removed.c (before the change) holds a word that is not sent");
    CHECK_INT(diff.files[0].line_count, 0);
    CHECK_INT(diff.files[0].new_text.size, 0);
    end();
}

TEST("diff: what is blackened keeps its lines, in hunks and in the texts")
{
    struct secrets *secrets = secrets_new((const unsigned char *)"sixteen bytes...");
    struct content_rule rule = { "secret", redact, secrets };

    CHECK(secrets_add_known(secrets, "DB_PASSWORD", SLICE("correct-horse-42x")));
    begin();
    room_file("r/a", "1\npass correct-horse-42x\n3\n4\n5\n6\n7\n");
    commit("first");
    room_file("r/a", "1\npass correct-horse-42x\n3\n4 correct-horse-42x\n5\n6\n7\n");
    commit("second");
    CHECK_STR(diffed_with("HEAD", &rule), "M a +1-1 -4[4] +4[4 [redacted: known-value]]");
    CHECK(slice_is(diff.files[0].lines[1].text, SLICE("pass [redacted: known-value]")));
    CHECK(slice_is(diff.files[0].lines[5].text, SLICE("5")));
    CHECK(!strstr(buf_text(&diff.files[0].old_text), "correct"));
    CHECK(!strstr(buf_text(&diff.files[0].new_text), "correct"));
    secrets_free(secrets);
    end();
}

TEST("diff: a key of several lines that is blackened moves no line")
{
    struct secrets *secrets = secrets_new((const unsigned char *)"sixteen bytes...");
    struct content_rule rule = { "secret", redact, secrets };
    static const char body[] = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"
                               "MzEfYyjiWA4R4gha5tSRcmPLkHEWeDGnQ+eEGzFFwtJMLfPq0yFdUd6xlwUBZtRb\n";
    struct buf text = BUF_MAX(KIB(4));

    begin();
    buf_addf(&text, "1\n-----BEGIN RSA %s-----\n%s-----END RSA %s-----\n6\n", "PRIVATE KEY", body,
             "PRIVATE KEY");
    room_file("r/a", buf_text(&text));
    commit("first");
    buf_addf(&text, "7\n");
    room_file("r/a", buf_text(&text));
    buf_done(&text);
    commit("second");
    CHECK_STR(diffed_with("HEAD", &rule), "M a +1-0 +7[7]");
    CHECK(slice_is(diff.files[0].lines[2].text, SLICE("6")));
    secrets_free(secrets);
    end();
}

TEST("diff: a rule that takes lines away has its file not sent")
{
    static const struct content_rule rule = { "eats", eat_lines, NULL };

    begin();
    room_file("r/a", "1\n2\n3\n");
    commit("first");
    room_file("r/a", "1\n2\nthree\n");
    commit("second");
    CHECK_STR(diffed_with("HEAD", &rule), "M a +1-1 !lines");
    end();
}

TEST("diff: only the paths that are named are looked at, by folder, by name, by pattern")
{
    begin();
    room_file("r/src/a.c", "1\n");
    room_file("r/src/gen/b.c", "1\n");
    room_file("r/doc/c.md", "1\n");
    room_file("r/d.c", "1\n");
    commit("first");
    CHECK_STR(diffed_paths("HEAD", PATHS("src")), "A d.c +1-0 !excluded\n"
                                                  "A doc/c.md +1-0 !excluded\n"
                                                  "A src/a.c +1-0 +1[1]\n"
                                                  "A src/gen/b.c +1-0 +1[1]");
    CHECK_SAYS(reason(), "d.c is not among the paths that are looked at; name it in paths");
    CHECK_STR(diffed_paths("HEAD", PATHS("src/", "!src/gen")), "A d.c +1-0 !excluded\n"
                                                               "A doc/c.md +1-0 !excluded\n"
                                                               "A src/a.c +1-0 +1[1]\n"
                                                               "A src/gen/b.c +1-0 !excluded");
    CHECK_STR(diffed_paths("HEAD", PATHS("!*.c")), "A d.c +1-0 !excluded\n"
                                                   "A doc/c.md +1-0 +1[1]\n"
                                                   "A src/a.c +1-0 !excluded\n"
                                                   "A src/gen/b.c +1-0 !excluded");
    CHECK_STR(diffed_paths("HEAD", PATHS("**/b.c", "d.c")), "A d.c +1-0 +1[1]\n"
                                                            "A doc/c.md +1-0 !excluded\n"
                                                            "A src/a.c +1-0 !excluded\n"
                                                            "A src/gen/b.c +1-0 +1[1]");
    CHECK_SAYS(diffed_paths("HEAD", PATHS("../x")), "!paths: ");
    CHECK_SAYS(diffed_paths("HEAD", PATHS("/src")), "begins with a slash");
    end();
}

TEST("diff: a file that moved is looked at under either name, but not out of what is left out")
{
    begin();
    room_file("r/src/a.c", "1\n2\n3\n");
    commit("first");
    room_folder("r/lib");
    git("mv", "src/a.c", "lib/a.c");
    commit("second");
    CHECK_STR(diffed_paths("HEAD", PATHS("src")), "R src/a.c -> lib/a.c +0-0");
    CHECK_STR(diffed_paths("HEAD", PATHS("lib")), "R src/a.c -> lib/a.c +0-0");
    CHECK_STR(diffed_paths("HEAD", PATHS("!lib")), "R src/a.c -> lib/a.c +0-0 !excluded");
    end();
}

TEST("diff: binary is what git calls so, and what has a NUL further down")
{
    static struct buf text;

    begin();
    room_bytes("r/logo.png", (struct slice){ "\x89PNG\0\0", 6 });
    text = BUF_MAX(KIB(64));
    for (int i = 0; i < 3000; i++)
        buf_adds(&text, "text\n");
    buf_addc(&text, '\0');
    room_bytes("r/late", buf_slice(&text));
    buf_done(&text);
    commit("first");
    CHECK_STR(diffed("HEAD"), "A late +0-0 !binary\nA logo.png +0-0 !binary");
    CHECK_SAYS(reason(), "late is binary (it has NUL bytes); only text is compared");
    end();
}

TEST("diff: what a program wrote is not sent, unless it is named")
{
    begin();
    room_file("r/package-lock.json", "{\n}\n");
    room_file("r/web/app.min.js", "x\n");
    room_file("r/api.pb.go", "package api\n");
    room_file("r/made.go", "// Code generated by protoc. DO NOT EDIT.\n\npackage x\n");
    room_file("r/said.js", "/**\n * @generated\n */\n");
    room_file("r/far.js", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n@generated\n");
    room_file("r/.gitattributes", "*.snapshot linguist-generated=true\nplain.snapshot "
                                  "-linguist-generated\n/docs/** -diff\n");
    room_file("r/a.snapshot", "1\n");
    room_file("r/plain.snapshot", "1\n");
    room_file("r/docs/api/x.html", "1\n");
    room_file("r/sub/.gitattributes", "y linguist-generated\n");
    room_file("r/sub/deep/y", "1\n");
    room_file("r/y", "1\n");
    commit("first");
    CHECK_STR(diffed_paths("HEAD", PATHS("!.gitattributes", "!sub/.gitattributes")),
              "A .gitattributes +3-0 !excluded\n"
              "A a.snapshot +1-0 !generated\n"
              "A api.pb.go +1-0 !generated\n"
              "A docs/api/x.html +1-0 !generated\n"
              "A far.js +12-0 +1[1] +2[2] +3[3] +4[4] +5[5] +6[6] +7[7] +8[8] +9[9] +10[10] "
              "+11[11] +12[@generated]\n"
              "A made.go +3-0 !generated\n"
              "A package-lock.json +2-0 !generated\n"
              "A plain.snapshot +1-0 +1[1]\n"
              "A said.js +3-0 !generated\n"
              "A sub/.gitattributes +1-0 !excluded\n"
              "A sub/deep/y +1-0 !generated\n"
              "A web/app.min.js +1-0 !generated\n"
              "A y +1-0 +1[1]");
    CHECK_STR(diff.files[1].why, "a.snapshot is generated (said to be so in .gitattributes "
                                 "(linguist-generated)); to have it looked at all the same, name "
                                 "it in paths");
    CHECK_SAYS(diff.files[6].why, "is generated (a lock file)");
    CHECK_SAYS(diffed_paths("HEAD", PATHS("package-lock.json")),
               "A package-lock.json +2-0 +1[{] +2[}]");
    end();
}

TEST("diff: a submodule is named with both its commits")
{
    begin();
    git("update-index", "--add", "--cacheinfo",
        "160000,1111111111111111111111111111111111111111,lib/x");
    git("commit", "-q", "-m", "first");
    git("update-index", "--cacheinfo", "160000,2222222222222222222222222222222222222222,lib/x");
    git("commit", "-q", "-m", "second");
    CHECK_STR(diffed("HEAD"), "M lib/x +1-1 !submodule");
    CHECK_SAYS(reason(), "from commit 11111111 to 22222222");
    CHECK_SAYS(diffed("HEAD~1"), "A lib/x +1-0 !submodule");
    CHECK_SAYS(reason(), "from commit none to 11111111");
    end();
}

static void write_long(const char *name, size_t size, const char *end)
{
    struct buf text = BUF_MAX(MIB(32));

    while (text.size < size)
        buf_adds(&text, "a line of forty bytes, more or less ....\n");
    buf_adds(&text, end);
    room_bytes(name, buf_slice(&text));
    buf_done(&text);
}

TEST("diff: a file that is too large is counted and not sent, and so is what goes over the total")
{
    begin();
    write_long("r/large", FILE_TEXT_MAX, "1\n");
    for (int i = 0; i < 10; i++) {
        char name[20];

        snprintf(name, sizeof(name), "r/part%d", i);
        write_long(name, FILE_TEXT_MAX - 100, name);
    }
    commit("first");
    write_long("r/large", FILE_TEXT_MAX, "2\n");
    for (int i = 0; i < 10; i++) {
        char name[20];

        snprintf(name, sizeof(name), "r/part%d", i);
        write_long(name, FILE_TEXT_MAX - 100, "changed\n");
    }
    commit("second");
    CHECK_SAYS(diffed("HEAD"), "M large +1-1 !size");
    CHECK_SAYS(reason(), "more than the 1048576 that one file may have");
    CHECK_INT(diff.sent_files, DIFF_TEXT_MAX / FILE_TEXT_MAX / 2);
    CHECK_STR(diff.files[10].rule, "total");
    CHECK_SAYS(diff.files[10].why, "narrow it with paths");
    end();
}

TEST("diff: a file of very many lines is not compared")
{
    struct buf text = BUF_MAX(MIB(1));

    begin();
    for (int i = 0; i <= DIFF_SIDE_LINES_MAX; i++)
        buf_adds(&text, i % 3 ? "a\n" : "b\n");
    room_bytes("r/data", buf_slice(&text));
    buf_done(&text);
    commit("first");
    CHECK_STR(diffed("HEAD"), "A data +0-0 !size");
    CHECK_SAYS(reason(), "data has 100001 lines, more than the 100000 that are compared");
    end();
}

TEST("diff: more files than are listed are counted, and those that are looked at come first")
{
    char name[40];

    begin();
    for (int i = 0; i < DIFF_FILES_MAX + 20; i++) {
        snprintf(name, sizeof(name), "r/d/%04d", i);
        room_file(name, "1\n");
    }
    room_file("r/zz", "1\n");
    commit("first");
    diffed("HEAD");
    CHECK_INT(diff.count, DIFF_FILES_MAX);
    CHECK_INT(diff.unlisted, 21);
    diffed_paths("HEAD", PATHS("zz"));
    CHECK_INT(diff.count, DIFF_FILES_MAX);
    CHECK_INT(diff.unlisted, 21);
    CHECK_INT(diff.sent_files, 1);
    CHECK_STR(diff.files[DIFF_FILES_MAX - 1].path, "zz");
    end();
}
