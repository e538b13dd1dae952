/* Units of base/file. */
#include "base/file.h"

#include "base/limits.h"
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[64];
static char path[128];

static void begin(void)
{
    snprintf(directory, sizeof(directory), "/tmp/unit-file-XXXXXX");
    CHECK(mkdtemp(directory));
    snprintf(path, sizeof(path), "%s/a.json", directory);
}

static void end(void)
{
    unlink(path);
    CHECK_INT(rmdir(directory), 0); /* nothing else was left behind */
}

TEST("file: what was replaced is read back whole, and only the user may read it")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);
    struct slice first[] = { SLICE("head\n"), SLICE(""), SLICE("body") }, second = SLICE("new");
    struct stat status;
    struct err err = { 0 };

    begin();
    CHECK_INT(file_replace(path, first, 3, &err), 0);
    CHECK_INT(file_read(path, 100, FILE_SETTINGS, &text, &err), 0);
    CHECK_STR(buf_text(&text), "head\nbody");
    CHECK_INT(file_replace(path, &second, 1, &err), 0);
    buf_clear(&text);
    CHECK_INT(file_read(path, 100, FILE_SETTINGS, &text, &err), 0);
    CHECK_STR(buf_text(&text), "new");
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    end();
}

TEST("file: a failure names the path and leaves the old content")
{
    struct slice text = SLICE("x");
    struct err err = { 0 };

    begin();
    CHECK_INT(file_replace("/nonexistent/folder/file", &text, 1, &err), -1);
    CHECK_STR(err.text, "/nonexistent/folder/file: No such file or directory");
    CHECK_INT(mkdir(path, 0700), 0); /* a directory in its place */
    CHECK_INT(file_replace(path, &text, 1, &err), -1);
    CHECK_SAYS(err.text, path);
    CHECK_INT(rmdir(path), 0);
    end();
}

TEST("file: one that is not there is no error, a pipe is one, and nothing waits")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);
    struct err err = { 0 };

    begin();
    CHECK_INT(file_read(path, 100, FILE_SETTINGS, &text, &err), 1);
    CHECK_INT(mkfifo(path, 0600), 0);
    CHECK_INT(file_read(path, 100, FILE_SETTINGS, &text, &err), -1);
    CHECK_SAYS(err.text, "must be a regular file");
    end();
}

TEST("file: a byte more than allowed is refused, exactly as many are read")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);
    struct slice five = SLICE("12345");
    struct err err = { 0 };

    begin();
    CHECK_INT(file_replace(path, &five, 1, &err), 0);
    CHECK_INT(file_read(path, 4, FILE_SETTINGS, &text, &err), -1);
    CHECK_SAYS(err.text, "has more than 4 bytes");
    CHECK_INT(file_read(path, 5, FILE_SETTINGS, &text, &err), 0);
    CHECK_STR(buf_text(&text), "12345");
    end();
}

TEST("file: what others may write is refused, and for a key also what they may read")
{
    static const struct {
        mode_t mode;
        int settings, key;
    } rows[] = {
        { 0600, 0, 0 }, { 0640, 0, -1 }, { 0604, 0, -1 }, { 0620, -1, -1 }, { 0602, -1, -1 }
    };
    struct slice content = SLICE("x");
    struct err err = { 0 };

    begin();
    CHECK_INT(file_replace(path, &content, 1, &err), 0);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(100);

        CHECK_INT(chmod(path, rows[i].mode), 0);
        CHECK_INT(file_read(path, 9, FILE_SETTINGS, &text, &err), rows[i].settings);
        CHECK_INT(file_read(path, 9, FILE_KEY, &text, &err), rows[i].key);
    }
    end();
}

TEST("file: a link leads to settings, but not to what we wrote ourselves")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);
    struct slice content = SLICE("x");
    struct err err = { 0 };
    char link[160];

    begin();
    snprintf(link, sizeof(link), "%s.link", path);
    CHECK_INT(file_replace(path, &content, 1, &err), 0);
    CHECK_INT(symlink(path, link), 0);
    CHECK_INT(file_read(link, 9, FILE_SETTINGS, &text, &err), 0);
    CHECK_INT(file_read(link, 9, FILE_STATE, &text, &err), -1);
    CHECK_INT(unlink(link), 0);
    end();
}

TEST("file: what is created is there once, whole, and never in place of something")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(100);
    struct stat status;
    struct err err = { 0 };

    begin();
    CHECK_INT(file_create(path, SLICE("first"), &err), 0);
    CHECK_INT(file_create(path, SLICE("second"), &err), 1);
    CHECK_INT(file_read(path, 100, FILE_KEY, &text, &err), 0);
    CHECK_STR(buf_text(&text), "first");
    CHECK_INT(stat(path, &status), 0);
    CHECK_INT(status.st_mode & 0777, 0600);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(symlink("/nonexistent/elsewhere", path), 0);
    CHECK_INT(file_create(path, SLICE("third"), &err), 1);
    CHECK_INT(file_create("/nonexistent/folder/file", SLICE("x"), &err), -1);
    CHECK_STR(err.text, "/nonexistent/folder/file: No such file or directory");
    end();
}
