/* archive - what is kept of questions, sealed. */
#include "mcp-server/inquiry/archive.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "mcp-server/inquiry/conversation.h"
#include "store/store.h"
#include "vault/seal.h"
#include "vault/secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(ARCHIVE_NAME_SIZE == SEAL_DIGEST_SIZE, "a name is a digest");

struct archive {
    const struct config *config;
    struct store *store;
    struct seal *seal; /* opened at the first question; NULL when it cannot be */
    bool is_opened;
};

struct archive *archive_new(const struct config *config, struct store *store)
{
    struct archive *archive = xcalloc(1, sizeof(*archive));

    archive->config = config;
    archive->store = store;
    return archive;
}

struct archive *archive_free(struct archive *archive)
{
    if (archive) {
        seal_free(archive->seal);
        free(archive);
    }
    return NULL;
}

static struct seal *seal_of(struct archive *archive)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);
    struct err err;

    if (archive->is_opened || !archive->store)
        return archive->seal;
    archive->is_opened = true;
    buf_addf(&path, "%s/records.key", archive->config->state_dir);
    archive->seal = seal_new_kept(buf_text(&path), &err);
    if (!archive->seal)
        log_line("answers are not kept for who asks the same again: %s", err.text);
    return archive->seal;
}

void archive_name(struct archive *archive, const struct inquiry_request *request,
                  char name[ARCHIVE_NAME_SIZE])
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(PROMPT_MAX + MIB(1));
    struct seal *seal = archive->config->repeat_s > 0 ? seal_of(archive) : NULL;

    name[0] = '\0';
    if (!seal)
        return;
    inquiry_request_describe(request, archive->config, &text);
    if (!text.full)
        seal_digest(seal, buf_slice(&text), name);
}

/* A line with the name of its turn, then the reply. */
void archive_keep_answer(struct archive *archive, const char *name, const char *thread,
                         const struct chat_reply *reply)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RECORD_MAX);
    int64_t now_s = clock_unix_s();
    struct record record = { RECORD_ANSWER, name, now_s, now_s + archive->config->repeat_s };

    buf_addf(&text, "%s\n", thread);
    if (chat_record_write(reply, &text) == 0)
        store_keep(archive->store, &record, buf_slice(&text));
}

int archive_read_answer(struct slice text, char thread[ARCHIVE_THREAD_SIZE],
                        struct chat_texts *texts, struct chat_reply *reply)
{
    struct slice line = { NULL, 0 };

    slice_split(&text, '\n', &line);
    snprintf(thread, ARCHIVE_THREAD_SIZE, "%.*s", SLICE_FMT(line));
    return chat_record_read(text, texts, reply);
}

void archive_keep_turn(struct archive *archive, const struct inquiry_request *request,
                       const struct chat_reply *reply, char thread[ARCHIVE_THREAD_SIZE])
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RECORD_MAX - KIB(8));
    const struct config *config = archive->config;
    int64_t now_s = clock_unix_s();
    struct turn turn = { thread, request->thread, config->project, now_s,
                         now_s + config->keep_days * 86400 };

    thread[0] = '\0';
    if (!config->keep_threads || (request->is_mend && !request->thread) || !seal_of(archive) ||
        conversation_write(request, reply, &text) < 0)
        return;
    secret_random_id(thread, "t_");
    store_keep_turn(archive->store, &turn, buf_slice(&text));
}

void archive_note_repeat(struct archive *archive, const struct inquiry_request *request,
                         const char *name, const char *generation)
{
    struct ledger_entry entry = {
        .time_s = clock_unix_s(),
        .session = archive->config->session_id,
        .project = archive->config->project,
        .tool = request->tool,
        .tag = request->tag,
        .model = request->model,
        .request = name,
    };

    store_note_repeat(archive->store, &entry, generation);
}

static void add_member(struct buf *out, const char *name, const char *text)
{
    buf_addf(out, "%s\"%s\":", out->size > 1 ? "," : "", name);
    json_quote(slice_of(text ? text : ""), out);
}

void archive_keep_sent(struct archive *archive, const struct inquiry_request *request,
                       const char *to, int64_t number, struct slice body)
{
    const struct config *config = archive->config;
    CLEANUP(buf_done) struct buf text = BUF_MAX(RECORD_MAX);
    int64_t now_s = clock_unix_s();
    char name[RECORD_NAME_MAX + 1];
    struct record record = { RECORD_SENT, name, now_s, now_s + config->keep_days * 86400 };

    if (!config->keep_sent || !archive->store || number <= 0)
        return;
    snprintf(name, sizeof(name), "%" PRId64, number);
    buf_adds(&text, "{");
    add_member(&text, "to", to);
    add_member(&text, "tool", request->tool);
    add_member(&text, "tag", request->tag);
    add_member(&text, "model", request->model);
    buf_adds(&text, "}\n");
    buf_add(&text, body);
    if (!text.full)
        store_keep(archive->store, &record, buf_slice(&text));
}
