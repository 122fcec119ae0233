/* base/money.c - amounts of money, exact. */
#include "base/money.h"

#include <math.h>
#include <stdio.h>

int64_t money_from_usd(double usd)
{
    double amount = usd * MONEY_DOLLAR;

    if (!(usd >= 0))
        return MONEY_UNKNOWN;
    if (amount >= 0x1p63)
        return MONEY_MAX;
    return (int64_t)(amount < 0x1p52 ? amount + 0.5 : amount);
}

double money_to_usd(int64_t amount)
{
    return amount == MONEY_UNKNOWN ? (double)NAN : (double)amount / MONEY_DOLLAR;
}

int64_t money_add(int64_t a, int64_t b)
{
    int64_t sum;

    return __builtin_add_overflow(a, b, &sum) ? MONEY_MAX : sum;
}

int64_t money_times(int64_t price, int64_t count)
{
    int64_t product;

    return __builtin_mul_overflow(price, count, &product) ? MONEY_MAX : product;
}

void money_format(int64_t amount, char out[MONEY_TEXT_SIZE])
{
    const int64_t cent = MONEY_DOLLAR / 100;
    double usd = money_to_usd(amount);
    int digits = amount > 0 && amount < cent ? 3 : 2;

    if (amount == MONEY_UNKNOWN) {
        snprintf(out, MONEY_TEXT_SIZE, "unknown");
        return;
    }
    for (int64_t part = cent; amount > 0 && amount < part; part /= 10)
        digits++;
    snprintf(out, MONEY_TEXT_SIZE, "$%.*f", digits, usd);
}
