/* chat_choice - the first choice of an answer, whole or as a delta, into the reply. */
#include "openrouter/chat_choice.h"

#include "openrouter/members.h"
#include "openrouter/plain.h"
#include "json/scan.h"

#define CITATIONS_MAX 20
#define URL_SIZE      2049
#define TITLE_SIZE    301

static void tell(const struct chat_listener *listener, enum chat_part part, struct slice text)
{
    if (listener->on_delta && text.size > 0)
        listener->on_delta(listener->user, part, text);
}

/* Answers how many bytes came. A piece that does not fit marks the buffer full. */
static size_t read_text(struct slice value, struct buf *text)
{
    size_t before = text->size;

    if (value.size > 2 && scan_type(value) == SCAN_STRING)
        scan_string(value, text);
    return text->size - before;
}

static bool read_thought(struct slice value, struct chat_texts *texts, struct chat_reply *reply,
                         const struct chat_listener *listener)
{
    buf_clear(&texts->scratch);
    if (read_text(value, &texts->scratch) == 0)
        return texts->scratch.full;
    reply->reasoning_bytes += texts->scratch.size;
    tell(listener, CHAT_REASONING, buf_slice(&texts->scratch));
    return true;
}

/* reasoning and reasoning_details carry the same text; the first that has some is used. A detail
 * without text (encrypted, a signature) is a sign of life all the same. */
static bool read_reasoning(struct slice reasoning, struct slice details, struct chat_texts *texts,
                           struct chat_reply *reply, const struct chat_listener *listener)
{
    struct slice detail;
    bool any = false;

    if (read_thought(reasoning, texts, reply, listener))
        return true;
    for (size_t at = 0; scan_next(details, &at, NULL, &detail); any = true)
        if (!read_thought(scan_member(detail, "text"), texts, reply, listener))
            read_thought(scan_member(detail, "summary"), texts, reply, listener);
    return any;
}

static bool is_cited(const cJSON *citations, const char *url)
{
    const cJSON *citation;

    cJSON_ArrayForEach(citation, citations)
    {
        const char *other = json_str(citation, "url");

        if (other && strcmp(other, url) == 0)
            return true;
    }
    return false;
}

static bool read_annotations(struct slice annotations, struct chat_texts *texts)
{
    struct slice annotation;
    char url[URL_SIZE], title[TITLE_SIZE], raw[1024];
    bool any = false;

    for (size_t at = 0; scan_next(annotations, &at, NULL, &annotation); any = true) {
        struct slice citation = scan_member(annotation, "url_citation");

        scan_text(scan_member(citation, "url"), url, sizeof(url));
        if (!url[0] || is_cited(texts->citations, url) ||
            cJSON_GetArraySize(texts->citations) >= CITATIONS_MAX)
            continue;
        scan_text(scan_member(citation, "title"), raw, sizeof(raw));
        plain_line(slice_of(raw), title, sizeof(title));
        if (!texts->citations)
            texts->citations = cJSON_CreateArray();

        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "url", url);
        cJSON_AddStringToObject(entry, "title", title);
        cJSON_AddItemToArray(texts->citations, entry);
    }
    return any;
}

bool chat_choice_add_content(struct slice content, struct chat_texts *texts,
                             struct chat_reply *reply, const struct chat_listener *listener)
{
    size_t before = texts->text.size;

    if (read_text(content, &texts->text) == 0)
        return false;
    reply->text = buf_slice(&texts->text);
    tell(listener, CHAT_CONTENT, slice_from(reply->text, before));
    return true;
}

static bool read_message(struct slice message, struct chat_texts *texts, struct chat_reply *reply,
                         const struct chat_listener *listener)
{
    enum { CONTENT, REASONING, THOUGHT, DETAILS, REFUSAL, TOOL_CALLS, ANNOTATIONS, MEMBER_COUNT };
    static const char *const keys[] = { "content",           "reasoning", "reasoning_content",
                                        "reasoning_details", "refusal",   "tool_calls",
                                        "annotations",       NULL };
    struct slice members[MEMBER_COUNT], call;
    size_t at = 0;
    bool any = false;

    members_pick(message, keys, members);
    /* The second name is that of llama.cpp, older vLLM and LM Studio; some send both. */
    if (scan_type(members[REASONING]) != SCAN_STRING || members[REASONING].size <= 2)
        members[REASONING] = members[THOUGHT];
    any |= read_reasoning(members[REASONING], members[DETAILS], texts, reply, listener);
    any |= read_annotations(members[ANNOTATIONS], texts);
    any |= read_text(members[REFUSAL], &texts->refusal) > 0;
    if (scan_next(members[TOOL_CALLS], &at, NULL, &call))
        any = reply->wanted_tools = true;
    reply->refusal = buf_slice(&texts->refusal);
    reply->citations = texts->citations;
    if (!chat_choice_add_content(members[CONTENT], texts, reply, listener))
        return any;
    texts->only_content = any ? (struct slice){ NULL, 0 } : members[CONTENT];
    return true;
}

/* A reason once said is not taken back by a later null. */
static bool read_reason(struct slice value, char *reason, size_t size)
{
    char text[64];

    scan_text(value, text, sizeof(text));
    if (text[0])
        plain_line(slice_of(text), reason, size);
    return text[0] != '\0';
}

bool chat_choice_read(struct slice choice, struct chat_texts *texts, struct chat_reply *reply,
                      const struct chat_listener *listener)
{
    enum { DELTA, MESSAGE, FINISH, NATIVE, MEMBER_COUNT };
    static const char *const keys[] = { "delta", "message", "finish_reason", "native_finish_reason",
                                        NULL };
    struct slice members[MEMBER_COUNT];

    members_pick(choice, keys, members);

    texts->only_content = (struct slice){ NULL, 0 };

    bool any = read_message(members[DELTA].size > 0 ? members[DELTA] : members[MESSAGE], texts,
                            reply, listener);
    bool ends = read_reason(members[FINISH], texts->finish_reason, sizeof(texts->finish_reason));

    ends |= read_reason(members[NATIVE], texts->native_finish_reason,
                        sizeof(texts->native_finish_reason));
    if (ends)
        texts->only_content = (struct slice){ NULL, 0 };
    return any || ends;
}
