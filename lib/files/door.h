/* door - the one way to open a file of the user's, and to read it.
 *
 * A name is resolved below a folder that is open already, by the kernel in one step
 * (openat2: beneath, no symbolic links, no magic links), else component by component without
 * following any link. So nothing that a name says, and nothing that is swapped while it is looked
 * up, leads out of that folder or to a file under another name.
 *
 * Two things are not stopped here. Another file system that is mounted below the folder: mounting
 * is for who owns the machine. And a hard link: it cannot be told from its file. A repository
 * cannot carry one, and the kernel lets nobody make one to a file that he could not read
 * (fs.protected_hardlinks); the rules for names do not see what the file is called elsewhere.
 *
 * Blocks as long as the file system does: for a worker. Any thread.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

#include <sys/stat.h>

enum door_kind { DOOR_FILE, DOOR_FOLDER };

/* Opens name for reading, a descriptor owned by the caller; never waits for a FIFO or a device.
 * name has components between single slashes, "" is the folder itself. -1 and errno: ELOOP for a
 * link, EXDEV for a name that is absolute or has "..", else what open says. */
int door_open(int folder_fd, const char *name, enum door_kind kind);

/* The same component by component: what door_open does where the kernel has no openat2. */
int door_walk(int folder_fd, const char *name, enum door_kind kind);

/* Appends what a link says, which need not be there. -1 (ERR_POLICY) with a sentence that goes on
 * behind the name. */
int door_read_link(int folder_fd, const char *name, struct buf *text, struct err *err);

/* What errno of door_open means for who named the file: a sentence without the name, its end. */
const char *door_reason(int why);

/* Whether fd is a regular file: -1 (ERR_POLICY) with what it is instead. */
int door_check(int fd, struct stat *file, struct err *err);

/* Appends the whole of a regular file of at most size_max bytes, which is as door_check saw it in
 * *before. -1: ERR_TOO_LARGE, or ERR_POLICY for a file that is not the same at the end of reading
 * (size, times, inode); text may hold a part then. */
int door_read(int fd, const struct stat *before, size_t size_max, struct buf *text,
              struct err *err);
