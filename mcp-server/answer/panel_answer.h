/* panel_answer - what the models of a call have said, as its result. Pure.
 *
 * Sections in the order asked, each with its footer as its last line; of several, a total.
 */
#pragma once

#include "mcp-server/answer/panel.h"

/* Appends the text. is_preview: of a dry run, after panel_preview. */
void panel_write(const struct panel *panel, bool is_preview, const struct outlay *outlay,
                 struct buf *out);

/* For _meta; takes the facts of the branches. Owned by the caller. */
cJSON *panel_facts(struct panel *panel, bool is_preview, const struct outlay *outlay);
