/* money - amounts and prices as integers, read from the number's own characters.
 *
 * An amount is int64_t nano-dollars (1e-9 USD); a token's price is int64_t pico-dollars (1e-12
 * USD). Nothing passes through a double. Reading rounds up, so that a bound stays a bound.
 * Arithmetic saturates at MONEY_MAX instead of overflowing.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

#define MONEY_MAX       (INT64_MAX / 4)
#define NANO_PER_USD    1000000000LL
#define PICO_PER_NANO   1000LL
#define MONEY_TEXT_SIZE 32

/* A decimal number, as text or as a JSON number token: "0.0000006", "2.5e-7", "12". -1
 * (ERR_ARGUMENT) when it is none, is negative, or is larger than a billion dollars. */
int money_parse_nano(struct slice number, int64_t *nano, struct err *err);
int money_parse_pico(struct slice number, int64_t *pico, struct err *err);

/* count times a price in pico-dollars, in nano-dollars, rounded up; counts below 0 are 0. */
int64_t money_of_tokens(int64_t count, int64_t price_pico);
int64_t money_add(int64_t a_nano, int64_t b_nano);

/* For people: "$0.0041" with two significant digits below a cent, "$0.19", "$12.30"; "$0" for 0. */
const char *money_text(char text[MONEY_TEXT_SIZE], int64_t nano);

/* Exact, as a decimal number of dollars without trailing zeros: "0.000041003". */
const char *money_exact(char text[MONEY_TEXT_SIZE], int64_t nano);

/* A token's price as dollars per million tokens, exact to a millionth of a dollar, rounded up:
 * "2.5". 1 pico-dollar a token is 0.000001 dollars a million. */
const char *money_per_million(char text[MONEY_TEXT_SIZE], int64_t price_pico);
