/* limits/early_end.c - whether a run may end because its comparison has decided. */
#include "limits/early_end.h"

#include "base/mem.h"
#include "limits/judge_trust.h"

#include <math.h>
#include <stdlib.h>

/* One side of a pair: its mean if every repeat without a result had failed, or passed. */
struct bounds {
    double low, high;
};

struct candidate {
    bool is_compared;
    struct early_stop best, worst;      /* for the candidate, of what has no result */
    double best_sum, worst_sum, weight; /* of the cluster that is being fed */
    int64_t cluster_cases, cases;
    struct early_decision decision;
};

struct early_end {
    const struct run_plan *plan;
    const struct run_order *order;
    bool may_pass;
    double drop_margin, pass_margin;
    struct candidate *candidates; /* owned; one a variant */
};

static bool is_compared(const struct run_plan *plan, size_t variant)
{
    const struct plan_variant *of = &plan->variants[variant];

    return !of->is_baseline && (of->baseline >= 0 || of->baseline_entry >= 0);
}

bool early_end_applies(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->variant_count; i++)
        if (is_compared(plan, i))
            return plan->stop_early && plan->gate.is_given && plan->gate.max_drop > 0 &&
                   plan->gate.max_drop < 1;
    return false;
}

static bool has_other_rules(const struct gate_rules *rules)
{
    const double numbers[] = {rules->pass_rate,         rules->score,
                              rules->latency_p95_ms,    rules->pass_all_repeats,
                              rules->cost_per_case_usd, rules->max_cost_rise,
                              rules->max_latency_rise};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!isnan(numbers[i]))
            return true;
    return rules->must_pass != NULL;
}

static bool has_anchor(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->variant_count; i++)
        if (plan->variants[i].anchor_entry >= 0)
            return true;
    return plan->anchor.path != NULL;
}

static bool pass_may_end(const struct run_plan *plan, const struct run_order *order)
{
    size_t watched = 0;

    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];

        watched += cohort->watch && cohort->case_count > 0;
        if (cohort->watch && cohort->gate.is_given)
            return false;
    }
    return watched <= 1 && !has_anchor(plan) && !order->has_must_pass &&
           !has_other_rules(&plan->gate) && plan->grader_gate_count == 0;
}

/* The margins for REGRESSION and for PASS. A judge that is no better than a coin lets
 * nothing pass, and its margin is left as it is. */
static void margins_set(struct early_end *end)
{
    const struct run_plan *plan = end->plan;
    const double least = judges_show_all(plan, JUDGED_SCORE);
    const double together =
        plan->gate.drop_of_score ? least : judges_show_all(plan, JUDGED_PASS);

    end->drop_margin = end->pass_margin = plan->gate.max_drop;
    if (least > 0)
        end->drop_margin *= least;
    if (together > 0)
        end->pass_margin *= together;
    end->may_pass = end->may_pass && !(together <= 0);
}

static int candidate_init(struct candidate *candidate, const struct early_end *end,
                          struct error *err)
{
    const struct gate_rules *rules = &end->plan->gate;
    const double confidence = isnan(rules->confidence) ? 0.95 : rules->confidence;
    const double share = EARLY_STOP_ALPHA / (EARLY_STOP_ALPHA + EARLY_STOP_ALPHA_LEFT);
    const double alpha = share * (1 - confidence) / 2;
    const double largest = end->order->cluster_weight_max;

    candidate->is_compared = true;
    candidate->decision.margin = end->pass_margin;
    return early_stop_init(&candidate->best, end->drop_margin, alpha, largest, err) ||
                   early_stop_init(&candidate->worst, end->pass_margin, alpha, largest,
                                   err)
               ? -1
               : 0;
}

int early_end_new(const struct run_plan *plan, const struct run_order *order,
                  struct early_end **out, struct error *err)
{
    struct early_end *end = mem_new(1, sizeof *end);

    *end = (struct early_end){.plan = plan,
                              .order = order,
                              .may_pass = pass_may_end(plan, order),
                              .candidates =
                                  mem_new(plan->variant_count, sizeof *end->candidates)};
    margins_set(end);
    for (size_t i = 0; i < plan->variant_count; i++)
        if (is_compared(plan, i) && candidate_init(&end->candidates[i], end, err)) {
            early_end_free(end);
            return -1;
        }
    *out = end;
    return 0;
}

void early_end_free(struct early_end *end)
{
    if (!end)
        return;
    free(end->candidates);
    free(end);
}

static struct bounds bounds_of(double sum, unsigned known, unsigned all)
{
    return (struct bounds){sum / all, (sum + (all - known)) / all};
}

/* False: nothing was planned there. */
static bool sides_of(const struct early_end *end, const struct case_outcome *outcome,
                     struct bounds *candidate, struct bounds *baseline)
{
    const struct case_partner *partner = &outcome->baseline;
    const unsigned scored = outcome->passed + outcome->failed;
    const unsigned all = scored + outcome->unscored + outcome->missing;
    const unsigned partner_scored = partner->passed + partner->failed;
    const unsigned partner_all = partner_scored + partner->unscored + partner->missing;

    if (!all || !partner_all)
        return false;
    if (end->plan->gate.drop_of_score) {
        *candidate = bounds_of(outcome->score_sum, outcome->score_count, all);
        *baseline = bounds_of(partner->score_sum, partner->score_count, partner_all);
    } else {
        *candidate = bounds_of(outcome->passed, scored, all);
        *baseline = bounds_of(partner->passed, partner_scored, partner_all);
    }
    return true;
}

static bool case_counts(const struct early_end *end, const struct case_outcome *outcome)
{
    const struct run_plan *plan = end->plan;
    const enum pairing pairing = plan->gate.drop_of_score
                                     ? outcome->baseline.score_pairing
                                     : outcome->baseline.pairing;

    return pairing == PAIRING_PAIRED &&
           (outcome->quarantine < 0 || plan->quarantine[outcome->quarantine].is_expired);
}

void early_end_add(struct early_end *end, const struct case_outcome *outcome)
{
    struct candidate *candidate = &end->candidates[outcome->variant];
    const double weight = outcome->weight * end->order->scales[outcome->cohort];
    struct bounds own, base;

    if (!candidate->is_compared || !(weight > 0) || !case_counts(end, outcome) ||
        !sides_of(end, outcome, &own, &base))
        return;
    candidate->best_sum += weight * (own.high - base.low);
    candidate->worst_sum += weight * (own.low - base.high);
    candidate->weight += weight;
    candidate->cluster_cases++;
}

static void candidate_decide(struct candidate *candidate, bool may_pass)
{
    struct early_decision *out = &candidate->decision;

    out->cases = candidate->cases;
    out->difference =
        (early_stop_mean(&candidate->best) + early_stop_mean(&candidate->worst)) / 2;
    if (early_stop_verdict(&candidate->best) == EARLY_REGRESSION) {
        out->verdict = EARLY_REGRESSION;
        out->log_evidence = early_stop_log_drop(&candidate->best);
    } else if (may_pass && early_stop_verdict(&candidate->worst) == EARLY_PASS) {
        out->verdict = EARLY_PASS;
        out->log_evidence = early_stop_log_ok(&candidate->worst);
    }
}

static int candidate_close(struct candidate *candidate, bool may_pass, struct error *err)
{
    const double best = candidate->best_sum, worst = candidate->worst_sum;
    const double weight = candidate->weight;

    candidate->cases += candidate->cluster_cases;
    candidate->best_sum = candidate->worst_sum = candidate->weight = 0;
    candidate->cluster_cases = 0;
    if (candidate->decision.verdict != EARLY_NONE || !(weight > 0))
        return 0;
    if (early_stop_add(&candidate->best, best, weight, err) ||
        early_stop_add(&candidate->worst, worst, weight, err))
        return -1;
    candidate_decide(candidate, may_pass);
    return 0;
}

int early_end_close_cluster(struct early_end *end, struct error *err)
{
    int rc = 0;

    for (size_t i = 0; i < end->plan->variant_count && rc == 0; i++)
        if (end->candidates[i].is_compared)
            rc = candidate_close(&end->candidates[i], end->may_pass, err);
    return rc;
}

bool early_end_is_decided(const struct early_end *end)
{
    bool is_decided = false;

    for (size_t i = 0; i < end->plan->variant_count; i++) {
        if (!end->candidates[i].is_compared)
            continue;
        if (end->candidates[i].decision.verdict == EARLY_NONE)
            return false;
        is_decided = true;
    }
    return is_decided;
}

struct early_decision early_end_decision(const struct early_end *end, int variant)
{
    return end->candidates[variant].decision;
}
