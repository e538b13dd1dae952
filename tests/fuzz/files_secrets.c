/* Any bytes, and any secrets side by side: finds lie in order inside the text and do not overlap;
 * what is redacted has none left.
 *
 * An input that begins with a byte from 0x80 on is a recipe: a number below the count of rules puts
 * a random value of that rule there, every other byte itself.
 */
#include "base/limits.h"
#include "files/secrets.h"
#include "tests/unit/positives.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct reader {
    struct slice text;
    size_t end, line;
};

static bool on_find(void *user, const struct secret_find *find)
{
    struct reader *reader = user;

    if (find->size == 0 || find->offset < reader->end || find->line < reader->line ||
        find->size > reader->text.size || find->offset > reader->text.size - find->size)
        abort();
    reader->end = find->offset + find->size;
    reader->line = find->line;
    return true;
}

/* The sentence, too: it may hold nothing of the secret. */
static void explain(const struct secret_find *find, struct slice text)
{
    struct err err = { 0 };
    struct slice secret = { text.data + find->offset, find->size };

    if (secrets_explain(find, "f", &err) != -1)
        abort();
    if (secret.size > 16 && memmem(err.text, strlen(err.text), secret.data, secret.size))
        abort();
}

static void cook(struct buf *text, const uint8_t *bytes, size_t size)
{
    struct positive positive = { .text = BUF_MAX(KIB(16)) };

    chance_state = 0x9E3779B97F4A7C15u + size;
    for (size_t i = 0; i < size && !text->full; i++) {
        if (bytes[i] >= secret_rule_count || text->size > KIB(16)) {
            buf_addc(text, (char)(bytes[i] & 0x7F));
            continue;
        }
        positive_make(&positive, &secret_rules[bytes[i]]);
        buf_addf(text, positive.name[0] ? "%s=" : "%s", positive.name);
        buf_add(text, buf_slice(&positive.text));
    }
    buf_done(&positive.text);
}

static void check(struct slice text)
{
    static const unsigned char seed[16] = "sixteen of them";
    struct secrets *secrets = secrets_new(seed);
    struct reader reader = { text, 0, 1 };
    CLEANUP(buf_done) struct buf clean = BUF_MAX(MIB(4));
    size_t count = 0;
    struct err err = { 0 };
    struct secret_find find;

    secrets_add_known(secrets, "A_TOKEN", SLICE("k7-known-value-Q"));
    secrets_scan(secrets, text, on_find, &reader);
    if (secrets_first(secrets, text, &find))
        explain(&find, text);
    if (secrets_redact(secrets, text, &clean, &count, &err) == 0 &&
        secrets_first(secrets, buf_slice(&clean), &find))
        abort();
    secrets_free(secrets);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

    if (size > 0 && bytes[0] >= 0x80)
        cook(&text, bytes + 1, size - 1);
    else
        buf_add(&text, (struct slice){ (const char *)bytes, size });
    check(buf_slice(&text));
    return 0;
}
