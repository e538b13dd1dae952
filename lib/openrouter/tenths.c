/* tenths - measured numbers without a double. */
#include "openrouter/tenths.h"

#include "openrouter/money.h"
#include "json/scan.h"

#define NANO_PER_TENTH (NANO_PER_USD / 10)
#define NUMBER_MAX     100000000

int32_t tenths_read(struct slice value)
{
    struct err ignored;
    int64_t nano;

    /* The reader of money is one of decimal numbers: exact, bounded, exponents included. */
    if (scan_type(value) != SCAN_NUMBER || money_parse_nano(value, &nano, &ignored) < 0 ||
        nano > NUMBER_MAX * NANO_PER_USD)
        return -1;
    return (int32_t)((nano + NANO_PER_TENTH / 2) / NANO_PER_TENTH);
}
