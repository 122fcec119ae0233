/* tests/base/test_ulid.c - names that sort by time; seeded numbers. */
#include "base/ulid.h"

#include <criterion/criterion.h>
#include <string.h>

Test(ulid, a_later_one_sorts_later)
{
    struct random random = {1};
    char early[ULID_SIZE], late[ULID_SIZE];

    ulid_make(1795255200000, &random, early);
    ulid_make(1795255200001, &random, late);
    cr_expect_lt(strcmp(early, late), 0);
    cr_expect_eq(strlen(early), 26);
}

Test(ulid, the_time_is_the_specifications)
{
    struct random random = {1};
    char ulid[ULID_SIZE];

    ulid_make(1469918176385, &random, ulid); /* the example of the ULID specification */
    cr_expect_eq(strncmp(ulid, "01ARYZ6S41", 10), 0, "%s", ulid);
}

Test(random, one_seed_gives_one_row_of_numbers)
{
    struct random a = {42}, b = {42}, c = {43};

    for (int i = 0; i < 100; i++) {
        uint64_t of_a = random_next(&a);

        cr_assert_eq(of_a, random_next(&b));
        cr_assert_neq(of_a, random_next(&c));
    }
}

Test(random, splitmix64_gives_its_reference_values)
{
    struct random random = {1234567}; /* first outputs, published with the algorithm */

    cr_expect_eq(random_next(&random), UINT64_C(6457827717110365317));
    cr_expect_eq(random_next(&random), UINT64_C(3203168211198807973));
}

Test(random, shares_stay_below_one)
{
    struct random random = {7};

    for (int i = 0; i < 10000; i++) {
        double share = random_share(&random);

        cr_assert(share >= 0 && share < 1);
    }
}
