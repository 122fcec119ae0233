/* gate/tally.c - what the cases of one variant and cohort add up to. */
#include "gate/tally.h"

#include "base/mem.h"
#include "gate/case_state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void tally_release(struct tally *tally)
{
    latencies_release(&tally->latencies);
    case_kinds_release(&tally->kinds);
    case_kinds_release(&tally->anchor_kinds);
    *tally = (struct tally){.weight = 0};
}

void must_pass_add(struct must_pass_tally *tally, const struct case_outcome *outcome)
{
    tally->cases++;
    if (outcome->failed)
        tally->failed++;
    else if (outcome->unscored || outcome->missing || !outcome->passed)
        tally->unknown++;
}

/* sum: over `count` of the case's `all` repeats, each from 0 to 1. */
static void measure_add(struct measure_sums *sums, double weight, double sum,
                        unsigned count, unsigned all)
{
    if (count) {
        sums->found += weight * (sum / count);
        sums->found_weight += weight;
    }
    sums->low += weight * (sum / all);
    sums->high += weight * ((sum + (all - count)) / all);
}

static void counts_add(struct outcome_counts *counts, const struct case_outcome *outcome)
{
    counts->cases++;
    counts->passed += outcome->passed;
    counts->failed += outcome->failed;
    counts->unscored += outcome->unscored;
    counts->missing += outcome->missing;
    if (outcome->passed + outcome->failed == 0)
        counts->cases_unscored++;
    else if (!outcome->failed)
        counts->cases_passed++;
    else if (!outcome->passed)
        counts->cases_failed++;
    else
        counts->cases_flaky++;
}

void tally_add_quarantined(struct tally *tally, const struct case_outcome *outcome)
{
    counts_add(&tally->quarantined, outcome);
}

void tally_add(struct tally *tally, const struct case_outcome *outcome)
{
    unsigned scored = outcome->passed + outcome->failed;
    unsigned all = scored + outcome->unscored + outcome->missing;

    counts_add(&tally->counts, outcome);
    tally->of_baseline += outcome->baseline.pairing != PAIRING_NONE &&
                          outcome->baseline.pairing != PAIRING_NEW;
    sum_add(&tally->cost.usd, outcome->cost_usd);
    tally->cost.known += outcome->cost_count;
    tally->cost.answers += (int64_t)outcome->latency_count;
    for (size_t i = 0; i < outcome->latency_count; i++)
        latencies_add(&tally->latencies, outcome->latencies_ms[i]);
    if (!all)
        return;
    tally->weight += outcome->weight;
    measure_add(&tally->pass, outcome->weight, outcome->passed, scored, all);
    measure_add(&tally->score, outcome->weight, outcome->score_sum, outcome->score_count,
                all);
}

static void quarantined_take(struct outcome_counts *out,
                             const struct outcome_counts *more)
{
    out->cases += more->cases;
    out->cases_passed += more->cases_passed;
    out->cases_failed += more->cases_failed;
    out->cases_flaky += more->cases_flaky;
    out->cases_unscored += more->cases_unscored;
    out->passed += more->passed;
    out->failed += more->failed;
    out->unscored += more->unscored;
    out->missing += more->missing;
}

static void counts_take(struct scope_figures *out, const struct tally *tally)
{
    out->cases += tally->counts.cases;
    out->cases_passed += tally->counts.cases_passed;
    out->cases_failed += tally->counts.cases_failed;
    out->cases_flaky += tally->counts.cases_flaky;
    out->cases_unscored += tally->counts.cases_unscored;
    out->passed += tally->counts.passed;
    out->failed += tally->counts.failed;
    out->unscored += tally->counts.unscored;
    out->missing += tally->counts.missing;
    out->of_baseline += tally->of_baseline;
    quarantined_take(&out->quarantined, &tally->quarantined);
    sum_add(&out->cost.usd, sum_total(&tally->cost.usd));
    out->cost.known += tally->cost.known;
    out->cost.answers += tally->cost.answers;
    case_states_merge(&out->states, &tally->states);
    case_states_merge(&out->held, &tally->held);
    scope_latencies_add(&out->latencies, &tally->latencies);
}

static struct measure measure_of(const struct measure_sums *sums, double weight)
{
    return (struct measure){
        .found = sums->found_weight > 0 ? sums->found / sums->found_weight : (double)NAN,
        .low = weight > 0 ? sums->low / weight : (double)NAN,
        .high = weight > 0 ? sums->high / weight : (double)NAN,
    };
}

void figures_of_cohort(const struct tally *tally, struct scope_figures *out)
{
    *out = (struct scope_figures){.must_pass = tally->must_pass};
    counts_take(out, tally);
    out->pass = measure_of(&tally->pass, tally->weight);
    out->score = measure_of(&tally->score, tally->weight);
}

/* A cohort counts by its weight, or, where it has none, by that of the cases in its rate:
 * without any weight of a cohort the whole is the plain mean over all cases. */
static void part_add(struct measure_sums *whole, double *whole_weight,
                     const struct measure_sums *part, double part_weight,
                     double cohort_weight)
{
    struct measure rate = measure_of(part, part_weight);
    double found_weight = cohort_weight > 0 ? cohort_weight : part->found_weight;
    double all_weight = cohort_weight > 0 ? cohort_weight : part_weight;

    if (part->found_weight > 0) {
        whole->found += found_weight * rate.found;
        whole->found_weight += found_weight;
    }
    if (part_weight > 0) {
        whole->low += all_weight * rate.low;
        whole->high += all_weight * rate.high;
        *whole_weight += all_weight;
    }
}

void figures_of_all(const struct run_plan *plan, const struct tally *tallies,
                    struct scope_figures *out)
{
    struct measure_sums pass = {0}, score = {0};
    double pass_weight = 0, score_weight = 0;

    *out = (struct scope_figures){.cases = 0};
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];
        const struct tally *tally = &tallies[i];

        if (!cohort->watch)
            continue;
        counts_take(out, tally);
        out->must_pass.cases += tally->must_pass_of_suite.cases;
        out->must_pass.failed += tally->must_pass_of_suite.failed;
        out->must_pass.unknown += tally->must_pass_of_suite.unknown;
        part_add(&pass, &pass_weight, &tally->pass, tally->weight, cohort->weight);
        part_add(&score, &score_weight, &tally->score, tally->weight, cohort->weight);
    }
    out->pass = measure_of(&pass, pass_weight);
    out->score = measure_of(&score, score_weight);
}

void scope_figures_release(struct scope_figures *figures)
{
    scope_latencies_release(&figures->latencies);
}
