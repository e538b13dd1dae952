/* batch - the answers to an array of requests. */
#include "mcp/batch.h"

#include "base/limits.h"

#include <stdlib.h>

#define ARRAY_MAX  (LINE_OUT_MAX - 1) /* the line end belongs to the line */
#define ERROR_ROOM (BATCH_MAX * KIB(1))
#define CLOSING    1 /* ']' */

struct batch {
    size_t holders;
    struct buf array; /* "[a,b", without its end */
};

struct batch *batch_new(void)
{
    struct batch *batch = xcalloc(1, sizeof(*batch));

    batch->holders = 1;
    batch->array = BUF_MAX(ARRAY_MAX);
    return batch;
}

struct batch *batch_hold(struct batch *batch)
{
    if (batch)
        batch->holders++;
    return batch;
}

void batch_add_error(struct batch *batch, struct slice answer)
{
    buf_addc(&batch->array, batch->array.size == 0 ? '[' : ',');
    buf_add(&batch->array, answer);
}

int batch_add(struct batch *batch, struct slice answer)
{
    if (batch->array.size + answer.size + 1 + CLOSING > ARRAY_MAX - ERROR_ROOM)
        return -1;
    batch_add_error(batch, answer);
    return 0;
}

bool batch_release(struct batch *batch, struct buf *array)
{
    if (!batch || --batch->holders > 0)
        return false;
    *array = batch->array;
    if (array->size > 0)
        buf_addc(array, ']');
    free(batch);
    return true;
}
