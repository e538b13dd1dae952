/* chat_hold - deltas on their way to a listener, held back while they could be half a key. */
#include "openrouter/chat_hold.h"

#include "base/limits.h"

#define SUSPICIOUS_RUN 16 /* shorter runs of key characters are no key */

void chat_hold_init(struct chat_hold *hold, struct secret *key,
                    void (*on_delta)(void *user, enum chat_part part, struct slice text),
                    void *user)
{
    *hold = (struct chat_hold){ .key_ = key, .on_delta_ = on_delta, .user_ = user };
    for (size_t i = 0; i < CHAT_PARTS; i++)
        hold->waiting_[i] = BUF_MAX(SSE_LINE_MAX + 2 * KEY_MAX);
}

/* Printable ASCII without blanks: what a key consists of. */
static bool is_key_byte(char c)
{
    return c > ' ' && c < 0x7F;
}

static bool has_suspicious_run(struct slice text)
{
    size_t run = 0;

    for (size_t i = 0; i < text.size && run < SUSPICIOUS_RUN; i++)
        run = is_key_byte(text.data[i]) ? run + 1 : 0;
    return run == SUSPICIOUS_RUN;
}

/* Hands on the first bytes of what waits. */
static void emit(struct chat_hold *hold, enum chat_part part, size_t size)
{
    struct buf *waiting = &hold->waiting_[part];

    if (size == 0)
        return;
    hold->on_delta_(hold->user_, part, (struct slice){ waiting->data, size });
    buf_consume(waiting, size);
}

/* How many bytes may go: all but a run at the end that could be the beginning of the key. A run
 * that is longer than any key holds it back no further than that. */
static size_t count_free(struct slice waiting)
{
    size_t size = waiting.size;

    while (size > 0 && is_key_byte(waiting.data[size - 1]))
        size--;
    if (waiting.size - size <= KEY_MAX)
        return size;
    return waiting.size - KEY_MAX;
}

/* Whole keys only: of one that is still arriving the second half would be left over. A blank at the
 * end tells so. */
static void scrub_whole(struct secret *key, struct buf *waiting)
{
    buf_addc(waiting, ' ');
    secret_scrub(key, waiting);
    waiting->size--;
}

void chat_hold_add(struct chat_hold *hold, enum chat_part part, struct slice text)
{
    struct buf *waiting = &hold->waiting_[part];

    if (buf_add(waiting, text) < 0) {
        chat_hold_flush(hold);
        buf_clear(waiting);
        buf_add(waiting, text);
    }
    if (has_suspicious_run(buf_slice(waiting)))
        scrub_whole(hold->key_, waiting);
    emit(hold, part, count_free(buf_slice(waiting)));
}

void chat_hold_flush(struct chat_hold *hold)
{
    for (enum chat_part part = CHAT_CONTENT; part <= CHAT_REASONING; part++) {
        secret_scrub(hold->key_, &hold->waiting_[part]);
        emit(hold, part, hold->waiting_[part].size);
    }
}

void chat_hold_done(struct chat_hold *hold)
{
    for (size_t i = 0; i < CHAT_PARTS; i++)
        buf_done(&hold->waiting_[i]);
}
