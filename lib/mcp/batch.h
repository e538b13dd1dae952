/* batch - the answers to an array of requests, which go back as one array (2025-03-26 only).
 *
 * A batch is held by the line that is being read and by every call of it that runs; when the last
 * one lets go, what was answered is complete.
 */
#pragma once

#include "base/buf.h"

struct batch;

/* Held once. */
struct batch *batch_new(void);
struct batch *batch_hold(struct batch *batch);

/* Adds the answer to one request; -1 when the whole would not fit into a line. An error of at most
 * 1 KiB for each request always fits. */
int batch_add(struct batch *batch, struct slice answer);
void batch_add_error(struct batch *batch, struct slice answer);

/* Lets go. The last one gets the array (to be cleared by the caller; empty when nothing was
 * answered), and the batch is gone. NULL is allowed. */
bool batch_release(struct batch *batch, struct buf *array);
