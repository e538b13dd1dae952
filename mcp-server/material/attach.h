/* attach - the files of a call, as parts of its question. Pure.
 *
 *     text files and the prompt        one text: each file between two lines that name it, then the
 * prompt with images, PDF, sound, film    the same text, then a part for each
 *
 * Files come first, so that a conversation over the same files begins with the same bytes and a
 * provider's cache can find them.
 */
#pragma once

#include "files/gather.h"
#include "json/json.h"

/* The first file that was named itself, and not found by a pattern, and is not sent: -1 and err,
 * before anything is paid. */
int attach_check(const struct gather_list *list, const char *const *paths, size_t count,
                 struct err *err);

/* Appends the text files and the prompt. -1 when out is full. */
int attach_text(const struct gather_list *list, struct slice prompt, struct buf *out);

/* The prompt of such a text, to be shown: what stands behind the last file. */
const char *attach_prompt(const char *text);

/* Appends the parts, a JSON array, text first; nothing when all of them are text. -1: full. */
int attach_parts(const struct gather_list *list, struct slice text, struct buf *out);

unsigned attach_kinds(const struct gather_list *list); /* enum media_kind, beside text */

/* What media count as, in bytes of text (see bound.h). */
size_t attach_weight(const struct gather_list *list);

/* What was sent and what was not, a line each; and the same for programs, as "files". Nothing where
 * no files were named. */
void attach_report(const struct gather_list *list, struct buf *out);
void attach_add_facts(const struct gather_list *list, cJSON *facts);
