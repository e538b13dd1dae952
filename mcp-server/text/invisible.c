/* invisible - characters that a reader cannot see, taken out of a stream of text.
 *
 * Text can be smuggled past a reader in characters without a shape: a language model reads them,
 * a person does not. What is kept of them is kept in one place only, where writing needs it:
 *
 *     emoji ZWJ emoji     emoji VS15|VS16     [#*0-9] VS16 U+20E3     ideograph VS
 *     virama ZWJ|ZWNJ     letter ZWJ|ZWNJ letter, both of one script that joins
 */
#include "mcp-server/text/invisible.h"

#include <assert.h>

#define ZWNJ   0x200Cu
#define ZWJ    0x200Du
#define VS15   0xFE0Eu
#define VS16   0xFE0Fu
#define KEYCAP 0x20E3u

struct range {
    uint32_t from, to;
};

/* Sorted. Controls; fillers and soft hyphens; Mongolian and Khmer selectors that are no selectors
 * of ours; bidi; zero widths; annotation; shorthand and musical format; tags. */
static const struct range unseen[] = {
    { 0x00, 0x08 },       { 0x0B, 0x1F },       { 0x7F, 0x9F },       { 0xAD, 0xAD },
    { 0x34F, 0x34F },     { 0x61C, 0x61C },     { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },
    { 0x180E, 0x180E },   { 0x200B, 0x200B },   { 0x200E, 0x200F },   { 0x202A, 0x202E },
    { 0x2060, 0x206F },   { 0x3164, 0x3164 },   { 0xFDD0, 0xFDEF },   { 0xFEFF, 0xFEFF },
    { 0xFFA0, 0xFFA0 },   { 0xFFF0, 0xFFFB },   { 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A },
    { 0xE0000, 0xE00FF }, { 0xE01F0, 0xE0FFF },
};

/* Selectors and joiners: seen by nobody, needed by some. */
static const struct range guests[] = {
    { 0x180B, 0x180D }, { 0x180F, 0x180F }, { ZWNJ, ZWJ }, { 0xFE00, VS16 }, { 0xE0100, 0xE01EF },
};

/* What emoji are made of (Extended_Pictographic); 1F1E6-1F1FF and the skin tones are not. */
static const struct range pictures[] = {
    { 0xA9, 0xA9 },       { 0xAE, 0xAE },       { 0x203C, 0x203C },   { 0x2049, 0x2049 },
    { 0x2122, 0x2122 },   { 0x2139, 0x2139 },   { 0x2194, 0x2199 },   { 0x21A9, 0x21AA },
    { 0x231A, 0x231B },   { 0x2328, 0x2328 },   { 0x2388, 0x2388 },   { 0x23CF, 0x23CF },
    { 0x23E9, 0x23F3 },   { 0x23F8, 0x23FA },   { 0x24C2, 0x24C2 },   { 0x25AA, 0x25AB },
    { 0x25B6, 0x25B6 },   { 0x25C0, 0x25C0 },   { 0x25FB, 0x25FE },   { 0x2600, 0x27BF },
    { 0x2934, 0x2935 },   { 0x2B05, 0x2B07 },   { 0x2B1B, 0x2B1C },   { 0x2B50, 0x2B50 },
    { 0x2B55, 0x2B55 },   { 0x3030, 0x3030 },   { 0x303D, 0x303D },   { 0x3297, 0x3297 },
    { 0x3299, 0x3299 },   { 0x1F000, 0x1F1E5 }, { 0x1F200, 0x1F3FA }, { 0x1F400, 0x1FAFF },
    { 0x1FC00, 0x1FFFD },
};

static const struct range skin_tones[] = { { 0x1F3FB, 0x1F3FF } };

/* Bases of FE00-FE0D (mathematics, ideographs and their punctuation, Myanmar, Phags-pa,
 * hieroglyphs) and, of the ideographs among them, E0100-E01EF. */
static const struct range variant_bases[] = {
    { 0x1000, 0x109F }, { 0x2205, 0x22FF }, { 0x2A00, 0x2AFF },   { 0x3001, 0x3002 },
    { 0xA840, 0xA87F }, { 0xFF01, 0xFF1F }, { 0x10AC0, 0x10AFF }, { 0x13000, 0x143FF },
};
static const struct range ideographs[] = {
    { 0x3400, 0x4DBF },
    { 0x4E00, 0x9FFF },
    { 0xF900, 0xFAFF },
    { 0x20000, 0x323AF },
};
static const struct range mongolian[] = { { 0x1820, 0x18AA } };

/* Scripts in which letters join or stack, one row for each. */
static const struct range joining[] = {
    { 0x0620, 0x06FF },   { 0x0710, 0x074F },   { 0x0750, 0x077F },   { 0x07CA, 0x07FF },
    { 0x0840, 0x085F },   { 0x08A0, 0x08FF },   { 0x0900, 0x097F },   { 0x0980, 0x09FF },
    { 0x0A00, 0x0A7F },   { 0x0A80, 0x0AFF },   { 0x0B00, 0x0B7F },   { 0x0B80, 0x0BFF },
    { 0x0C00, 0x0C7F },   { 0x0C80, 0x0CFF },   { 0x0D00, 0x0D7F },   { 0x0D80, 0x0DFF },
    { 0x1000, 0x109F },   { 0x1780, 0x17FF },   { 0x1807, 0x18AF },   { 0x1A20, 0x1AAF },
    { 0x1B00, 0x1B7F },   { 0xA840, 0xA87F },   { 0xA880, 0xA8DF },   { 0xA980, 0xA9DF },
    { 0xFB50, 0xFDCF },   { 0xFE70, 0xFEFE },   { 0x10AC0, 0x10AFF }, { 0x10D00, 0x10D3F },
    { 0x11000, 0x1107F }, { 0x11080, 0x110CF }, { 0x11100, 0x1114F }, { 0x11180, 0x111DF },
    { 0x1E900, 0x1E95F },
};

/* Viramas: the sign that makes the next consonant join, and a joiner of either kind may refine. */
static const struct range viramas[] = {
    { 0x094D, 0x094D },   { 0x09CD, 0x09CD },   { 0x0A4D, 0x0A4D },   { 0x0ACD, 0x0ACD },
    { 0x0B4D, 0x0B4D },   { 0x0BCD, 0x0BCD },   { 0x0C4D, 0x0C4D },   { 0x0CCD, 0x0CCD },
    { 0x0D3B, 0x0D3C },   { 0x0D4D, 0x0D4D },   { 0x0DCA, 0x0DCA },   { 0x1039, 0x103A },
    { 0x17D2, 0x17D2 },   { 0x1B44, 0x1B44 },   { 0xA8C4, 0xA8C4 },   { 0xA9C0, 0xA9C0 },
    { 0x11046, 0x11046 }, { 0x110B9, 0x110B9 }, { 0x11133, 0x11134 }, { 0x111C0, 0x111C0 },
};

static const struct range *find(const struct range *ranges, size_t count, uint32_t c)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (c > ranges[middle].to)
            low = middle + 1;
        else if (c < ranges[middle].from)
            high = middle;
        else
            return &ranges[middle];
    }
    return NULL;
}

#define IN(ranges, c) (find((ranges), ARRAY_COUNT(ranges), (c)) != NULL)

static bool is_keycap_base(uint32_t c)
{
    return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

static bool selector_fits(uint32_t before, uint32_t selector, uint32_t after)
{
    if (selector == VS16 && is_keycap_base(before))
        return after == KEYCAP;
    if (selector == VS15 || selector == VS16)
        return IN(pictures, before);
    if (selector < 0x2000)
        return IN(mongolian, before);
    if (selector >= 0xE0100)
        return IN(ideographs, before);
    return IN(variant_bases, before) || IN(ideographs, before);
}

static bool joiner_fits(uint32_t before, uint32_t joiner, uint32_t after)
{
    if (IN(viramas, before))
        return true;
    if (joiner == ZWJ && (before == VS16 || IN(pictures, before) || IN(skin_tones, before)))
        return IN(pictures, after);

    const struct range *script = find(joining, ARRAY_COUNT(joining), before);

    return script && script == find(joining, ARRAY_COUNT(joining), after);
}

static int write_character(struct invisible *invisible, struct buf *out, uint32_t c)
{
    char bytes[4];

    invisible->before_ = c;
    return buf_add(out, (struct slice){ bytes, utf8_encode(c, bytes) });
}

/* Decides about the guest that is held, now that the character behind it is known. */
static int settle(struct invisible *invisible, struct buf *out, uint32_t after)
{
    uint32_t guest = invisible->held_, before = invisible->before_;

    if (guest == 0)
        return 0;
    invisible->held_ = 0;
    if (guest == ZWJ || guest == ZWNJ ? joiner_fits(before, guest, after)
                                      : selector_fits(before, guest, after))
        return write_character(invisible, out, guest);
    invisible->removed++;
    return 0;
}

static int take(struct invisible *invisible, struct buf *out, uint32_t c)
{
    bool after_cr = invisible->after_cr_;

    invisible->after_cr_ = c == '\r';
    if (c == '\n' && after_cr)
        return 0;
    if (c == '\r' || c == 0x2028 || c == 0x2029)
        c = '\n';
    if (c == UTF8_BAD)
        c = 0xFFFD;
    if (IN(unseen, c) || (c & 0xFFFE) == 0xFFFE) {
        invisible->removed++;
        return 0;
    }
    if (settle(invisible, out, c) < 0)
        return -1;
    if (IN(guests, c)) {
        invisible->held_ = c;
        return 0;
    }
    return write_character(invisible, out, c);
}

/* The length of the plain ASCII at the start of text, which is most of most texts. */
static size_t plain(struct slice text)
{
    size_t size = 0;

    while (size < text.size && ((text.data[size] >= 0x20 && text.data[size] < 0x7F) ||
                                text.data[size] == '\n' || text.data[size] == '\t'))
        size++;
    return size;
}

/* How many bytes the character that begins with this byte should have. */
static size_t length_of(unsigned char lead)
{
    return lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Takes the next character, or keeps its bytes when its rest has not come. Answers how many bytes
 * of text were used, 0 when out is full. */
static size_t take_one(struct invisible *invisible, struct buf *out, struct slice text)
{
    char bytes[4];
    size_t had = invisible->part_size_, size = had, length;

    memcpy(bytes, invisible->part_, had);
    while (size < sizeof(bytes) && size - had < text.size) {
        bytes[size] = text.data[size - had];
        size++;
    }

    uint32_t c = utf8_next((struct slice){ bytes, size }, &length);

    if (c == UTF8_BAD && length == size && size < length_of((unsigned char)bytes[0])) {
        memcpy(invisible->part_, bytes, size);
        invisible->part_size_ = size;
        return text.size;
    }
    invisible->part_size_ = 0;
    assert(length >= had); /* what was kept is the beginning of a character */
    return take(invisible, out, c) < 0 ? 0 : length - had;
}

int invisible_add(struct invisible *invisible, struct buf *out, struct slice text)
{
    while (text.size > 0) {
        bool at_rest = invisible->part_size_ == 0 && invisible->held_ == 0 && !invisible->after_cr_;
        size_t used = at_rest ? plain(text) : 0;

        if (used > 0) {
            if (buf_add(out, (struct slice){ text.data, used }) < 0)
                return -1;
            invisible->before_ = (unsigned char)text.data[used - 1];
        } else {
            used = take_one(invisible, out, text);
            if (out->full)
                return -1;
        }
        text = slice_from(text, used);
    }
    return 0;
}

int invisible_end(struct invisible *invisible, struct buf *out)
{
    int rc = 0;

    if (invisible->part_size_ > 0)
        rc = take(invisible, out, UTF8_BAD);
    invisible->part_size_ = 0;
    if (rc == 0)
        rc = settle(invisible, out, 0);
    return rc;
}
