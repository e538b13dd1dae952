/* markup - what a reader's program would act on, turned into text that it only shows. Pure.
 *
 *   ![alt](https://...)   ->  !\[alt](https://...)   a remote image is fetched when it is shown
 *   <system-reminder>     ->  system-reminder>       a tag that the harness itself speaks in
 *
 * Images of local paths and data: URLs stay. Of images by reference (![alt][ref]) all are rewritten
 * when the text defines any remote reference. HTML is left alone: terminals do not render it, and
 * asking for a page of HTML is honest work.
 */
#pragma once

#include "base/buf.h"

/* Appends text, which has no invisible characters and only LF as line end, to out. Linear time. -1
 * when it does not fit whole. *rewritten is added to. */
int markup_add(struct buf *out, struct slice text, size_t *rewritten);
