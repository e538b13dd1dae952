/* result - the text of an answer. */
#include "mcp/result.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "json/json.h"

static const char *const advice[ERR_KIND_COUNT] = {
    [ERR_PROTOCOL] = "Call again, or choose another model.",
    [ERR_ARGUMENT] = "Correct the arguments and call again.",
    [ERR_CONFIG] = "The user must correct this setting; calling again does not help.",
    [ERR_AUTH] = "The user must set a valid key; calling again does not help.",
    [ERR_CREDIT] = "The user must add credit, or raise the key's limit.",
    [ERR_BUDGET] = "Ask the user before spending more.",
    [ERR_POLICY] = "Choose another model, or other files; only the user can change this rule.",
    [ERR_MODEL] = "Choose a model that is listed, and call again.",
    [ERR_REFUSED] = "Reword the prompt, or choose another model.",
    [ERR_RATE] = "Wait a little, or choose another model.",
    [ERR_BUSY] = "Call again when other calls have ended.",
    [ERR_UPSTREAM] = "Call again, or choose another model.",
    [ERR_NETWORK] = "Nothing was sent and nothing spent. Check the network and call again.",
    [ERR_LOST] = "It may have been billed; call again only if the answer is worth paying twice.",
    [ERR_TIMEOUT] = "Give it more time, or choose a faster model.",
    [ERR_TOO_LARGE] = "Send less, or ask for less.",
    [ERR_EMPTY] = "Call again, or choose another model.",
    [ERR_INTERNAL] = "This is a defect of the server; please report it.",
};

void result_open(struct buf *line, struct slice id)
{
    buf_adds(line, "{\"jsonrpc\":\"2.0\"");
    if (id.size > 0) {
        buf_adds(line, ",\"id\":");
        buf_add(line, id);
    }
    buf_adds(line, ",\"result\":{");
}

static void add_meta(struct buf *line, struct slice about, const cJSON *meta)
{
    const char *separator = "";
    const cJSON *member;

    buf_adds(line, "\"_meta\":{");
    if (about.size > 0) {
        buf_adds(line, "\"" DIALECT_META_SERVER_INFO "\":");
        buf_add(line, about);
        separator = ",";
    }
    cJSON_ArrayForEach(member, meta)
    {
        buf_adds(line, separator);
        json_quote(slice_of(member->string), line);
        buf_addc(line, ':');
        json_print(member, line);
        separator = ",";
    }
    buf_addc(line, '}');
}

void result_close(struct buf *line, const struct dialect *dialect, const char *type,
                  struct slice about, const cJSON *meta)
{
    const char *separator = line->size > 0 && line->data[line->size - 1] == '{' ? "" : ",";

    if (dialect->stateless) {
        buf_addf(line, "%s\"resultType\":\"%s\"", separator, type);
        separator = ",";
    } else {
        about.size = 0;
    }
    if (about.size > 0 || (meta && meta->child)) {
        buf_adds(line, separator);
        add_meta(line, about, meta);
    }
    buf_adds(line, "}}");
}

void result_explain(struct buf *text, const struct err *err)
{
    struct slice sentence = slice_of(err->text);
    const char *then = advice[err->kind];

    sentence.size = utf8_cut(sentence, ERROR_TEXT_MAX);
    buf_add(text, sentence);
    if (!then || sentence.size == 0)
        return;

    /* What ends with a full stop or a corrected call has said already what to do. */
    if (strchr(".!?}", sentence.data[sentence.size - 1]))
        return;
    if (sentence.size + strlen(". ") + strlen(then) <= ERROR_TEXT_MAX) {
        buf_adds(text, ". ");
        buf_adds(text, then);
    }
}
