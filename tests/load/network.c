/* network - a network of one's own, with nothing but this machine in it. */
#include "tests/load/network.h"

#include "base/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t ignored = fd < 0 ? -1 : write(fd, text, strlen(text));

    (void)ignored;
    if (fd >= 0)
        close(fd);
}

/* The same user on both sides, or files could not be made. */
static void map_self(uid_t user, gid_t group)
{
    char text[64];

    write_file("/proc/self/setgroups", "deny");
    snprintf(text, sizeof(text), "%u %u 1", group, group);
    write_file("/proc/self/gid_map", text);
    snprintf(text, sizeof(text), "%u %u 1", user, user);
    write_file("/proc/self/uid_map", text);
}

static int leave(void)
{
    uid_t user = geteuid();
    gid_t group = getegid();

    if (unshare(CLONE_NEWNET) == 0)
        return 0;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return -1;
    map_self(user, group);
    return 0;
}

int network_leave(struct err *err)
{
    struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    int fd, rc;

    if (leave() < 0)
        return err_set(err, ERR_CONFIG, "this system gives no network of one's own: %s",
                       strerror(errno));
    fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    rc = fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &loopback);
    if (fd >= 0)
        close(fd);
    if (rc < 0)
        return err_set(err, ERR_CONFIG, "the loopback device does not come up: %s",
                       strerror(errno));
    return 0;
}

/* Two lines begin with the protocol's name: the first names the columns of the second. */
static int64_t read_pair(const char *text, const char *protocol, const char *column)
{
    const char *names = strstr(text, protocol), *numbers;
    char name[64];
    int used;

    numbers = names ? strstr(names + 1, protocol) : NULL;
    while (names && numbers && sscanf(names, "%63s%n", name, &used) == 1) {
        char number[64];
        int number_used;

        if (sscanf(numbers, "%63s%n", number, &number_used) != 1)
            break;
        if (strcmp(name, column) == 0)
            return strtoll(number, NULL, 10);
        names += used;
        numbers += number_used;
    }
    return -1;
}

/* One "Name  number" a line. */
static int64_t read_row(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    return at ? strtoll(at + strlen(name), NULL, 10) : 0;
}

static int read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = fd < 0 ? -1 : read(fd, text, size - 1);

    if (fd >= 0)
        close(fd);
    text[count > 0 ? count : 0] = '\0';
    return count > 0 ? 0 : -1;
}

int network_count(struct network_counts *counts, struct err *err)
{
    char text[16384], text6[16384];

    if (read_file("/proc/self/net/snmp", text, sizeof(text)) < 0)
        return err_set(err, ERR_CONFIG, "this system does not count its connections");
    read_file("/proc/self/net/snmp6", text6, sizeof(text6));
    *counts = (struct network_counts){
        .connects = read_pair(text, "\nTcp:", "ActiveOpens"),
        .datagrams =
            read_pair(text, "\nUdp:", "OutDatagrams") + read_row(text6, "Udp6OutDatagrams"),
        .without_route = read_pair(text, "Ip:", "OutNoRoutes") + read_row(text6, "Ip6OutNoRoutes"),
    };
    return 0;
}
