/* Any line as a text, the next as what it is bound to, the rest as something that comes back: what
 * was sealed opens, with one byte altered it does not, and nothing else ever does. */
#include "base/limits.h"
#include "vault/seal.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_altered(struct seal *seal, struct buf *sealed, struct slice bound, size_t at)
{
    CLEANUP(buf_done) struct buf opened = BUF_MAX(MIB(1));

    sealed->data[at] = sealed->data[at] == 'A' ? 'B' : 'A';
    must(seal_open(seal, buf_slice(sealed), bound, &opened) < 0 && opened.size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct seal *seal;
    struct slice rest = { (const char *)bytes, size }, text = { NULL, 0 }, bound = { NULL, 0 };
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(MIB(1));
    CLEANUP(buf_done) struct buf opened = BUF_MAX(MIB(1));
    struct err err;

    if (!seal)
        seal = seal_new(&err);
    must(seal != NULL);
    slice_split(&rest, '\n', &text);
    slice_split(&rest, '\n', &bound);
    must(seal_close(seal, text, bound, &sealed) == 0);
    must(seal_open(seal, buf_slice(&sealed), bound, &opened) == 0);
    must(slice_is(buf_slice(&opened), text));
    buf_clear(&opened);
    must(seal_open(seal, rest, bound, &opened) < 0 && opened.size == 0);
    if (!slice_is(bound, rest))
        must(seal_open(seal, buf_slice(&sealed), rest, &opened) < 0 && opened.size == 0);
    check_altered(seal, &sealed, bound, size % sealed.size);
    return 0;
}
