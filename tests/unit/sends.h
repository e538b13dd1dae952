/* sends - what a test does around each send of libcurl's. */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* To be called before and after each send of libcurl's; NULL: nobody is interested. */
static void (*on_send)(bool is_after);

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    if (on_send)
        on_send(false);

    ssize_t n = sendto(fd, bytes, size, flags, NULL, 0);
    int error = errno;

    if (on_send)
        on_send(true);
    errno = error;
    return n;
}
