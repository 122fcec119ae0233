/* values/number_multiple.c - whether one decimal is a multiple of another, exactly. */
#include "values/number.h"

#include <assert.h>

enum { DIVISOR_DIGITS_MAX = 18 };

/* Where decimals' exponents are cut off. */
static const int64_t exponent_max = 1000000000000000;

/* a * b modulo a modulus below 10^18, by doubling: in 64 bits, without a wider type. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t modulus)
{
    uint64_t product = 0;

    for (; b; b >>= 1) {
        if (b & 1)
            product = (product + a) % modulus;
        a = 2 * a % modulus;
    }
    return product;
}

/* With both scaled by one power of ten they are integers, and long division modulo the
 * divisor decides: of the digits, then, by squaring, of so many zeros. What is multiplied
 * by ten stays below 10^19 and so in 64 bits. */
static uint64_t divide(const struct decimal *number, int64_t zeros, uint64_t modulus)
{
    const char *at = number->digits;
    uint64_t rest = 0;

    for (size_t i = 0; i < number->count; i++)
        rest = (rest * 10 + decimal_digit(&at)) % modulus;
    for (uint64_t power = 10 % modulus; zeros > 0 && rest; zeros >>= 1) {
        if (zeros & 1)
            rest = multiply(rest, power, modulus);
        power = multiply(power, power, modulus);
    }
    return rest;
}

enum number_multiple number_is_multiple(const struct value *number,
                                        const struct value *divisor)
{
    struct decimal a = decimal_of(number);
    struct decimal b = decimal_of(divisor);
    int64_t a_low = a.point - (int64_t)a.count; /* power of ten of the last digit */
    int64_t b_low = b.point - (int64_t)b.count;
    const char *at = b.digits;
    uint64_t modulus = 0;

    if (number->type == VALUE_INTEGER && divisor->type == VALUE_INTEGER)
        return number->as.integer % divisor->as.integer == 0 ? MULTIPLE_YES : MULTIPLE_NO;
    if (a.count == 0)
        return MULTIPLE_YES;
    a.negative = false;
    if (decimal_compare(&a, &b) <= 0)
        return decimal_compare(&a, &b) == 0 ? MULTIPLE_YES : MULTIPLE_NO;
    /* A multiple of the divisor is one of 10^b_low, and the last digit of `a` is not 0.
     */
    if (a_low < b_low)
        return MULTIPLE_NO;
    if (b.count > DIVISOR_DIGITS_MAX || a.point >= exponent_max ||
        b.point <= 1 - exponent_max)
        return MULTIPLE_UNDECIDED;
    for (size_t i = 0; i < b.count; i++)
        modulus = modulus * 10 + decimal_digit(&at);
    assert(modulus > 0); /* the compiler refuses a divisor that is not above 0 */
    return divide(&a, a_low - b_low, modulus) == 0 ? MULTIPLE_YES : MULTIPLE_NO;
}
