/* panel_corpus - the planted bugs of tests/corpus, read, and as repositories.
 *
 *   panel_corpus_read -> panel_corpus_plant (one repository for each: main, buggy, clean) -> done
 */
#pragma once

#include "tests/cases/home.h"

#include "json/json.h"

struct planted {
    char name[64]; /* of its folder: "c-off-by-one" */
    cJSON *gold;
    const char *file, *category, *severity, *title, *title_2, *why, *why_2,
        *quote; /* point into gold */
    int64_t start_line, end_line;
    char *beside; /* another line of code near the bug, owned */
    int64_t beside_line;
};

struct panel_corpus {
    char folder[256];
    struct planted *list;
    size_t count;
};

/* Every folder of the corpus, sorted by name. -1 and err for one whose gold.json does not say what
 * stands in its files. */
int panel_corpus_read(struct panel_corpus *corpus, const char *folder, struct err *err);
void panel_corpus_done(struct panel_corpus *corpus);

/* project/NAME in the home becomes a repository with the branches main, buggy and clean. */
int panel_corpus_plant(const struct panel_corpus *corpus, const struct planted *planted,
                       const struct home *home, struct err *err);
