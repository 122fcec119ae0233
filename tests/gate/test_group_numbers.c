/* tests/gate/test_group_numbers.c - groups by number, and those that come back. */
#include "gate/group_numbers.h"
#include "tests/gate/made_groups.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static int32_t number_of(struct group_numbers *groups, int64_t group)
{
    struct error err = ERROR_INIT;
    char name[MADE_NAME_SIZE];
    int32_t number;

    cr_assert_eq(group_number(groups, made_name(group, name), &number, &err), 0, "%s",
                 err.message);
    return number;
}

Test(group_numbers, are_given_in_order_and_found_again)
{
    struct group_numbers groups = {.count = 0};

    cr_expect_eq(number_of(&groups, -1), -1);
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < MADE_CASES; i++) {
            cr_expect_eq(number_of(&groups, i), i);
            cr_expect_eq(number_of(&groups, i), i);
        }
    }
    cr_expect_eq(number_of(&groups, -1), -1);
    group_numbers_release(&groups);
}

/* Cases have the same number exactly where they have the same name; one from
 * GROUP_TOGETHER on is left once for all. Every `step`-th case is asked for, and twice,
 * as variants are. */
static void shape_expect(int64_t (*group_of)(int64_t), bool are_together, int64_t step)
{
    struct made_groups cases = {MADE_CASES, group_of, 0};
    struct group_numbers groups = {.source = {made_groups_each, &cases}};
    struct group_numbers plain = {.count = 0};
    int32_t *numbers =
        calloc(MADE_CASES, sizeof *numbers); /* by plain number; 0: none yet */
    int32_t before = -1;
    bool has_together = false;

    for (int64_t i = 0; i < MADE_CASES; i += step) {
        const int32_t want = number_of(&plain, group_of(i));
        const int32_t got = number_of(&groups, group_of(i));

        cr_assert_eq(number_of(&groups, group_of(i)), got);
        cr_assert_eq(want < 0, got < 0);
        has_together = has_together || got >= GROUP_TOGETHER;
        if (want >= 0) {
            cr_assert(numbers[want] == 0 || numbers[want] == got + 1, "case %lld",
                      (long long)i);
            cr_assert(numbers[want] == 0 || got < GROUP_TOGETHER || got == before,
                      "case %lld was met before", (long long)i);
            numbers[want] = got + 1;
        }
        before = got;
    }
    for (size_t i = 0; i + 1 < plain.count; i++)
        for (size_t k = i + 1; k < plain.count && k < i + 50; k++)
            cr_assert_neq(numbers[i], numbers[k], "groups %zu and %zu", i, k);
    cr_expect_eq(has_together, are_together);
    cr_expect_leq(cases.turns, 1);
    group_numbers_release(&groups);
    group_numbers_release(&plain);
    free(numbers);
}

Test(group_numbers, are_the_same_where_the_names_are_with_a_look_beforehand)
{
    for (size_t i = 0; i < MADE_SHAPES; i++)
        shape_expect(made_shapes[i].group_of, made_shapes[i].has_together, 1);
}

/* Of a run that ended early only some cases count. */
Test(group_numbers, are_the_same_where_only_some_cases_come)
{
    shape_expect(made_alone, true, 3);
    shape_expect(made_mixed, true, 3);
    shape_expect(made_again_in_cohorts, false, 1);
}

Test(group_numbers, of_few_groups_are_not_looked_for_beforehand)
{
    struct made_groups cases = {MADE_CASES, made_of_three, 0};
    struct group_numbers groups = {.source = {made_groups_each, &cases}};

    for (int64_t i = 0; i < 12000; i++)
        cr_assert_eq(number_of(&groups, i / 3), i / 3);
    cr_expect_eq(cases.turns, 0);
    group_numbers_release(&groups);
}

Test(group_numbers, of_large_groups_are_not_looked_for_beforehand)
{
    struct made_groups cases = {MADE_CASES, made_of_three, 0};
    struct group_numbers groups = {.source = {made_groups_each, &cases}};

    for (int64_t i = 0; i < 30 * MADE_CASES; i++)
        cr_assert_eq(number_of(&groups, i / 30), i / 30);
    cr_expect_eq(cases.turns, 0);
    group_numbers_release(&groups);
}

static int never_each(void *from, run_file_group_fn *fn, void *context, struct error *err)
{
    (void)from;
    (void)fn;
    (void)context;
    return error_set(err, ERROR_SYSTEM, "N0002", "cannot be read");
}

Test(group_numbers, fail_as_their_source_does)
{
    struct group_numbers groups = {.source = {never_each, NULL}};
    struct error err = ERROR_INIT;
    char name[MADE_NAME_SIZE];
    int32_t number;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < MADE_CASES; i++)
        rc = group_number(&groups, made_name(i, name), &number, &err);
    cr_expect_eq(rc, -1);
    cr_expect_str_eq(err.code, "N0002");
    group_numbers_release(&groups);
}

static int64_t group_of_number(uint64_t number)
{
    return (int64_t)((number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u >> 33) % 50000;
}

/* Groups drawn anew for each case: those drawn more than once come back. */
Test(group_returns, are_those_that_are_met_twice)
{
    enum { DRAWS = 60000, GROUPS = 50000 };
    struct group_returns returns = {.count = 0};
    unsigned *met = calloc(GROUPS, sizeof *met);
    char name[MADE_NAME_SIZE];
    size_t want = 0;

    for (uint64_t i = 0; i < DRAWS; i++) {
        const int64_t group = group_of_number(i);

        if (i == 0 || group != group_of_number(i - 1))
            met[group]++;
        group_returns_see(&returns, 0, made_name(group, name));
    }
    group_returns_sort(&returns);
    for (int64_t i = 0; i < GROUPS; i++) {
        const int32_t *number =
            group_returns_find(&returns, group_hash(made_name(i, name)));

        want += met[i] > 1;
        cr_assert_eq(number != NULL, met[i] > 1, "group %lld: met %u times", (long long)i,
                     met[i]);
    }
    cr_expect_eq(returns.count, want);
    cr_expect(want > 1000 && want < GROUPS);
    group_returns_release(&returns);
    free(met);
}

Test(group_returns, are_none_and_all)
{
    struct group_returns none = {.count = 0}, two = {.count = 0};
    char name[MADE_NAME_SIZE];

    group_returns_sort(&none);
    cr_expect_null(group_returns_find(&none, group_hash("g1")));
    cr_expect_null(group_returns_find(&none, UINT64_MAX));
    group_returns_release(&none);
    for (int i = 0; i < MADE_CASES; i++)
        group_returns_see(&two, 0, made_name(i % 2, name));
    group_returns_sort(&two);
    cr_expect_eq(two.count, 2);
    cr_expect_not_null(group_returns_find(&two, group_hash("g0")));
    cr_expect_not_null(group_returns_find(&two, group_hash("g1")));
    cr_expect_null(group_returns_find(&two, group_hash("g2")));
    group_returns_release(&two);
}
