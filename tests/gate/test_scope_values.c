/* tests/gate/test_scope_values.c - cases that are kept in few bytes, and gone through. */
#include "gate/scope_values.h"

#include <criterion/criterion.h>

enum { MANY = 70000 }; /* more than 16 bits can tell apart */

static struct case_outcome scored(double weight, double score)
{
    return (struct case_outcome){.passed = 1,
                                 .weight = weight,
                                 .score_sum = score,
                                 .score_count = 1,
                                 .baseline = {.pairing = PAIRING_NEW}};
}

static double weight_of(int number)
{
    return 1 + number / (double)MANY;
}

static double score_of(int number)
{
    return (number % 97) / 97.0;
}

static void many_add(struct case_kinds *kinds, struct case_outcome (*make)(int number))
{
    for (int i = 0; i < MANY; i++) {
        struct case_outcome one = make(i);

        case_kinds_add(kinds, &one, NULL, -1);
    }
}

static struct case_outcome unlike(int number)
{
    struct case_outcome one = scored(1, score_of(number) / 2);

    one.passed = 1 + (unsigned)number % 300;
    one.failed = (unsigned)number / 300;
    return one;
}

static struct case_outcome weighed(int number)
{
    return scored(weight_of(number), score_of(number) / 2);
}

Test(scope_values, a_case_keeps_its_kind_beyond_16_bits_of_them)
{
    struct case_kinds kinds = {.kinds = NULL};
    struct scope_cases scope = {.count = 0};
    struct scope_cursor cursor = {.scope = &scope, .of_score = true};
    struct cases_alike cases;
    int count = 0;

    many_add(&kinds, unlike);
    scope_cases_add(&scope, &kinds, 0);
    cr_assert_eq(kinds.kind_count, MANY);
    while (scope_next(&cursor, &cases)) {
        cr_assert_eq(cases.kind->candidate.passed, unlike(count).passed, "%d", count);
        cr_assert_eq(cases.kind->candidate.failed, unlike(count).failed, "%d", count);
        cr_assert_float_eq(cases.score, score_of(count) / 2, 0, "case %d", count);
        count++;
    }
    cr_expect_eq(count, MANY);
    scope_cases_release(&scope);
    case_kinds_release(&kinds);
}

/* Each a kind of its own at first, then with a place of its own. */
Test(scope_values, many_weights_are_few_kinds)
{
    struct case_kinds kinds = {.kinds = NULL};
    struct scope_cases scope = {.count = 0};
    struct scope_cursor cursor = {.scope = &scope, .of_score = true};
    struct cases_alike cases;
    int count = 0;

    many_add(&kinds, weighed);
    scope_cases_add(&scope, &kinds, 0);
    cr_expect_lt(kinds.kind_count, 128);
    while (scope_next(&cursor, &cases)) {
        cr_assert_float_eq(cases.weight, weight_of(count), 0, "case %d", count);
        cr_assert_float_eq(cases.score, score_of(count) / 2, 0, "case %d", count);
        count++;
    }
    cr_expect_eq(count, MANY);
    scope_cases_release(&scope);
    case_kinds_release(&kinds);
}

/* Passes alone: by weight, whether it stands at the kind or beside the case. */
Test(scope_values, cases_with_weights_of_their_own_are_gone_through_without_scores)
{
    struct case_kinds kinds = {.kinds = NULL};
    struct scope_cases scope = {.count = 0};
    struct scope_cursor cursor = {.scope = &scope};
    struct cases_alike cases;
    double weight = 0, want = 0;
    int64_t count = 0;

    for (int i = 0; i < MANY; i++) {
        struct case_outcome one = scored(weight_of(i % 1000), 1);

        case_kinds_add(&kinds, &one, NULL, -1);
        want += one.weight;
    }
    scope_cases_add(&scope, &kinds, 0);
    while (scope_next(&cursor, &cases)) {
        count += cases.count;
        weight += cases.weight * (double)cases.count;
    }
    cr_expect_eq(count, MANY);
    cr_expect_float_eq(weight, want, 1e-6);
    scope_cases_release(&scope);
    case_kinds_release(&kinds);
}

struct score_row {
    double score;
    int group;
};

/* Two cohorts of which the second weighs three times as much; a group, cases that are
 * alone in theirs, and one that only passed; gone through twice. */
static void groups_expect(const struct score_row rows[2][3])
{
    static const struct rate_kind wants[] = {{0.5625, 2, 1, -1, true},
                                             {0.5, 1, 1, -1, false},
                                             {1, 3, 1, -1, false},
                                             {0.5, 3, 1, -1, false},
                                             {0.125, 3, 1, -1, false}};
    struct case_kinds tables[2] = {{.kinds = NULL}, {.kinds = NULL}};
    struct scope_cases scope = {.count = 0};
    struct scope_values values;
    struct rate_walk walk = scope_rate_walk(&values);
    struct rate_kind kind;

    for (int t = 0; t < 2; t++) {
        for (int i = 0; i < 3; i++) {
            struct case_outcome one = scored(1, rows[t][i].score);

            case_kinds_add(&tables[t], &one, NULL, rows[t][i].group);
        }
        scope_cases_add(&scope, &tables[t], t == 0 ? 3 : 9);
    }
    scope_rates_open(&values, &scope, MEASURED_SCORE, MISSING_LEFT_OUT);
    cr_expect_eq(values.cases, 6);
    for (int turn = 0; turn < 2; turn++) {
        walk.begin(walk.context);
        for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
            cr_assert(walk.next(walk.context, &kind), "kind %zu", i);
            cr_expect_float_eq(kind.score, wants[i].score, 1e-12, "kind %zu", i);
            cr_expect_float_eq(kind.weight, wants[i].weight, 1e-12, "kind %zu", i);
            cr_expect_eq(kind.count, wants[i].count, "kind %zu", i);
            cr_expect_eq(kind.cluster, wants[i].cluster, "kind %zu", i);
            cr_expect_eq(kind.repeated, wants[i].repeated, "kind %zu", i);
        }
        cr_expect_not(walk.next(walk.context, &kind));
    }
    scope_values_release(&values);
    scope_cases_release(&scope);
    case_kinds_release(&tables[0]);
    case_kinds_release(&tables[1]);
}

Test(scope_values, groups_are_one_kind_and_cohorts_share_their_weight)
{
    static const struct score_row together[2][3] = {{{0.25, 0}, {0.875, 0}, {0.5, -1}},
                                                    {{0.5, 1}, {1, -1}, {0.125, 2}}};

    groups_expect(together);
}

Test(scope_values, a_group_whose_cases_stand_apart_is_one_kind_too)
{
    static const struct score_row apart[2][3] = {{{0.25, 0}, {0.5, -1}, {0.875, 0}},
                                                 {{0.5, 1}, {1, -1}, {0.125, 2}}};

    groups_expect(apart);
}

Test(scope_values, groups_that_are_known_to_stand_together_are_one_kind_too)
{
    enum { T = GROUP_TOGETHER };
    static const struct score_row together[2][3] = {
        {{0.25, T}, {0.875, T}, {0.5, -1}}, {{0.5, T + 1}, {1, -1}, {0.125, T + 2}}};
    static const struct score_row mixed[2][3] = {{{0.25, 3}, {0.5, -1}, {0.875, 3}},
                                                 {{0.5, T}, {1, -1}, {0.125, T + 1}}};

    groups_expect(together);
    groups_expect(mixed);
}

/* One that comes back, between two that stand together. */
Test(scope_values, groups_of_both_sorts_stand_where_their_first_cases_do)
{
    enum { T = GROUP_TOGETHER };
    static const struct score_row rows[] = {{0.25, T},       {0.75, T},     {0.125, 8},
                                            {0.5, T + 1},    {0.25, T + 1}, {0.625, 8},
                                            {0.0625, T + 2}, {0.875, 9},    {0.375, 8}};
    static const double wants[] = {0.5, 0.375, 0.375, 0.0625, 0.875};
    struct case_kinds table = {.kinds = NULL};
    struct scope_cases scope = {.count = 0};
    struct scope_values values;
    struct rate_walk walk = scope_rate_walk(&values);
    struct rate_kind kind;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct case_outcome one = scored(1, rows[i].score);

        case_kinds_add(&table, &one, NULL, rows[i].group);
    }
    scope_cases_add(&scope, &table, 0);
    scope_rates_open(&values, &scope, MEASURED_SCORE, MISSING_LEFT_OUT);
    for (int turn = 0; turn < 2; turn++) {
        walk.begin(walk.context);
        for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
            cr_assert(walk.next(walk.context, &kind), "kind %zu", i);
            cr_expect_float_eq(kind.score, wants[i], 1e-12, "kind %zu: %g", i,
                               kind.score);
        }
        cr_expect_not(walk.next(walk.context, &kind));
    }
    scope_values_release(&values);
    scope_cases_release(&scope);
    case_kinds_release(&table);
}

/* Scores in groups that are drawn, in two cohorts of which one has a weight; beside each
 * the sums of its group, in the order in which groups are met. */
enum { DRAWN = 3000, DRAWN_GROUPS_MAX = 1500 };
struct drawn {
    struct case_kinds tables[2];
    struct scope_cases scope;
    double weights[DRAWN_GROUPS_MAX], sums[DRAWN_GROUPS_MAX];
    int order[DRAWN_GROUPS_MAX], cases[DRAWN_GROUPS_MAX];
    size_t groups; /* that were met */
};

static void drawn_make(struct drawn *drawn, uint64_t groups)
{
    const double scale = 7 / (DRAWN / 2.0); /* each case of the second cohort */

    *drawn = (struct drawn){.groups = 0};
    for (int i = 0; i < DRAWN; i++) {
        const int group =
            (int)(((uint64_t)i * 0x9e3779b97f4a7c15u ^ 0x5bd1e995) % 1000003 % groups);
        const double score = (double)(i * 7919 % 10007) / 10007;
        const double weight = i < DRAWN / 2 ? 1 : scale;
        struct case_outcome one = scored(1, score);

        case_kinds_add(&drawn->tables[i >= DRAWN / 2], &one, NULL, group);
        if (drawn->cases[group]++ == 0)
            drawn->order[drawn->groups++] = group;
        drawn->weights[group] += weight;
        drawn->sums[group] += weight * score;
    }
    scope_cases_add(&drawn->scope, &drawn->tables[0], 0);
    scope_cases_add(&drawn->scope, &drawn->tables[1], 7);
}

static void drawn_expect(struct drawn *drawn)
{
    struct scope_values values;
    struct rate_walk walk = scope_rate_walk(&values);
    struct rate_kind kind;

    scope_rates_open(&values, &drawn->scope, MEASURED_SCORE, MISSING_LEFT_OUT);
    for (int turn = 0; turn < 2; turn++) {
        walk.begin(walk.context);
        for (size_t i = 0; i < drawn->groups; i++) {
            const int group = drawn->order[i];

            cr_assert(walk.next(walk.context, &kind), "group %zu", i);
            cr_assert_float_eq(kind.weight, drawn->weights[group], 1e-9,
                               "group %zu: %.17g", i, kind.weight);
            cr_assert_float_eq(kind.score, drawn->sums[group] / drawn->weights[group],
                               1e-9, "group %zu: %.17g", i, kind.score);
            cr_assert_eq(kind.repeated, drawn->cases[group] > 1, "group %zu", i);
        }
        cr_assert_not(walk.next(walk.context, &kind));
    }
    scope_values_release(&values);
    scope_cases_release(&drawn->scope);
    case_kinds_release(&drawn->tables[0]);
    case_kinds_release(&drawn->tables[1]);
}

/* Few cases in each, whose places are kept; and many, whose sums are. */
Test(scope_values, groups_of_any_size_that_stand_apart_are_one_kind)
{
    static const uint64_t groups[] = {1500, 1000, 600, 500, 400, 60, 2};
    static struct drawn drawn;

    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        drawn_make(&drawn, groups[i]);
        drawn_expect(&drawn);
    }
}

/* The first cohort's groups are met again in the second. */
Test(scope_values, a_group_of_two_cohorts_is_one_kind)
{
    struct case_kinds tables[2] = {{.kinds = NULL}, {.kinds = NULL}};
    struct scope_cases scope = {.count = 0};
    struct scope_values values;
    struct rate_walk walk = scope_rate_walk(&values);
    struct rate_kind kind;

    for (int t = 0; t < 2; t++) {
        for (int i = 0; i < 6; i++) {
            const int group = i / 2;
            struct case_outcome one = scored(1, t == 0 ? 0.25 * group : 0.75);

            case_kinds_add(&tables[t], &one, NULL, group);
        }
        scope_cases_add(&scope, &tables[t], 0);
    }
    scope_rates_open(&values, &scope, MEASURED_SCORE, MISSING_LEFT_OUT);
    walk.begin(walk.context);
    for (int i = 0; i < 3; i++) {
        cr_assert(walk.next(walk.context, &kind), "kind %d", i);
        cr_expect_float_eq(kind.score, (0.25 * i + 0.75) / 2, 1e-12, "kind %d", i);
        cr_expect_float_eq(kind.weight, 4, 1e-12, "kind %d", i);
    }
    cr_expect_not(walk.next(walk.context, &kind));
    scope_values_release(&values);
    scope_cases_release(&scope);
    case_kinds_release(&tables[0]);
    case_kinds_release(&tables[1]);
}
