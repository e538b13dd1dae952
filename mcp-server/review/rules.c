/* rules - whether a rule that a finding claims is one of the project's. */
#include "mcp-server/review/rules.h"

#include "base/limits.h"

static void squeeze(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c >= 'A' && c <= 'Z')
            buf_addc(out, (char)(c + 'a' - 'A'));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            buf_addc(out, (char)c);
    }
}

void rules_read(struct rules *rules, const struct subject *subject)
{
    rules->squeezed_ = BUF_MAX(FILES_TEXT_MAX + FILES_MAX);
    for (size_t i = 0; i < subject->rule_count; i++) {
        if (subject->read.items[i].why)
            continue;
        squeeze(&rules->squeezed_, buf_slice(&subject->read.items[i].text));
        buf_addc(&rules->squeezed_, '\n'); /* no claim spans two files */
    }
}

void rules_done(struct rules *rules)
{
    buf_done(&rules->squeezed_);
}

bool rules_have(const struct rules *rules, const char *claim)
{
    CLEANUP(buf_done) struct buf squeezed = BUF_MAX(FINDING_WORDS_MAX);

    squeeze(&squeezed, slice_of(claim));
    return squeezed.size >= RULE_CLAIM_MIN && rules->squeezed_.size > 0 &&
           memmem(rules->squeezed_.data, rules->squeezed_.size, squeezed.data, squeezed.size);
}
