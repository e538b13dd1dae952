/* child - a process under measurement: its pipes, its core, what it has used. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    pid_t pid;
    int in_fd, out_fd; /* ours: to its stdin, from its stdout; not blocking */
    int64_t spawn_ns;  /* when it was started */
};

struct child_memory {
    double rss_kb, peak_kb, private_kb, threads;
};

int64_t now_ns(void);

/* Keeps this process, and what it starts from now on, on one core; -1: on any. */
void pin_self(int core);

/* Starts argv[0] with the environment env (NULL: ours). Its stdin and stdout are sockets, as a Node
 * client gives them. Ends the program when that cannot be. */
struct child child_start(const char *const *argv, const char *const *env);
/* Moves a running one; core -1: any. */
void child_pin(const struct child *child, int core);

/* Its next line without the line feed; ends the program when none comes within a minute. */
void child_line(const struct child *child, char *line, size_t size);

/* CPU time so far of all its threads; works for a process that forbids being looked at. */
int64_t child_cpu_ns(const struct child *child);
struct child_memory child_memory(const struct child *child);

/* Closes its stdin and waits; kills it after two seconds. Whether it ended by itself with 0. */
bool child_end(struct child *child);
