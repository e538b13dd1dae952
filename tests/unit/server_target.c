/* Units of mcp-server/setup/target: a file of another program's that is changed. */
#include "mcp-server/setup/target.h"

#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], file[128], moved[160];

static void begin(const char *text)
{
    snprintf(folder, sizeof(folder), P_tmpdir "/openrouter-mcp-unit-XXXXXX");
    CHECK(mkdtemp(folder));
    snprintf(file, sizeof(file), "%s/a.json", folder);
    snprintf(moved, sizeof(moved), "%s/b.json", folder);
    if (!text)
        return;

    int fd = open(file, O_CREAT | O_WRONLY | O_EXCL, 0640);

    CHECK(fd >= 0);
    CHECK_INT(write(fd, text, strlen(text)), (int64_t)strlen(text));
    fchmod(fd, 0640);
    close(fd);
}

/* Nothing but what was named is left behind. */
static void end(void)
{
    char kept[192];

    snprintf(kept, sizeof(kept), "%s.openrouter-mcp-backup", file);
    unlink(kept);
    unlink(file);
    unlink(moved);
    CHECK_INT(rmdir(folder), 0);
}

static const char *content(const char *path)
{
    static char text[256];
    int fd = open(path, O_RDONLY);
    ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

    if (fd >= 0)
        close(fd);
    text[size < 0 ? 0 : size] = '\0';
    return size < 0 ? NULL : text;
}

static mode_t mode_of(const char *path)
{
    struct stat status;

    CHECK_INT(stat(path, &status), 0);
    return status.st_mode & 07777;
}

TEST("target: what is written takes the old file's place and mode, and the backup is the old one")
{
    CLEANUP(target_done) struct target target;
    CLEANUP(buf_done) struct buf saved = BUF_MAX(100);
    struct err err = { 0 };

    begin("old");
    CHECK_INT(target_open(&target, file, false, &err), 0);
    CHECK(target.exists);
    CHECK_INT(target_save(&target, &err), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), 0);
    CHECK_STR(content(file), "new");
    CHECK_INT(mode_of(file), 0640);
    CHECK_INT(mode_of(target.kept), 0640);
    CHECK_INT(target_saved(&target, &saved, &err), 0);
    CHECK_STR(buf_text(&saved), "old");
    target_forget_saved(&target);
    CHECK_INT(target_saved(&target, &saved, &err), 1);
    end();
}

TEST("target: a link stays one, and what it leads to is changed")
{
    CLEANUP(target_done) struct target target;
    struct stat status;
    struct err err = { 0 };

    begin("old");
    CHECK_INT(rename(file, moved), 0);
    CHECK_INT(symlink("b.json", file), 0);
    CHECK_INT(target_open(&target, file, false, &err), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), 0);
    CHECK_INT(lstat(file, &status), 0);
    CHECK(S_ISLNK(status.st_mode));
    CHECK_STR(content(moved), "new");
    end();
}

TEST("target: a link to nothing is a question, and so is a folder in its place")
{
    struct target target;
    struct err err = { 0 };

    begin(NULL);
    CHECK_INT(symlink("nothing", file), 0);
    CHECK_INT(target_open(&target, file, false, &err), -1);
    CHECK_SAYS(err.text, "is a link to a file that is not there");
    target_done(&target);
    CHECK_INT(target_open(&target, folder, false, &err), -1);
    CHECK_SAYS(err.text, "is no regular file");
    target_done(&target);
    end();
}

TEST("target: what another program has changed meanwhile is not written over")
{
    CLEANUP(target_done) struct target target;
    struct err err = { 0 };
    int fd;

    begin("old");
    CHECK_INT(target_open(&target, file, false, &err), 0);
    fd = open(file, O_WRONLY | O_APPEND);
    CHECK_INT(write(fd, "er", 2), 2);
    close(fd);
    CHECK_INT(target_write(&target, SLICE("new"), &err), -1);
    CHECK_SAYS(err.text, "was changed by another program at this moment; nothing was written");
    CHECK_INT(target_remove(&target, &err), -1);
    CHECK_STR(content(file), "older");
    end();
}

TEST("target: neither is one that was put in its place, or has gone, or has appeared")
{
    CLEANUP(target_done) struct target target, missing;
    struct err err = { 0 };
    int fd;

    begin("old");
    CHECK_INT(target_open(&target, file, false, &err), 0);
    CHECK_INT(target_open(&missing, moved, false, &err), 0);
    CHECK(!missing.exists);
    fd = open(moved, O_WRONLY | O_CREAT, 0600);
    CHECK_INT(write(fd, "abc", 3), 3);
    close(fd);
    CHECK_INT(target_write(&missing, SLICE("new"), &err), -1);
    CHECK_STR(content(moved), "abc");
    CHECK_INT(rename(moved, file), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), -1);
    CHECK_STR(content(file), "abc");
    CHECK_INT(unlink(file), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), -1);
    CHECK(content(file) == NULL);
    end();
}

TEST("target: a read-only file and one of another user stay as they are, also for root")
{
    CLEANUP(target_done) struct target target, foreign;
    struct err err = { 0 };

    begin("old");
    CHECK_INT(chmod(file, 0440), 0);
    CHECK_INT(target_open(&target, file, false, &err), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), -1);
    CHECK_SAYS(err.text, "is read-only (mode 0440); chmod u+w");
    CHECK_INT(target_save(&target, &err), -1);
    if (geteuid() == 0) {
        CHECK_INT(chmod(file, 0640), 0);
        CHECK_INT(chown(file, 12345, (gid_t)-1), 0);
        CHECK_INT(target_open(&foreign, file, false, &err), 0);
        CHECK_INT(target_write(&foreign, SLICE("new"), &err), -1);
        CHECK_SAYS(err.text, "belongs to another user (uid 12345)");
    } else {
        foreign = (struct target){ 0 };
    }
    CHECK_STR(content(file), "old");
    end();
}

TEST("target: a file with two names is not torn from the other one")
{
    CLEANUP(target_done) struct target target;
    struct err err = { 0 };

    begin("old");
    CHECK_INT(link(file, moved), 0);
    CHECK_INT(target_open(&target, file, false, &err), 0);
    CHECK_INT(target_write(&target, SLICE("new"), &err), -1);
    CHECK_SAYS(err.text, "has a second name (a hard link)");
    CHECK_STR(content(moved), "old");
    end();
}

TEST("target: folders are made for the user alone, and so is the file")
{
    CLEANUP(target_done) struct target target;
    char below[192], inner[224];
    struct err err = { 0 };

    begin(NULL);
    snprintf(below, sizeof(below), "%s/x", folder);
    snprintf(inner, sizeof(inner), "%s/y.json", below);
    CHECK_INT(target_open(&target, inner, false, &err), 0);
    CHECK_INT(access(below, F_OK), -1); /* not before there is something to write */
    CHECK_INT(target_write(&target, SLICE("new"), &err), 0);
    CHECK_INT(mode_of(below), 0700);
    CHECK_INT(mode_of(inner), 0600);
    CHECK_INT(unlink(inner), 0);
    CHECK_INT(rmdir(below), 0);
    end();
}

TEST("target: a file that is too large is refused before it is read into memory whole")
{
    struct target target;
    struct err err = { 0 };

    begin("");
    CHECK_INT(truncate(file, (off_t)SETTINGS_FILE_MAX + 1), 0);
    CHECK_INT(target_open(&target, file, false, &err), -1);
    CHECK_SAYS(err.text, "has more than 16777216 bytes");
    target_done(&target);
    end();
}
