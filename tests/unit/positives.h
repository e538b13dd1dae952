/* Values of the form of each rule of the secret scan, made by chance; none is kept anywhere. */
#pragma once

#include "files/secrets_shape.h"
#include "test.h"

#include "base/buf.h"

struct positive {
    struct buf text; /* what is found, or the value that is assigned */
    char name[64];   /* that it is assigned to; empty when it needs none */
};

static uint64_t chance_state = 0x9E3779B97F4A7C15u;

static inline size_t chance(size_t below)
{
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (size_t)((chance_state >> 11) % below);
}

static inline void add_chars(struct buf *out, uint16_t chars, size_t count)
{
    char all[128];
    size_t n = 0;

    for (char c = ' '; c < 0x7F; c++)
        if ((chars_of(c) & chars) != 0)
            all[n++] = c;
    while (count-- > 0)
        buf_addc(out, all[chance(n)]);
}

static inline size_t part_size(const struct secret_part *part)
{
    size_t more = (size_t)(part->most - part->least);

    return part->least + chance((more < 80 ? more : 80) + 1);
}

static inline void add_parts(struct buf *out, const struct secret_rule *rule)
{
    for (size_t i = 0; i < 3 && rule->parts[i].most > 0; i++) {
        add_chars(out, rule->parts[i].chars, part_size(&rule->parts[i]));
        buf_adds(out, rule->parts[i].then ? rule->parts[i].then : "");
    }
}

static inline void add_lines(struct buf *out, const char *line_end, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add_chars(out, ALNUM | IN_B64, 64);
        buf_adds(out, line_end);
    }
}

/* As a file has it, as a string of a program has it, encrypted, and of other makers. */
static inline void add_armour(struct buf *out)
{
    static const char *const labels[] = { "RSA ", "EC ", "", "OPENSSH ", "ENCRYPTED ", "DSA " };
    static const char *const ends[] = { "\n", "\\n", "\r\n", "\\n\" +\n    \"", "\n    " };
    const char *label = labels[chance(6)], *end = ends[chance(5)];

    buf_addf(out, "-----BEGIN %sPRIVATE KEY-----%s", label, end);
    if (chance(4) == 0)
        buf_addf(out, "Proc-Type: 4,ENCRYPTED%sDEK-Info: AES-128-CBC,00%s%s", end, end, end);
    add_lines(out, end, 5 + chance(20));
    buf_addf(out, "-----END %sPRIVATE KEY-----", label);
}

static inline void add_putty(struct buf *out)
{
    buf_adds(out,
             "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: c\nPublic-Lines: 2\n");
    add_lines(out, "\n", 2);
    buf_adds(out, "Private-Lines: 3\n");
    add_lines(out, "\n", 2);
    add_chars(out, ALNUM | IN_B64, 40);
}

static inline void add_login(struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    CLEANUP(buf_done) struct buf login = BUF_MAX(200);

    buf_adds(&login, "deploy:");
    add_chars(&login, ALNUM, 20 + 3 * chance(8));
    for (size_t i = 0; i + 2 < login.size; i += 3) {
        unsigned char *group = (unsigned char *)login.data + i;

        buf_addc(out, digits[group[0] >> 2]);
        buf_addc(out, digits[(group[0] & 3) << 4 | group[1] >> 4]);
        buf_addc(out, digits[(group[1] & 15) << 2 | group[2] >> 6]);
        buf_addc(out, digits[group[2] & 63]);
    }
}

static inline void add_token(struct buf *out, const struct secret_rule *rule)
{
    add_chars(out, rule->before.chars, rule->before.most ? part_size(&rule->before) : 0);
    buf_adds(out, rule->anchor);
    add_parts(out, rule);
}

static inline void positive_make(struct positive *positive, const struct secret_rule *rule)
{
    struct buf *out = &positive->text;

    buf_clear(out);
    snprintf(positive->name, sizeof(positive->name), "%s", rule->anchor);
    switch (rule->shape) {
    case SHAPE_ASSIGNED:
        add_parts(out, rule);
        return;
    case SHAPE_RANDOM:
        add_chars(out, ALNUM, 24 + chance(40));
        add_chars(out, DIGITS, 2);
        return;
    case SHAPE_BEARER:
        buf_adds(out, "Bearer ");
        add_chars(out, URL64, part_size(&rule->parts[0]));
        return;
    case SHAPE_BASIC:
        add_login(out);
        return;
    default:
        positive->name[0] = '\0';
    }
    if (rule->shape == SHAPE_PEM)
        add_armour(out);
    else if (rule->shape == SHAPE_TAIL) {
        add_chars(out, BASE64, 64);
        buf_adds(out, "\n-----END PRIVATE KEY-----");
    } else if (rule->shape == SHAPE_PUTTY)
        add_putty(out);
    else if (rule->shape == SHAPE_TOKEN || rule->shape == SHAPE_BARE)
        add_token(out, rule);
    else {
        buf_adds(out, rule->shape == SHAPE_URL ? "postgres://app:"
                                               : "machine git.acme.net login app\n  password ");
        add_chars(out, ALNUM, 12 + chance(20));
        buf_adds(out, rule->shape == SHAPE_URL ? "@db.acme.net:5432/main" : "");
    }
}
