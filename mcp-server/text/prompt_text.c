/* prompt_text - the text of a prompt, with what the user has named put in. */
#include "mcp-server/text/prompt_text.h"

#include "base/limits.h"
#include "mcp-server/text/inert.h"
#include "json/json.h"

/* The value, made safe to stand in a sentence; empty when it was not given. */
static void add_value(struct buf *out, const cJSON *arguments, struct slice name)
{
    CLEANUP(freep) char *key = slice_dup(name);
    struct slice value = slice_trim(slice_of(json_str(arguments, key)));

    inert_add_line(out, value, PROMPT_VALUE_MAX);
}

static bool is_given(const cJSON *arguments, struct slice name)
{
    CLEANUP(buf_done) struct buf value = BUF_MAX(4 * PROMPT_VALUE_MAX);

    add_value(&value, arguments, name);
    return value.size > 0;
}

/* Cuts a condition off the line; whether the line is there. */
static bool take_condition(struct slice *line, const cJSON *arguments)
{
    struct slice name;

    if (line->size == 0 || (line->data[0] != '+' && line->data[0] != '-'))
        return true;

    bool wanted = line->data[0] == '+';

    *line = slice_from(*line, 1);
    slice_split(line, ' ', &name);
    return is_given(arguments, name) == wanted;
}

static void add_line(struct buf *out, struct slice line, const cJSON *arguments)
{
    struct slice piece, name;

    while (slice_split(&line, '{', &piece)) {
        buf_add(out, piece);
        if (slice_split(&line, '}', &name))
            add_value(out, arguments, name);
    }
    buf_addc(out, '\n');
}

void prompt_text_add(struct buf *out, const char *text, const cJSON *arguments)
{
    struct slice rest = slice_of(text), line;

    while (slice_split(&rest, '\n', &line))
        if (take_condition(&line, arguments))
            add_line(out, line, arguments);
}

void prompt_answer(struct call *call, const char *text)
{
    CLEANUP(buf_done) struct buf filled = BUF_MAX(KIB(16));

    prompt_text_add(&filled, text, call_arguments(call));
    call_answer(call, buf_slice(&filled), NULL);
}
