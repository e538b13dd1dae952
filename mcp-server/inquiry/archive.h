/* archive - what is kept of questions, sealed: their answers, for who asks the same again, and what
 * was sent, for the user to see.
 *
 * Kept in the store behind the back of a call; what cannot be kept is asked again.
 */
#pragma once

#include "mcp-server/inquiry/inquiry_request.h"
#include "openrouter/chat_record.h"

struct archive;
struct store;

/* store may be NULL: nothing is kept then. Keeps all. base_url: where questions go. */
struct archive *archive_new(const struct config *config, struct store *store);
struct archive *archive_free(struct archive *archive);

/* The name of a request: the same for all that are the same, in every process of this user, and
 * telling nothing of it. "" when nothing is remembered (repeat.window_s is 0, no state directory,
 * no key to seal with). */
#define ARCHIVE_NAME_SIZE   65
#define ARCHIVE_THREAD_SIZE 32
void archive_name(struct archive *archive, const struct inquiry_request *request,
                  char name[ARCHIVE_NAME_SIZE]);

/* For repeat.window_s seconds. thread: the turn that the answer is; "" for none. */
void archive_keep_answer(struct archive *archive, const char *name, const char *thread,
                         const struct chat_reply *reply);

/* The same again: reply points into text and texts; chat_record_done(texts) is due in any case. -1
 * for what archive_keep_answer has not written. */
int archive_read_answer(struct slice text, char thread[ARCHIVE_THREAD_SIZE],
                        struct chat_texts *texts, struct chat_reply *reply);

/* Keeps a question and its answer as a turn of a conversation, as long as rows of the ledger are
 * kept, under a name that it makes. "" when none are kept (state.keep_threads, no state directory,
 * no key to seal with), or this one is too long. */
void archive_keep_turn(struct archive *archive, const struct inquiry_request *request,
                       const struct chat_reply *reply, char thread[ARCHIVE_THREAD_SIZE]);

/* A row of the ledger for an answer that was given again. generation: the one it came from. */
void archive_note_repeat(struct archive *archive, const struct inquiry_request *request,
                         const char *name, const char *generation);

/* Under the number of its row in the ledger, as long as such rows are kept: a line of JSON with
 * where to and for what ({"to","tool","tag"}), then the body. number 0: it has no row. */
void archive_keep_sent(struct archive *archive, const struct inquiry_request *request,
                       const char *to, int64_t number, struct slice body);
