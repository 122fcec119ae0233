/* tests/limits/test_vendor_window.c - headers obeyed before a 429 comes. */
#include "limits/vendor_window.h"

#include <criterion/criterion.h>

static const int64_t second_us = 1000000;

static void tell(struct vendor_window *window, int64_t limit, int64_t remaining,
                 int64_t reset_ms)
{
    vendor_window_tell(window, &(struct rate_limit){limit, remaining, reset_ms}, 0, 0, 0);
}

Test(vendor_window, what_nobody_told_is_no_limit)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, RATE_UNKNOWN, RATE_UNKNOWN, RATE_UNKNOWN);
    tell(&window, 600, RATE_UNKNOWN, 1000);
    tell(&window, RATE_UNKNOWN, 0, RATE_UNKNOWN);
    tell(&window, 0, 0, RATE_UNKNOWN); /* seen at Azure */
    cr_expect_eq(vendor_window_wait_us(&window, 1e9, 1e9, 0), 0);
}

Test(vendor_window, the_rest_may_go_and_no_more)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, RATE_UNKNOWN, 3, 9000);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 2, 0), 0);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 3, 0), 9 * second_us);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 3, 8 * second_us), second_us);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 3, 9 * second_us), 0);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 99, 9 * second_us), 0,
                 "what was told is over");
}

Test(vendor_window, a_limit_that_fills_evenly_gives_one_at_a_time)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, 600, 0, 60000);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, 0), second_us / 10);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, second_us / 10), 0);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 1, second_us / 10), second_us / 10);
}

Test(vendor_window, a_fixed_one_gives_none_before_its_reset)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, 600, 0, 30000);
    vendor_window_refused(&window);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, second_us), 29 * second_us);
    tell(&window, 600, 0, 30000);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, 0), 30 * second_us,
                 "that it is fixed was forgotten");
}

Test(vendor_window, more_than_the_limit_goes_when_all_of_it_is_there)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, 1000, 500, 30000);
    cr_expect_eq(vendor_window_wait_us(&window, 5000, 0, 0), 30 * second_us);
    tell(&window, 1000, 1000, 0);
    cr_expect_eq(vendor_window_wait_us(&window, 5000, 0, 0), 0);
}

Test(vendor_window, a_rest_without_a_reset_fills_in_a_minute)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, 60, 0, RATE_UNKNOWN);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, 0), second_us);
}

Test(vendor_window, older_news_changes_nothing)
{
    struct vendor_window window = {.is_known = false};
    const struct rate_limit newer = {10, 2, 8000}, older = {10, 9, 1000};

    vendor_window_tell(&window, &newer, 7, 7, 0);
    vendor_window_tell(&window, &older, 3, 3, 0);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 9, 0), second_us);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 8, 0), 0);
}

Test(vendor_window, nothing_is_believed_for_more_than_a_minute)
{
    struct vendor_window window = {.is_known = false};

    tell(&window, 200, 0, 24 * 3600 * 1000);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, 0), 60 * second_us);
    cr_expect_eq(vendor_window_wait_us(&window, 1, 0, 60 * second_us), 0);
}
