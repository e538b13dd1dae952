/* Units of mcp-server/sandbox: each forbidden thing is tried by a child in the sandbox. */
#include "files/door.h"
#include "mcp-server/sandbox/sandbox.h"
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef PORTABLE

TEST("sandbox: a portable build has none, and says so")
{
    struct config config = { 0 };
    struct err err;
    char report[256];

    CHECK_INT(sandbox_enter(&config, NULL, report, &err), 0);
    CHECK_SAYS(report, "PORTABLE");
}

#else

#define NOT_ENTERED 255
#define BY_SIGNAL   1000

static char ours[64], foreign_folder[64], foreign[80];

/* What the child may read beside: a root, which it opens when its descriptors are closed, and
 * paths. */
static const char *granted_root;
static const char *const *granted_paths;
static struct roots *roots;

/* A file of ours and one that is not, made once. */
static void prepare(void)
{
    if (ours[0])
        return;
    snprintf(ours, sizeof(ours), P_tmpdir "/openrouter-mcp-ours-XXXXXX");
    snprintf(foreign_folder, sizeof(foreign_folder), P_tmpdir "/openrouter-mcp-foreign-XXXXXX");
    CHECK(mkdtemp(ours) && mkdtemp(foreign_folder));
    snprintf(foreign, sizeof(foreign), "%s/file", foreign_folder);
    close(open(foreign, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

__attribute__((destructor)) static void tidy(void)
{
    if (!ours[0])
        return;
    unlink(foreign);
    rmdir(foreign_folder);
    rmdir(ours);
}

/* What a probe answers in a child that has entered the sandbox: 0 for success, else an errno; a
 * signal counts from BY_SIGNAL. */
static int in_sandbox(int (*probe)(void))
{
    int status;

    prepare();

    pid_t child = fork();

    if (child == 0) {
        struct config config = { .state_dir = ours };
        struct err err;
        char report[256];

        sandbox_early();

        const char *flags[] = { granted_root, NULL };
        struct sandbox_reads reads = { .paths = granted_paths };

        reads.roots = roots = roots_open(&(struct roots_options){ .flags = flags });
        _exit(sandbox_enter(&config, &reads, report, &err) < 0 ? NOT_ENTERED : probe());
    }
    CHECK(child > 0);
    CHECK_INT(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}

static long landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

    return version > 0 ? version : 0;
}

#define NEEDS_LANDLOCK(least)                                                                      \
    do {                                                                                           \
        if (landlock_version() < (least))                                                          \
            SKIP("this kernel has no Landlock of version " #least);                                \
    } while (0)

static int result(long rc)
{
    return rc < 0 ? errno : 0;
}

/* The same for every path: what opening it answers. */
static const char *open_path;
static int open_flags;

static int probe_open(void)
{
    return result(open(open_path, open_flags, 0600));
}

static int opening(const char *path, int flags)
{
    open_path = path;
    open_flags = flags;
    return in_sandbox(probe_open);
}

static int probe_execve(void)
{
    char *const arguments[] = { "true", NULL };

    return result(execve("/bin/true", arguments, NULL));
}

static int probe_execveat(void)
{
    char *const arguments[] = { "true", NULL };

    return result(syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, NULL, 0));
}

TEST("sandbox: no program is executed, by either call")
{
    CHECK_INT(in_sandbox(probe_execve), EPERM);
    CHECK_INT(in_sandbox(probe_execveat), EPERM);
}

static long refused_call;

static int probe_call(void)
{
    return result(syscall(refused_call, 0, 0, 0, 0, 0, 0));
}

TEST("sandbox: calls that reach into other processes or into the kernel are refused")
{
    static const struct {
        const char *name;
        long number;
    } calls[] = {
        { "process_vm_readv", SYS_process_vm_readv },
        { "process_vm_writev", SYS_process_vm_writev },
        { "pidfd_open", SYS_pidfd_open },
        { "pidfd_getfd", SYS_pidfd_getfd },
        { "pidfd_send_signal", SYS_pidfd_send_signal },
        { "rt_sigqueueinfo", SYS_rt_sigqueueinfo },
        { "mount", SYS_mount },
        { "umount2", SYS_umount2 },
        { "open_tree", SYS_open_tree },
        { "chroot", SYS_chroot },
        { "unshare", SYS_unshare },
        { "setns", SYS_setns },
        { "open_by_handle_at", SYS_open_by_handle_at },
        { "bpf", SYS_bpf },
        { "perf_event_open", SYS_perf_event_open },
        { "userfaultfd", SYS_userfaultfd },
        { "io_uring_setup", SYS_io_uring_setup },
        { "keyctl", SYS_keyctl },
        { "add_key", SYS_add_key },
        { "init_module", SYS_init_module },
        { "kexec_load", SYS_kexec_load },
        { "setuid", SYS_setuid },
        { "settimeofday", SYS_settimeofday },
#ifndef SANITIZED
        { "ptrace", SYS_ptrace },
        { "personality", SYS_personality },
#endif
    };

    for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
        refused_call = calls[i].number;

        int got = in_sandbox(probe_call);

        if (got != EPERM)
            test_fail(__FILE__, __LINE__, "%s answers %d, wanted EPERM", calls[i].name, got);
    }
}

static int probe_kill_parent(void)
{
    return result(kill(getppid(), 0));
}

static int probe_kill_group(void)
{
    return result(kill(0, 0));
}

static int probe_kill_self(void)
{
    return result(kill(getpid(), 0));
}

static int probe_abort(void)
{
    abort();
}

static int probe_limit_parent(void)
{
    struct rlimit limit;

    return result(prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit));
}

static int probe_limit_self(void)
{
    struct rlimit limit;

    return result(getrlimit(RLIMIT_NOFILE, &limit));
}

TEST("sandbox: signals and limits reach this process and no other")
{
    CHECK_INT(in_sandbox(probe_kill_parent), EPERM);
    CHECK_INT(in_sandbox(probe_kill_group), EPERM);
    CHECK_INT(in_sandbox(probe_kill_self), 0);
    CHECK_INT(in_sandbox(probe_abort), BY_SIGNAL + SIGABRT);
    CHECK_INT(in_sandbox(probe_limit_parent), EPERM);
    CHECK_INT(in_sandbox(probe_limit_self), 0);
}

static int probe_new_user(void)
{
    return result(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

static int probe_clone3(void)
{
    return result(syscall(SYS_clone3, NULL, 0));
}

TEST("sandbox: no new namespaces, and clone3, whose flags cannot be seen, is as if it were not "
     "there")
{
    CHECK_INT(in_sandbox(probe_new_user), EPERM);
    CHECK_INT(in_sandbox(probe_clone3), ENOSYS);
}

static int probe_packet_socket(void)
{
    return result(socket(AF_PACKET, SOCK_RAW, 0));
}

static int probe_vsock(void)
{
    return result(socket(AF_VSOCK, SOCK_STREAM, 0));
}

static int probe_inet_sockets(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 || socket(AF_UNIX, SOCK_STREAM, 0) < 0 ||
                   socket(AF_NETLINK, SOCK_RAW, 0) < 0
               ? errno
               : 0;
}

TEST("sandbox: only the socket families of the resolver and of HTTP are there")
{
    CHECK_INT(in_sandbox(probe_packet_socket), EAFNOSUPPORT);
    CHECK_INT(in_sandbox(probe_vsock), EAFNOSUPPORT);
    CHECK_INT(in_sandbox(probe_inet_sockets), 0);
}

static int probe_type_into_terminal(void)
{
    return result(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

TEST("sandbox: nothing is typed into the user's terminal")
{
    CHECK_INT(in_sandbox(probe_type_into_terminal), EPERM);
}

#if defined(__x86_64__)
static int probe_foreign_architecture(void)
{
    long number = 20; /* getpid of 32-bit programs */

    __asm__ volatile("int $0x80" : "+a"(number) : : "r8", "r9", "r10", "r11", "memory");
    return 0;
}

static int probe_x32(void)
{
    return result(syscall(0x40000000 + SYS_getpid));
}

TEST("sandbox: calls by the numbers of another architecture end the process")
{
    int got = in_sandbox(probe_foreign_architecture);

    CHECK_INT(in_sandbox(probe_x32), BY_SIGNAL + SIGSYS);
    if (got == BY_SIGNAL + SIGSEGV)
        SKIP("this kernel runs no 32-bit programs");
    CHECK_INT(got, BY_SIGNAL + SIGSYS);
}
#endif

TEST("sandbox: files that are neither the system's nor ours cannot be opened")
{
    NEEDS_LANDLOCK(1);
    prepare();
    CHECK_INT(opening(foreign, O_RDONLY), EACCES);
    CHECK_INT(opening(foreign, O_WRONLY), EACCES);
    CHECK_INT(opening(P_tmpdir, O_RDONLY | O_DIRECTORY), EACCES);
    CHECK_INT(opening("/", O_RDONLY | O_DIRECTORY), EACCES);
    CHECK_INT(opening("/root", O_RDONLY | O_DIRECTORY), EACCES);
    CHECK_INT(opening("/usr/bin/true", O_RDONLY), EACCES);
    CHECK_INT(opening("/etc/openrouter-mcp-unit", O_CREAT | O_WRONLY), EACCES);
#ifndef SANITIZED
    CHECK_INT(opening("/proc/self/environ", O_RDONLY), EACCES);
    CHECK_INT(opening("/proc/self/mem", O_RDWR), EACCES);
    CHECK_INT(opening("/proc/1/environ", O_RDONLY), EACCES);
#endif
}

/* foreign_folder as a root with a folder, a file in it, and links: out of it and within. */
static char inner[100];

static void make_root(void)
{
    char link[160];

    prepare();
    granted_root = inner;
    snprintf(inner, sizeof(inner), "%s/root", foreign_folder);
    mkdir(inner, 0700);
    snprintf(link, sizeof(link), "%s/out", inner);
    CHECK(symlink("../file", link) == 0 || errno == EEXIST);
    snprintf(link, sizeof(link), "%s/in", inner);
    close(open(link, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static void remove_root(void)
{
    static const char *const names[] = { "root/out", "root/in", "root" };
    char path[128];

    granted_root = NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "%s/%s", foreign_folder, names[i]);
        remove(path);
    }
}

static const char *below_root;
static int below_flags;

/* Without the door: plain openat, which follows every link. */
static int probe_below(void)
{
    return result(openat(roots->items[0].fd, below_root, below_flags, 0600));
}

static int probe_door(void)
{
    return result(door_open(roots->items[0].fd, below_root, DOOR_FILE));
}

static int below(int (*probe)(void), const char *name, int flags)
{
    below_root = name;
    below_flags = flags;
    return in_sandbox(probe);
}

TEST("sandbox: files below a root are read and not written, and what lies beside it is closed")
{
    NEEDS_LANDLOCK(1);
    make_root();

    int in = below(probe_below, "in", O_RDONLY), folder = below(probe_below, ".", O_RDONLY);
    int door = below(probe_door, "in", 0), write = below(probe_below, "in", O_WRONLY);
    int make = below(probe_below, "new", O_CREAT | O_WRONLY), beside = opening(foreign, O_RDONLY);

    remove_root();
    CHECK_INT(in, 0);
    CHECK_INT(folder, 0);
    CHECK_INT(door, 0);
    CHECK_INT(write, EACCES);
    CHECK_INT(make, EACCES);
    CHECK_INT(beside, EACCES);
}

TEST("sandbox: where the door is left open, what leads out of a root is still closed")
{
    NEEDS_LANDLOCK(1);
    make_root();

    int link = below(probe_below, "out", O_RDONLY), up = below(probe_below, "../file", O_RDONLY);
    int folder = below(probe_below, "..", O_RDONLY), door = below(probe_door, "out", 0);

    remove_root();
    CHECK_INT(link, EACCES);
    CHECK_INT(up, EACCES);
    CHECK_INT(folder, EACCES);
    CHECK_INT(door, ELOOP); /* closed, it says why */
}

TEST("sandbox: what else may be read is granted by its path")
{
    const char *const paths[] = { foreign, "/nowhere/at/all", NULL };

    NEEDS_LANDLOCK(1);
    prepare();
    granted_paths = paths;

    int read = opening(foreign, O_RDONLY), write = opening(foreign, O_WRONLY);
    int folder = opening(foreign_folder, O_RDONLY);

    granted_paths = NULL;
    CHECK_INT(read, 0);
    CHECK_INT(write, EACCES);
    CHECK_INT(folder, EACCES);
}

static int probe_truncate(void)
{
    return result(truncate(foreign, 0));
}

TEST("sandbox: a foreign file cannot be emptied either")
{
    NEEDS_LANDLOCK(3);
    CHECK_INT(in_sandbox(probe_truncate), EACCES);
}

static int probe_make_link(void)
{
    char path[128];

    snprintf(path, sizeof(path), "%s/link", ours);
    return result(symlink("/etc/passwd", path));
}

TEST("sandbox: no links are made, not even in our own directory")
{
    NEEDS_LANDLOCK(1);
    CHECK_INT(in_sandbox(probe_make_link), EACCES);
}

static int probe_listen(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return result(bind(fd, (const struct sockaddr *)&address, sizeof(address)));
}

TEST("sandbox: no TCP port is opened for others to connect to")
{
    NEEDS_LANDLOCK(4);
    CHECK_INT(in_sandbox(probe_listen), EACCES);
}

static int probe_our_files(void)
{
    char folder[100], one[128], two[128];

    snprintf(folder, sizeof(folder), "%s/answers", ours);
    snprintf(one, sizeof(one), "%s/.one", folder);
    snprintf(two, sizeof(two), "%s/two", folder);
    if (mkdir(folder, 0700) < 0)
        return errno;

    int fd = open(one, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, "x", 1) != 1 || fsync(fd) < 0 || ftruncate(fd, 0) < 0)
        return errno;
    if (rename(one, two) < 0 || open(two, O_RDONLY | O_TRUNC | O_CLOEXEC) < 0)
        return errno;
    return unlink(two) < 0 || rmdir(folder) < 0 ? errno : 0;
}

TEST("sandbox: our own directory can be used in full")
{
    CHECK_INT(in_sandbox(probe_our_files), 0);
}

TEST("sandbox: what name resolution, TLS and random numbers read can be read")
{
    CHECK_INT(opening("/etc/passwd", O_RDONLY), 0);
    CHECK_INT(opening("/etc", O_RDONLY | O_DIRECTORY), 0);
    CHECK_INT(opening("/dev/urandom", O_RDONLY), 0);
    CHECK_INT(opening("/dev/null", O_RDWR), 0);
    CHECK_INT(opening("/usr/lib", O_RDONLY | O_DIRECTORY), 0);
    if (access("/etc/resolv.conf", R_OK) == 0)
        CHECK_INT(opening("/etc/resolv.conf", O_RDONLY), 0);
    if (access("/etc/ssl/certs", R_OK) == 0)
        CHECK_INT(opening("/etc/ssl/certs", O_RDONLY | O_DIRECTORY), 0);
}

static void *resolve(void *user)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;

    *(int *)user = getaddrinfo("localhost", "443", &hints, &found);
    if (found)
        freeaddrinfo(found);
    return NULL;
}

static int resolved_outside;

static int probe_thread(void)
{
    int answer = 1, fds[2];
    pthread_t thread;

    if (pthread_create(&thread, NULL, resolve, &answer) != 0 || pthread_join(thread, NULL) != 0)
        return errno;
    if (answer != resolved_outside || pipe(fds) < 0)
        return 100;
    return poll(&(struct pollfd){ .fd = fds[0], .events = POLLIN }, 1, 1) == 0 ? 0 : 101;
}

TEST("sandbox: a thread resolves names as well as without it, and waiting works")
{
    resolve(&resolved_outside); /* a machine may have no hosts file */
    CHECK_INT(in_sandbox(probe_thread), 0);
}

static int probe_thread_open(void)
{
    return landlock_version() == 0 ? EACCES : probe_open();
}

static void *open_in_thread(void *user)
{
    *(int *)user = probe_thread_open();
    return NULL;
}

static int probe_later_thread(void)
{
    int answer = 0;
    pthread_t thread;

    if (pthread_create(&thread, NULL, open_in_thread, &answer) != 0)
        return 100;
    pthread_join(thread, NULL);
    return answer;
}

TEST("sandbox: threads that begin later are in it, too")
{
    NEEDS_LANDLOCK(1);
    prepare();
    open_path = foreign;
    open_flags = O_RDONLY;
    CHECK_INT(in_sandbox(probe_later_thread), EACCES);
}

static int probe_early(void)
{
    struct rlimit core;

    getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_cur != 0 || core.rlim_max != 0)
        return 100;
    if (umask(0) != 077)
        return 101;
    for (int fd = STDERR_FILENO + 1; fd < 100; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return 102;
    return 0;
}

TEST("sandbox: no core, files for us alone, and inherited descriptors are closed")
{
    int inherited = fcntl(STDOUT_FILENO, F_DUPFD, 77);

    CHECK_INT(inherited, 77);
    CHECK_INT(in_sandbox(probe_early), 0);
    close(inherited);
}

static int probe_report(void)
{
    struct config config = { 0 };
    char report[256], wanted[64];
    struct err err;

    /* A second sandbox inside the first is stricter, and says the same. */
    if (sandbox_enter(&config, NULL, report, &err) < 0)
        return 100;
    snprintf(wanted, sizeof(wanted), "landlock %ld, seccomp, dumpable ", landlock_version());
    if (landlock_version() > 0)
        return strstr(report, wanted) ? 0 : 101;
    return strstr(report, "no landlock (not in this kernel), seccomp") ? 0 : 102;
}

TEST("sandbox: the report names what there is")
{
    CHECK_INT(in_sandbox(probe_report), 0);
}

#ifndef SANITIZED
/* Root may look into every process; and a process that changed its user is closed by itself. */
static void become_nobody(void)
{
    if (geteuid() == 0 &&
        (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0))
        _exit(NOT_ENTERED);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

/* Answers errno of opening a file of /proc of a process of the same user. */
static int peek_at(pid_t target, const char *name)
{
    char path[64];
    int status;
    pid_t child = fork();

    if (child == 0) {
        become_nobody();
        snprintf(path, sizeof(path), "/proc/%d/%s", (int)target, name);
        _exit(result(open(path, O_RDONLY)));
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

TEST("sandbox: another process of the same user reads neither environment nor memory")
{
    int ready[2];
    char byte;

    CHECK_INT(pipe(ready), 0);

    pid_t target = fork();

    if (target == 0) {
        become_nobody();
        dup2(ready[1], STDOUT_FILENO);
        sandbox_early();
        if (write(STDOUT_FILENO, "x", 1) == 1)
            pause();
        _exit(0);
    }
    close(ready[1]);
    CHECK_INT(read(ready[0], &byte, 1), 1);

    int environment = peek_at(target, "environ"), memory = peek_at(target, "mem");

    kill(target, SIGKILL);
    waitpid(target, NULL, 0);
    close(ready[0]);
    CHECK_INT(environment, EACCES);
    CHECK_INT(memory, EACCES);
}
#endif
#endif
