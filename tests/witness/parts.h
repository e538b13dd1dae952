/* parts - what the files of this folder share: what a witness remembers of a connection. */
#pragma once

#include "tests/witness/asked.h"
#include "tests/witness/version.h"
#include "tests/witness/witness.h"

/* What holds from one initialize to the next. The first epoch is before all of them. */
struct epoch {
    bool is_resolved; /* the server has agreed; else what was before holds on */
    enum version version;
    unsigned abilities; /* of the client, as initialize said */
    unsigned offers;    /* of the server, as its answer said */
    int log_level;      /* logging/setLevel, once answered; -1: none */
};

/* What may be answered by an error without an id, in the order in which it was sent. */
struct nameless {
    enum nameless_kind {
        NAMELESS_GARBAGE, /* has no id that can be read */
        NAMELESS_TWIN,    /* its id is in use */
        NAMELESS_ARRAY,   /* in a revision without batches */
        NAMELESS_USED,    /* was answered */
    } kind;
    bool in_array;
    struct asked *twin;
    size_t serial, epoch;
};

struct witness {
    struct asked_table asked;
    struct epoch *epochs;
    size_t epoch_count;
    struct nameless *nameless;
    size_t nameless_count, nameless_at;
    char **demands; /* the ids of the server's own requests */
    size_t demand_count;
    bool has_modern, has_legacy; /* requests of that era were sent */
    unsigned modern_offers;      /* as server/discover said */
    size_t subscribed;           /* resources/subscribe that were sent, and not refused */
    bool has_batches;            /* some epoch is of the revision that has them */
    size_t serial;               /* lines of the client */
    size_t fence;                /* the server has read every line below */
    int scopes[32]; /* of the pages of a list, by its place in span_results; 0: none yet */
    struct buf sent, received; /* lines that are not whole yet */
};

/* One message of the server. */
struct message {
    struct slice text;
    const cJSON *tree;
    bool in_array;
};

#define META_SUBSCRIPTION "io.modelcontextprotocol/subscriptionId"

/* A message is wrong: -1. */
#define accuse(err, ...) err_set(err, ERR_PROTOCOL, __VA_ARGS__)

/* What holds in an epoch, or in the last before it that was agreed upon. */
struct epoch *epoch_at(const struct witness *witness, size_t epoch);
struct epoch *epoch_now(const struct witness *witness);
bool may_batch(const struct epoch *epoch);
enum version version_of(const struct witness *witness, const struct asked *asked);

/* The server cannot have done anything for it any more: its cancel was read, and it was quiet. */
bool is_over(const struct witness *witness, const struct asked *asked);

/* The server has read everything before that line. */
void raise_fence(struct witness *witness, size_t serial);

/* nameless.c */
void nameless_add(struct witness *witness, enum nameless_kind kind, struct asked *twin,
                  bool in_array);
/* An error without an id: what it refuses is closed. -1: nothing can be meant. */
int nameless_take(struct witness *witness, bool in_array);
/* abilities.c: sets of enum ability, from capabilities as raw JSON or as a tree. */
unsigned abilities_read(struct slice capabilities);
unsigned offers_read(const cJSON *capabilities);
/* The place of a level of logging; -1: it is none. */
int log_level_named(const char *name);

/* Each judges one message: 0, or -1 and why. */
int judge_response(struct witness *witness, const struct message *message, struct err *err);
int judge_result(struct witness *witness, const struct asked *asked, const struct message *message,
                 struct err *err);
int judge_error(enum version version, const cJSON *message, struct err *err);
int judge_notice(struct witness *witness, const struct message *message, struct err *err);
int judge_subscribed(struct witness *witness, const struct message *message, struct err *err);
int judge_demand(struct witness *witness, const struct message *message, struct err *err);

/* Whether the client can do what a request of the server needs. */
int judge_ability(const struct span *demand, const cJSON *params, unsigned abilities,
                  struct err *err);

/* An id or a token: a string or an integer, as raw JSON. */
bool is_id(struct slice value);

struct witness_totals *witness_counts(void);
