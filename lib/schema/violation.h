/* violation - one check of a value on its way through the nodes. For the files violation*.c. */
#pragma once

#include "schema/evaluated.h"
#include "schema/node.h"

/* What all visits of one check share. */
struct check {
    size_t steps;   /* that it may still take */
    size_t visits;  /* that wait for one below them */
    unsigned quiet; /* above 0: whether it fits is all that is asked, not why */
    unsigned told;  /* alternatives within which the sentence will be */
    bool is_broken; /* given up: *err says why, and no schema may make good of it */
    struct err *err;
};

/* The resources on the way here, the innermost first. */
struct scope {
    const struct scope *up;
    const struct resource *resource;
};

/* A value that a node looks at, on the stack of the walk. */
struct visit {
    const struct visit *up; /* NULL above the first */
    struct check *check;
    const struct node *node;
    const cJSON *value;
    const struct pointer *at;
    const struct scope *scope;
    struct evaluated *evaluated; /* NULL: nobody asks */
};

/* violation.c. Another node looks at the same value; at a part of it. 0, or -1 and err. */
int visit_here(const struct visit *visit, const struct node *node);
int visit_part(const struct visit *visit, const struct node *node, const cJSON *value,
               const struct pointer *at);

/* Whether they would be valid: 1, 0, or -1 when the check is broken. alone: what was looked at is
 * not remembered. */
int visit_fits_here(const struct visit *visit, const struct node *node, bool alone);
int visit_fits_part(const struct visit *visit, const struct node *node, const cJSON *value,
                    const struct pointer *at);

/* -1 and err when the check takes more steps than it may. */
int visit_charge(const struct visit *visit, size_t steps);

/* Whether the pattern occurs in text: 1, 0, or -1 when the check is broken. */
int visit_matches(const struct visit *visit, struct pattern *pattern, struct slice text);

/* The bits of a value; 0 for a number that nobody could use. */
unsigned visit_types(const cJSON *value);

/* Each keyword group; 0, or -1 and err. */
int check_type(const struct visit *visit);    /* violation_value.c */
int check_choice(const struct visit *visit);  /* violation_value.c */
int check_number(const struct visit *visit);  /* violation_value.c */
int check_text(const struct visit *visit);    /* violation_value.c */
int check_members(const struct visit *visit); /* violation_members.c */
int check_other_members(const struct visit *visit);
int check_elements(const struct visit *visit); /* violation_elements.c */
int check_other_elements(const struct visit *visit);
int check_branches(const struct visit *visit); /* violation_branches.c */

/* likeness.c: which of the nodes comes nearest to the value: its index. */
size_t likeness_nearest(const struct visit *visit, const struct node_list *list);

/* known.c: what nodes have to offer for a value; lists are owned by the caller. */
const struct node *known_target(const struct node *node);        /* the end of its references */
unsigned known_types(const struct node_list *list);              /* 0 unless each has a type */
cJSON *known_names(const struct node *node, const char *except); /* of members */

/* What the values (with a name: that member) may be, NULL unless each alternative says so by
 * `const` or `enum`. */
cJSON *known_choices(const struct node_list *list, const char *member);

/* violation_words.c: sentences. A quiet check has none; fail is -1 in any case. */
struct buf say_about(const struct visit *visit);       /* "/timeout_s: " */
struct buf say_about_value(const struct visit *visit); /* "/timeout_s: is 5" */
void say_value(struct buf *out, const cJSON *value);
void say_text(struct buf *out, const char *text);
void say_list(struct buf *out, const cJSON *list); /* "a, b, c" */
void say_schema(struct buf *out, const struct node *node);
int say_fail(const struct visit *visit, struct buf *sentence);

/* -1; puts a reason in front of the sentence, unless that would become too long to be read. */
int say_reason(const struct visit *visit, struct buf *reason);

/* A count in range, or "has 6 items, must have at most 5 items". */
int check_count(const struct visit *visit, size_t count, size_t min, size_t max);

/* A sentence about a member that should or should not be there, with the names that are known
 * (keys of an object, or strings of an array; NULL without). */
struct buf say_about_member(const struct visit *visit, const char *name);
int say_member(const struct visit *visit, const char *name, const char *what, const cJSON *known,
               bool guess);

/* violation_value.c: "must be a string or a null", "is not one of a, b". */
int say_types(const struct visit *visit, unsigned allowed);
int say_choices(const struct visit *visit, const cJSON *choices);
