/* money - amounts and prices as integers, read from the number's own characters. */
#include "openrouter/money.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#define NUMBER_SIZE_MAX 400 /* characters; real ones have up to 24 */
#define EXPONENT_MAX    1000
#define NANO_DIGITS     9
#define PICO_DIGITS     12
#define BILLION         1000000000

/* A number taken apart: digits with the point left out, where the point stood, and the exponent. */
struct decimal {
    bool negative;
    const char *digits; /* both parts, the point among them */
    size_t whole_count, fraction_count;
    int exponent;
};

static bool take_sign(struct slice *rest, const char *signs, bool *negative)
{
    *negative = false;
    if (rest->size == 0 || !memchr(signs, rest->data[0], strlen(signs)))
        return false;
    *negative = rest->data[0] == '-';
    *rest = slice_from(*rest, 1);
    return true;
}

/* Clamped: what is larger only has to be recognised as too large, or as almost nothing. */
static bool take_exponent(struct slice *rest, int *exponent)
{
    bool negative;
    int value = 0;

    *rest = slice_from(*rest, 1);
    take_sign(rest, "+-", &negative);

    size_t count = slice_digits(*rest);

    for (size_t i = 0; i < count; i++)
        value = value > EXPONENT_MAX ? value : value * 10 + (rest->data[i] - '0');
    *rest = slice_from(*rest, count);
    *exponent = negative ? -value : value;
    return count > 0;
}

static bool take_apart(struct slice number, struct decimal *decimal)
{
    struct slice rest = number;

    *decimal = (struct decimal){ 0 };
    if (number.size == 0 || number.size > NUMBER_SIZE_MAX)
        return false;
    take_sign(&rest, "-", &decimal->negative);

    decimal->digits = rest.data;
    decimal->whole_count = slice_digits(rest);
    rest = slice_from(rest, decimal->whole_count);
    if (decimal->whole_count == 0)
        return false;
    if (rest.size > 0 && rest.data[0] == '.') {
        rest = slice_from(rest, 1);
        decimal->fraction_count = slice_digits(rest);
        rest = slice_from(rest, decimal->fraction_count);
        if (decimal->fraction_count == 0)
            return false;
    }
    if (rest.size > 0 && (rest.data[0] == 'e' || rest.data[0] == 'E') &&
        !take_exponent(&rest, &decimal->exponent))
        return false;
    return rest.size == 0;
}

/* In units of 10^-unit_digits dollars, rounded up; anything above ceiling is answered as more. */
static unsigned __int128 in_units(const struct decimal *decimal, int unit_digits,
                                  unsigned __int128 ceiling)
{
    size_t count = decimal->whole_count + decimal->fraction_count;
    int weight = (int)decimal->whole_count - 1 + decimal->exponent + unit_digits;
    unsigned __int128 value = 0;
    bool rest = false;

    for (size_t i = 0; i < count; i++, weight--) {
        size_t at = i < decimal->whole_count ? i : i + 1;
        unsigned digit = (unsigned)(decimal->digits[at] - '0');

        if (weight < 0)
            rest = rest || digit > 0;
        else if (value <= ceiling)
            value = value * 10 + digit;
    }
    for (; weight >= 0 && value > 0 && value <= ceiling; weight--)
        value *= 10;
    return value + rest;
}

static int refuse(struct slice number, const char *why, struct err *err)
{
    char shown[41];
    size_t size = number.size < sizeof(shown) - 1 ? number.size : sizeof(shown) - 1;

    for (size_t i = 0; i < size; i++)
        shown[i] = number.data[i] >= ' ' && number.data[i] < 0x7F ? number.data[i] : '?';
    shown[size] = '\0';
    return err_set(err, ERR_ARGUMENT,
                   "\"%s\" %s; an amount is a decimal number of dollars such as 0.25, 12 or 2.5e-7",
                   shown, why);
}

static int parse(struct slice number, int unit_digits, int64_t *amount, struct err *err)
{
    struct decimal decimal;
    unsigned __int128 ceiling = BILLION;

    if (!take_apart(number, &decimal))
        return refuse(number, "is not a number", err);
    for (int i = 0; i < unit_digits; i++)
        ceiling *= 10;

    unsigned __int128 units = in_units(&decimal, unit_digits, ceiling);

    if (decimal.negative && units > 0)
        return refuse(number, "is negative", err);
    if (units > ceiling)
        return refuse(number, "is more than a billion dollars", err);
    *amount = units > MONEY_MAX ? MONEY_MAX : (int64_t)units;
    return 0;
}

int money_parse_nano(struct slice number, int64_t *nano, struct err *err)
{
    return parse(number, NANO_DIGITS, nano, err);
}

int money_parse_pico(struct slice number, int64_t *pico, struct err *err)
{
    return parse(number, PICO_DIGITS, pico, err);
}

int64_t money_of_tokens(int64_t count, int64_t price_pico)
{
    if (count <= 0 || price_pico <= 0)
        return 0;

    unsigned __int128 pico = (unsigned __int128)count * (unsigned __int128)price_pico;
    unsigned __int128 nano = (pico + PICO_PER_NANO - 1) / PICO_PER_NANO;

    return nano > MONEY_MAX ? MONEY_MAX : (int64_t)nano;
}

int64_t money_add(int64_t a_nano, int64_t b_nano)
{
    __int128 sum = (__int128)a_nano + b_nano;

    return sum > MONEY_MAX ? MONEY_MAX : sum < -MONEY_MAX ? -MONEY_MAX : (int64_t)sum;
}

/* prefix, then value / 10^places with exactly so many places: 20 digits, a point and a sign fit. */
static const char *write_decimal(char text[MONEY_TEXT_SIZE], const char *prefix, uint64_t value,
                                 int places)
{
    char digits[MONEY_TEXT_SIZE];
    char *start = digits + sizeof(digits) - 1;

    *start = '\0';
    for (int at = 0; value > 0 || at <= places; at++, value /= 10) {
        if (at == places && at > 0)
            *--start = '.';
        *--start = (char)('0' + value % 10);
    }

    size_t prefix_size = strlen(prefix);

    memcpy(text, prefix, prefix_size);
    memcpy(text + prefix_size, start, strlen(start) + 1);
    return text;
}

static uint64_t magnitude(int64_t amount)
{
    return amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
}

/* Without zeros at the end. */
static const char *write_exact(char text[MONEY_TEXT_SIZE], const char *prefix, uint64_t value,
                               int places)
{
    for (; places > 0 && value % 10 == 0; places--)
        value /= 10;
    return write_decimal(text, prefix, value, places);
}

const char *money_exact(char text[MONEY_TEXT_SIZE], int64_t nano)
{
    return write_exact(text, nano < 0 ? "-" : "", magnitude(nano), NANO_DIGITS);
}

const char *money_per_million(char text[MONEY_TEXT_SIZE], int64_t price_pico)
{
    return write_exact(text, price_pico < 0 ? "-" : "", magnitude(price_pico), 6);
}

const char *money_text(char text[MONEY_TEXT_SIZE], int64_t nano)
{
    const uint64_t cent = NANO_PER_USD / 100;
    const char *prefix = nano < 0 ? "-$" : "$";
    uint64_t value = magnitude(nano);
    uint64_t step = 1;

    if (value >= cent)
        return write_decimal(text, prefix, (value + cent / 2) / cent, 2);
    while (value / step >= 100)
        step *= 10;
    value += step / 2;
    return write_exact(text, prefix, value - value % step, NANO_DIGITS);
}
