/* decimal - numbers as their shortest digits: 0.0075 is 75 times 10^-4. For the files of this
 * folder. */
#pragma once

#include <stdbool.h>

/* Whether number is a whole multiple of divisor (both finite, divisor above 0), exactly, as both
 * are written. A remainder of doubles would say no to 0.0075 and 0.0001. */
bool decimal_divides(double number, double divisor);
