/* gate/comparison.c - a scope compared with its baseline, and what follows. */
#include "gate/comparison.h"

#include "base/mem.h"
#include "gate/figure.h"
#include "gate/scope_values.h"
#include "statistics/multiple.h"

#include <math.h>
#include <stdlib.h>

/* Repeats of the cases that pair, on each side. */
struct pair_repeats {
    int64_t candidate, candidate_without, base, base_without;
};

static struct pair_repeats repeats_of(const struct scope_cases *scope, bool of_score)
{
    struct scope_cursor cursor = {.scope = scope};
    struct pair_repeats out = {0, 0, 0, 0};
    const struct case_kind *kind;

    while (scope_next_kind(&cursor, &kind)) {
        const struct kind_side *candidate = &kind->candidate, *base = &kind->base;
        int64_t cases = kind->count;

        if (!(of_score ? kind->score_pairs : kind->pass_pairs))
            continue;
        out.candidate += cases * (candidate->passed + candidate->failed);
        out.candidate_without += cases * candidate->without;
        out.base += cases * (base->passed + base->failed);
        out.base_without += cases * base->without;
    }
    return out;
}

static double share_of(int64_t part, int64_t rest)
{
    return part + rest ? (double)part / (double)(part + rest) : (double)NAN;
}

static void shown_take(struct compared *out, const struct paired_comparison *found,
                       const struct scope_values *pairs)
{
    struct gate_comparison *shown = &out->shown;

    shown->is_made = true;
    shown->is_binary = found->method == PAIRED_BINARY;
    shown->cases = pairs->cases;
    shown->clusters = found->n_clusters;
    shown->baseline = found->base;
    shown->candidate = found->candidate;
    shown->difference = found->diff;
    shown->lower = found->lower;
    shown->upper = found->upper;
    shown->p_drop = shown->p_adjusted = found->p_drop;
    shown->better = pairs->better;
    shown->worse = pairs->worse;
    shown->changed = found->changed;
    out->can_drop = out->can_drop_best = found->can_drop;
    out->lower_worst = out->lower_best = found->lower;
    out->upper_best = found->upper;
    out->p_best = out->p_best_adjusted = found->p_drop;
    out->error = found->se;
    out->effective = fmax(1, found->g_eff);
    if (shown->is_binary) {
        out->error =
            sqrt(fmax(0, (double)(found->gains + found->losses) / (double)found->n_cases -
                             found->diff * found->diff) /
                 (double)found->n_cases);
        out->effective = (double)found->n_cases;
    }
}

/* found: untouched where no case pairs. */
static int scope_compare(const struct scope_cases *scope,
                         const struct comparison_terms *terms, enum missing_as missing,
                         struct scope_values *pairs, struct paired_comparison *found,
                         struct error *err)
{
    const struct paired_walk walk = scope_paired_walk(pairs);
    int rc = 0;

    scope_pairs_open(pairs, scope, terms->of_score, missing);
    if (pairs->cases)
        rc = paired_compare_walk(&walk, terms->confidence, found, err);
    scope_values_release(pairs);
    return rc;
}

/* The same with the repeats without a result taken for failed, or passed. */
static int doubts_take(struct compared *out, const struct scope_cases *scope,
                       const struct comparison_terms *terms, struct error *err)
{
    /* Nothing is known where no case pairs. */
    struct paired_comparison worst = {.lower = -1, .upper = 1, .p_drop = 1};
    struct paired_comparison best = {.lower = -1, .upper = 1, .p_drop = 1};
    struct scope_values pairs;

    if (scope_compare(scope, terms, MISSING_WORST, &pairs, &worst, err) ||
        scope_compare(scope, terms, MISSING_BEST, &pairs, &best, err))
        return -1;
    out->lower_worst = worst.lower;
    out->lower_best = best.lower;
    out->upper_best = best.upper;
    out->p_best = out->p_best_adjusted = best.p_drop;
    out->can_drop_best = best.can_drop;
    return 0;
}

static bool lacks_some(const struct scope_cases *scope)
{
    for (size_t i = 0; i < scope->count; i++)
        if (scope->tables[i]->lacks_some)
            return true;
    return false;
}

int compared_make(struct compared *out, const struct scope_cases *scope,
                  const struct comparison_terms *terms, struct error *err)
{
    struct gate_comparison *shown = &out->shown;
    struct pair_repeats repeats = repeats_of(scope, terms->of_score);
    struct paired_comparison found = {.lower = NAN};
    struct scope_values pairs;

    *out = (struct compared){.shown = {COMPARISON_BLANK},
                             .unscored_limit = terms->unscored,
                             .of_anchor = terms->of_anchor};
    shown->of_score = terms->of_score;
    shown->is_gated = terms->is_gated;
    shown->is_required = terms->is_gated && terms->is_required;
    shown->margin = terms->margin;
    shown->confidence = terms->confidence;
    shown->unscored = share_of(repeats.candidate_without, repeats.candidate);
    shown->unscored_baseline = share_of(repeats.base_without, repeats.base);
    shown->judge_shows = terms->judges.shows;
    shown->is_of_marks = terms->judges.of_marks;
    shown->margin_held =
        terms->margin * (isnan(terms->judges.shows) ? 1 : terms->judges.shows);
    if (scope_compare(scope, terms, MISSING_LEFT_OUT, &pairs, &found, err))
        return -1;
    if (pairs.cases == 0)
        return 0;
    shown_take(out, &found, &pairs);
    judge_margin_correct(&terms->judges, shown);
    return lacks_some(scope) ? doubts_take(out, scope, terms, err) : 0;
}

int compared_adjust(struct compared *const *all, size_t count, struct error *err)
{
    double *p = mem_new(2 * count + 1, sizeof *p), *p_best = p + count;
    size_t family = 0, next = 0;
    int rc;

    for (size_t i = 0; i < count; i++)
        if (all[i]->shown.is_made && all[i]->shown.is_gated) {
            p[family] = all[i]->shown.p_drop;
            p_best[family++] = all[i]->p_best;
        }
    rc = holm_adjust(p, family, p, err) || holm_adjust(p_best, family, p_best, err) ? -1
                                                                                    : 0;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (all[i]->shown.is_made && all[i]->shown.is_gated) {
            all[i]->shown.p_adjusted = p[next];
            all[i]->p_best_adjusted = p_best[next++];
        }
    free(p);
    return rc;
}

static void verdict_set(struct gate_comparison *shown, enum gate_verdict verdict,
                        const char *reason)
{
    shown->verdict = verdict;
    shown->reason = reason;
}

static bool is_drop(const struct compared *compared)
{
    const struct gate_comparison *shown = &compared->shown;
    double alpha = (1 - shown->confidence) / 2;

    return compared->can_drop && shown->p_adjusted <= alpha && shown->upper < 0;
}

/* Whether it is a regression as well with every repeat without a result in its favour. */
static bool drop_survives(const struct compared *compared)
{
    const struct gate_comparison *shown = &compared->shown;
    double alpha = (1 - shown->confidence) / 2;

    return compared->can_drop_best && compared->p_best_adjusted <= alpha &&
           compared->upper_best < 0 && !(compared->lower_best >= -shown->margin_held);
}

static void table_apply(struct compared *compared)
{
    struct gate_comparison *shown = &compared->shown;
    bool drop = is_drop(compared);
    bool is_blind = shown->judge_shows <= 0; /* what is judged tells nothing */
    bool is_better = !is_blind && shown->lower > 0;
    /* false without a margin */
    bool ok = !is_blind && shown->lower >= -shown->margin_held;

    if (ok && !(compared->lower_worst >= -shown->margin_held))
        verdict_set(shown, GATE_INCONCLUSIVE, "missing");
    else if (ok)
        verdict_set(shown, GATE_PASS,
                    drop        ? "small_real_drop"
                    : is_better ? "improved"
                                : "steady");
    else if (drop && !drop_survives(compared))
        verdict_set(shown, GATE_INCONCLUSIVE, "missing");
    else if (drop)
        verdict_set(shown, GATE_FAIL, "regression");
    else if (is_better)
        verdict_set(shown, GATE_PASS, "improved");
    else
        verdict_set(shown, GATE_INCONCLUSIVE, "too_noisy");
}

static bool is_above(double share, double limit)
{
    return !isnan(share) && figure_is_above(share, limit);
}

/* The interval of what ran is shown; peeking at it decides nothing. */
static void early_apply(struct gate_comparison *shown, const struct early_decision *early)
{
    shown->is_early = true;
    shown->log_evidence = early->log_evidence;
    if (early->verdict == EARLY_REGRESSION)
        verdict_set(shown, GATE_FAIL, "regression");
    else
        verdict_set(shown, GATE_PASS, shown->lower > 0 ? "improved" : "steady");
    /* Bets are made before it is known which judges are asked about what. */
    if (early->verdict == EARLY_PASS && early->margin > 0 &&
        early->margin < shown->margin_held) {
        shown->margin_held = early->margin;
        shown->judge_shows = early->margin / shown->margin;
    }
}

void compared_decide(struct compared *compared, const struct early_decision *early)
{
    struct gate_comparison *shown = &compared->shown;

    if (is_above(shown->unscored, compared->unscored_limit) ||
        is_above(shown->unscored_baseline, compared->unscored_limit))
        verdict_set(shown, GATE_INCOMPLETE, "unscored");
    else if (!shown->is_made)
        verdict_set(shown, GATE_INCOMPLETE, "no_pairs");
    else if (early && early->verdict != EARLY_NONE && shown->is_gated)
        early_apply(shown, early);
    else
        table_apply(compared);
    shown->is_beyond_margin =
        shown->verdict == GATE_FAIL && shown->upper < -shown->margin_held;
    /* An anchor is old: a cohort that came since is held to the baseline. */
    if (!shown->is_gated ||
        (!shown->is_made && !shown->is_required && compared->of_anchor))
        shown->verdict = GATE_NOT_GATED;
    if (!shown->is_gated && !shown->is_made)
        shown->reason = NULL;
}
