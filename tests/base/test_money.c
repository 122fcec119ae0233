/* tests/base/test_money.c - amounts are exact, and never wrap around. */
#include "base/money.h"

#include <criterion/criterion.h>
#include <math.h>

Test(money, a_price_with_six_digits_is_a_whole_number_a_token)
{
    cr_expect_eq(money_from_usd(0.003625) / 1000000, 3625);
    cr_expect_eq(money_from_usd(0.4) / 1000000, 400000);
    cr_expect_eq(money_from_usd(180) / 1000000, 180000000);
}

Test(money, a_sum_goes_through_dollars_and_back_unchanged)
{
    int64_t sum = 0;

    for (int i = 0; i < 100000; i++)
        sum = money_add(sum, 3625 * (int64_t)i);
    cr_expect_eq(money_from_usd(money_to_usd(sum)), sum);
    cr_expect_eq(sum, 3625 * INT64_C(99999) * 50000);
}

Test(money, what_is_unknown_or_negative_is_not_zero)
{
    cr_expect_eq(money_from_usd((double)NAN), MONEY_UNKNOWN);
    cr_expect_eq(money_from_usd(-0.01), MONEY_UNKNOWN);
    cr_expect(isnan(money_to_usd(MONEY_UNKNOWN)));
    cr_expect_eq(money_from_usd(0), 0);
}

Test(money, what_is_too_much_stays_at_the_largest)
{
    cr_expect_eq(money_from_usd(1e300), MONEY_MAX);
    cr_expect_eq(money_from_usd((double)INFINITY), MONEY_MAX);
    cr_expect_eq(money_add(MONEY_MAX, 1), MONEY_MAX);
    cr_expect_eq(money_times(400000, INT64_MAX), MONEY_MAX);
}

Test(money, amounts_are_shown_in_cents_or_with_two_digits)
{
    static const struct {
        double usd;
        const char *text;
    } rows[] = {{0, "$0.00"},       {5, "$5.00"},         {4.966, "$4.97"},
                {0.01, "$0.01"},    {0.0095, "$0.0095"},  {0.00042, "$0.00042"},
                {0.001, "$0.0010"}, {1234.5, "$1234.50"}, {1e-12, "$0.0000000000010"}};
    char text[MONEY_TEXT_SIZE];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        money_format(money_from_usd(rows[i].usd), text);
        cr_expect_str_eq(text, rows[i].text);
    }
    money_format(MONEY_UNKNOWN, text);
    cr_expect_str_eq(text, "unknown");
    money_format(MONEY_MAX, text);
    cr_expect_str_eq(text, "$9223372.04");
}
