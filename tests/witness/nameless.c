/* nameless - errors without an id, and what they may refuse.
 *
 * A server reads line after line, and refuses at once what it refuses: the first of them is meant
 * for the first line that could not be answered by an id. Those in an array are meant for parts of
 * arrays. Without such a line a server would answer a notification, which nobody may.
 */
#include "tests/witness/parts.h"

#include <stdlib.h>

void nameless_add(struct witness *witness, enum nameless_kind kind, struct asked *twin,
                  bool in_array)
{
    size_t size = (witness->nameless_count + 1) * sizeof(*witness->nameless);

    witness->nameless = xrealloc(witness->nameless, size);
    witness->nameless[witness->nameless_count++] = (struct nameless){
        .kind = kind,
        .twin = twin,
        .in_array = in_array,
        .serial = witness->serial,
        .epoch = witness->epoch_count - 1,
    };
}

/* It is no reason any more. */
static void use(struct witness *witness, struct nameless *nameless)
{
    nameless->twin = NULL;
    nameless->kind = NAMELESS_USED;
    while (witness->nameless_at < witness->nameless_count &&
           witness->nameless[witness->nameless_at].kind == NAMELESS_USED)
        witness->nameless_at++;
}

/* It was read, and not refused. */
static void pass(struct witness *witness, struct nameless *nameless)
{
    if (nameless->twin)
        nameless->twin->is_twin = false;
    use(witness, nameless);
}

/* The array was refused: nothing comes for any part of it. */
static void close_array(struct witness *witness, size_t serial)
{
    struct asked *asked = witness->asked.open, *next;

    for (size_t i = witness->nameless_at; i < witness->nameless_count; i++)
        if (witness->nameless[i].in_array && witness->nameless[i].serial == serial)
            use(witness, &witness->nameless[i]);
    for (; asked; asked = next) {
        next = asked->next_open;
        if (asked->in_array && asked->serial == serial)
            asked_close(&witness->asked, asked);
    }
}

/* An array that was read as a batch is no reason itself. */
static bool is_reason(const struct witness *witness, const struct nameless *nameless)
{
    if (nameless->kind == NAMELESS_USED || nameless->in_array || nameless->serial < witness->fence)
        return false;
    return nameless->kind != NAMELESS_ARRAY ||
           epoch_at(witness, nameless->epoch)->version != V_2025_03_26;
}

static struct nameless *find_line(struct witness *witness)
{
    for (size_t i = witness->nameless_at; i < witness->nameless_count; i++) {
        struct nameless *nameless = &witness->nameless[i];

        if (is_reason(witness, nameless))
            return nameless;
        if (!nameless->in_array && nameless->serial < witness->fence)
            pass(witness, nameless);
    }
    return NULL;
}

/* Which part of which array is refused cannot be told. */
static struct nameless *find_part(struct witness *witness)
{
    for (size_t i = witness->nameless_at; i < witness->nameless_count; i++)
        if (witness->nameless[i].kind != NAMELESS_USED && witness->nameless[i].in_array)
            return &witness->nameless[i];
    return NULL;
}

int nameless_take(struct witness *witness, bool in_array)
{
    struct nameless *nameless = in_array ? find_part(witness) : find_line(witness);

    if (!nameless)
        return -1;
    if (nameless->kind == NAMELESS_ARRAY &&
        epoch_at(witness, nameless->epoch)->version != V_UNKNOWN)
        close_array(witness, nameless->serial);
    raise_fence(witness, nameless->serial);
    use(witness, nameless);
    return 0;
}
