/* secrets_shape - whether a rule fits where its anchor was found; inside of secrets*.c.
 *
 * All of it looks at a bounded number of bytes around the place, so that a scan stays linear.
 */
#pragma once

#include "base/slice.h"
#include "files/secrets_rules.h"

#include <stdbool.h>

struct span {
    size_t offset, size;
};

/* The set that a character is in; 0 for what no key is made of. */
uint16_t chars_of(char c);

/* How many characters from at on are in the set; counts no further than most. */
size_t chars_run(struct slice text, size_t at, uint16_t chars, size_t most);

/* Letters, digits and the underscore. */
bool chars_is_word(struct slice text, size_t at);

/* Where the text has the bytes at that place. */
bool text_has(struct slice text, size_t at, const char *bytes);

/* Past what stands between a name and its value, from the end of the name's telling part: the rest
 * of the name, quotes, blanks, = or : or =>, "Bearer". 0 when there is no value. */
size_t value_start(struct slice text, size_t at);

/* Whether the anchor, which stands at that place, begins or belongs to a secret; which one. */
bool shape_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);

/* The shapes of their own: secrets_armour.c, secrets_login.c. */
bool armour_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);
bool tail_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);
bool putty_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);
bool url_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);
bool netrc_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);
bool basic_fits(const struct secret_rule *rule, struct slice text, size_t at, struct span *found);

/* secrets_value.c: whether the characters are as mixed as chance mixes them (Shannon's entropy, in
 * tenths of a bit a character), whether someone wrote them to stand for another value, and whether
 * that can be said of a value which people choose. */
bool value_is_random(struct slice value, unsigned tenths);
bool value_is_placeholder(struct slice value);
bool value_is_sample(struct slice value);
