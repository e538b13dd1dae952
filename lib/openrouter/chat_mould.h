/* chat_mould - a chunk of a stream that differs from an earlier one in its text only. Pure.
 *
 *     {"id":"gen-1",...,"choices":[{"delta":{"content":  " token"  },"finish_reason":null}]}
 *     `------------------ before ----------------------'           `------- after -------'
 *
 * Nearly all chunks of an answer do. An earlier chunk was checked and read whole; where before and
 * after are the same bytes, only the text between them is left to be checked and read.
 */
#pragma once

#include "base/buf.h"

struct chat_mould {
    struct buf before_, after_;
};

void chat_mould_init(struct chat_mould *mould);
void chat_mould_done(struct chat_mould *mould);

/* content is the raw string value, with its quotes, inside of chunk; both are copied. */
void chat_mould_set(struct chat_mould *mould, struct slice chunk, struct slice content);

/* true when chunk has the same bytes around what is then *content: one JSON string, perhaps. */
bool chat_mould_fits(const struct chat_mould *mould, struct slice chunk, struct slice *content);
