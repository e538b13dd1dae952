/* sarif - a review as SARIF 2.1.0, for code scanning. Pure.
 *
 * From the JSON form of a review (mcp-server/review/report.h). Severity critical and high are
 * errors, medium a warning, low a note; a finding's fingerprint is its file, category and quoted
 * code, so that it is the same alert when lines move. What is demoted, below or dropped is no
 * result. What was not sent, not read, or not answered is a notification, and the execution is
 * successful only when some reviewer answered and every file that was sent was read whole, or
 * nothing was changed.
 */
#pragma once

#include "base/err.h"
#include "json/json.h"

/* Appends the log. version: of this program. -1 and err for a report that has not the form. */
int sarif_write(const cJSON *report, const char *version, struct buf *out, struct err *err);
