/* asking - the conversation of one call with the client. */
#include "mcp/asking.h"

#include <assert.h>
#include <stdlib.h>

static void move(cJSON *from, cJSON *reply, cJSON *to)
{
    cJSON_DetachItemViaPointer(from, reply);
    cJSON_AddItemToObject(to, reply->string, reply);
}

/* Takes params. Who asks the same twice in one run gets one reply. */
static void add_question(struct asking *asking, const char *key, enum ask_kind kind, cJSON *params)
{
    for (size_t i = 0; i < asking->count; i++) {
        if (strcmp(asking->questions[i].key, key) == 0) {
            json_free(params);
            return;
        }
    }
    assert(asking->count < ASK_QUESTIONS_MAX && strlen(key) <= ASK_KEY_MAX);
    asking->questions[asking->count++] = (struct question){ xstrdup(key), kind, params };
}

const cJSON *asking_ask(struct asking *asking, const char *key, enum ask_kind kind, cJSON *params)
{
    cJSON *reply = cJSON_GetObjectItemCaseSensitive(asking->used, key);
    bool is_used = reply != NULL;

    if (!reply)
        reply = cJSON_GetObjectItemCaseSensitive(asking->replies, key);
    if (!reply || !ask_is_reply(kind, params, reply)) {
        add_question(asking, key, kind, params);
        return NULL;
    }
    json_free(params);
    if (!is_used) {
        if (!asking->used)
            asking->used = cJSON_CreateObject();
        move(asking->replies, reply, asking->used);
    }
    return reply;
}

unsigned asking_lacks(const struct asking *asking)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < asking->count; i++)
        kinds |= ASK_BIT(asking->questions[i].kind);
    return kinds & ~asking->asks;
}

void asking_end_run(struct asking *asking)
{
    json_free(asking->replies);
    asking->replies = NULL;
}

static void drop_questions(struct asking *asking)
{
    while (asking->count > 0) {
        struct question *question = &asking->questions[--asking->count];

        free(question->key);
        json_free(question->params);
    }
}

/* The earlier ones are few: as many as a call has questions. */
void asking_merge(cJSON *replies, cJSON *earlier)
{
    while (earlier && earlier->child) {
        if (json_at(replies, earlier->child->string))
            json_free(cJSON_DetachItemViaPointer(earlier, earlier->child));
        else
            move(earlier, earlier->child, replies);
    }
    json_free(earlier);
}

void asking_add(struct asking *asking, cJSON *replies)
{
    drop_questions(asking);
    asking->replies = replies ? replies : cJSON_CreateObject();
    asking_merge(asking->replies, TAKE(asking->used));
}

void asking_done(struct asking *asking)
{
    drop_questions(asking);
    json_free(asking->used);
    json_free(asking->replies);
}
