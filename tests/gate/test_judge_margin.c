/* tests/gate/test_judge_margin.c - what calibrated judges make of a margin, where they
 * were asked about some of what is compared. */
#include "base/mem.h"
#include "gate/judged.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Plus-one estimates: 0.9 and 0.8 of `tone`, 0.95 and 0.9 of `facts`. */
static const struct plan_judge judges[] = {{.min_j = NAN,
                                            .calibrated_ms = 1,
                                            .grader = 0,
                                            .tp = 89,
                                            .fn = 9,
                                            .tn = 79,
                                            .fp = 19},
                                           {.min_j = NAN,
                                            .calibrated_ms = 1,
                                            .grader = 1,
                                            .tp = 94,
                                            .fn = 4,
                                            .tn = 89,
                                            .fp = 9}};

static void cohorts_set(struct run_plan *plan)
{
    static const char *const names[] = {"tone alone", "both", "neither"};

    plan->cohort_count = 3;
    plan->cohorts = mem_new(3, sizeof *plan->cohorts);
    for (size_t i = 0; i < 3; i++) {
        plan->cohorts[i].name = mem_text(names[i]);
        plan->cohorts[i].watch = true;
        gate_rules_init(&plan->cohorts[i].gate);
    }
}

static void graders_set(struct run_plan *plan)
{
    static const char *const names[] = {"tone", "facts", "length"};

    plan->grader_count = 3;
    plan->graders = mem_new(3, sizeof *plan->graders);
    for (size_t i = 0; i < 3; i++)
        plan->graders[i] = (struct plan_grader){.name = mem_text(names[i]),
                                                .type = mem_text("judge"),
                                                .weight = 1,
                                                .required = true};
    plan->judge_count = 2;
    plan->judges = mem_new(2, sizeof *plan->judges);
    memcpy(plan->judges, judges, sizeof judges);
}

/* Two judges and three cohorts, v8 against v7. */
static struct run_plan *plan_new(void)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("s");
    plan->suite_path = mem_text("s.suite.yaml");
    plan->repeats = 1;
    plan->variant_count = 2;
    plan->variants = mem_new(2, sizeof *plan->variants);
    for (size_t i = 0; i < 2; i++)
        plan->variants[i] = (struct plan_variant){.name = mem_text(i ? "v8" : "v7"),
                                                  .label = mem_text(i ? "v8" : "v7"),
                                                  .is_baseline = i == 0,
                                                  .baseline = i ? 0 : -1,
                                                  .baseline_entry = -1,
                                                  .anchor_entry = -1};
    graders_set(plan);
    cohorts_set(plan);
    plan->has_baseline = true;
    gate_rules_init(&plan->gate);
    plan->gate.is_given = true;
    plan->gate.max_drop = 0.1;
    return plan;
}

/* A sample of a cohort, with what each of its judges said. */
static void sample_tell(struct judged *judged, int64_t number, int cohort, double score,
                        const char *details)
{
    const struct grade_record grades[] = {
        {.grader = 0, .verdict = VERDICT_PASS, .score = score, .details = details},
        {.grader = 1, .verdict = VERDICT_PASS, .score = 1}};
    const struct sample_view view = {
        .test = {.number = number, .id = "a", .cohort = cohort},
        .variant = 1,
        .repeat = 1,
        .answer = "a",
        .answer_length = 1,
        .grades = grades,
        .grade_count = cohort == 0   ? 1
                       : cohort == 1 ? 2
                                     : 0};

    cr_assert_eq(judged_add(judged, &view, NULL), 0);
}

static void case_tell(struct gate *gate, int64_t number, int cohort, bool passes)
{
    const struct case_partner passed = {.pairing = PAIRING_PAIRED,
                                        .score_pairing = PAIRING_PAIRED,
                                        .passed = 1,
                                        .score_sum = 1,
                                        .score_count = 1};
    const struct case_outcome outcome = {.number = number,
                                         .id = "a",
                                         .variant = 1,
                                         .cohort = cohort,
                                         .weight = 1,
                                         .quarantine = -1,
                                         .passed = passes,
                                         .failed = !passes,
                                         .score_sum = passes,
                                         .score_count = 1,
                                         .baseline = passed};
    struct error err = ERROR_INIT;

    cr_assert_eq(gate_add(gate, &outcome, &err), 0, "%s", err.message);
}

/* A hundred cases a cohort: all passed, two of them do not any more. score: of what
 * `tone` says. */
static struct judgement decided(const struct run_plan *plan, double score,
                                const char *details)
{
    struct judged *judged = judged_new(plan);
    struct gate *gate = gate_new(plan);
    struct judgement judgement;
    struct error err = ERROR_INIT;

    for (int64_t i = 0; i < 300; i++) {
        sample_tell(judged, i, (int)(i / 100), score, details);
        case_tell(gate, i, (int)(i / 100), i % 50 != 0);
    }
    gate_judged(gate, judged);
    cr_assert_eq(gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err), 0, "%s",
                 err.message);
    gate_free(gate);
    judged_free(judged);
    return judgement;
}

static const struct gate_comparison *of_cohort(const struct judgement *judgement,
                                               int cohort)
{
    const struct gate_comparison *made =
        &judgement_scope(judgement, 1, cohort)->comparison;

    cr_assert(made->is_made);
    return made;
}

/* share NaN: of no judge. */
static void shows_expect(const struct judgement *judgement, int cohort, double share)
{
    const struct gate_comparison *made = of_cohort(judgement, cohort);

    if (isnan(share))
        cr_expect(isnan(made->judge_shows), "cohort %d: %g", cohort, made->judge_shows);
    else
        cr_expect_float_eq(made->judge_shows, share, 1e-12, "cohort %d: %g", cohort,
                           made->judge_shows);
    cr_expect_float_eq(made->margin_held, isnan(share) ? 0.1 : 0.1 * share, 1e-12,
                       "cohort %d: %g", cohort, made->margin_held);
}

Test(judge_margin, each_cohort_by_its_judges_and_all_by_the_one_that_shows_least)
{
    struct run_plan *plan = plan_new();
    struct judgement judgement = decided(plan, 1, NULL);

    shows_expect(&judgement, 0, 0.7);
    shows_expect(&judgement, 1, 0.7 * 0.95); /* 0.85 * 0.9 is more */
    shows_expect(&judgement, 2, (double)NAN);
    shows_expect(&judgement, SCOPE_ALL, 0.7 * 0.95);
    for (int i = SCOPE_ALL; i < 3; i++)
        cr_expect(isnan(of_cohort(&judgement, i)->corrected));
    judgement_release(&judgement);
    plan->cohorts[1].watch = false;
    judgement = decided(plan, 1, NULL);
    shows_expect(&judgement, SCOPE_ALL, 0.7);
    judgement_release(&judgement);
    run_plan_free(plan);
}

Test(judge_margin, of_a_score_the_least_and_none_of_marks)
{
    struct run_plan *plan = plan_new();
    struct judgement judgement;

    plan->gate.drop_of_score = true;
    judgement = decided(plan, 1, NULL);
    shows_expect(&judgement, 1, 0.7);
    judgement_release(&judgement);
    judgement = decided(plan, 0.75, NULL);
    shows_expect(&judgement, 0, (double)NAN);
    shows_expect(&judgement, 1, 0.85);
    cr_expect(of_cohort(&judgement, 0)->is_of_marks);
    cr_expect(strstr(judgement.sentence, "shows 0.85 of a true difference"), "%s",
              judgement.sentence);
    judgement_release(&judgement);
    plan->cohorts[1].watch = false;
    judgement = decided(plan, 0.75, NULL);
    cr_expect(strstr(judgement.sentence, "the judge gives marks, of which no errors are"),
              "%s", judgement.sentence);
    judgement_release(&judgement);
    run_plan_free(plan);
}

/* J = 0.7 of 98 + 98 labels; the judged interval is Tango's. */
Test(judge_margin, a_difference_is_corrected_where_one_judge_alone_decides)
{
    struct run_plan *plan = plan_new();
    const struct gate_comparison *made;
    struct judgement judgement;

    plan->graders[1].required = plan->graders[2].required = false;
    judgement = decided(plan, 1, NULL);
    made = of_cohort(&judgement, 0);
    cr_assert_eq(made->judge, 0);
    cr_expect_float_eq(made->corrected, made->difference / 0.7, 1e-12);
    cr_expect_lt(made->corrected_lower, made->lower / 0.7);
    cr_expect_gt(made->corrected_lower, made->lower / 0.7 - 0.001);
    cr_expect_gt(made->corrected_upper, made->upper / 0.7);
    cr_expect_eq(of_cohort(&judgement, 2)->judge, -1);
    cr_expect_eq(of_cohort(&judgement, SCOPE_ALL)->judge, -1, "a third is not judged");
    judgement_release(&judgement);
    plan->cohorts[2].watch = false;
    judgement = decided(plan, 1, NULL);
    cr_expect_eq(of_cohort(&judgement, SCOPE_ALL)->judge, 0);
    judgement_release(&judgement);
    run_plan_free(plan);
}

static void served_know(struct plan_judge *judge, const char *served)
{
    judge->models = mem_new(1, sizeof *judge->models);
    judge->models[0] = (struct plan_judge_model){.id = mem_text("judge")};
    judge->models[0].served = mem_new(1, sizeof(char *));
    judge->models[0].served[0] = mem_text(served);
    judge->models[0].served_count = judge->model_count = 1;
}

/* Its J is not known; to count none would be to think it perfect. */
Test(judge_margin, a_judge_that_another_model_answered_as_holds_and_corrects_nothing)
{
    static const char other[] =
        "{\"votes\": [{\"model\": \"judge\", \"served\": \"m-2\"}]}";
    struct run_plan *plan = plan_new();
    struct judgement judgement;

    plan->graders[1].required = plan->graders[2].required = false;
    served_know(&plan->judges[0], "m-1");
    judgement = decided(plan, 1, other);
    shows_expect(&judgement, 0, 0.7);
    cr_expect_eq(of_cohort(&judgement, 0)->judge, -1);
    judgement_release(&judgement);
    plan->judges[0].problem = mem_text("is not the one that was calibrated");
    judgement = decided(plan, 1, other);
    shows_expect(&judgement, 0, (double)NAN);
    judgement_release(&judgement);
    run_plan_free(plan);
}
