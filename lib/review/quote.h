/* quote - whether the code that a finding quotes is there, and on which line. Pure.
 *
 *   the named file's hunks, new side -> old side    as it stands
 *                                                   but for blanks, line ends, form, ellipsis
 *   -> elsewhere in the same file                   moved
 *   -> nowhere                                      missing: the finding is dropped
 *
 * The line number is that of the quote, never the reported one. Where the quote stands in several
 * places, the reported line decides if exactly one of them is within QUOTE_NEAR lines of it; else
 * the finding is ambiguous and can only be pinned to its file.
 */
#pragma once

#include "review/finding.h"
#include "review/grow.h"

/* Finds finding->path among the files (also "./a.c", "b/a.c", or the end of one path that is the
 * only one), checks its quote, and fills in what finding.h says. QUOTE_MISSING, too, for a path
 * that is none of the diff's, for one that is not sent, and for a quote without a letter or digit.
 * What of the quote is not code of the file (numbers, signs of the view, a fence) is passed over.
 */
void quote_check(struct finding *finding, const struct diff *diff, const struct grown *grown);

/* The same for many findings, fastest file by file: what is made of a file's text for one is kept
 * for the next. Keeps diff and grown. */
struct quotes;
struct quotes *quotes_new(const struct diff *diff, const struct grown *grown);
void quotes_check(struct quotes *quotes, struct finding *finding);
struct quotes *quotes_free(struct quotes *quotes);
