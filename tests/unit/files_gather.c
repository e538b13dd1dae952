/* Units of files/gather: what a call names, sent or not sent. */
#include "base/limits.h"
#include "gather_room.h"
#include "test.h"

TEST("gather: files come in the order in which they are named, by relative and absolute paths")
{
    furnish();
    CHECK_STR(gathered(FILES("src/x.c", "README.md")), "src/x.c=x README.md=hello");
    CHECK_STR(gathered(FILES("./src//y.h", room_path("a/src/x.c"))), "src/y.h=y src/x.c=x");
    CHECK_INT(list.sent_count, 2);
    CHECK_INT(list.sent_bytes, 4);
    CHECK_INT(list.items[0].bytes, 2);
    leave();
}

TEST("gather: a name is looked for in every root, and what is not in the first is shown whole")
{
    char wanted[PATH_MAX];

    furnish();
    snprintf(wanted, sizeof(wanted), "%s=other", room_path("b/other.c"));
    CHECK_STR(gathered(FILES("other.c")), wanted);
    CHECK_STR(gathered(FILES("o*.c")), wanted);
    leave();
}

TEST("gather: lines are sent when they are asked for, and a name that looks like lines is a name")
{
    furnish();
    CHECK_STR(gathered(FILES("main.c:2-3")), "main.c=two\nthree");
    CHECK_INT(list.items[0].lines.first, 2);
    CHECK_INT(list.items[0].line_count, 3);
    CHECK_STR(gathered(FILES("main.c#L2")), "main.c=two");
    CHECK_STR(gathered(FILES("main.c:2-99")), "main.c=two\nthree");
    CHECK_INT(list.items[0].lines.last, 3);
    CHECK_STR(gathered(FILES("notes:2")), "notes:2=a colon in its name");
    CHECK_STR(gathered(FILES("notes:2#L1")), "notes:2=a colon in its name");
    CHECK_STR(gathered(FILES("main.c:9")), "main.c!lines");
    CHECK_STR(reason(), "main.c line 9 is behind its end: it has 3 lines. Ask for lines that are "
                        "there, or leave the range out");
    CHECK_STR(gathered(FILES("main.c:3-2")), "main.c:3-2!missing");
    CHECK_SAYS(reason(), "lines count from 1");
    leave();
}

TEST("gather: patterns find files in the order of their names, each once, and what stops one is "
     "said")
{
    furnish();
    CHECK_STR(gathered(FILES("src/**/*.c")), "src/deep/z.c=z src/x.c=x");
    CHECK_STR(gathered(FILES("src/*")), "src/x.c=x src/y.h=y");
    gathered(FILES("**/*.{c,h}", "src/x.c", "src/x.c:1"));
    CHECK_SAYS(summary(),
               ".ssh!deny link.c!link main.c=one\ntwo\nthree src/deep/z.c=z src/x.c=x src/y.h=y /");
    CHECK_SAYS(summary(), "/b/other.c=other src/x.c=x");
    CHECK_INT(list.count, 8);
    CHECK_STR(gathered(FILES("[id].tsx")), "[id].tsx=brackets");
    CHECK_STR(gathered(FILES("[id].tsx:1")), "[id].tsx=brackets");
    CHECK_STR(gathered(FILES(".e*")), ".env!deny");
    CHECK_STR(gathered(FILES("*.rs")), "*.rs!missing");
    CHECK_SAYS(reason(), "*.rs matches no file below ");
    CHECK_SAYS(reason(), "** goes into all");
    leave();
}

TEST("gather: what is not sent says which path, which rule, and how to allow it")
{
    static const struct {
        const char *path, *rule, *says;
    } rows[] = {
        { ".env", "deny",
          ".env has a name that stands for secrets (.env*); the user can allow it" },
        { ".ssh/known", "deny", "config.json" },
        { "link.c", "link", "name the file that it leads to" },
        { "logo.png", "binary", "logo.png is no text" },
        { "src", "folder", "src is a folder; for all files in it write src/**" },
        { "src/", "folder", "write src/**" },
        { ".", "folder", "write **" },
        { "nowhere.c", "missing", "nowhere.c is not there below " },
        { "../secret", "path", "no \"..\"" },
        { "a\\b", "path", "write / between folders" },
        { "", "path", "empty" },
        { "/etc/passwd", "root", "--root FOLDER" },
        { "/etc/not-there", "root", "/etc/not-there lies outside the folders" },
        { "/etc/*", "root", "\"roots\" in config.json" },
    };

    furnish();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        gathered(FILES(rows[i].path));
        CHECK_INT(list.count, 1);
        CHECK_INT(list.sent_count, 0);
        CHECK_STR(list.items[0].rule, rows[i].rule);
        CHECK_SAYS(list.items[0].why, rows[i].says);
    }
    CHECK_STR(gathered((const char *const[]){ NULL }), "files!path");
    CHECK_SAYS(reason(), "name at least one file");
    leave();
}

TEST("gather: what lies outside is answered alike, whether or not it is there")
{
    char there[2000], gone[2000];

    furnish();
    gathered(FILES(room_path("secret")));
    snprintf(there, sizeof(there), "%s", reason() + strlen(room_path("secret")));
    gathered(FILES(room_path("gone")));
    snprintf(gone, sizeof(gone), "%s", reason() + strlen(room_path("gone")));
    CHECK_STR(there, gone);
    leave();
}

TEST("gather: a file of secrets is what only the rule of names stops")
{
    struct gather_options options;

    furnish();
    CHECK_STR(gathered(FILES(".env")), ".env!deny");
    options = options_of(FILES(".env"));
    options.rule_count = 0;
    gather(&options);
    CHECK_STR(summary(), ".env=SECRET=1");
    leave();
}

TEST("gather: without a root the sentence says how to name one")
{
    furnish();
    roots_free(roots);
    roots = roots_open(&(struct roots_options){ .directory = room_path("a") });
    CHECK_STR(gathered(FILES("main.c")), "main.c!root");
    CHECK_SAYS(reason(), "start the server with --root FOLDER");
    leave();
}

static void fill(const char *name, size_t size, char c)
{
    char *text = xmalloc(size);

    memset(text, c, size);
    for (size_t i = 99; i < size; i += 100)
        text[i] = '\n';
    room_bytes(name, (struct slice){ text, size });
    free(text);
}

TEST("gather: limits of a file, of a call and of the number of files hold, and what is over is "
     "named")
{
    furnish();
    fill("a/big.txt", FILE_TEXT_MAX + 1, 'b');
    CHECK_STR(gathered(FILES("big.txt")), "big.txt!size");
    CHECK_SAYS(reason(), "has 1048577 bytes, more than the 1048576 that one file may have; ask for "
                         "lines of it");
    gathered(FILES("big.txt:1-2"));
    CHECK_INT(list.sent_bytes, 200);
    gathered(FILES("big.txt:1-99999"));
    CHECK_STR(list.items[0].rule, "size");
    for (int i = 0; i < 5; i++) {
        char name[32];

        snprintf(name, sizeof(name), "a/full/%d", i);
        fill(name, FILE_TEXT_MAX, (char)('0' + i));
    }
    gathered(FILES("full/*", "README.md"));
    CHECK_INT(list.sent_count, 4);
    CHECK_INT(list.sent_bytes, FILES_TEXT_MAX);
    CHECK_INT(list.count, 6);
    CHECK_STR(list.items[4].rule, "total");
    CHECK_STR(list.items[5].rule, "total");
    for (int i = 0; i < 300; i++) {
        char name[32], text[32];

        snprintf(name, sizeof(name), "a/many/%03d", i);
        snprintf(text, sizeof(text), "%d", i);
        room_file(name, text);
    }
    gathered(FILES("many/*"));
    CHECK_INT(list.sent_count, FILES_MAX);
    CHECK_INT(list.count, FILES_LISTED_MAX);
    CHECK_INT(list.unlisted, 300 - FILES_LISTED_MAX);
    CHECK_STR(list.items[FILES_MAX].rule, "count");
    leave();
}

TEST("gather: bytes that are no UTF-8 are replaced, and counted")
{
    furnish();
    room_file("a/latin", "caf\xE9\n");
    CHECK_STR(gathered(FILES("latin")), "latin=caf\xEF\xBF\xBD");
    CHECK_INT(list.items[0].replaced, 1);
    room_file("a/empty", "");
    CHECK_STR(gathered(FILES("empty")), "empty=");
    leave();
}

static int refuse_z(void *user, const struct file_entry *entry, struct err *err)
{
    int *asked = user;

    ++*asked;
    CHECK(entry->root_fd >= 0 && strcmp(entry->root, room_path("a")) == 0);
    if (strcmp(entry->name, "src/deep") == 0 && entry->is_folder)
        return err_set(err, ERR_POLICY, "is ignored by a test; remove the test");
    return 0;
}

static int blacken(void *user, const struct file_entry *entry, const char *media, struct buf *text,
                   struct err *err)
{
    (void)user, (void)media;
    if (strcmp(entry->name, "README.md") == 0)
        return err_set(err, ERR_POLICY, "holds a secret on line 1");
    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] == 'x')
            text->data[i] = '#';
    return 0;
}

TEST("gather: rules that others bring along stop folders before they are entered, and see and "
     "change "
     "what was read")
{
    int asked = 0;
    const struct file_rule rules[] = { { "deny", deny_check, NULL }, { "test", refuse_z, &asked } };
    const struct content_rule content[] = { { "scan", blacken, NULL } };
    struct gather_options options;

    furnish();
    options = options_of(FILES("src/**", "README.md"));
    options.rules = rules;
    options.rule_count = 2;
    options.content_rules = content;
    options.content_rule_count = 1;
    gather(&options);
    CHECK_STR(summary(), "src/deep!test src/x.c=# src/y.h=y README.md!scan");
    CHECK_STR(list.items[0].why, "src/deep is ignored by a test; remove the test");
    CHECK_INT(asked, 4);
    leave();
}

static const char *sniff(struct slice head, size_t *size_max)
{
    *size_max = 100;
    return slice_starts(head, SLICE("\x89PNG")) ? "image/png" : NULL;
}

TEST("gather: media are told by their first bytes and have limits of their own")
{
    struct gather_options options;

    furnish();
    options = options_of(FILES("logo.png", "main.c", "large.png"));
    options.sniff = sniff;
    fill("a/large.png", 200, 'p');

    int fd = open(room_path("a/large.png"), O_WRONLY | O_CLOEXEC);

    CHECK_INT(pwrite(fd, "\x89PNG", 4, 0), 4);
    close(fd);
    gather(&options);
    CHECK_STR(list.items[0].media, "image/png");
    CHECK_INT(list.items[0].text.size, 6);
    CHECK(!list.items[1].media && !list.items[1].rule);
    CHECK_STR(list.items[2].rule, "size");
    CHECK_SAYS(list.items[2].why, "has 200 bytes, more than the 100 that one image/png may have");
    leave();
}

TEST("gather: the report has a line for each, sent and not")
{
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(8));

    furnish();
    gathered(FILES("main.c:1-2", ".env", "README.md"));
    gather_list_report(&list, &out);
    CHECK_SAYS(buf_text(&out), "sent: main.c, 8 bytes, lines 1-2 of 3\n"
                               "sent: README.md, 6 bytes, 1 line\n"
                               "not sent (deny): .env has a name");
    leave();
}
