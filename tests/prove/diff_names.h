/* diff_names - random names of revisions, and which commits they are to git and to us. */
#pragma once

#include "files/gather.h"

struct names_setup {
    const char *top;    /* of a repository whose main has commits */
    const char *output; /* a file for what git says */
    struct roots *roots;
    struct loop *loop;
    struct gathers *gathers;
};

struct names_result {
    long same, unknown, different; /* unknown: to us; git may take them for something */
};

void names_compare(const struct names_setup *setup, size_t count, struct names_result *result);
