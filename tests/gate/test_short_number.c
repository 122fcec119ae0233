/* tests/gate/test_short_number.c - scores and weights that come back to the last bit. */
#include "gate/short_number.h"

#include <criterion/criterion.h>

enum { ANY_COUNT = 1000000 };

static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Written and read again, behind it as before it something else; how many bytes. */
static size_t score_goes_round(double score)
{
    uint8_t bytes[SHORT_SCORE_BYTES_MAX + SHORT_BYTES_BEYOND];
    const size_t length = short_score_write(bytes, score);
    size_t at = 0;
    double got;

    cr_assert(length >= 1 && length <= SHORT_SCORE_BYTES_MAX, "%zu", length);
    memset(bytes + length, 0xa5, sizeof bytes - length);
    got = short_score_read(bytes, &at);
    cr_assert(bits_of(got) == bits_of(score) || (isnan(got) && isnan(score)),
              "%a is read as %a", score, got);
    cr_assert_eq(at, length, "%a: %zu of %zu", score, at, length);
    return length;
}

Test(short_number, few_decimals_are_few_bytes)
{
    for (int i = 0; i <= 1000000; i++) {
        const size_t want = i % 10000 == 0 ? 1 : i % 1000 == 0 ? 2 : 4;
        const size_t found = score_goes_round(i / 1e6);

        cr_assert_eq(found, want, "%d: %zu", i, found);
    }
    for (int i = 0; i <= 100; i++)
        cr_assert_eq(score_goes_round(i / 100.0), 1);
    for (int i = 0; i <= 64; i++)
        cr_assert_leq(score_goes_round(i / 64.0), 4);
}

static const struct {
    double score;
    size_t length;
} edges[] = {
    {0, 1},
    {-0.0, 9}, /* its sign is kept */
    {1, 1},
    {0.1 + 0.2, 7},
    {1.0 / 3, 7},
    {0x1p-8, 7},
    {0x1.fffffffffffffp-9, 8},
    {0x1p-15, 8},
    {0x1.fffffffffffffp-16, 9},
    {1e-6, 4},
    {5e-324, 9},
    {0x1p-1022, 9},
    {0x1.fffffffffffffp-1, 7}, /* the last below 1 */
    {0x1.0000000000001p0, 8},
    {-0.5, 9},
    {1e300, 9},
    {INFINITY, 9},
    {NAN, 1},
};

Test(short_number, scores_at_the_edges)
{
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        const size_t found = score_goes_round(edges[i].score);

        cr_expect_eq(found, edges[i].length, "%a: %zu", edges[i].score, found);
    }
}

/* A number like that of a generator: each bit is either. */
static uint64_t any_bits(uint64_t number)
{
    number = (number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    number = (number ^ number >> 29) * 0x94d049bb133111ebu;
    return number ^ number >> 32;
}

Test(short_number, any_score_comes_back_and_most_in_7_bytes)
{
    size_t bytes = 0;

    for (uint64_t i = 0; i < ANY_COUNT; i++)
        bytes += score_goes_round((double)(any_bits(i) >> 11) * 0x1p-53);
    cr_expect_lt((double)bytes, 7.01 * ANY_COUNT);
    for (uint64_t i = 0; i < ANY_COUNT; i++) /* of every size and sign */
        score_goes_round(short_of_bits(any_bits(i)));
}

/* Beside each number of few decimals there are others that are not. */
Test(short_number, the_next_double_is_another_score)
{
    for (int i = 1; i < 1000; i++) {
        cr_assert_geq(score_goes_round(nextafter(i / 1000.0, 1)), 7);
        cr_assert_geq(score_goes_round(nextafter(i / 1000.0, 0)), 7);
    }
}

Test(short_number, only_a_weight_that_comes_back_exactly_is_millionths)
{
    cr_expect(weight_is_millionths(0.1));
    cr_expect(weight_is_millionths(4294.967295));
    cr_expect_not(weight_is_millionths(4294.967296));
    cr_expect_not(weight_is_millionths(1.0 / 3));
    cr_expect_not(weight_is_millionths(1e-9));
    cr_expect_not(weight_is_millionths(nextafter(0.1, 1)));
    cr_expect_not(weight_is_millionths(1e300));
}

Test(short_number, only_a_weight_within_its_exponents_is_short)
{
    cr_expect(weight_is_short(0x1p-8));
    cr_expect(weight_is_short(0x1.fffffffffffffp7));
    cr_expect_not(weight_is_short(0x1p8));
    cr_expect_not(weight_is_short(0x1.fffffffffffffp-9));
    cr_expect_not(weight_is_short(1e300));
    for (uint64_t i = 0; i < ANY_COUNT; i++) {
        const uint64_t bits = SHORT_LEAST_BITS + (any_bits(i) >> 8);
        uint8_t bytes[SHORT_WEIGHT_BYTES + SHORT_BYTES_BEYOND] = {0};

        cr_assert(weight_is_short(short_of_bits(bits)));
        short_weight_write(bytes, short_of_bits(bits));
        bytes[SHORT_WEIGHT_BYTES] = 0xa5;
        cr_assert_eq(bits_of(short_weight_read(bytes)), bits);
    }
}
