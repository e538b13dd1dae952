/* decimal - numbers as their shortest digits. */
#include "json/decimal.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* digits (not divisible by 10) times 10^exponent; at most 17 digits. */
struct decimal {
    uint64_t digits;
    long exponent;
};

static struct decimal decimal_of(double number)
{
    struct decimal decimal = { 0 };
    char text[40], *at = text;

    /* 15 digits are enough for most, 17 for all. */
    for (int precision = 14; precision <= 16; precision++) {
        snprintf(text, sizeof(text), "%.*e", precision, fabs(number));
        if (strtod(text, NULL) == fabs(number))
            break;
    }
    for (; *at != 'e'; at++) {
        if (*at == '.')
            continue;
        decimal.digits = decimal.digits * 10 + (uint64_t)(*at - '0');
        decimal.exponent -= at > text;
    }
    decimal.exponent += strtol(at + 1, NULL, 10);
    while (decimal.digits > 0 && decimal.digits % 10 == 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    return decimal;
}

/* a * b modulo m, for m below 2^63. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t m)
{
    uint64_t product = 0;

    for (a %= m; b > 0; b >>= 1) {
        if (b & 1)
            product = (product + a) % m;
        a = (a + a) % m;
    }
    return product;
}

bool decimal_divides(double number, double divisor)
{
    struct decimal whole = decimal_of(number), part = decimal_of(divisor);
    uint64_t rest;

    if (whole.digits == 0)
        return true;
    /* Without a factor 10 it cannot be a multiple of what has one. */
    if (whole.exponent < part.exponent)
        return false;
    rest = whole.digits % part.digits;
    for (long i = whole.exponent - part.exponent; i > 0 && rest > 0; i--)
        rest = multiply(rest, 10, part.digits);
    return rest == 0;
}
