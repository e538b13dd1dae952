/* secrets_armour - private keys as text: a header, then lines of base64.
 *
 * A header alone is how programs recognise a key, and no secret. The lines may stand in a string of
 * a program or a document: with quotes, commas, "\n", plus signs and indentation between them.
 */
#include "base/mem.h"
#include "files/secrets_shape.h"

#define LABEL_MAX 48
#define BODY_MIN  64 /* characters of base64: an elliptic curve's key has 88 and more */
#define LONG_MIN                                                                                   \
    256                /* of what begins with "MII", DER of at least 256 bytes: less is an excerpt \
                        */
#define LINE_MIN    16 /* shorter runs are something between the lines */
#define WHOLE_MIN   60 /* lines have 64, or 70, or 76 */
#define JUNK_MAX    96 /* bytes in a row that are no line: quotes, indentation, "Proc-Type: ..." */
#define ARMOUR_MAX  32768
#define PUTTY_REACH 4096 /* from the header of PuTTY's form to its private lines */

/* Lines of base64 from `at` on: where the last one ends, 0 when they are too few. */
static size_t body_end(const struct secret_rule *rule, struct slice text, size_t at)
{
    size_t start = at, first = 0, first_size = 0, end = at, total = 0;

    while (at < text.size && at - start < ARMOUR_MAX && at - end <= JUNK_MAX) {
        size_t n = chars_run(text, at, BASE64 | IN_EQUAL, ARMOUR_MAX);

        if (n >= LINE_MIN) {
            first = total == 0 ? at : first;
            first_size = total == 0 ? n : first_size;
            total += n;
            end = at + n;
        } else if (text_has(text, at, "--")) {
            break;
        }
        at += n > 0 ? n : 1;
    }

    struct slice body = { text.data + first, end - first };
    struct slice line = { text.data + first, first_size };

    bool is_long = slice_starts(line, SLICE("MII")) && slice_trim(slice_from(text, end)).size > 0;

    /* Where the text ends, the rest of it may only not have been asked for. */
    return total >= (is_long ? LONG_MIN : BODY_MIN) && value_is_random(body, rule->tenths) &&
                   !value_is_placeholder(line)
               ? end
               : 0;
}

/* Past "-----END ... -----" where that follows within the junk. */
static size_t past_footer(struct slice text, size_t at)
{
    for (size_t i = 0; i < JUNK_MAX && at + i < text.size; i++) {
        if (!text_has(text, at + i, "-----END "))
            continue;
        for (size_t n = strlen("-----END "); n < LABEL_MAX + 16; n++)
            if (text_has(text, at + i + n, "-----"))
                return at + i + n + strlen("-----");
        break;
    }
    return at;
}

/* Past "...PRIVATE KEY-----" from behind "-----BEGIN " or "-----END "; 0 when that is not there. */
static size_t label_end(struct slice text, size_t label)
{
    size_t size = 0;

    while (size < LABEL_MAX && label + size < text.size && text.data[label + size] != '-' &&
           text.data[label + size] != '\n')
        size++;
    return memmem(text.data + label, size, "PRIVATE KEY", strlen("PRIVATE KEY")) &&
                   text_has(text, label + size, "-----")
               ? label + size + strlen("-----")
               : 0;
}

bool armour_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    size_t body = label_end(text, at + strlen(rule->anchor));
    size_t end = body > 0 ? body_end(rule, text, body) : 0;

    *found = (struct span){ at, end > 0 ? past_footer(text, end) - at : 0 };
    return end > 0;
}

/* Back over lines of base64 to where the first of them begins. Only whole lines count, so that no
 * word in front of the footer is taken for one. */
static size_t body_start(struct slice text, size_t at)
{
    size_t start = at, run = 0;

    for (size_t back = 0; back < at && back < ARMOUR_MAX; back++) {
        size_t i = at - back - 1;
        char c = text.data[i];

        if ((chars_of(c) & BASE64) != 0) {
            run++;
            start = run >= WHOLE_MIN ? i : start;
            continue;
        }
        if (c == '\\' && run > WHOLE_MIN && start == i + 1)
            start++; /* of "\\n", which is no base64 */
        run = 0;
        if (c == '\0' || !strchr(" \t\r\n\"',\\=-", c) ||
            (c == '-' && i > 0 && text.data[i - 1] != '\n'))
            break;
    }
    return start;
}

bool tail_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    size_t end = label_end(text, at + strlen(rule->anchor));
    size_t start = end > 0 ? body_start(text, at) : at;
    struct slice body = { text.data + start, at - start };

    *found = (struct span){ start, end - start };
    return body.size >= BODY_MIN && value_is_random(body, rule->tenths);
}

bool putty_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found)
{
    size_t reach = text.size - at < PUTTY_REACH ? text.size - at : PUTTY_REACH;
    const char *lines = memmem(text.data + at, reach, "Private-Lines:", strlen("Private-Lines:"));
    size_t end =
        lines ? body_end(rule, text, (size_t)(lines - text.data) + strlen("Private-Lines:")) : 0;

    *found = (struct span){ at, end > 0 ? end - at : 0 };
    return end > 0;
}
