/* Any bytes as what a user pastes: a code that can stand in a JSON text and an address as it is, or
 * nothing; and put into an address it is found there again. */
#include "base/limits.h"
#include "net/query.h"
#include "openrouter/oauth.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(buf_done) struct buf code = BUF_MAX(CODE_MAX);
    CLEANUP(buf_done) struct buf again = BUF_MAX(CODE_MAX);
    CLEANUP(buf_done) struct buf address = BUF_MAX(4 * CODE_MAX);
    struct err err;

    if (oauth_read_code((struct slice){ (const char *)bytes, size }, &code, &err) < 0) {
        must(code.size == 0);
        return 0;
    }
    must(code.size > 0 && code.size <= CODE_MAX);
    for (size_t i = 0; i < code.size; i++)
        must(code.data[i] > ' ' && code.data[i] <= '~' && !strchr("\"'<>\\", code.data[i]));
    query_add(&address, "a", "http://x/?y");
    query_add(&address, "code", buf_text(&code));
    must(oauth_read_query(buf_slice(&address), &again, &err) == 0);
    must(slice_is(buf_slice(&code), buf_slice(&again)));
    return 0;
}
