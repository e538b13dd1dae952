/* threads - the parts of the command: each prints, complains, and answers the exit status. */
#pragma once

#include "store/threads.h"

struct threads_wish {
    struct records *records;
    const char *name;    /* NULL: of all */
    const char *project; /* NULL: of every project */
    int64_t now_s;
    size_t limit;
    bool json, is_sure;
};

/* Says that there is no such turn, or that it is of another project. */
int threads_complain_none(const char *name);
int threads_complain_foreign(const char *name);

int threads_list(const struct threads_wish *wish);
int threads_show(const struct threads_wish *wish);
int threads_forget(const struct threads_wish *wish);
