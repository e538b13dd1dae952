/* sarif_parts - what the files of sarif share. */
#pragma once

#include "base/limits.h"
#include "review/sarif.h"

/* sarif_results.c: adds rules to the driver and results to the run. */
int sarif_add_results(cJSON *run, cJSON *driver, const cJSON *report, struct err *err);

/* sarif.c */
int sarif_malformed(struct err *err, const char *what);
cJSON *sarif_add_text(cJSON *object, const char *name, const char *text);
void sarif_add_artifact(cJSON *place, const char *path);
