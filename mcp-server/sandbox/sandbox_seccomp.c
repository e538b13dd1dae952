/* sandbox_seccomp - system calls that this program never makes.
 *
 * A deny-list: the resolver, TLS and the C library change the set of calls they need by host and by
 * update, and an allow-list would break with them. What is listed is refused with EPERM; a foreign
 * architecture, whose numbers mean other calls, ends the process.
 */
#ifndef PORTABLE

#include "mcp-server/sandbox/sandbox_parts.h"

#include <assert.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef OUR_ARCHITECTURE

#define X32_BIT          0x40000000
#define INSTRUCTIONS_MAX 256
#define NEW_NAMESPACES                                                                             \
    (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET |     \
     CLONE_NEWCGROUP)

static const int refused[] = {
    /* Other programs and other processes. */
    SYS_execve,
    SYS_execveat,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_pidfd_open,
    SYS_pidfd_getfd,
    SYS_pidfd_send_signal,
    SYS_process_madvise,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_tkill,
    /* Other views of the file system, of the machine, of its users. */
    SYS_mount,
    SYS_umount2,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    SYS_mknodat,
    SYS_quotactl,
    SYS_acct,
    SYS_swapon,
    SYS_swapoff,
    SYS_reboot,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_syslog,
    SYS_vhangup,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_setfsuid,
    SYS_setfsgid,
    SYS_capset,
    /* Doors to the kernel through which most of its holes were reached. */
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_settimeofday,
    SYS_fanotify_init,
    SYS_lookup_dcookie,
    SYS_move_pages,
    SYS_migrate_pages,
    SYS_mbind,
    SYS_set_mempolicy,
    SYS_vmsplice,
#ifdef __x86_64__
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
    SYS_uselib,
    SYS_ustat,
    SYS_sysfs,
    SYS_mknod,
#endif
#ifndef SANITIZED
    SYS_ptrace,
    SYS_personality,
#endif
};

/* Allowed on ourselves only, by their first argument. */
static const int own_process_only[] = { SYS_kill, SYS_tgkill, SYS_prlimit64 };

/* What the resolver and HTTP need. */
static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

struct program {
    struct sock_filter code[INSTRUCTIONS_MAX];
    unsigned short count;
};

static void add(struct program *program, uint16_t code, uint32_t operand)
{
    assert(program->count < INSTRUCTIONS_MAX);
    program->code[program->count++] = (struct sock_filter){ .code = code, .k = operand };
}

static void load(struct program *program, size_t offset)
{
    add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

/* The low word, which is all of an int that the kernel looks at. */
static void load_argument(struct program *program, unsigned index)
{
    load(program, offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
}

/* Runs the next `count` instructions when the loaded word is the value (or has one of its bits);
 * goes past them otherwise. */
static void when(struct program *program, uint16_t test, uint32_t value, uint8_t count)
{
    add(program, BPF_JMP | test | BPF_K, value);
    program->code[program->count - 1].jf = count;
}

static void allow(struct program *program)
{
    add(program, BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
}

static void refuse(struct program *program, int error)
{
    add(program, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error);
}

static void end_process(struct program *program)
{
    add(program, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
}

static void check_architecture(struct program *program)
{
    load(program, offsetof(struct seccomp_data, arch));
    when(program, BPF_JEQ, OUR_ARCHITECTURE, 1);
    add(program, BPF_JMP | BPF_JA, 1);
    end_process(program);
    load(program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    when(program, BPF_JSET, X32_BIT, 1);
    end_process(program);
#endif
}

static void limit_to_own_process(struct program *program, int call)
{
    when(program, BPF_JEQ, (uint32_t)call, 6);
    load_argument(program, 0);
    when(program, BPF_JEQ, (uint32_t)getpid(), 1);
    allow(program);
    /* Nobody: prlimit64's word for ourselves, but kill's for the whole process group. */
    when(program, BPF_JEQ, call == SYS_prlimit64 ? 0 : (uint32_t)getpid(), 1);
    allow(program);
    refuse(program, EPERM);
}

static void limit_sockets(struct program *program)
{
    when(program, BPF_JEQ, SYS_socket, 2 * ARRAY_COUNT(families) + 2);
    load_argument(program, 0);
    for (size_t i = 0; i < ARRAY_COUNT(families); i++) {
        when(program, BPF_JEQ, (uint32_t)families[i], 1);
        allow(program);
    }
    refuse(program, EAFNOSUPPORT);
}

/* Typing into the user's terminal as if the user did. */
static void limit_terminal(struct program *program)
{
    when(program, BPF_JEQ, SYS_ioctl, 6);
    load_argument(program, 1);
    when(program, BPF_JEQ, TIOCSTI, 1);
    refuse(program, EPERM);
    when(program, BPF_JEQ, TIOCLINUX, 1);
    refuse(program, EPERM);
    allow(program);
}

/* The flags of clone3 are behind a pointer that a filter cannot follow; without it the C library
 * uses clone. */
static void limit_clone(struct program *program)
{
    when(program, BPF_JEQ, SYS_clone3, 1);
    refuse(program, ENOSYS);
    when(program, BPF_JEQ, SYS_clone, 4);
    load_argument(program, 0);
    when(program, BPF_JSET, NEW_NAMESPACES, 1);
    refuse(program, EPERM);
    allow(program);
}

static void write_program(struct program *program)
{
    check_architecture(program);
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        when(program, BPF_JEQ, (uint32_t)refused[i], 1);
        refuse(program, EPERM);
    }
    for (size_t i = 0; i < ARRAY_COUNT(own_process_only); i++)
        limit_to_own_process(program, own_process_only[i]);
    limit_sockets(program);
    limit_terminal(program);
    limit_clone(program);
    allow(program);
}

int sandbox_seccomp(struct err *err)
{
    struct program program = { .count = 0 };

    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL)
        return SANDBOX_ABSENT;
    write_program(&program);

    struct sock_fprog filter = { .len = program.count, .filter = program.code };

    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) != 0) {
        err_set(err, ERR_INTERNAL, "setting the filter: %s", strerror(errno));
        return SANDBOX_FAILED;
    }
    return 1;
}

#else

int sandbox_seccomp(struct err *err)
{
    (void)err;
    return SANDBOX_ABSENT;
}

#endif
#else

/* A translation unit must hold something. */
extern int sandbox_has_no_seccomp;

#endif
