/* access - what a request may do by the key that it carries. */
#include "tests/upstream/access.h"

#include "tests/upstream/intake.h"

enum access access_of(const struct exchange *exchange)
{
    struct slice head = { exchange->head, exchange->head_size };
    struct slice key = intake_header(head, "authorization");

    return slice_starts(key, SLICE("Bearer sk-or-v1-manage")) ? MANAGER
           : slice_starts(key, SLICE("Bearer sk-or-v1-"))     ? KEY
                                                              : ANYBODY;
}
