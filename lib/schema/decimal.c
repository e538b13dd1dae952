/* decimal - numbers as their shortest digits. */
#include "schema/decimal.h"

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

__extension__ typedef unsigned __int128 wide;

/* 10 to that power, modulo m. */
static uint64_t power_of_ten(long exponent, uint64_t m)
{
    wide power = 1 % m, factor = 10 % m;

    for (; exponent > 0; exponent >>= 1) {
        if (exponent & 1)
            power = power * factor % m;
        factor = factor * factor % m;
    }
    return (uint64_t)power;
}

static bool is_plain(double number)
{
    return fabs(number) < 0x1p53 && (double)(int64_t)number == number;
}

bool decimal_divides(double number, double divisor)
{
    struct decimal whole, part;

    if (is_plain(number) && is_plain(divisor))
        return (int64_t)number % (int64_t)divisor == 0;
    whole = decimal_of(number);
    part = decimal_of(divisor);
    /* Without a factor 10 it cannot be a multiple of what has one. */
    if (whole.digits == 0 || part.digits == 0 || whole.exponent < part.exponent)
        return whole.digits == 0;
    return (wide)(whole.digits % part.digits) *
               power_of_ten(whole.exponent - part.exponent, part.digits) % part.digits ==
           0;
}
