/* chat_mould - a chunk of a stream that differs from an earlier one in its text only. */
#include "openrouter/chat_mould.h"

#include "base/limits.h"

#define SIDE_MAX KIB(16) /* real ones have some 200 bytes */

void chat_mould_init(struct chat_mould *mould)
{
    *mould = (struct chat_mould){ BUF_MAX(SIDE_MAX), BUF_MAX(SIDE_MAX) };
}

void chat_mould_done(struct chat_mould *mould)
{
    buf_done(&mould->before_);
    buf_done(&mould->after_);
}

void chat_mould_set(struct chat_mould *mould, struct slice chunk, struct slice content)
{
    size_t before = (size_t)(content.data - chunk.data);

    buf_clear(&mould->before_);
    buf_clear(&mould->after_);
    if (buf_add(&mould->before_, (struct slice){ chunk.data, before }) < 0 ||
        buf_add(&mould->after_, slice_from(chunk, before + content.size)) < 0)
        buf_clear(&mould->before_); /* too large: fits nothing */
}

bool chat_mould_fits(const struct chat_mould *mould, struct slice chunk, struct slice *content)
{
    struct slice before = buf_slice(&mould->before_), after = buf_slice(&mould->after_);

    if (before.size == 0 || chunk.size < before.size + after.size + 2 ||
        !slice_starts(chunk, before) || !slice_ends(chunk, after))
        return false;
    *content = slice_from(chunk, before.size);
    content->size -= after.size;
    return true;
}
