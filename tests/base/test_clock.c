/* tests/base/test_clock.c - times as text; a clock that tests set. */
#include "base/clock.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(clock, a_wall_time_is_written_in_utc_with_z)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format(INT64_C(1795255200123), text);
    cr_assert_str_eq(text, "2026-11-21T10:00:00Z");
}

Test(clock, times_out_of_range_show_as_the_nearest)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format(-5, text);
    cr_assert_str_eq(text, "1970-01-01T00:00:00Z");
    clock_format(INT64_MAX, text);
    cr_assert_str_eq(text, "9999-12-31T23:59:59Z");
}

Test(clock, a_fixed_clock_stands_until_it_is_moved)
{
    struct clock clock = clock_fixed(1000);

    cr_assert_eq(clock.wall_ms(&clock), 1000);
    cr_assert_eq(clock.steady_us(&clock), 0);
    clock.wall_set_ms += 5;
    clock.steady_set_us += 7;
    cr_assert_eq(clock.wall_ms(&clock), 1005);
    cr_assert_eq(clock.steady_us(&clock), 7);
}

Test(clock, one_from_now_agrees_with_the_system_s_and_never_goes_back)
{
    const struct clock *system = clock_system();
    const struct clock clock = clock_from_now();
    int64_t before = clock.wall_ms(&clock);

    for (int i = 0; i < 1000; i++) {
        int64_t now = clock.wall_ms(&clock);

        cr_assert_geq(now, before);
        before = now;
    }
    cr_expect_leq(llabs(before - system->wall_ms(system)), 2000);
}

Test(clock, the_system_clock_never_goes_back)
{
    const struct clock *clock = clock_system();
    int64_t before = clock->steady_us(clock);

    for (int i = 0; i < 1000; i++) {
        int64_t now = clock->steady_us(clock);

        cr_assert_geq(now, before);
        before = now;
    }
}
