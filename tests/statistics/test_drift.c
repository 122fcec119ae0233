/* tests/statistics/test_drift.c - the nightly monitor. */
#include "base/random.h"
#include "statistics/drift.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct drift started(double null_mean, double overdispersion)
{
    struct drift drift;
    struct error err = ERROR_INIT;

    cr_assert_eq(drift_init(&drift, null_mean, overdispersion, &err), 0);
    return drift;
}

static void night(struct drift *drift, uint64_t passed, uint64_t failed)
{
    struct outcome_count outcomes[] = {{1, passed}, {0, failed}};
    struct error err = ERROR_INIT;

    cr_assert_eq(drift_night(drift, outcomes, 2, &err), 0);
}

static void more(struct drift *drift, uint64_t passed, uint64_t failed)
{
    struct outcome_count outcomes[] = {{1, passed}, {0, failed}};
    struct error err = ERROR_INIT;

    cr_assert_eq(drift_more(drift, outcomes, 2, &err), 0);
}

Test(drift, at_the_reference_it_grows_by_one_a_night_on_average)
{
    struct random random = {4};
    struct drift drift = started(0.8, 1);

    for (int i = 0; i < 30; i++) {
        struct drift passed = drift, failed = drift;
        double before = exp(drift_log_sr(&drift));

        night(&passed, 1, 0);
        night(&failed, 0, 1);
        cr_assert_float_eq(0.8 * exp(drift_log_sr(&passed)) +
                               0.2 * exp(drift_log_sr(&failed)),
                           before + 1, 1e-9 * (before + 1));
        night(&drift, random_next(&random) % 10, random_next(&random) % 4);
    }
}

Test(drift, more_of_a_night_is_the_same_as_all_of_it_at_once)
{
    struct drift once = started(0.85, 1.3), twice = once;

    for (uint64_t i = 0; i < 12; i++) {
        night(&once, 270 - 5 * i, 30 + 5 * i);
        night(&twice, 90 + 5 * i, 10 + 5 * i);
        more(&twice, 180 - 10 * i, 20);
    }
    cr_assert_float_eq(drift_log_sr(&once), drift_log_sr(&twice), 1e-9);
    cr_assert_float_eq(drift_log_cusum(&once), drift_log_cusum(&twice), 1e-9);
    cr_assert_eq(drift_since(&once), drift_since(&twice));
    cr_assert_eq(once.nights, twice.nights);
}

/* A dip below 1 by the first half of a night does not lose the date. */
Test(drift, a_date_is_kept_when_the_second_look_bears_the_night_out)
{
    struct drift drift = started(0.9, 1);

    for (int i = 0; i < 3; i++)
        night(&drift, 95, 5);
    for (int i = 0; i < 3; i++)
        night(&drift, 86, 14);
    cr_assert_eq(drift_since(&drift), 4);
    night(&drift, 100, 0);
    more(&drift, 70, 30);
    cr_assert_eq(drift_since(&drift), 4);
}

Test(drift, a_drop_is_suspected_confirmed_dated_and_cleared)
{
    struct drift drift = started(0.88, 1);
    enum drift_state state = DRIFT_QUIET;
    bool was_suspected = false;

    for (int i = 0; i < 20; i++) {
        night(&drift, 181, 19);
        cr_assert_eq(drift_state(&drift, 365), DRIFT_QUIET);
    }
    while (state != DRIFT_CONFIRMED) {
        night(&drift, 165, 35);
        state = drift_state(&drift, 365);
        was_suspected = was_suspected || state == DRIFT_SUSPECTED;
        cr_assert_leq(drift.nights, 40);
    }
    cr_assert(was_suspected);
    cr_assert_eq(drift_since(&drift), 21);
    for (int i = 0; i < 60; i++)
        night(&drift, 196, 4);
    cr_assert_eq(drift_state(&drift, 365), DRIFT_QUIET);
    cr_assert_eq(drift_since(&drift), 0);
}

Test(drift, years_of_a_quiet_and_of_a_broken_model_stay_finite)
{
    struct drift quiet = started(0.9, 1), broken = quiet;

    for (int i = 0; i < 3650; i++) {
        night(&quiet, 200, 0);
        night(&broken, 0, 200);
    }
    cr_assert(isfinite(drift_log_sr(&quiet)) && isfinite(drift_log_sr(&broken)));
    cr_assert_eq(drift_state(&broken, 365), DRIFT_CONFIRMED);
    cr_assert_eq(drift_since(&broken), 1);
}

Test(drift, several_streams_share_one_false_alarm)
{
    cr_assert_eq(drift_threshold_score(365, 0), 365);
    for (uint64_t others = 1; others < 20; others++)
        cr_assert_float_eq(1 / drift_threshold_score(365, others) +
                               (double)others / drift_threshold_other(365, others),
                           1 / 365.0, 1e-15);
}

Test(drift, nonsense_is_refused_and_changes_nothing)
{
    struct outcome_count outcomes[] = {{1, 3}, {NAN, 2}}, high[] = {{1.1, 1}};
    struct drift drift = started(0.9, 1), before;
    struct error err = ERROR_INIT;

    cr_assert_eq(drift_more(&drift, outcomes, 1, &err), -1);
    night(&drift, 9, 1);
    before = drift;
    cr_assert_eq(drift_night(&drift, outcomes, 2, &err), -1);
    cr_assert_eq(drift_more(&drift, high, 1, &err), -1);
    cr_assert_eq(memcmp(&drift, &before, sizeof drift), 0);
    cr_assert_eq(drift_init(&drift, 1, 1, &err), -1);
    cr_assert_eq(drift_init(&drift, 0.9, 0.9, &err), -1);
    cr_assert_eq(drift_init(&drift, NAN, 1, &err), -1);
    cr_assert_eq(memcmp(&drift, &before, sizeof drift), 0);
}
