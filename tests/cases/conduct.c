/* conduct - what must hold of everything the server writes. */
#include "tests/cases/conduct.h"

void conduct_done(struct conduct *conduct)
{
    witness_free(conduct->witness);
    *conduct = (struct conduct){ .key = conduct->key };
}

static struct witness *witness_of(struct conduct *conduct)
{
    if (!conduct->witness)
        conduct->witness = witness_new();
    return conduct->witness;
}

void conduct_renew(struct conduct *conduct)
{
    conduct->open = conduct_open(conduct);
    conduct->witness = witness_free(conduct->witness);
}

void conduct_sent(struct conduct *conduct, struct slice line)
{
    witness_sent(witness_of(conduct), line);
}

int conduct_line(struct conduct *conduct, struct slice line, cJSON **tree, struct err *err)
{
    int rc = witness_received(witness_of(conduct), line, tree, err);

    if (memmem(line.data, line.size, conduct->key, strlen(conduct->key)))
        rc = err_set(err, ERR_PROTOCOL, "the key stands in a line");
    if (rc < 0) {
        json_free(*tree);
        *tree = NULL;
    }
    return rc;
}

size_t conduct_open(const struct conduct *conduct)
{
    return conduct->open + (conduct->witness ? witness_open(conduct->witness) : 0);
}
