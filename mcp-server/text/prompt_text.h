/* prompt_text - the text of a prompt, with what the user has named put in.
 *
 * Templates are schemas/prompts/<name>.md. A line that begins with "+name " is only there when the
 * argument was given, one with "-name " only when it was not; {name} stands for its value.
 */
#pragma once

#include "mcp/call.h"

/* Answers the call with one message: the text for its arguments. One that is empty or blank was not
 * given; a value is put in as one line without invisible characters. */
void prompt_answer(struct call *call, const char *text);

/* Appends the text for these arguments. */
void prompt_text_add(struct buf *out, const char *text, const cJSON *arguments);
