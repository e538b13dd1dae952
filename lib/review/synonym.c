/* synonym - the many names that models have for what has one here. */
#include "review/synonym.h"

#include "base/limits.h"

/* A letter or digit in lower case; 0 for what is neither. */
static char letter(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

/* The next letter or digit of a name; 0 at its end. */
static char next_letter(struct slice name, size_t *at)
{
    while (*at < name.size) {
        char c = letter(name.data[(*at)++]);

        if (c != '\0')
            return c;
    }
    return '\0';
}

static bool is_same(struct slice a, struct slice b)
{
    size_t at_a = 0, at_b = 0;

    for (;;) {
        char c = next_letter(a, &at_a);

        if (c != next_letter(b, &at_b))
            return false;
        if (c == '\0')
            return true;
    }
}

size_t synonym_find(const struct synonym *synonyms, size_t count, struct slice name)
{
    size_t i = 0;

    while (i < count && !is_same(name, slice_of(synonyms[i].name)))
        i++;
    return i;
}

bool synonym_read(const struct synonym *synonyms, size_t count, const char *words, int *value)
{
    struct slice text = slice_of(words), word = { words, 0 };
    size_t row;

    if (text.size > FINDING_NAME_MAX)
        return false;
    row = synonym_find(synonyms, count, text);
    for (size_t i = 0; row == count && i <= text.size; i++) {
        if (i < text.size && letter(text.data[i]) != '\0') {
            word.size++;
            continue;
        }
        if (word.size > 0)
            row = synonym_find(synonyms, count, word);
        word = (struct slice){ text.data + i + 1, 0 };
    }
    if (row < count)
        *value = synonyms[row].value;
    return row < count;
}
