/* coerce - arguments as models write them, turned into what the schema means, if nothing is lost.
 *
 * Models send numbers, booleans, arrays and objects as strings, a bare string where an array is
 * wanted, `file` for `files`. Each of these has exactly one reading, and gets it:
 *
 *     "5", "5.0" -> 5      "$0.50" -> 0.5         "True" -> true        "[\"a\"]" -> ["a"]
 *     "a" -> ["a"]         "a, b" -> ["a","b"] where both are choices
 *     5 -> "5"             ["a"] -> "a"           "High" -> "high" where that is a choice
 *     null member -> absent                       {"arguments": {...}} -> {...}
 *     ["a","b"] -> "a, b" for comma lists         maxCost -> max_cost
 *     a synonym -> the name it stands for, when that is a property, absent, and of a type that the
 *     value has or can be read as; and the synonym is no property
 *
 * What remains wrong is answered with a corrected call.
 */
#pragma once

#include "json/json.h"

/* The table of synonyms and comma lists, from schemas/coercions.json:
 * {"synonyms": {"prompt": ["question", ...]}, "comma_lists": ["model"]}. Borrows definition for as
 * long as it is used. */
struct coercions {
    const cJSON *definition;
};

/* Changes arguments (an object) in place by the schema of a tool (type object). */
void coerce_arguments(cJSON *arguments, const cJSON *schema, const struct coercions *coercions);

/* The nearest valid call that can be made of arguments which the schema refuses: unknown names
 * become the nearest property (or are dropped), enum values the nearest one, numbers are moved into
 * range, lists are cut; strings longer than 60 characters are shown as their beginning and "…".
 * Owned by the caller; NULL when a required member is missing and cannot be guessed (the error
 * names it then). */
cJSON *coerce_corrected(const cJSON *arguments, const cJSON *schema,
                        const struct coercions *coercions);
