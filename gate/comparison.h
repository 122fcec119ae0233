/* gate/comparison.h - a scope compared with its baseline, and what follows.
 *
 * Made once for every scope, adjusted over the cohorts that are gated (Holm), then
 * decided by the table of docs/statistics.md, section 4.4.
 */
#ifndef NOWORSE_GATE_COMPARISON_H
#define NOWORSE_GATE_COMPARISON_H

#include "gate/gate.h"
#include "gate/judge_margin.h"
#include "gate/scope_cases.h"

/* One that is not made. */
#define COMPARISON_BLANK                                                                 \
    .margin = NAN, .confidence = NAN, .judge_shows = NAN, .margin_held = NAN,            \
    .judge = -1, .corrected = NAN, .corrected_lower = NAN, .corrected_upper = NAN,       \
    .baseline = NAN, .candidate = NAN, .difference = NAN, .lower = NAN, .upper = NAN,    \
    .p_drop = NAN, .p_adjusted = NAN, .unscored = NAN, .unscored_baseline = NAN,         \
    .verdict = GATE_NOT_GATED

struct comparison_terms {
    bool of_score, of_anchor, is_gated, is_required;
    double margin, confidence;
    double unscored; /* share of samples on either side, at most */
    struct judge_margin judges;
};

/* A comparison with what came out had the repeats without a result been worse for the
 * candidate, or better. */
struct compared {
    struct gate_comparison shown;
    double unscored_limit;
    bool of_anchor;
    bool can_drop;
    double lower_worst;
    double p_best, p_best_adjusted, lower_best, upper_best;
    bool can_drop_best;
    double error;     /* standard error of the difference, as seen */
    double effective; /* clusters of one size that would count as much; 1 at least */
};

int compared_make(struct compared *out, const struct scope_cases *scope,
                  const struct comparison_terms *terms, struct error *err);

/* The p values of those that are gated and made, as one family; others keep theirs. */
int compared_adjust(struct compared *const *all, size_t count, struct error *err);

/* early: what evidence of its own had decided, where that ended the run; else NULL. */
void compared_decide(struct compared *compared, const struct early_decision *early);

#endif
