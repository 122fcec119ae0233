/* tests/gate/test_judged.c - what judges say of a run, beside what is known of them. */
#include "base/mem.h"
#include "base/random.h"
#include "gate/group_numbers.h"
#include "gate/judged.h"
#include "statistics/rate.h"
#include "store/judge_file.h"
#include "tests/gate/made_groups.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t day_ms = 24 * 60 * 60 * 1000;
static const int64_t then_ms = 1795000000000;

/* One required judge, of 50 + 50 labels, and one cohort; what is empty is not looked at.
 */
static struct run_plan *plan_new(int64_t tp, int64_t tn)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("s");
    plan->suite_path = mem_text("s.suite.yaml");
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variant_count = 1;
    plan->graders = mem_new(1, sizeof *plan->graders);
    plan->graders[0] = (struct plan_grader){.name = mem_text("tone"), .required = true};
    plan->grader_count = 1;
    plan->cohorts = mem_new(1, sizeof *plan->cohorts);
    plan->cohorts[0].name = mem_text("c");
    plan->cohorts[0].watch = true;
    plan->cohort_count = 1;
    plan->judges = mem_new(1, sizeof *plan->judges);
    plan->judges[0] = (struct plan_judge){.min_j = 0.5,
                                          .calibrated_ms = then_ms,
                                          .tp = tp,
                                          .fn = 50 - tp,
                                          .tn = tn,
                                          .fp = 50 - tn};
    plan->judge_count = 1;
    return plan;
}

static void served_know(struct run_plan *plan, const char *served)
{
    struct plan_judge *judge = &plan->judges[0];

    judge->models = mem_new(1, sizeof *judge->models);
    judge->models[0] = (struct plan_judge_model){.id = mem_text("judge")};
    judge->models[0].served = mem_new(1, sizeof(char *));
    judge->models[0].served[0] = mem_text(served);
    judge->models[0].served_count = 1;
    judge->model_count = 1;
}

/* group: its name, or NULL. */
static void sample_grouped(struct judged *judged, int64_t number, bool passes,
                           const char *group)
{
    const struct grade_record grade = {.verdict = passes ? VERDICT_PASS : VERDICT_FAIL};
    const struct sample_view view = {
        .test = {.number = number, .id = "x", .group = group},
        .repeat = 1,
        .answer = "a",
        .answer_length = 1,
        .grades = &grade,
        .grade_count = 1};

    cr_assert_eq(judged_add(judged, &view, NULL), 0);
}

static void sample_add(struct judged *judged, int64_t number, bool passes,
                       const char *answer, const char *details)
{
    const struct grade_record grade = {.verdict = passes ? VERDICT_PASS : VERDICT_FAIL,
                                       .details = details};
    char id[24];
    const struct sample_view view = {.test = {.number = number, .id = id},
                                     .repeat = 1,
                                     .answer = answer,
                                     .answer_length = strlen(answer),
                                     .grades = &grade,
                                     .grade_count = 1};

    snprintf(id, sizeof id, "%lld", (long long)number);
    cr_assert_eq(judged_add(judged, &view, NULL), 0);
}

/* What a judge lacks, as a run that began so many days later is told; NULL: nothing. */
static char *lack(const struct run_plan *plan, int days, const char *details)
{
    struct judged *judged = judged_new(plan);
    char *told;

    sample_add(judged, 0, true, "a", details);
    told = judged_lack(judged, 0, then_ms + days * day_ms);
    judged_free(judged);
    return told;
}

static void lack_expect(const struct run_plan *plan, int days, const char *details,
                        const char *wanted)
{
    char *told = lack(plan, days, details);

    if (!wanted)
        cr_expect_null(told, "%s", told ? told : "");
    else
        cr_expect(told && strstr(told, wanted) && strstr(told, "noworse judge calibrate"),
                  "\"%s\" is not in \"%s\"", wanted, told ? told : "nothing");
    free(told);
}

Test(judged, a_judge_lacks_what_its_demand_says_and_no_more)
{
    static const char other[] =
        "{\"votes\": [{\"model\": \"judge\", \"served\": \"m-2\"}]}";
    static const char same[] =
        "{\"votes\": [{\"model\": \"judge\", \"served\": \"m-1\"}]}";
    struct run_plan *plan = plan_new(47, 45);
    struct plan_judge *judge = &plan->judges[0];

    lack_expect(plan, 4000, NULL, NULL);
    judge->max_age_days = 30;
    lack_expect(plan, 30, NULL, NULL);
    lack_expect(plan, 31, NULL, "was calibrated 31 days ago, and 30 are the most");
    lack_expect(plan, -1, NULL, NULL);
    lack_expect(plan, -90, NULL, "was calibrated 90 days in the future");
    judge->max_age_days = 0;
    lack_expect(plan, 0, other, NULL); /* nobody knows what served */
    served_know(plan, "m-1");
    lack_expect(plan, 0, same, NULL);
    lack_expect(plan, 0, other, "another model than the \"m-2\" that answered");
    judge->min_j = 0.75;
    lack_expect(plan, 0, same, "J is 0.84, shown to be at least 0.69, and 0.75 is");
    judge->problem = mem_text("has no calibration");
    lack_expect(plan, 0, same, "judge tone has no calibration: ");
    judge->min_j = (double)NAN;
    lack_expect(plan, 4000, other, NULL);
    run_plan_free(plan);
}

/* 0.8 of 400 outputs are good; the judge passes 0.9 of these and 0.2 of the others. */
Test(judged, the_rate_is_corrected_for_known_errors_and_by_labels_of_the_run)
{
    struct run_plan *plan = plan_new(45, 40);
    struct plan_judge *judge = &plan->judges[0];
    struct random random = {7};
    struct judged_rate *rates;
    struct judged *judged;
    struct error err;
    size_t count;
    int passed = 0;

    judge->passed = mem_new(100, sizeof *judge->passed);
    judge->failed = mem_new(100, sizeof *judge->failed);
    for (int i = 0; i < 100; i++) {
        char key[JUDGE_KEY_SIZE], id[24];

        snprintf(id, sizeof id, "%d", i);
        judge_answer_key("c", id, "a", 1, key);
        if (i % 5)
            judge->passed[judge->passed_count++] = mem_text(key);
        else
            judge->failed[judge->failed_count++] = mem_text(key);
    }
    judged = judged_new(plan);
    for (int i = 0; i < 400; i++) {
        const bool passes = random_share(&random) < (i % 5 ? 0.9 : 0.2);

        passed += passes;
        sample_add(judged, i, passes, "a", NULL);
    }
    cr_assert_eq(judged_rates(judged, 0.95, &rates, &count, &err), 0);
    cr_assert_eq(count, 1);
    cr_expect_eq(rates[0].passed, passed);
    cr_expect_float_eq(rates[0].rate, passed / 400.0, 1e-12);
    cr_expect_float_eq(rates[0].corrected, (passed / 400.0 + 0.8 - 1) / 0.7, 1e-12);
    cr_expect(rates[0].corrected_lower < 0.8 && 0.8 < rates[0].corrected_upper);
    cr_expect_eq(rates[0].labelled, 100);
    cr_expect(rates[0].by_labels_lower < 0.8 && 0.8 < rates[0].by_labels_upper);
    cr_expect_lt(rates[0].by_labels_upper - rates[0].by_labels_lower, 0.2);
    free(rates);
    judged_free(judged);
    run_plan_free(plan);
}

/* Seven groups of unlike sizes whose cases stand apart, and cases without one; two
 * repeats of every third. */
Test(judged, its_rate_knows_groups_and_repeats)
{
    struct run_plan *plan = plan_new(45, 40);
    struct judged *judged = judged_new(plan);
    struct rate_kind kinds[100];
    struct judged_rate *rates;
    struct rate want;
    struct error err;
    size_t count;

    for (int i = 0; i < 100; i++) {
        const int group = i % 11 < 7 ? i % 11 : -1;
        const bool passes = i % 11 == 3 || i % 4 != 0, again = i % 5 != 0;
        const bool is_repeated = i % 3 == 0;
        char name[8];

        snprintf(name, sizeof name, "g%d", group);
        sample_grouped(judged, i, passes, group < 0 ? NULL : name);
        if (is_repeated)
            sample_grouped(judged, i, again, group < 0 ? NULL : name);
        kinds[i] = (struct rate_kind){is_repeated ? ((double)passes + again) / 2
                                                  : (double)passes,
                                      1, 1, group, is_repeated};
    }
    cr_assert_eq(rate_of(kinds, 100, 0.95, &want, &err), 0);
    cr_assert_eq(judged_rates(judged, 0.95, &rates, &count, &err), 0);
    cr_assert_eq(count, 1);
    cr_expect_float_eq(rates[0].rate, want.mean, 1e-12);
    cr_expect_float_eq(rates[0].lower, want.interval.lower, 1e-12);
    cr_expect_float_eq(rates[0].upper, want.interval.upper, 1e-12);
    free(rates);
    judged_free(judged);
    run_plan_free(plan);
}

static struct judged_rate made_rate(const struct run_plan *plan,
                                    const struct made_shape *shape,
                                    const struct group_source *source)
{
    struct judged *judged = judged_new(plan);
    struct judged_rate *rates, out;
    struct error err;
    size_t count;

    if (source)
        judged_groups_from(judged, source);
    for (int64_t i = 0; i < MADE_CASES; i++) {
        char name[MADE_NAME_SIZE];

        sample_grouped(judged, i, i % 7 < 3 || i % 11 == 0,
                       made_name(shape->group_of(i), name));
    }
    cr_assert_eq(judged_rates(judged, 0.95, &rates, &count, &err), 0);
    cr_assert_eq(count, 1);
    out = rates[0];
    free(rates);
    judged_free(judged);
    return out;
}

Test(judged, its_rate_is_the_same_with_a_look_at_groups_beforehand)
{
    struct run_plan *plan = plan_new(45, 40);
    int turns = 0;

    for (size_t i = 0; i < MADE_SHAPES; i++) {
        struct made_groups cases = {MADE_CASES, made_shapes[i].group_of, 0};
        const struct group_source source = {made_groups_each, &cases};
        const struct judged_rate kept = made_rate(plan, &made_shapes[i], NULL);
        const struct judged_rate looked = made_rate(plan, &made_shapes[i], &source);

        cr_expect_float_eq(kept.rate, looked.rate, 0);
        cr_expect_float_eq(kept.lower, looked.lower, 0);
        cr_expect_float_eq(kept.upper, looked.upper, 0);
        turns += cases.turns;
    }
    cr_expect_eq(turns, MADE_SHAPES);
    run_plan_free(plan);
}

Test(judged, of_a_judge_that_is_not_the_calibrated_one_no_rate_is_corrected)
{
    struct run_plan *plan = plan_new(45, 40);
    struct judged_rate *rates;
    struct judged *judged;
    struct error err;
    size_t count;

    plan->judges[0].problem = mem_text("is another");
    judged = judged_new(plan);
    sample_add(judged, 0, true, "a", NULL);
    cr_assert_eq(judged_rates(judged, 0.95, &rates, &count, &err), 0);
    cr_expect_eq(count, 0);
    free(rates);
    judged_free(judged);
    run_plan_free(plan);
}

/* What is decided of one sample that the judge passes, under pass_rate 1. */
static struct judgement decided(struct run_plan *plan)
{
    struct judged *judged = judged_new(plan);
    struct gate *gate = gate_new(plan);
    struct judgement judgement;
    struct error err;

    plan->graders[0].type = mem_text("judge");
    plan->variants[0].name = mem_text("v");
    plan->variants[0].label = mem_text("v");
    plan->variants[0].baseline = plan->variants[0].baseline_entry = -1;
    plan->variants[0].anchor_entry = -1;
    plan->gate.is_given = true;
    plan->gate.pass_rate = 1;
    plan->gate.latency_p95_ms = 10;
    gate_rules_init(&plan->cohorts[0].gate);
    sample_add(judged, 0, true, "a", NULL);
    gate_began(gate, then_ms);
    gate_judged(gate, judged);
    cr_assert_eq(gate_add(gate,
                          &(struct case_outcome){.id = "0",
                                                 .passed = 1,
                                                 .weight = 1,
                                                 .quarantine = -1,
                                                 .score_sum = 1,
                                                 .score_count = 1,
                                                 .latencies_ms = (double[]){50},
                                                 .latency_count = 1},
                          &err),
                 0);
    cr_assert_eq(gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err), 0, "%s",
                 err.message);
    gate_free(gate);
    judged_free(judged);
    return judgement;
}

static const struct gate_check *check_find(const struct judgement *judgement,
                                           const char *rule)
{
    const struct gate_scope *scope = &judgement->scopes[0];

    for (size_t i = 0; i < scope->check_count; i++)
        if (!strcmp(scope->checks[i].rule, rule))
            return &scope->checks[i];
    return NULL;
}

Test(judged, what_rests_on_a_judge_that_lacks_is_withheld_and_nothing_else)
{
    struct run_plan *plan = plan_new(26, 26);
    struct judgement judgement = decided(plan);

    cr_expect_null(check_find(&judgement, "pass_rate"));
    cr_assert_not_null(check_find(&judgement, "judge"));
    cr_expect_eq(check_find(&judgement, "judge")->verdict, GATE_INCOMPLETE);
    cr_assert_not_null(check_find(&judgement, "latency_p95_ms"));
    cr_expect_eq(check_find(&judgement, "latency_p95_ms")->verdict, GATE_FAIL);
    judgement_release(&judgement);
    run_plan_free(plan);
}

Test(judged, a_judge_that_need_not_be_calibrated_and_is_not_is_noted)
{
    struct run_plan *plan = plan_new(26, 26);
    struct judgement judgement;

    plan->judges[0].min_j = (double)NAN;
    plan->judges[0].problem = mem_text("is not the one that was calibrated");
    judgement = decided(plan);
    cr_expect_not_null(check_find(&judgement, "pass_rate"));
    cr_expect_null(check_find(&judgement, "judge"));
    cr_assert_eq(judgement.note_count, 1);
    cr_expect(strstr(judgement.notes[0], "The judge tone is not the one that was"));
    cr_expect_eq(judgement.judged_count, 0);
    judgement_release(&judgement);
    run_plan_free(plan);
}
