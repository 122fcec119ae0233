/* tests/store/test_case_pairs.c - the outcomes of two sides, brought together. */
#include "store/case_pairs.h"

#include "base/buf.h"

#include <criterion/criterion.h>
#include <string.h>

static struct case_pairs *pairs_new(void)
{
    struct case_pairs *pairs;
    struct error err;

    cr_assert_eq(case_pairs_new(&pairs, &err), 0, "%s", err.message);
    return pairs;
}

static void add(struct case_pairs *pairs, enum pair_side side, const char *key,
                unsigned passed, unsigned failed)
{
    static int64_t number;
    const struct pair_case row = {.number = number++,
                                  .passed = passed,
                                  .failed = failed,
                                  .unscored = 3 - passed - failed,
                                  .digest = "d",
                                  .weight = 1};
    struct error err;

    cr_assert_eq(case_pairs_add(pairs, side, 0, key, &row, &err), 0, "%s", err.message);
}

static int pair_tell(void *context, const struct case_pair *pair)
{
    struct buf *out = context;

    buf_append_format(out, "%s%s %s", out->length ? ", " : "", pair->key,
                      case_change_name(pair->change));
    return 0;
}

/* Old and new, each passed and failed of three repeats; -1: no such case. */
static const struct {
    int old_passed, old_failed, new_passed, new_failed;
    const char *want;
} changes[] = {
    {3, 0, 0, 3, "c broke"},    {3, 0, 0, 1, "c broke"},    {0, 3, 3, 0, "c fixed"},
    {3, 0, 3, 0, "c same"},     {0, 3, 0, 2, "c same"},     {3, 0, 2, 1, "c flaky"},
    {1, 2, 0, 3, "c flaky"},    {2, 1, 2, 1, "c flaky"},    {0, 0, 3, 0, "c unscored"},
    {3, 0, 0, 0, "c unscored"}, {0, 0, 0, 0, "c unscored"}, {-1, 0, 3, 0, "c new"},
    {3, 0, -1, 0, "c gone"},
};

Test(case_pairs, a_change_is_told_by_the_outcomes_of_both_sides)
{
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct case_pairs *pairs = pairs_new();
        struct buf out = BUF_INIT(1000);
        struct error err;

        if (changes[i].old_passed >= 0)
            add(pairs, PAIR_OLD, "c", (unsigned)changes[i].old_passed,
                (unsigned)changes[i].old_failed);
        if (changes[i].new_passed >= 0)
            add(pairs, PAIR_NEW, "c", (unsigned)changes[i].new_passed,
                (unsigned)changes[i].new_failed);
        cr_assert_eq(case_pairs_each(pairs, pair_tell, &out, &err), 0);
        cr_expect_str_eq(buf_text(&out), changes[i].want, "row %zu: %s", i,
                         buf_text(&out));
        buf_release(&out);
        case_pairs_free(pairs);
    }
}

static struct case_pairs *five_pairs(void)
{
    struct case_pairs *pairs = pairs_new();

    add(pairs, PAIR_OLD, "fixed", 0, 3);
    add(pairs, PAIR_OLD, "same", 3, 0);
    add(pairs, PAIR_OLD, "flaky", 3, 0);
    add(pairs, PAIR_OLD, "still", 2, 1);
    add(pairs, PAIR_OLD, "broke", 3, 0);
    add(pairs, PAIR_NEW, "broke", 0, 3);
    add(pairs, PAIR_NEW, "still", 2, 1);
    add(pairs, PAIR_NEW, "flaky", 2, 1);
    add(pairs, PAIR_NEW, "same", 3, 0);
    add(pairs, PAIR_NEW, "fixed", 3, 0);
    return pairs;
}

static const struct {
    struct pair_choice choice;
    const char *want;
    int64_t count;
} choices[] = {
    {{~0U, false, false, -1}, "broke broke, flaky flaky, same same, fixed fixed", 4},
    {{~0U, true, false, -1},
     "broke broke, flaky flaky, still flaky, same same, fixed fixed",
     5},
    {{~0U, false, false, 2}, "broke broke, flaky flaky", 4},
    {{~0U, true, true, -1}, "broke broke, flaky flaky", 2},
    {{1U << CHANGE_FIXED | 1U << CHANGE_SAME, false, false, -1},
     "same same, fixed fixed",
     2},
};

Test(case_pairs, the_worst_regression_comes_first_and_the_rest_is_left_out)
{
    struct case_pairs *pairs = five_pairs();

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        struct buf out = BUF_INIT(1000);
        struct error err;
        int64_t count;

        cr_assert_eq(case_pairs_worst(pairs, &choices[i].choice, pair_tell, &out, &err),
                     0, "%s", err.message);
        cr_expect_str_eq(buf_text(&out), choices[i].want);
        cr_assert_eq(case_pairs_count(pairs, &choices[i].choice, &count, &err), 0);
        cr_expect_eq(count, choices[i].count);
        buf_release(&out);
    }
    case_pairs_free(pairs);
}

/* Each with the digests of what judged it; both sides as they are told. */
static void add_judged(struct case_pairs *pairs, enum pair_side side, const char *key,
                       unsigned passed, const char *digest, const char *graders)
{
    const struct pair_case row = {.passed = passed,
                                  .failed = 3 - passed,
                                  .digest = digest,
                                  .pass_graders = graders,
                                  .score_graders = graders,
                                  .quarantine = 7,
                                  .weight = 1};
    struct error err;

    cr_assert_eq(case_pairs_add(pairs, side, 0, key, &row, &err), 0, "%s", err.message);
}

Test(case_pairs, what_does_not_pair_is_no_regression_and_stands_behind_them)
{
    struct case_pairs *pairs = pairs_new();
    const struct pair_choice all = {~0U, true, false, -1};
    struct buf out = BUF_INIT(1000);
    struct error err;

    add_judged(pairs, PAIR_OLD, "a", 3, "d", "exact");
    add_judged(pairs, PAIR_NEW, "a", 0, "d", "contains");
    add_judged(pairs, PAIR_OLD, "b", 3, "d", "exact");
    add_judged(pairs, PAIR_NEW, "b", 0, "e", "exact");
    add_judged(pairs, PAIR_OLD, "c", 3, "d", NULL);
    add_judged(pairs, PAIR_NEW, "c", 2, "d", "contains");
    add_judged(pairs, PAIR_OLD, "d", 0, "d", "exact");
    add_judged(pairs, PAIR_NEW, "d", 3, "d", "exact");
    cr_assert_eq(case_pairs_worst(pairs, &all, pair_tell, &out, &err), 0);
    cr_expect_str_eq(buf_text(&out), "c flaky, a regraded, b changed, d fixed");
    buf_release(&out);
    case_pairs_free(pairs);
}

Test(case_pairs, a_case_that_either_side_hides_is_counted_and_never_listed)
{
    struct case_pairs *pairs = pairs_new();
    const struct pair_choice all = {~0U, true, false, -1};
    struct pair_case row = {.passed = 3, .digest = "d", .is_hidden = true};
    struct buf counted = BUF_INIT(1000), listed = BUF_INIT(1000);
    struct error err;

    cr_assert_eq(case_pairs_add(pairs, PAIR_OLD, 0, "a", &row, &err), 0);
    add(pairs, PAIR_NEW, "a", 0, 3);
    cr_assert_eq(case_pairs_each(pairs, pair_tell, &counted, &err), 0);
    cr_assert_eq(case_pairs_worst(pairs, &all, pair_tell, &listed, &err), 0);
    cr_expect_str_eq(buf_text(&counted), "a broke");
    cr_expect_str_eq(buf_text(&listed), "");
    buf_release(&counted);
    buf_release(&listed);
    case_pairs_free(pairs);
}

static int pair_values(void *context, const struct case_pair *pair)
{
    const struct pair_case *old_case = &pair->sides[PAIR_OLD];
    const struct pair_case *new_case = &pair->sides[PAIR_NEW];

    (void)context;
    cr_expect_eq(pair->cohort, 4);
    cr_expect_eq(pair->change, CHANGE_CHANGED, "another digest");
    cr_expect_eq(old_case->number, 17);
    cr_expect_eq(old_case->missing, 2);
    cr_expect_eq(old_case->score_sum, 1.5);
    cr_expect_eq(old_case->score_count, 2);
    cr_expect_eq(old_case->cost_usd, 0.25);
    cr_expect_eq(old_case->cost_count, 3);
    cr_assert_eq(old_case->latency_count, 2);
    cr_expect_eq(old_case->latencies_ms[1], 9.5);
    cr_expect_str_eq(old_case->group, "g");
    cr_expect_str_eq(old_case->pass_graders, "p");
    cr_expect_str_eq(old_case->score_graders, "s");
    cr_expect_eq(old_case->quarantine, 5);
    cr_expect_eq(new_case->weight, 2);
    cr_expect(new_case->must_pass);
    cr_expect_null(new_case->group);
    cr_expect_eq(new_case->latency_count, 0);
    return 7;
}

Test(case_pairs, what_a_side_knew_of_a_case_comes_back)
{
    static const double latencies[] = {3, 9.5};
    struct case_pairs *pairs = pairs_new();
    struct pair_case old_case = {.number = 17,
                                 .passed = 1,
                                 .missing = 2,
                                 .score_sum = 1.5,
                                 .score_count = 2,
                                 .cost_usd = 0.25,
                                 .cost_count = 3,
                                 .latencies_ms = latencies,
                                 .latency_count = 2,
                                 .digest = "d",
                                 .group = "g",
                                 .pass_graders = "p",
                                 .score_graders = "s",
                                 .quarantine = 5};
    struct pair_case new_case = {
        .passed = 1, .digest = "e", .weight = 2, .must_pass = true};
    struct error err;

    cr_assert_eq(case_pairs_add(pairs, PAIR_OLD, 4, "k", &old_case, &err), 0);
    cr_assert_eq(case_pairs_add(pairs, PAIR_NEW, 4, "k", &new_case, &err), 0);
    cr_expect_eq(case_pairs_each(pairs, pair_values, NULL, &err), 7,
                 "what the function returns ends the walk");
    case_pairs_free(pairs);
}

Test(case_pairs, equal_keys_of_one_side_meet_in_their_order)
{
    struct case_pairs *pairs = pairs_new();
    struct buf out = BUF_INIT(1000);
    struct error err;

    add(pairs, PAIR_OLD, "k", 3, 0);
    add(pairs, PAIR_OLD, "k", 0, 3);
    add(pairs, PAIR_NEW, "k", 3, 0);
    add(pairs, PAIR_NEW, "k", 3, 0);
    cr_assert_eq(case_pairs_each(pairs, pair_tell, &out, &err), 0);
    cr_expect_str_eq(buf_text(&out), "k same, k (2) fixed");
    buf_release(&out);
    case_pairs_free(pairs);
}
