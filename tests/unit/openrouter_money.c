/* Units of openrouter/money. */
#include "openrouter/money.h"
#include "test.h"

#include <stdio.h>

static int64_t nano_of(const char *text)
{
    int64_t nano = -7;
    struct err err = { 0 };

    if (money_parse_nano(slice_of(text), &nano, &err) < 0)
        CHECK_INT(err.kind, ERR_ARGUMENT);
    return nano;
}

static int64_t pico_of(const char *text)
{
    int64_t pico = -7;
    struct err err = { 0 };

    money_parse_pico(slice_of(text), &pico, &err);
    return pico;
}

TEST("money: a decimal number becomes nano-dollars, digit by digit")
{
    CHECK_INT(nano_of("0"), 0);
    CHECK_INT(nano_of("0.000"), 0);
    CHECK_INT(nano_of("1"), NANO_PER_USD);
    CHECK_INT(nano_of("12.5"), 12500000000);
    CHECK_INT(nano_of("0.000000001"), 1);
    CHECK_INT(nano_of("0.000041003"), 41003);
    CHECK_INT(nano_of("00012"), 12 * NANO_PER_USD);
}

TEST("money: the exponent form is the same number")
{
    CHECK_INT(nano_of("2.5e-7"), 250);
    CHECK_INT(nano_of("2.5E-07"), 250);
    CHECK_INT(nano_of("1e2"), 100 * NANO_PER_USD);
    CHECK_INT(nano_of("1E+2"), 100 * NANO_PER_USD);
    CHECK_INT(nano_of("0.00125e3"), 1250000000);
    CHECK_INT(nano_of("125e-2"), 1250000000);
    CHECK_INT(nano_of("0e999999999999999999999"), 0);
    CHECK_INT(nano_of("0.0e5"), 0);
}

TEST("money: what is smaller than a unit is rounded up, never down")
{
    CHECK_INT(nano_of("0.0000000011"), 2);
    CHECK_INT(nano_of("0.00000000100000000000000000000001"), 2);
    CHECK_INT(nano_of("1e-300"), 1);
    CHECK_INT(nano_of("1e-99999999999999999999"), 1);
    CHECK_INT(nano_of("0.0000000010"), 1);
    CHECK_INT(pico_of("0.0000000208333333333333"), 20834);
    CHECK_INT(pico_of("0.0000006"), 600000);
}

TEST("money: what is no decimal number is refused and changes nothing")
{
    const char *const wrong[] = { "",    " 1",  "1 ",  ".5",  "5.",    "1,5", "abc",
                                  "0x1", "1e",  "1e+", "--1", "1.-1",  "+1",  "1..2",
                                  "NaN", "inf", "-",   "$1",  "1e1.5", "1_0", "١" };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        CHECK_INT(nano_of(wrong[i]), -7);
}

TEST("money: negative amounts are refused, minus zero is zero")
{
    CHECK_INT(nano_of("-1"), -7);
    CHECK_INT(nano_of("-0.0000000000000001"), -7);
    CHECK_INT(nano_of("-0"), 0);
    CHECK_INT(nano_of("-0.0e7"), 0);
}

TEST("money: a billion dollars is the last amount")
{
    CHECK_INT(nano_of("1000000000"), 1000000000 * NANO_PER_USD);
    CHECK_INT(nano_of("1e9"), 1000000000 * NANO_PER_USD);
    CHECK_INT(nano_of("1000000000.0000000001"), -7);
    CHECK_INT(nano_of("1000000001"), -7);
    CHECK_INT(nano_of("1e10"), -7);
    CHECK_INT(nano_of("1e400"), -7);
    CHECK_INT(nano_of("99999999999999999999999999999999999999999999999999"), -7);
    CHECK_INT(pico_of("1e9"), MONEY_MAX);
    CHECK_INT(pico_of("1e10"), -7);
}

TEST("money: a number may have 400 characters, not 401")
{
    char text[402];

    memset(text, '0', sizeof(text));
    text[1] = '.';
    text[399] = '1';
    text[400] = '\0';
    CHECK_INT(nano_of(text), 1);
    text[400] = '1';
    text[401] = '\0';
    CHECK_INT(nano_of(text), -7);
}

TEST("money: the error shows the text without its control characters")
{
    struct err err = { 0 };
    int64_t nano = 0;

    CHECK_INT(money_parse_nano(SLICE("1\033[2J\xFF"), &nano, &err), -1);
    CHECK_SAYS(err.text, "\"1?[2J?\" is not a number");
    CHECK(strlen(err.text) < 200);
}

TEST("money: tokens times a price is rounded up and saturates")
{
    CHECK_INT(money_of_tokens(1000, 600000), 600000);
    CHECK_INT(money_of_tokens(1, 1), 1);
    CHECK_INT(money_of_tokens(1000, 1), 1);
    CHECK_INT(money_of_tokens(1001, 1), 2);
    CHECK_INT(money_of_tokens(-5, 100), 0);
    CHECK_INT(money_of_tokens(5, -1), 0);
    CHECK_INT(money_of_tokens(INT64_MAX, INT64_MAX), MONEY_MAX);
}

TEST("money: adding saturates on both sides")
{
    CHECK_INT(money_add(1, 2), 3);
    CHECK_INT(money_add(MONEY_MAX, 1), MONEY_MAX);
    CHECK_INT(money_add(INT64_MAX, INT64_MAX), MONEY_MAX);
    CHECK_INT(money_add(INT64_MIN, INT64_MIN), -MONEY_MAX);
}

static const char *text_of(int64_t nano)
{
    static char text[MONEY_TEXT_SIZE];

    return money_text(text, nano);
}

TEST("money: for people, cents from a cent on and two digits below it")
{
    CHECK_STR(text_of(0), "$0");
    CHECK_STR(text_of(4132000), "$0.0041");
    CHECK_STR(text_of(4000000), "$0.004");
    CHECK_STR(text_of(190000000), "$0.19");
    CHECK_STR(text_of(12300000000), "$12.30");
    CHECK_STR(text_of(5 * NANO_PER_USD), "$5.00");
    CHECK_STR(text_of(9999999), "$0.01");
    CHECK_STR(text_of(9940000), "$0.0099");
    CHECK_STR(text_of(10000000), "$0.01");
    CHECK_STR(text_of(999999999), "$1.00");
    CHECK_STR(text_of(1), "$0.000000001");
    CHECK_STR(text_of(41003), "$0.000041");
    CHECK_STR(text_of(-190000000), "-$0.19");
    CHECK_STR(text_of(MONEY_MAX), "$2305843009.21");
    CHECK_STR(text_of(INT64_MIN), "-$9223372036.85");
}

TEST("money: exact texts have every digit and no zero at the end")
{
    char text[MONEY_TEXT_SIZE];

    CHECK_STR(money_exact(text, 41003), "0.000041003");
    CHECK_STR(money_exact(text, 0), "0");
    CHECK_STR(money_exact(text, 100 * NANO_PER_USD), "100");
    CHECK_STR(money_exact(text, -500000000), "-0.5");
    CHECK_STR(money_exact(text, INT64_MAX), "9223372036.854775807");
    CHECK_STR(money_per_million(text, 2500000), "2.5");
    CHECK_STR(money_per_million(text, 1), "0.000001");
    CHECK_STR(money_per_million(text, 75000000), "75");
    CHECK_STR(money_per_million(text, 0), "0");
}

TEST("money: an exact text reads back as the same amount")
{
    char text[MONEY_TEXT_SIZE];

    for (int64_t nano = 1; nano < NANO_PER_USD * 100000; nano = nano * 7 + 3)
        CHECK_INT(nano_of(money_exact(text, nano)), nano);
}
