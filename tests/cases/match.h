/* match - whether what came is what a transcript says. Pure.
 *
 * Objects may have more members than are wanted, in any order. Arrays have as many elements, unless
 * the last one wanted is "…". Inside a wanted string "…" stands for any run of characters; the
 * string "…" alone for any value, and "absent" in angle quotes («absent») for no such member.
 */
#pragma once

#include "json/json.h"

/* 0, or -1 with the place, what was wanted there and what came. */
int match_json(const cJSON *wanted, const cJSON *got, struct err *err);

/* Linear in practice: one star at a time. */
bool match_text(const char *wanted, const char *got);
