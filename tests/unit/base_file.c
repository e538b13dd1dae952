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
    CHECK_INT(file_read(path, &text, &err), 0);
    CHECK_STR(buf_text(&text), "head\nbody");
    CHECK_INT(file_replace(path, &second, 1, &err), 0);
    buf_clear(&text);
    CHECK_INT(file_read(path, &text, &err), 0);
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

TEST("file: a link, a pipe and a file that is too long are refused, and nothing waits")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(4);
    struct slice long_text = SLICE("12345");
    struct err err = { 0 };

    begin();
    CHECK_INT(file_replace(path, &long_text, 1, &err), 0);
    CHECK_INT(file_read(path, &text, &err), -1);
    CHECK_SAYS(err.text, "longer than 4 bytes");
    unlink(path);
    CHECK_INT(mkfifo(path, 0600), 0);
    CHECK_INT(file_read(path, &text, &err), -1);
    CHECK_SAYS(err.text, "not a regular file");
    unlink(path);
    CHECK_INT(symlink("/etc/hostname", path), 0);
    CHECK_INT(file_read(path, &text, &err), -1);
    end();
}
