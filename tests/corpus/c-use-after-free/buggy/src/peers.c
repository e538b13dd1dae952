/* The peers that are connected, as a list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct peer {
    struct peer *next;
    char name[48];
    int fd;
};

static struct peer *peers;

struct peer *peer_add(const char *name, int fd)
{
    struct peer *peer = calloc(1, sizeof(*peer));

    if (!peer)
        return NULL;
    snprintf(peer->name, sizeof(peer->name), "%s", name);
    peer->fd = fd;
    peer->next = peers;
    peers = peer;
    return peer;
}

void peer_drop(struct peer *peer)
{
    struct peer **link = &peers;

    while (*link && *link != peer)
        link = &(*link)->next;
    if (*link)
        *link = peer->next;
    close(peer->fd);
    free(peer);
}

/* Sends to all; whoever cannot be written to is dropped. Answers how many were. */
size_t peers_broadcast(const char *text, size_t size)
{
    struct peer *peer = peers, *next;
    size_t dropped = 0;

    for (; peer; peer = next) {
        next = peer->next;
        if (write(peer->fd, text, size) == (ssize_t)size)
            continue;
        peer_drop(peer);
        dropped++;
        fprintf(stderr, "dropped %s\n", peer->name);
    }
    return dropped;
}
