/* tests/gate/oracle_gate.c - the whole decision: cases in, the gate's comparisons and its
 * verdict out.
 */
#include "tests/gate/oracle.h"

#include "base/mem.h"
#include "gate/gate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One candidate against a file; the caller's. */
static struct run_plan *plan_begin(const json_t *in, size_t cohorts)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("oracle");
    plan->has_baseline = true;
    plan->repeats = 1;
    plan->variant_count = 1;
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variants[0] = (struct plan_variant){
        .label = mem_text(""), .baseline = -1, .baseline_entry = 0, .anchor_entry = -1};
    plan->baseline_entry_count = 1;
    plan->baseline_entries = mem_new(1, sizeof *plan->baseline_entries);
    plan->baseline_entries[0].repeats = 1;
    plan->gate.is_given = true;
    plan->gate.confidence = oracle_number_or(in, "level", 0.95);
    plan->gate.unscored = 1;
    plan->cohorts = mem_new(cohorts, sizeof *plan->cohorts);
    return plan;
}

static void cohort_add(struct run_plan *plan, const char *name, double max_drop)
{
    struct plan_cohort *cohort = &plan->cohorts[plan->cohort_count++];

    *cohort = (struct plan_cohort){.name = mem_text(name), .watch = true};
    gate_rules_init(&cohort->gate);
    cohort->gate.is_given = true;
    cohort->gate.max_drop = max_drop;
}

/* All cases as one: the overall comparison. */
static struct run_plan *plan_of_all(const json_t *in)
{
    struct run_plan *plan = plan_begin(in, 1);

    plan->gate.max_drop = oracle_number_or(in, "margin", 0);
    cohort_add(plan, "", (double)NAN);
    return plan;
}

/* The gated cohorts alone. With a margin of its own each is gated also where it is the
 * only one; who is required is looked up in the vector. */
static struct run_plan *plan_of_cohorts(const json_t *in)
{
    const json_t *gated = json_object_get(in, "cohorts");
    struct run_plan *plan = plan_begin(in, json_object_size(gated) + 1);
    const char *name;
    json_t *mode;

    json_object_foreach((json_t *)(uintptr_t)gated, name, mode) cohort_add(
        plan, name, oracle_number_or(mode, "margin", oracle_number_or(in, "margin", 0)));
    return plan;
}

/* Its index; -1: it is not gated. */
static int cohort_find(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (strcmp(plan->cohorts[i].name, name) == 0)
            return (int)i;
    return -1;
}

static void side_read(const json_t *scores, unsigned *passed, unsigned *failed,
                      double *sum, unsigned *count)
{
    for (size_t i = 0; i < json_array_size(scores); i++) {
        double score = json_number_value(json_array_get(scores, i));

        *passed += score == 1;
        *failed += score != 1;
        *sum += score;
        ++*count;
    }
}

static int row_add(struct gate *gate, int cohort, const json_t *row, struct error *err)
{
    const char *cluster = oracle_text(row, "cluster");
    struct case_outcome outcome = {
        .cohort = cohort,
        .id = "x",
        .weight = oracle_number_or(row, "weight", 1),
        .group = cluster[0] ? cluster : NULL,
        .quarantine = -1,
        .baseline = {.pairing = PAIRING_PAIRED, .score_pairing = PAIRING_PAIRED}};
    double copies = oracle_number_or(row, "count", 1);

    side_read(json_object_get(row, "cand"), &outcome.passed, &outcome.failed,
              &outcome.score_sum, &outcome.score_count);
    side_read(json_object_get(row, "base"), &outcome.baseline.passed,
              &outcome.baseline.failed, &outcome.baseline.score_sum,
              &outcome.baseline.score_count);
    for (double i = 0; i < copies; i++)
        if (gate_add(gate, &outcome, err))
            return -1;
    return 0;
}

static json_t *comparison_json(const struct gate_comparison *of)
{
    json_t *json = json_object();

    json_object_set_new(json, "method",
                        json_string(of->is_binary ? "paired_binary" : "paired_general"));
    oracle_put_count(json, "n_cases", of->cases);
    oracle_put_count(json, "n_clusters", of->clusters);
    oracle_put(json, "base", of->baseline);
    oracle_put(json, "cand", of->candidate);
    oracle_put(json, "diff", of->difference);
    oracle_put(json, "lower", of->lower);
    oracle_put(json, "upper", of->upper);
    oracle_put(json, "p_drop", of->p_drop);
    oracle_put_count(json, "gains", of->better);
    oracle_put_count(json, "losses", of->worse);
    if (of->clusters < 2 && !of->is_binary)
        json_object_set_new(json, "changed", json_null());
    else
        oracle_put_count(json, "changed", of->changed);
    return json;
}

static const char *verdict_text(enum gate_verdict verdict)
{
    return verdict == GATE_PASS   ? "PASS"
           : verdict == GATE_FAIL ? "REGRESSION"
                                  : "INCONCLUSIVE";
}

/* by_cohort: rows go to the plan's cohorts, and those of others are left out. */
static int vector_judge(const json_t *in, const struct run_plan *plan, bool by_cohort,
                        struct judgement *out, struct error *err)
{
    const json_t *rows = json_object_get(in, "rows");
    struct gate *gate = gate_new(plan);
    int rc = 0;

    if (isnan(oracle_number_or(in, "margin", 0)))
        rc = error_set(err, ERROR_INPUT, "N0801", "the margin is no number");
    for (size_t i = 0; rc == 0 && i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        int cohort = by_cohort ? cohort_find(plan, oracle_text(row, "cohort")) : 0;

        if (cohort >= 0)
            rc = row_add(gate, cohort, row, err);
    }
    if (rc == 0)
        rc = gate_decide(gate, RUN_FINISHED, NULL, out, err);
    gate_free(gate);
    return rc;
}

/* Into *verdict goes what the cohort makes of it. */
static int cohort_put(const char *name, bool is_required,
                      const struct gate_comparison *of, json_t *out,
                      enum gate_verdict *verdict, struct error *err)
{
    json_t *json = comparison_json(of);

    oracle_put(json, "p_holm", of->p_adjusted);
    json_object_set_new(json, "regressed", json_boolean(of->verdict == GATE_FAIL));
    json_object_set_new(out, name, json);
    if (of->verdict == GATE_FAIL)
        *verdict = GATE_FAIL;
    else if (is_required && of->verdict != GATE_PASS && *verdict == GATE_PASS)
        *verdict = GATE_INCONCLUSIVE;
    return of->is_made ? 0 : error_set(err, ERROR_INPUT, "N0821", "no case in a cohort");
}

static int cohorts_compute(const json_t *in, json_t *out, enum gate_verdict *verdict,
                           struct error *err)
{
    struct run_plan *plan = plan_of_cohorts(in);
    json_t *cohorts = json_object();
    struct judgement judgement;
    int rc = vector_judge(in, plan, true, &judgement, err);

    for (size_t i = 0; rc == 0 && i < plan->cohort_count; i++) {
        const char *name = plan->cohorts[i].name;
        const json_t *mode = json_object_get(json_object_get(in, "cohorts"), name);

        rc = cohort_put(name, strcmp(oracle_text(mode, "mode"), "required") == 0,
                        &judgement_scope(&judgement, 0, (int)i)->comparison, cohorts,
                        verdict, err);
        if (rc)
            judgement_release(&judgement);
    }
    if (rc == 0)
        judgement_release(&judgement);
    json_object_set_new(out, "cohorts", cohorts);
    run_plan_free(plan);
    return rc;
}

static int gate_compute(const json_t *in, json_t *out, struct error *err)
{
    struct run_plan *plan = plan_of_all(in);
    struct judgement judgement;
    enum gate_verdict verdict;
    int rc = vector_judge(in, plan, false, &judgement, err);

    if (rc == 0) {
        const struct gate_comparison *all =
            &judgement_scope(&judgement, 0, SCOPE_ALL)->comparison;

        verdict = judgement.verdict;
        json_object_set_new(out, "overall", comparison_json(all));
        rc = all->is_made ? cohorts_compute(in, out, &verdict, err)
                          : error_set(err, ERROR_INPUT, "N0821", "no case");
        json_object_set_new(out, "verdict", json_string(verdict_text(verdict)));
        judgement_release(&judgement);
    }
    run_plan_free(plan);
    return rc;
}

const struct oracle_group oracle_gate[] = {
    {"gate", gate_compute},
    {NULL, NULL},
};
