/* uri_template - whether a URI is one of those that a template describes (RFC 6570, level 1). Pure.
 *
 * {name} stands for one path segment: at least one character, none of them '/', '?' or '#', with
 * percent-encoding resolved. Nothing else of RFC 6570 is known here.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <cjson/cJSON.h>

/* -1 and err (ERR_INTERNAL) for a template that has other expressions, two variables in a row, the
 * same twice, or none at all. */
int uri_template_check(const char *tmpl, struct err *err);

/* Whether uri matches; then the variables are added to values as strings. What would be ill-formed
 * UTF-8 or hold a NUL or '/' once decoded does not match. */
bool uri_template_match(const char *tmpl, const char *uri, cJSON *values);

/* Whether the template has a variable of that name. */
bool uri_template_has(const char *tmpl, const char *name);
