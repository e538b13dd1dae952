/* link - bytes to and from one client, plain or under TLS. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tls;
struct link;

#define LINK_AGAIN (-1) /* not now */
#define LINK_ENDED (-2) /* the other side closed */
#define LINK_DEAD  (-3) /* reset, or no TLS */

/* Takes fd, which is non-blocking. tls NULL: plain. */
struct link *link_new(int fd, struct tls *tls);

/* Says goodbye, under TLS too; reset: with RST instead. */
struct link *link_free(struct link *link, bool reset);

int link_fd(const struct link *link);

/* The count of bytes, or one of the above. */
ssize_t link_read(struct link *link, char *bytes, size_t size);
ssize_t link_write(struct link *link, const char *bytes, size_t size);

/* Whether reading waits for the descriptor to be writable, as a handshake may. */
bool link_wants_write(const struct link *link);

/* Whether bytes are there that poll does not know of. */
bool link_has_more(const struct link *link);
