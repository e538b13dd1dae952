/* shelf - finished reviews, and what became of their findings: kept, and found again. */
#include "mcp-server/review/shelf.h"

#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/answer/keep.h"
#include "mcp-server/worth/outcome.h"
#include "vault/id.h"

#include <stdio.h>
#include <stdlib.h>

bool shelf_is_id(const char *text)
{
    return id_is(text, keep_reviews.prefix);
}

static int64_t kept_s(const struct program *program)
{
    return program->config->keep_days * INT64_C(86400);
}

char *shelf_keep(const struct program *program, const char *id, struct slice json, bool is_repeat,
                 struct err *err)
{
    int64_t now_s = clock_unix_s();
    struct record record = { RECORD_REVIEW, id, now_s, now_s + kept_s(program) };
    char *first = is_repeat ? keep_find(program->config, &keep_reviews, id) : NULL;

    if (first)
        return first;
    if (program->store)
        store_keep(program->store, &record, json);
    return keep_text(program->config, &keep_reviews, id, json, err);
}

struct shelf_recall {
    struct loop *loop;
    struct loop_task refusal; /* there is nobody to ask */
    struct store_recall *review, *outcome;
    size_t open;
    char id[SHELF_ID_SIZE];
    struct shelf_leaf leaf;
    struct err err;
    void (*on_recalled)(void *user, const struct shelf_leaf *leaf, const struct err *err);
    void *user;
};

static void fail(void *user)
{
    struct shelf_recall *recall = user;

    recall->on_recalled(recall->user, NULL, &recall->err);
}

static void end_one(struct shelf_recall *recall, const struct err *err)
{
    if (err && recall->err.kind == ERR_NONE)
        recall->err = *err;
    if (--recall->open > 0)
        return;
    if (recall->err.kind == ERR_NONE && !recall->leaf.review.data)
        err_set(&recall->err, ERR_ARGUMENT,
                "there is no review %s: it was never kept, has expired, or was forgotten",
                recall->id);
    if (recall->err.kind == ERR_NONE)
        recall->on_recalled(recall->user, &recall->leaf, NULL);
    else
        fail(recall);
}

static void on_review(void *user, struct slice text, int64_t time_s, const struct err *err)
{
    struct shelf_recall *recall = user;

    recall->leaf.review = text;
    recall->leaf.time_s = time_s;
    end_one(recall, err);
}

static void on_outcome(void *user, struct slice text, int64_t time_s, const struct err *err)
{
    struct shelf_recall *recall = user;

    (void)time_s;
    recall->leaf.outcome = text;
    end_one(recall, err);
}

/* 0, or why nobody needs to be asked. */
static int check(const struct program *program, const char *id, struct err *err)
{
    if (!program->store)
        return err_set(err, ERR_CONFIG, "no reviews are kept: %s", program->config->state_err);
    if (!shelf_is_id(id))
        return err_set(
            err, ERR_ARGUMENT,
            "\"%.40s\" is no review; one is named as in the last lines of its answer: r_ "
            "and 26 letters and digits",
            id);
    return 0;
}

struct shelf_recall *shelf_recall(const struct program *program, const char *id,
                                  void (*on_recalled)(void *user, const struct shelf_leaf *leaf,
                                                      const struct err *err),
                                  void *user)
{
    struct shelf_recall *recall = xcalloc(1, sizeof(*recall));
    int64_t now_s = clock_unix_s();

    recall->loop = program->loop;
    recall->refusal = (struct loop_task){ .on_turn = fail, .user = recall };
    recall->on_recalled = on_recalled;
    recall->user = user;
    if (check(program, id, &recall->err) < 0) {
        loop_task_queue(recall->loop, &recall->refusal);
        return recall;
    }
    snprintf(recall->id, sizeof(recall->id), "%s", id);
    recall->leaf.id = recall->id;
    recall->open = 2;
    recall->review = store_recall(program->store, RECORD_REVIEW, id, now_s, on_review, recall);
    recall->outcome = store_recall(program->store, RECORD_OUTCOME, id, now_s, on_outcome, recall);
    return recall;
}

struct shelf_recall *shelf_recall_free(struct shelf_recall *recall)
{
    if (recall) {
        loop_task_drop(recall->loop, &recall->refusal);
        store_recall_free(recall->review);
        store_recall_free(recall->outcome);
        free(recall);
    }
    return NULL;
}

/* It has the age of its review, so that neither is forgotten without the other. */
struct store_amend *
shelf_score(const struct program *program, const struct shelf_leaf *leaf, struct slice statements,
            void (*on_scored)(void *user, struct slice outcome, const struct err *err), void *user)
{
    int64_t now_s = clock_unix_s();
    struct record record = { RECORD_OUTCOME, leaf->id, leaf->time_s, now_s + kept_s(program) };
    struct record_change change = { outcome_merge, statements };

    return store_amend(program->store, &record, now_s, &change, OUTCOME_TEXT_MAX, on_scored, user);
}
