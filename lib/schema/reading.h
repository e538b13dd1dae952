/* reading - the one thing that a value can mean, by the schema of its property.
 *
 * For the files of this folder.
 */
#pragma once

#include "json/json.h"

/* Changes value in place to what it means. A comma list is a string whose elements may also come as
 * an array, and an array whose elements may also come as a string. */
void reading_take(cJSON *value, const cJSON *definition, bool is_comma_list);

/* Whether value has, or would take, the type that the definition wants. */
bool reading_fits(const cJSON *value, const cJSON *definition, bool is_comma_list);

/* The array ('[') or object ('{') that a string holds as text, owned by the caller; else NULL. */
cJSON *reading_container(const cJSON *value, char opening);
