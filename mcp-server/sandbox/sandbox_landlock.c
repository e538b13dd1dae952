/* sandbox_landlock - which files this process may open, from now on and in every thread.
 *
 * Granted are folders rather than files where a file is replaced while we run: a new resolv.conf
 * comes by renaming, and a rule holds for the old one only. No right to execute is granted, so
 * nothing can be executed; shared libraries still load, since that is reading.
 */
#ifndef PORTABLE

#include "mcp-server/sandbox/sandbox_parts.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of newer kernels than the headers of Debian 12: see the kernel's landlock.h. */
#define FS_TRUNCATE   (1ULL << 14) /* version 3 */
#define FS_IOCTL_DEV  (1ULL << 15) /* version 5 */
#define NET_BIND_TCP  (1ULL << 0)  /* version 4 */
#define SCOPE_SOCKETS (1ULL << 0)  /* version 6: abstract unix sockets of others */
#define SCOPE_SIGNALS (1ULL << 1)  /* version 6: processes of others */

struct ruleset_attributes {
    uint64_t fs, net, scoped;
};

#define READ_FOLDER (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define OURS                                                                                       \
    (READ_FOLDER | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |                   \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE)
#define WHAT_FILES_HAVE                                                                            \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV)
#define ALL_OF_VERSION_1 (LANDLOCK_ACCESS_FS_MAKE_SYM | (LANDLOCK_ACCESS_FS_MAKE_SYM - 1))

static const struct grant {
    const char *path;
    uint64_t rights;
} system_grants[] = {
    { "/etc", READ_FOLDER }, /* resolver, hosts, certificates, time zone */
    { "/lib", READ_FOLDER },
    { "/lib64", READ_FOLDER },
    { "/usr/lib", READ_FOLDER },
    { "/usr/lib64", READ_FOLDER },
    { "/usr/local/lib", READ_FOLDER },
    { "/usr/share/ca-certificates", READ_FOLDER },
    { "/usr/local/share/ca-certificates", READ_FOLDER },
    { "/usr/share/zoneinfo", READ_FOLDER },
    { "/var/lib/ca-certificates", READ_FOLDER },
    { "/nix/store", READ_FOLDER },
    { "/sys/devices/system/cpu", READ_FOLDER },
    { "/proc/sys/crypto", READ_FOLDER },
    { "/proc/sys/vm/overcommit_memory", LANDLOCK_ACCESS_FS_READ_FILE },
    { "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE },
    { "/dev/random", LANDLOCK_ACCESS_FS_READ_FILE },
    { "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE },
#ifdef SANITIZED
    { "/proc", READ_FOLDER },
#endif
};

static struct ruleset_attributes attributes_of(int version)
{
    struct ruleset_attributes handled = { .fs = ALL_OF_VERSION_1 };

    if (version >= 2)
        handled.fs |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        handled.fs |= FS_TRUNCATE;
    if (version >= 4)
        handled.net = NET_BIND_TCP;
    if (version >= 5)
        handled.fs |= FS_IOCTL_DEV;
    if (version >= 6)
        handled.scoped = SCOPE_SOCKETS | SCOPE_SIGNALS;
    return handled;
}

/* fd: what is granted, path its name for the error. */
static int grant_open(int ruleset, int fd, const char *path, uint64_t rights, struct err *err)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };
    struct stat kind;

    if (fstat(fd, &kind) == 0 && !S_ISDIR(kind.st_mode))
        rule.allowed_access &= WHAT_FILES_HAVE;
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0)
        return 0;
    return err_set(err, ERR_INTERNAL, "granting %s: %s", path, strerror(errno));
}

/* A path that is not there needs no right. */
static int grant(int ruleset, const char *path, uint64_t rights, struct err *err)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    int rc = fd < 0 ? 0 : grant_open(ruleset, fd, path, rights, err);

    if (fd >= 0)
        close(fd);
    return rc;
}

/* The folders that were opened as roots, whatever they are called by now. */
static int grant_reads(int ruleset, const struct sandbox_reads *reads, struct err *err)
{
    const struct roots *roots = reads ? reads->roots : NULL;

    for (size_t i = 0; roots && i < roots->count; i++)
        if (grant_open(ruleset, roots->items[i].fd, roots->items[i].path, READ_FOLDER, err) < 0)
            return -1;
    for (const char *const *path = reads ? reads->paths : NULL; path && *path; path++)
        if (grant(ruleset, *path, READ_FOLDER, err) < 0)
            return -1;
    return 0;
}

/* Where a link really leads: the folder of the file, so that its successor is granted too. */
static int grant_real_folder(int ruleset, const char *path, struct err *err)
{
    char *real = realpath(path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;
    int rc = 0;

    if (slash && slash != real) {
        *slash = '\0';
        rc = grant(ruleset, real, READ_FOLDER, err);
    }
    free(real);
    return rc;
}

static int grant_all(int ruleset, uint64_t handled, const struct config *config,
                     const struct sandbox_reads *reads, struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(system_grants); i++)
        if (grant(ruleset, system_grants[i].path, system_grants[i].rights, err) < 0)
            return -1;
    if (grant_real_folder(ruleset, "/etc/resolv.conf", err) < 0)
        return -1;
    if (grant_reads(ruleset, reads, err) < 0)
        return -1;
    if (config->ca_file && grant(ruleset, config->ca_file, LANDLOCK_ACCESS_FS_READ_FILE, err) < 0)
        return -1;
    if (config->state_dir && grant(ruleset, config->state_dir, OURS & handled, err) < 0)
        return -1;
    return config->cache_dir ? grant(ruleset, config->cache_dir, OURS & handled, err) : 0;
}

int sandbox_landlock(const struct config *config, const struct sandbox_reads *reads,
                     struct err *err)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (version <= 0)
        return SANDBOX_ABSENT;

    struct ruleset_attributes handled = attributes_of((int)version);
    size_t size = version >= 6   ? sizeof(handled)
                  : version >= 4 ? offsetof(struct ruleset_attributes, scoped)
                                 : offsetof(struct ruleset_attributes, net);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);

    if (ruleset < 0)
        return err_set(err, ERR_INTERNAL, "making a ruleset: %s", strerror(errno));

    int rc = grant_all(ruleset, handled.fs, config, reads, err);

    if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
        rc = err_set(err, ERR_INTERNAL, "restricting: %s", strerror(errno));
    close(ruleset);
    return rc < 0 ? SANDBOX_FAILED : (int)version;
}

#else

/* A translation unit must hold something. */
extern int sandbox_has_no_landlock;

#endif
