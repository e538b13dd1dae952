/* chat_record - a whole reply as text, for whoever asks the same again. Pure. */
#pragma once

#include "openrouter/chat_choice.h"

/* Appends a complete reply; -1 when it does not fit. */
int chat_record_write(const struct chat_reply *reply, struct buf *out);

/* Reads such a text: reply points into texts, which is zeroed and whose chat_record_done is due in
 * any case. cost_nano is what it cost then. -1 for what is none, or of another version. */
int chat_record_read(struct slice text, struct chat_texts *texts, struct chat_reply *reply);
void chat_record_done(struct chat_texts *texts);
