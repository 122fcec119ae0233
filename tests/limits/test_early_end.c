/* tests/limits/test_early_end.c - when a comparison has decided before its run's end. */
#include "base/mem.h"
#include "base/random.h"
#include "limits/early_end.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

/* One cohort, v8 against v7, margin 5 points. */
static struct run_plan *plan_new(size_t cohorts)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("a");
    plan->repeats = 1;
    plan->stop_early = true;
    plan->variant_count = 2;
    plan->variants = mem_new(2, sizeof *plan->variants);
    plan->variants[0] = (struct plan_variant){.name = mem_text("v7"),
                                              .is_baseline = true,
                                              .baseline = -1,
                                              .baseline_entry = -1,
                                              .anchor_entry = -1};
    plan->variants[1] = (struct plan_variant){
        .name = mem_text("v8"), .baseline = 0, .baseline_entry = -1, .anchor_entry = -1};
    plan->cohort_count = cohorts;
    plan->cohorts = mem_new(cohorts, sizeof *plan->cohorts);
    for (size_t i = 0; i < cohorts; i++) {
        plan->cohorts[i].name = mem_format("c%zu", i);
        plan->cohorts[i].watch = true;
        plan->cohorts[i].case_count = 1;
        gate_rules_init(&plan->cohorts[i].gate);
    }
    gate_rules_init(&plan->gate);
    plan->gate.is_given = true;
    plan->gate.max_drop = 0.05;
    return plan;
}

static double scales[] = {1, 1};
static const struct run_order order = {
    .clusters = 1000, .scales = scales, .cluster_weight_max = 1};

static struct case_outcome outcome_of(bool was_passed, bool is_passed)
{
    return (struct case_outcome){.variant = 1,
                                 .weight = 1,
                                 .quarantine = -1,
                                 .passed = is_passed,
                                 .failed = !is_passed,
                                 .baseline = {.pairing = PAIRING_PAIRED,
                                              .score_pairing = PAIRING_PAIRED,
                                              .passed = was_passed,
                                              .failed = !was_passed}};
}

static void case_feed(struct early_end *end, const struct case_outcome *outcome)
{
    struct error err = ERROR_INIT;

    early_end_add(end, outcome);
    cr_assert_eq(early_end_close_cluster(end, &err), 0, "%s", err.message);
}

/* How many cases decide, of at most `count`; every `of`-th broke. 0: none do. */
static int64_t cases_until(const struct run_plan *plan, int count, int of,
                           enum early_verdict *verdict)
{
    struct error err = ERROR_INIT;
    struct early_end *end;
    struct early_decision decision;

    cr_assert_eq(early_end_new(plan, &order, &end, &err), 0, "%s", err.message);
    for (int i = 1; i <= count && !early_end_is_decided(end); i++) {
        const struct case_outcome outcome = outcome_of(true, !of || i % of != 0);

        case_feed(end, &outcome);
    }
    decision = early_end_decision(end, 1);
    *verdict = decision.verdict;
    cr_expect_eq(early_end_is_decided(end), decision.verdict != EARLY_NONE);
    cr_expect(decision.verdict == EARLY_NONE || decision.log_evidence >= log(200));
    early_end_free(end);
    return decision.verdict == EARLY_NONE ? 0 : decision.cases;
}

Test(early_end, a_large_drop_ends_a_run_soon_and_no_change_later)
{
    struct run_plan *plan = plan_new(1);
    enum early_verdict verdict;
    int64_t cases = cases_until(plan, 1000, 4, &verdict);

    cr_expect_eq(verdict, EARLY_REGRESSION);
    cr_expect(cases > 10 && cases < 100, "%d cases", (int)cases);
    cases = cases_until(plan, 1000, 0, &verdict);
    cr_expect_eq(verdict, EARLY_PASS);
    cr_expect(cases > 60 && cases < 300, "%d cases", (int)cases);
    cases_until(plan, 1000, 25, &verdict); /* four points: real, and within the margin */
    cr_expect_neq(verdict, EARLY_REGRESSION);
    run_plan_free(plan);
}

/* J by plus-one estimates: 0.7. */
static void judge_add(struct run_plan *plan, int64_t tn, bool required)
{
    plan->graders = mem_new(1, sizeof *plan->graders);
    plan->graders[0] = (struct plan_grader){.weight = 1, .required = required};
    plan->grader_count = 1;
    plan->judges = mem_new(1, sizeof *plan->judges);
    plan->judges[0] = (struct plan_judge){.min_j = (double)NAN,
                                          .calibrated_ms = 1,
                                          .tp = 89,
                                          .fn = 9,
                                          .tn = tn,
                                          .fp = 98 - tn};
    plan->judge_count = 1;
}

Test(early_end, a_pass_is_bet_against_what_the_judge_shows_of_the_margin)
{
    struct run_plan *plan = plan_new(1), *judged = plan_new(1);
    enum early_verdict verdict;
    int64_t plain, held;

    judge_add(judged, 79, true);
    plain = cases_until(plan, 2000, 0, &verdict);
    held = cases_until(judged, 2000, 0, &verdict);
    cr_expect_eq(verdict, EARLY_PASS);
    cr_expect(held > 1.3 * (double)plain, "%d and %d", (int)plain, (int)held);
    /* Four points show of five or six: it may not pass, and is beyond the margin. */
    cases_until(judged, 2000, 25, &verdict);
    cr_expect_eq(verdict, EARLY_REGRESSION);
    judged->graders[0].required = false;
    cr_expect_eq(cases_until(judged, 2000, 0, &verdict), plain);
    judged->graders[0].required = true;
    judged->judges[0].problem = mem_text("is another");
    cr_expect_eq(cases_until(judged, 2000, 0, &verdict), plain);
    run_plan_free(judged);
    run_plan_free(plan);
}

Test(early_end, a_judge_that_is_a_coin_lets_no_pass_end_it)
{
    struct run_plan *plan = plan_new(1);
    enum early_verdict verdict;

    judge_add(plan, 5, true);
    cases_until(plan, 2000, 0, &verdict);
    cr_expect_eq(verdict, EARLY_NONE);
    cases_until(plan, 2000, 4, &verdict);
    cr_expect_eq(verdict, EARLY_REGRESSION);
    run_plan_free(plan);
}

static void watched_add(struct run_plan *plan)
{
    plan->cohorts[0].watch = true;
}
static void cohort_gate(struct run_plan *plan)
{
    plan->cohorts[0].gate.is_given = true;
}
static void threshold_add(struct run_plan *plan)
{
    plan->gate.pass_rate = 0.9;
}
static void cost_add(struct run_plan *plan)
{
    plan->gate.max_cost_rise = 0.2;
}
static void must_pass_add(struct run_plan *plan)
{
    plan->gate.must_pass = mem_text("c0/*");
}
static void anchor_add(struct run_plan *plan)
{
    plan->variants[1].anchor_entry = 0;
}

Test(early_end, what_needs_the_whole_suite_lets_no_pass_end_it)
{
    static void (*const changes[])(struct run_plan *) = {
        watched_add, cohort_gate, threshold_add, cost_add, must_pass_add, anchor_add};

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct run_plan *plan = plan_new(i == 0 ? 2 : 1);
        enum early_verdict verdict;

        changes[i](plan);
        cases_until(plan, 2000, 0, &verdict);
        cr_expect_eq(verdict, EARLY_NONE, "change %zu", i);
        cases_until(plan, 2000, 4, &verdict);
        cr_expect_eq(verdict, EARLY_REGRESSION, "change %zu", i);
        run_plan_free(plan);
    }
}

Test(early_end, a_missing_result_is_the_reason_of_no_decision)
{
    struct run_plan *plan = plan_new(1);
    struct error err = ERROR_INIT;
    struct early_end *end;
    struct case_outcome outcome = outcome_of(true, true);

    outcome.passed = 0;
    outcome.unscored = 1;
    cr_assert_eq(early_end_new(plan, &order, &end, &err), 0);
    for (int i = 0; i < 2000; i++)
        case_feed(end, &outcome);
    cr_expect_eq(early_end_decision(end, 1).verdict, EARLY_NONE);
    early_end_free(end);
    run_plan_free(plan);
}

Test(early_end, what_does_not_pair_or_gate_is_left_out)
{
    struct run_plan *plan = plan_new(1);
    struct error err = ERROR_INIT;
    struct early_end *end;
    struct case_outcome outcome = outcome_of(true, false);

    plan->quarantine_count = 1;
    plan->quarantine = mem_new(1, sizeof *plan->quarantine);
    cr_assert_eq(early_end_new(plan, &order, &end, &err), 0);
    for (int i = 0; i < 500; i++) {
        outcome.baseline.pairing = PAIRING_PAIRED;
        outcome.quarantine = 0;
        case_feed(end, &outcome);
        outcome.quarantine = -1;
        outcome.baseline.pairing = PAIRING_CHANGED;
        case_feed(end, &outcome);
    }
    cr_expect_eq(early_end_decision(end, 1).cases, 0);
    outcome.baseline.pairing = PAIRING_PAIRED;
    outcome.quarantine = 0;
    plan->quarantine[0].is_expired = true;
    case_feed(end, &outcome);
    cr_expect_eq(early_end_decision(end, 1).cases, 1);
    early_end_free(end);
    run_plan_free(plan);
}

enum { RUNS = 400, CASES = 500 };

/* How many of RUNS end early with this verdict; each case breaks, and is mended, with a
 * chance of its own. */
static int runs_ended(double broken, double mended, enum early_verdict verdict)
{
    struct run_plan *plan = plan_new(1);
    struct random random = {20261121};
    int ended = 0;

    for (int run = 0; run < RUNS; run++) {
        struct error err = ERROR_INIT;
        struct early_end *end;

        cr_assert_eq(early_end_new(plan, &order, &end, &err), 0);
        for (int i = 0; i < CASES && !early_end_is_decided(end); i++) {
            double at = random_share(&random);
            const struct case_outcome outcome = outcome_of(at < 1 - mended, at >= broken);

            case_feed(end, &outcome);
        }
        ended += early_end_decision(end, 1).verdict == verdict;
        early_end_free(end);
    }
    run_plan_free(plan);
    return ended;
}

/* The bound is 0.5 % each: 2 runs of 400, and 8 with Monte-Carlo error. */
Test(early_end, false_verdicts_are_rare)
{
    cr_expect_leq(runs_ended(0.03, 0.03, EARLY_REGRESSION), 8);
    cr_expect_leq(runs_ended(0.08, 0.03, EARLY_PASS), 8);
    cr_expect_geq(runs_ended(0.18, 0.03, EARLY_REGRESSION), RUNS * 9 / 10);
    cr_expect_geq(runs_ended(0.01, 0.01, EARLY_PASS), RUNS * 9 / 10);
}
