/* tests/gate/test_gate_groups.c - the same judgement, whether names of groups are kept or
 * were looked through beforehand. */
#include "base/mem.h"
#include "gate/gate.h"
#include "gate/group_numbers.h"
#include "tests/gate/made_groups.h"

#include <criterion/criterion.h>
#include <math.h>

static struct run_plan *plan_make(void)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("made");
    plan->repeats = 1;
    plan->has_baseline = true;
    plan->variant_count = 1;
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variants[0] = (struct plan_variant){
        .label = mem_text("v8"), .baseline = -1, .anchor_entry = -1};
    plan->baseline_entry_count = 1;
    plan->baseline_entries = mem_new(1, sizeof *plan->baseline_entries);
    plan->baseline_entries[0].repeats = 1;
    plan->gate.is_given = true;
    plan->gate.max_drop = 0.05;
    plan->gate.drop_of_score = true;
    plan->cohort_count = MADE_COHORTS;
    plan->cohorts = mem_new(MADE_COHORTS, sizeof *plan->cohorts);
    for (size_t i = 0; i < MADE_COHORTS; i++) {
        plan->cohorts[i] = (struct plan_cohort){
            .name = mem_format("c%zu", i), .watch = true, .weight = i == 1 ? 2 : 0};
        gate_rules_init(&plan->cohorts[i].gate);
    }
    return plan;
}

/* Each second one has no score but its pass. */
static void case_add(struct gate *gate, int64_t number, made_group *group_of)
{
    const double score = (double)(number * 7919 % 10007) / 10007;
    char name[MADE_NAME_SIZE];
    struct error err = ERROR_INIT;
    struct case_outcome outcome = {.number = number,
                                   .cohort = made_cohort(number),
                                   .id = "x",
                                   .weight = 1 + (double)(number % 91) / 7,
                                   .group = made_name(group_of(number), name),
                                   .passed = 1,
                                   .score_sum = number % 2 ? score : 1,
                                   .score_count = 1,
                                   .quarantine = -1};

    outcome.baseline = case_partner_of(&outcome);
    outcome.baseline.score_sum = fmin(1, outcome.score_sum + score / 100);
    cr_assert_eq(gate_add(gate, &outcome, &err), 0, "%s", err.message);
}

/* Every `step`-th case; source: NULL: all names are kept. */
static void cases_judge(made_group *group_of, int64_t step,
                        const struct group_source *source, struct judgement *out)
{
    struct run_plan *plan = plan_make();
    struct gate *gate = gate_new(plan);
    struct error err = ERROR_INIT;

    if (source)
        gate_groups_from(gate, source);
    for (int64_t i = 0; i < MADE_CASES; i += step)
        case_add(gate, i, group_of);
    cr_assert_eq(gate_decide(gate, RUN_FINISHED, NULL, out, &err), 0, "%s", err.message);
    gate_free(gate);
    run_plan_free(plan);
}

static void same_expect(const struct gate_scope *kept, const struct gate_scope *looked)
{
    const struct gate_comparison *a = &kept->comparison, *b = &looked->comparison;

    cr_assert(a->is_made);
    cr_expect_eq(a->clusters, b->clusters);
    cr_expect_eq(a->changed, b->changed);
    cr_expect_float_eq(a->difference, b->difference, 0);
    cr_expect_float_eq(a->lower, b->lower, 0);
    cr_expect_float_eq(a->upper, b->upper, 0);
    cr_expect_float_eq(a->p_drop, b->p_drop, 0);
    cr_expect_float_eq(kept->score, looked->score, 0);
    cr_expect_float_eq(kept->score_lower, looked->score_lower, 0);
    cr_expect_float_eq(kept->pass_lower, looked->pass_lower, 0);
}

static int64_t clusters_of(made_group *group_of, int64_t step)
{
    struct group_numbers groups = {.count = 0};
    struct error err = ERROR_INIT;
    int64_t alone = 0;

    for (int64_t i = 0; i < MADE_CASES; i += step) {
        char name[MADE_NAME_SIZE];
        int32_t number;

        group_number(&groups, made_name(group_of(i), name), &number, &err);
        alone += number < 0;
    }
    alone += (int64_t)groups.count;
    group_numbers_release(&groups);
    return alone;
}

static void shape_expect(const struct made_shape *shape, int64_t step)
{
    struct made_groups cases = {MADE_CASES, shape->group_of, 0};
    struct judgement kept, looked;

    cases_judge(shape->group_of, step, NULL, &kept);
    cases_judge(shape->group_of, step, &(struct group_source){made_groups_each, &cases},
                &looked);
    cr_expect_eq(kept.scopes[0].comparison.clusters, clusters_of(shape->group_of, step));
    for (size_t i = 0; i < kept.scope_count; i++)
        same_expect(&kept.scopes[i], &looked.scopes[i]);
    cr_expect_str_eq(kept.sentence, looked.sentence);
    cr_expect_leq(cases.turns, 1);
    judgement_release(&kept);
    judgement_release(&looked);
}

Test(gate_groups, judge_the_same_with_a_look_beforehand)
{
    for (size_t i = 0; i < MADE_SHAPES; i++)
        shape_expect(&made_shapes[i], 1);
}

Test(gate_groups, judge_the_same_where_only_some_cases_come)
{
    for (size_t i = 0; i < MADE_SHAPES; i++)
        shape_expect(&made_shapes[i], 2);
}
