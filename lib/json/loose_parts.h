/* loose_parts - strings, words and keys of what is nearly JSON. For the files of loose. */
#pragma once

#include "json/loose.h"

bool loose_is_blank(char c);
bool loose_is_quote(char c);
bool loose_is_any(int c, const char *those);

/* The byte there; -1 behind the end. */
int loose_byte(struct slice text, size_t at);

/* Behind the blanks, the word, the comment at `at`; `at` where there is none (that ends). */
size_t loose_blanks(struct slice text, size_t at);
size_t loose_word(struct slice text, size_t at);
size_t loose_comment(struct slice text, size_t at);

/* Behind a key at `at` and its colon; 0 when there is none. */
size_t loose_key(struct slice text, size_t at, struct slice *key);

struct loose_string {
    size_t end;    /* behind it; 0: it does not end */
    size_t resume; /* then: where to go on */
};

/* The string whose quote is at `at`. */
struct loose_string loose_string(struct slice text, size_t at, bool in_object);
