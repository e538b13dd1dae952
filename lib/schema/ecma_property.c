/* ecma_property - the names of \p{...} as ECMA-262 has them, in PCRE2's words. */
#include "schema/pattern.h"

struct alias {
    const char *name, *pcre;
};

/* General categories: long names, and those of POSIX that Unicode gave them, too. */
static const struct alias categories[] = {
    { "Cased_Letter", "L&" },
    { "LC", "L&" },
    { "Close_Punctuation", "Pe" },
    { "Connector_Punctuation", "Pc" },
    { "Control", "Cc" },
    { "cntrl", "Cc" },
    { "Currency_Symbol", "Sc" },
    { "Dash_Punctuation", "Pd" },
    { "Decimal_Number", "Nd" },
    { "digit", "Nd" },
    { "Enclosing_Mark", "Me" },
    { "Final_Punctuation", "Pf" },
    { "Format", "Cf" },
    { "Initial_Punctuation", "Pi" },
    { "Letter", "L" },
    { "Letter_Number", "Nl" },
    { "Line_Separator", "Zl" },
    { "Lowercase_Letter", "Ll" },
    { "Mark", "M" },
    { "Combining_Mark", "M" },
    { "Math_Symbol", "Sm" },
    { "Modifier_Letter", "Lm" },
    { "Modifier_Symbol", "Sk" },
    { "Nonspacing_Mark", "Mn" },
    { "Number", "N" },
    { "Open_Punctuation", "Ps" },
    { "Other", "C" },
    { "Other_Letter", "Lo" },
    { "Other_Number", "No" },
    { "Other_Punctuation", "Po" },
    { "Other_Symbol", "So" },
    { "Paragraph_Separator", "Zp" },
    { "Private_Use", "Co" },
    { "Punctuation", "P" },
    { "punct", "P" },
    { "Separator", "Z" },
    { "Space_Separator", "Zs" },
    { "Spacing_Mark", "Mc" },
    { "Surrogate", "Cs" },
    { "Symbol", "S" },
    { "Titlecase_Letter", "Lt" },
    { "Unassigned", "Cn" },
    { "Uppercase_Letter", "Lu" },
};

/* Their short names are the same in both. */
static const char short_names[] =
    " C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm "
    "So Z Zl Zp Zs ";

/* What a character is or is not; the same in both. */
static const char binary_names[] =
    " Any ASCII Alphabetic Alpha ASCII_Hex_Digit AHex Hex_Digit Hex Lowercase Lower Uppercase "
    "Upper White_Space Ideographic Ideo ID_Start IDS ID_Continue IDC Math Emoji "
    "Emoji_Presentation Extended_Pictographic ExtPict ";

static const struct alias keys[] = {
    { "Script=", "sc:" },
    { "sc=", "sc:" },
    { "Script_Extensions=", "scx:" },
    { "scx=", "scx:" },
};

static bool is_word(struct slice name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_'))
            return false;
    }
    return name.size > 0 && name.size < 64;
}

static bool is_listed(struct slice name, const char *list)
{
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(80);

    buf_addf(&wanted, " %.*s ", SLICE_FMT(name));
    return strstr(list, buf_text(&wanted)) != NULL;
}

static int add_category(struct slice name, struct buf *pcre)
{
    for (size_t i = 0; i < ARRAY_COUNT(categories); i++)
        if (slice_is(name, slice_of(categories[i].name)))
            return buf_adds(pcre, categories[i].pcre);
    return is_listed(name, short_names) ? buf_add(pcre, name) : -1;
}

int ecma_property(struct slice name, struct buf *pcre)
{
    const char *equals = memchr(name.data, '=', name.size);
    struct slice value = equals ? slice_from(name, (size_t)(equals + 1 - name.data)) : name;

    if (!is_word(value))
        return -1;
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
        if (slice_starts(name, slice_of(keys[i].name))) {
            buf_adds(pcre, keys[i].pcre);
            return buf_add(pcre, value);
        }
    if (slice_starts(name, SLICE("General_Category=")) || slice_starts(name, SLICE("gc=")))
        return add_category(value, pcre);
    if (equals)
        return -1;
    return is_listed(name, binary_names) ? buf_add(pcre, name) : add_category(name, pcre);
}
