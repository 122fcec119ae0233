/* gate/gate_decide.c - every scope compared, then judged by the rules. */
#include "gate/comparison.h"
#include "gate/confirmed.h"
#include "gate/gathered.h"
#include "gate/judge_sides.h"
#include "gate/notes.h"
#include "gate/rule.h"
#include "gate/scope_values.h"
#include "gate/settling.h"
#include "gate/verdict_sentence.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One scope while it is judged. */
struct scope_work {
    const struct gate *gate;
    struct gate_scope *shown;              /* borrowed */
    const struct plan_cohort *cohort;      /* NULL: all */
    const struct plan_grader_gate *grader; /* NULL: whole samples */
    const struct tally *tallies;           /* borrowed; one a cohort */
    struct scope_figures figures;
    struct scope_cases cases, anchor_cases;
    struct compared compared, anchor;
    struct scope_noise noise;
    struct t_table *quantiles; /* borrowed */
};

static const struct gate_scope scope_blank = {
    .grader = SCOPE_ALL,
    .pass_rate = NAN,
    .pass_lower = NAN,
    .pass_upper = NAN,
    .score = NAN,
    .score_lower = NAN,
    .score_upper = NAN,
    .pass_all_repeats = NAN,
    .pass_any_repeat = NAN,
    .cost_per_case_usd = NAN,
    .latency_p95_ms = NAN,
    .baseline_cost_usd = NAN,
    .baseline_latency_p95_ms = NAN,
    .expected_flips = NAN,
    .repeat_share = NAN,
    .comparison = {COMPARISON_BLANK},
    .anchor = {COMPARISON_BLANK},
    .confirmed_p = -1,
    .verdict = GATE_NOT_GATED,
};

static void figures_make(const struct gate *gate, int variant, int cohort,
                         struct scope_figures *out)
{
    const struct tally *tallies = gate_tallies(gate, variant, SCOPE_ALL);

    if (cohort != SCOPE_ALL) {
        figures_of_cohort(&tallies[cohort], out);
        return;
    }
    figures_of_all(gate->plan, tallies, out);
    out->states.gone += gate->gone[variant];
}

static double cost_of(const struct cost_sum *cost)
{
    return cost->known ? sum_total(&cost->usd) / (double)cost->known : (double)NAN;
}

static void counts_show(struct gate_scope *out, const struct scope_figures *figures)
{
    const struct outcome_counts *aside = &figures->quarantined;

    out->case_count = figures->cases + aside->cases;
    out->cases_passed = figures->cases_passed + aside->cases_passed;
    out->cases_failed = figures->cases_failed + aside->cases_failed;
    out->cases_flaky = figures->cases_flaky + aside->cases_flaky;
    out->cases_unscored = figures->cases_unscored + aside->cases_unscored;
    out->passed = figures->passed + aside->passed;
    out->failed = figures->failed + aside->failed;
    out->unscored = figures->unscored + aside->unscored;
    out->missing = figures->missing + aside->missing;
    out->samples = out->passed + out->failed + out->unscored;
    out->states = figures->states;
    out->held = figures->held;
    out->cases_gating = figures->cases;
    out->scored = figures->cases - figures->cases_unscored;
    out->pass_rate = figures->pass.found;
    out->score = figures->score.found;
    out->latency_p95_ms = latency_p95(&figures->latencies, 0, 0);
    out->cost_per_case_usd = cost_of(&figures->cost);
}

/* Of a variant of the run: over the same cases. Of an entry of a file only what it came
 * to in all is known. */
static void baseline_show(const struct gate *gate, struct gate_scope *out)
{
    const struct run_plan *plan = gate->plan;
    const struct plan_variant *variant = &plan->variants[out->variant];
    struct scope_figures figures;

    if (variant->baseline >= 0) {
        figures_make(gate, variant->baseline, out->cohort, &figures);
        out->baseline_cost_usd = cost_of(&figures.cost);
        out->baseline_latency_p95_ms = latency_p95(&figures.latencies, 0, 0);
        scope_figures_release(&figures);
    } else if (variant->baseline_entry >= 0 && out->cohort == SCOPE_ALL) {
        const struct plan_entry *entry = &plan->baseline_entries[variant->baseline_entry];

        out->baseline_cost_usd = entry->cost_usd;
        out->baseline_latency_p95_ms = entry->latency_p95_ms;
    }
}

static int rate_make(const struct scope_work *work, enum measured measured,
                     enum missing_as missing, struct rate *out, struct error *err)
{
    struct scope_values values;
    const struct rate_walk walk = scope_rate_walk(&values);
    int rc = 0;

    *out = (struct rate){.mean = NAN, .interval = {NAN, NAN}};
    scope_rates_open(&values, &work->cases, measured, missing);
    if (values.cases)
        rc = rate_of_walk(&walk, gate_level(work->gate->plan), out, err);
    scope_values_release(&values);
    return rc;
}

static bool lacks_some(const struct case_kinds *table)
{
    return table->lacks_some;
}

static bool is_scored(const struct case_kinds *table)
{
    return (table->own & (OWN_SCORE | OWN_BASE_SCORE)) != 0;
}

static bool scope_has(const struct scope_work *work,
                      bool (*has)(const struct case_kinds *table))
{
    for (size_t i = 0; i < work->cases.count; i++)
        if (has(work->cases.tables[i]))
            return true;
    return false;
}

/* The interval of a measure, and how far it reaches with what has no result. */
static int measure_make(const struct scope_work *work, enum measured measured,
                        struct measure *out, struct error *err)
{
    struct rate found, low, high;

    if (rate_make(work, measured, MISSING_LEFT_OUT, &found, err))
        return -1;
    out->lower = out->lowest = found.interval.lower;
    out->upper = out->highest = found.interval.upper;
    if (measured == MEASURED_ALL || measured == MEASURED_ANY)
        *out = (struct measure){found.mean,           found.mean,
                                found.mean,           found.interval.lower,
                                found.interval.upper, found.interval.lower,
                                found.interval.upper};
    if (!scope_has(work, lacks_some))
        return 0;
    if (rate_make(work, measured, MISSING_WORST, &low, err) ||
        rate_make(work, measured, MISSING_BEST, &high, err))
        return -1;
    out->lowest = low.interval.lower;
    out->highest = high.interval.upper;
    if (measured == MEASURED_ALL || measured == MEASURED_ANY) {
        out->low = low.mean;
        out->high = high.mean;
    }
    return 0;
}

/* Each measure that says more than another, and is asked for. */
static int measures_make(struct scope_work *work, struct error *err)
{
    const struct run_plan *plan = work->gate->plan;
    struct scope_figures *figures = &work->figures;
    struct gate_scope *shown = work->shown;
    struct measure any = figures->pass;

    if (measure_make(work, MEASURED_PASS, &figures->pass, err))
        return -1;
    if (scope_has(work, is_scored)) {
        if (measure_make(work, MEASURED_SCORE, &figures->score, err))
            return -1;
    } else {
        figures->score = figures->pass;
    }
    if (plan->repeats > 1 &&
        (measure_make(work, MEASURED_ALL, &figures->all_repeats, err) ||
         measure_make(work, MEASURED_ANY, &any, err)))
        return -1;
    shown->pass_lower = figures->pass.lower;
    shown->pass_upper = figures->pass.upper;
    shown->score_lower = figures->score.lower;
    shown->score_upper = figures->score.upper;
    if (plan->repeats > 1) {
        shown->pass_all_repeats = figures->all_repeats.found;
        shown->pass_any_repeat = any.found;
    } else {
        figures->all_repeats = figures->pass;
    }
    return 0;
}

static void tables_take(struct scope_work *work)
{
    const struct run_plan *plan = work->gate->plan;

    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];
        const struct tally *tally = &work->tallies[i];

        if (work->cohort ? work->cohort != cohort : !cohort->watch)
            continue;
        scope_cases_add(&work->cases, &tally->kinds, cohort->weight);
        scope_cases_add(&work->anchor_cases, &tally->anchor_kinds, cohort->weight);
    }
}

/* Of a grader: by its own rules alone. */
static void grader_terms(const struct scope_work *work, enum run_status status,
                         struct comparison_terms *out)
{
    const struct gate_rules *rules = &work->grader->gate;

    out->margin = rules->max_drop;
    out->of_score = rules->drop_of_score;
    out->is_required = !isnan(rules->max_drop);
    out->is_gated = out->is_required && status != RUN_DECIDED &&
                    !work->gate->plan->variants[work->shown->variant].is_baseline;
}

static struct comparison_terms terms_of(const struct scope_work *work,
                                        enum run_status status)
{
    const struct run_plan *plan = work->gate->plan;
    struct comparison_terms out = {.confidence = gate_confidence(plan),
                                   .unscored = unscored_limit(plan)};
    int cohort = work->shown->cohort;

    if (work->grader) {
        grader_terms(work, status, &out);
        return out;
    }
    out.margin = gate_margin(plan, cohort, &out.of_score);
    out.is_gated = cohort == SCOPE_ALL
                       ? !isnan(plan->gate.max_drop)
                       : status != RUN_DECIDED && cohort_drop_decides(plan, cohort);
    out.is_gated = out.is_gated && !plan->variants[work->shown->variant].is_baseline;
    out.is_required = cohort == SCOPE_ALL || !isnan(plan->cohorts[cohort].gate.max_drop);
    return out;
}

static bool is_compared(const struct scope_work *work)
{
    return variant_is_compared(work->gate->plan, work->shown->variant);
}

static bool has_anchor(const struct scope_work *work)
{
    return work->gate->plan->variants[work->shown->variant].anchor_entry >= 0;
}

/* What the scope is about, and what of it is shown as it is. */
static void work_gather(struct scope_work *work)
{
    const struct gate *gate = work->gate;
    const struct run_plan *plan = gate->plan;
    struct gate_scope *shown = work->shown;

    work->tallies = gate_tallies(gate, shown->variant, shown->grader);
    if (shown->grader != SCOPE_ALL) {
        work->grader = &plan->grader_gates[shown->grader];
        figures_of_all(plan, work->tallies, &work->figures);
    } else {
        if (shown->cohort != SCOPE_ALL)
            work->cohort = &plan->cohorts[shown->cohort];
        figures_make(gate, shown->variant, shown->cohort, &work->figures);
    }
    tables_take(work);
    counts_show(shown, &work->figures);
    if (!work->grader)
        baseline_show(gate, shown);
}

static int work_begin(struct scope_work *work, const struct gate *gate,
                      struct gate_scope *shown, enum run_status status, struct error *err)
{
    struct comparison_terms terms;

    *work = (struct scope_work){.gate = gate, .shown = shown};
    work_gather(work);
    if (measures_make(work, err) || scope_noise_of(&work->cases, &work->noise, err))
        return -1;
    shown->expected_flips = work->noise.expected_flips;
    shown->repeat_share = work->noise.repeat_share;
    terms = terms_of(work, status);
    terms.judges = judge_margin_of(gate, shown, terms.of_score);
    if (!run_status_is_judged(status))
        return 0;
    if (is_compared(work) && compared_make(&work->compared, &work->cases, &terms, err))
        return -1;
    terms.of_anchor = true;
    return has_anchor(work)
               ? compared_make(&work->anchor, &work->anchor_cases, &terms, err)
               : 0;
}

static void work_end(struct scope_work *work)
{
    scope_figures_release(&work->figures);
    scope_cases_release(&work->cases);
    scope_cases_release(&work->anchor_cases);
}

/* All of a variant's cohorts and graders that are gated are one family; the whole is its
 * own. */
static int family_adjust(struct scope_work *works, size_t count, bool of_anchor,
                         struct error *err)
{
    struct compared **parts = mem_new(count, sizeof(struct compared *));
    int rc;

    for (size_t i = 1; i < count; i++)
        parts[i - 1] = of_anchor ? &works[i].anchor : &works[i].compared;
    rc = compared_adjust(parts, count - 1, err);
    free(parts);
    return rc;
}

static int comparison_show(struct scope_work *work, struct compared *compared, int entry,
                           enum run_status status, struct gate_comparison *out,
                           struct error *err)
{
    const struct run_plan *plan = work->gate->plan;
    struct repeats_of_sides repeats = {
        plan->repeats, entry >= 0 ? plan->baseline_entries[entry].repeats : plan->repeats,
        entry >= 0};

    compared_decide(compared, status == RUN_DECIDED && work->gate->decisions &&
                                      !work->cohort && !work->grader
                                  ? &work->gate->decisions[work->shown->variant]
                                  : NULL);
    if (settling_set(compared, &work->noise, &repeats, work->quantiles, err))
        return -1;
    *out = compared->shown;
    return 0;
}

static int comparisons_show(struct scope_work *work, enum run_status status,
                            struct error *err)
{
    const struct run_plan *plan = work->gate->plan;
    struct gate_scope *shown = work->shown;
    const struct plan_variant *variant = &plan->variants[shown->variant];

    if (!run_status_is_judged(status))
        return 0;
    if (is_compared(work) &&
        comparison_show(work, &work->compared, variant->baseline_entry, status,
                        &shown->comparison, err))
        return -1;
    return has_anchor(work) ? comparison_show(work, &work->anchor, variant->anchor_entry,
                                              status, &shown->anchor, err)
                            : 0;
}

/* A list is as long as the suite is: cases of cohorts that are not watched are in it. */
static int confirmed_show(struct scope_work *works, size_t count, struct error *err)
{
    struct scope_cases all = {.count = 0};
    double limit;
    int rc;

    for (size_t i = 0; i + 1 < count; i++)
        scope_cases_add(&all, &works->tallies[i].kinds, 0);
    rc = confirmed_limit(&all, &limit, err);
    scope_cases_release(&all);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        works[i].shown->confirmed_p = limit;
        rc = confirmed_count(&works[i].cases, limit, &works[i].shown->states.confirmed,
                             err);
    }
    return rc;
}

/* Where a selection left out every case that it judges, it is not gated. */
static bool grader_is_gated(const struct scope_work *work)
{
    const struct scope_figures *figures = &work->figures;

    return (rules_decide(&work->grader->gate) ||
            shares_decide(work->gate->plan, work->shown)) &&
           (figures->cases > 0 ||
            !(work->gate->plan->is_partial || figures->quarantined.cases > 0));
}

/* A case that must pass is a rule of its own, also where its cohort has no gate. */
static bool scope_is_gated(const struct scope_work *work)
{
    const struct run_plan *plan = work->gate->plan;
    const struct scope_figures *figures = &work->figures;

    if (plan->variants[work->shown->variant].is_baseline)
        return false;
    if (work->grader)
        return grader_is_gated(work);
    if (!work->cohort)
        return rules_decide(&plan->gate) || shares_decide(plan, work->shown);
    if (!work->cohort->watch ||
        (figures->cases == 0 && (plan->is_partial || figures->quarantined.cases > 0)))
        return false;
    return rules_decide(&work->cohort->gate) || shares_decide(plan, work->shown) ||
           figures->must_pass.cases > 0 ||
           (variant_is_compared(plan, work->shown->variant) &&
            cohort_drop_decides(plan, work->shown->cohort));
}

/* `cases:` makes one cohort of that name, of which nobody has heard. */
static const char *scope_name(const struct run_plan *plan,
                              const struct plan_cohort *cohort)
{
    bool is_unnamed =
        plan->cohort_count == 1 && cohort && strcmp(cohort->name, "cases") == 0;

    return cohort && !is_unnamed ? cohort->name : NULL;
}

static struct pair_counts pairs_of(const struct scope_work *work)
{
    const struct scope_figures *figures = &work->figures;
    struct scope_cursor cursor = {.scope = &work->cases};
    bool of_score = work->compared.shown.of_score;
    struct pair_counts out = {figures->of_baseline + figures->states.gone, 0};
    const struct case_kind *kind;

    while (scope_next_kind(&cursor, &kind))
        if (of_score ? kind->score_pairs : kind->pass_pairs)
            out.comparable += kind->count;
    return out;
}

static void work_judge(const struct scope_work *work, enum run_status status)
{
    struct gate_rules no_rules;
    const struct gate *gate = work->gate;
    const struct run_plan *plan = gate->plan;
    const struct gate_rules *rules = work->grader   ? &work->grader->gate
                                     : work->cohort ? &work->cohort->gate
                                                    : &plan->gate;
    struct gate_scope *shown = work->shown;

    if (!scope_is_gated(work))
        return;
    if (!run_status_is_judged(status)) {
        shown->verdict = GATE_INCOMPLETE;
        return;
    }
    gate_rules_init(&no_rules);
    scope_check(
        shown,
        &(struct rule_scope){
            .gate = work->gate,
            .plan = plan,
            .rules = rules->is_given ? rules : &no_rules,
            .name = work->grader ? work->grader->name : scope_name(plan, work->cohort),
            .is_all = !work->cohort && !work->grader,
            .pairs = pairs_of(work),
            .figures = &work->figures,
            .shown = shown,
            .judged = gate->judged,
            .lacks = gate->lacks,
            .lack_count = gate->lack_count,
            .is_early = status == RUN_DECIDED,
            .is_compared = is_compared(work),
            .is_stored = plan->variants[shown->variant].baseline_entry >= 0,
        });
}

/* The scopes of one variant: all, then each cohort, then each gate of graders. */
static int variant_decide(const struct gate *gate, struct gate_scope *scopes,
                          size_t count, enum run_status status, double *within,
                          struct error *err)
{
    struct scope_work *works = mem_new(count, sizeof *works);
    struct t_table quantiles = {.alpha = 0};
    size_t begun = 0;
    int rc = 0;

    for (; rc == 0 && begun < count; begun++)
        rc = work_begin(&works[begun], gate, &scopes[begun], status, err);
    if (rc || family_adjust(works, count, false, err) ||
        family_adjust(works, count, true, err) ||
        confirmed_show(works, gate->plan->cohort_count + 1, err)) {
        rc = -1;
        goto done;
    }
    for (size_t i = 0; rc == 0 && i < count; i++) {
        works[i].quantiles = &quantiles;
        rc = comparisons_show(&works[i], status, err);
    }
    for (size_t i = 0; rc == 0 && i < count; i++)
        work_judge(&works[i], status);
    *within = works[0].noise.within;

done:
    for (size_t i = 0; i < begun; i++)
        work_end(&works[i]);
    free(works);
    return rc;
}

static size_t scopes_of_variant(const struct run_plan *plan)
{
    return 1 + plan->cohort_count + plan->grader_gate_count;
}

static void scopes_make(const struct run_plan *plan, struct judgement *out)
{
    size_t of_variant = scopes_of_variant(plan);

    out->scope_count = plan->variant_count * of_variant;
    out->scopes = mem_new(out->scope_count, sizeof *out->scopes);
    for (size_t i = 0; i < out->scope_count; i++) {
        size_t place = i % of_variant;
        struct gate_scope *scope = &out->scopes[i];

        *scope = scope_blank;
        scope->variant = (int)(i / of_variant);
        scope->cohort = place <= plan->cohort_count ? (int)place - 1 : SCOPE_ALL;
        if (place > plan->cohort_count)
            scope->grader = (int)(place - plan->cohort_count - 1);
    }
}

int gate_decide(struct gate *gate, enum run_status status, const char *reason,
                struct judgement *out, struct error *err)
{
    const struct run_plan *plan = gate->plan;
    size_t of_variant = scopes_of_variant(plan);
    double *within;
    int rc = 0;

    *out = (struct judgement){
        .verdict = GATE_NOT_GATED, .status = status, .cached = gate->cached};
    if (gate->cached.cached < gate->cached.samples)
        out->earlier = gate->earlier;
    if (plan_rules_check(plan, err))
        return -1;
    group_numbers_release(&gate->groups); /* no more cases come */
    scopes_make(plan, out);
    within = mem_new(plan->variant_count, sizeof *within);
    for (size_t i = 0; rc == 0 && i < plan->variant_count; i++)
        rc = variant_decide(gate, out->scopes + i * of_variant, of_variant, status,
                            &within[i], err);
    for (size_t i = 0; i < out->scope_count; i++)
        out->verdict = gate_verdict_worse(out->verdict, out->scopes[i].verdict);
    if (!run_status_is_judged(status))
        out->verdict = GATE_INCOMPLETE;
    if (rc == 0 && gate->judged)
        rc = judged_rates(gate->judged, gate_level(plan), &out->judged,
                          &out->judged_count, err) ||
                     judge_sides_show(gate, out, err)
                 ? -1
                 : 0;
    if (rc == 0) {
        labels_show(gate, out);
        notes_set(plan, out, within);
        out->sentence = verdict_sentence(plan, out, reason);
    } else {
        judgement_release(out);
    }
    free(within);
    return rc;
}
