/* tests/runner/test_draws.c - nobody asks twice at the same time. */
#include "runner/draws.h"

#include <criterion/criterion.h>
#include <string.h>

static struct draw draw_of(const char *key)
{
    struct draw draw = {.is_asking = false};

    memcpy(draw.key, key, strlen(key));
    return draw;
}

Test(draws, the_first_asks_and_others_of_its_key_wait_in_line)
{
    struct draws draws;
    struct draw a = draw_of("one"), b = draw_of("one"), c = draw_of("one");
    struct draw other = draw_of("two");
    struct draw *waiting;

    draws_init(&draws, 4);
    cr_expect(draws_join(&draws, &a));
    cr_expect_not(draws_join(&draws, &b));
    cr_expect(draws_join(&draws, &other));
    cr_expect_not(draws_join(&draws, &c));
    cr_expect_null(draws_leave(&draws, &other));
    waiting = draws_leave(&draws, &a);
    cr_assert_eq(waiting, &b);
    cr_assert_eq(waiting->next, &c);
    cr_expect_null(c.next);
    cr_expect(draws_join(&draws, &b), "the next may ask, once the first has left");
    cr_expect_not(draws_join(&draws, &c));
    draws_release(&draws);
}

Test(draws, who_waits_may_leave_and_who_takes_no_part_too)
{
    struct draws draws;
    struct draw a = draw_of("one"), b = draw_of("one"), c = draw_of("one");

    draws_init(&draws, 4);
    cr_expect_null(draws_leave(&draws, &a));
    draws_join(&draws, &a);
    draws_join(&draws, &b);
    draws_join(&draws, &c);
    cr_expect_null(draws_leave(&draws, &b));
    cr_expect_null(draws_leave(&draws, &b));
    cr_expect_eq(draws_leave(&draws, &a), &c);
    cr_expect_null(draws_leave(&draws, &c));
    draws_release(&draws);
}

Test(draws, keys_in_one_bucket_are_told_apart)
{
    enum { MANY = 200 };
    struct draws draws;
    struct draw all[MANY] = {{.owner = NULL}};

    draws_init(&draws, 1);
    for (unsigned i = 0; i < MANY; i++) {
        memcpy(all[i].key + 16, &i, sizeof i); /* beyond what is hashed */
        cr_expect(draws_join(&draws, &all[i]));
    }
    for (unsigned i = 0; i < MANY; i += 2)
        cr_expect_null(draws_leave(&draws, &all[i]));
    for (unsigned i = 1; i < MANY; i += 2) {
        struct draw again = all[i];

        cr_expect_not(draws_join(&draws, &again));
        cr_expect_eq(draws_leave(&draws, &all[i]), &again);
    }
    draws_release(&draws);
}
