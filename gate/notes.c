/* gate/notes.c - what a person could do about a verdict. */
#include "gate/notes.h"

#include "base/mem.h"
#include "gate/figure.h"
#include "gate/same_replies.h"
#include "limits/judge_trust.h"
#include "statistics/case_noise.h"
#include "statistics/paired_power.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BASELINE_REPEATS = 5 /* what a new baseline should have */,
    ID_SHOWN = 10,
    NOTE_BYTES_MAX = 4096
};

void note_add(struct judgement *judgement, char *text)
{
    judgement->notes =
        mem_resize(judgement->notes, judgement->note_count + 1, sizeof *judgement->notes);
    judgement->notes[judgement->note_count++] = text;
}

/* The chance to pass an unchanged candidate, with so many repeats of the baseline; NaN:
 * it cannot be told. */
static double chance_with(const struct run_plan *plan,
                          const struct gate_comparison *comparison, double within,
                          unsigned baseline_repeats)
{
    const struct paired_power power = {
        .cases = comparison->cases,
        .clusters = comparison->clusters,
        .design_effect = 1,
        .general = comparison->of_score,
        .noise = {comparison->baseline, within, plan->repeats, baseline_repeats},
        .margin = comparison->margin_held,
        .alpha = (1 - comparison->confidence) / 2};
    struct error err = ERROR_INIT;
    double pass;

    return paired_power_pass(&power, 0, &pass, &err) ? (double)NAN : pass;
}

/* Said once, of the first candidate that is compared with too few. */
static void few_repeats_note(const struct run_plan *plan, struct judgement *judgement,
                             const double *within)
{
    for (size_t i = 0; i < plan->variant_count; i++) {
        int entry = plan->variants[i].baseline_entry;
        const struct gate_comparison *comparison =
            &judgement_scope(judgement, (int)i, SCOPE_ALL)->comparison;
        unsigned repeats = entry < 0 ? 0 : plan->baseline_entries[entry].repeats;
        double noise = isnan(within[i]) ? CASE_NOISE_ASSUMED : within[i];
        double now, then;

        if (repeats == 0 || repeats >= BASELINE_REPEATS || !comparison->is_made ||
            !(comparison->margin_held > 0))
            continue;
        now = chance_with(plan, comparison, noise, repeats);
        then = chance_with(plan, comparison, noise, BASELINE_REPEATS);
        if (round(10 * then) > round(10 * now))
            note_add(
                judgement,
                mem_format("The baseline has %u repeat%s a case; with %d an unchanged "
                           "candidate would pass about %.0f times in 10 instead of "
                           "%.0f: noworse run SUITE --repeats %d, then noworse "
                           "baseline set RUN.",
                           repeats, repeats == 1 ? "" : "s", BASELINE_REPEATS,
                           round(10 * then), round(10 * now), BASELINE_REPEATS));
        return;
    }
}

static bool has_reason(const struct judgement *judgement, const char *rule,
                       const char *reason)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        for (size_t k = 0; k < scope->check_count; k++)
            if (scope->checks[k].reason && strcmp(scope->checks[k].reason, reason) == 0 &&
                (!rule || strcmp(scope->checks[k].rule, rule) == 0))
                return true;
    }
    return false;
}

static bool has_anchor(const struct run_plan *plan)
{
    for (size_t i = 0; i < plan->variant_count; i++)
        if (plan->variants[i].anchor_entry >= 0)
            return true;
    return false;
}

static void new_cases_note(struct judgement *judgement, const struct case_states *states)
{
    char count[FIGURE_SIZE];

    if (!states->fresh || judgement->verdict != GATE_INCONCLUSIVE)
        return;
    figure_count(states->fresh, count);
    note_add(judgement,
             mem_format("%s case%s not in the baseline and settle%s nothing: run its "
                        "version over all cases (noworse run SUITE --baseline none "
                        "--repeats %d), then noworse baseline set RUN.",
                        count, states->fresh == 1 ? " is" : "s are",
                        states->fresh == 1 ? "s" : "", BASELINE_REPEATS));
}

/* Said once, of the first whose cases are new. */
static void cohort_alone_note(const struct run_plan *plan, struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        if (scope->cohort == SCOPE_ALL || !scope->states.fresh ||
            !scope->comparison.is_gated || scope->comparison.verdict != GATE_INCOMPLETE ||
            strcmp(scope->comparison.reason, "no_pairs") != 0)
            continue;
        note_add(judgement,
                 mem_format("The baseline gets the cases of %s from a run of its version "
                            "over all cases (noworse run SUITE --baseline none --repeats "
                            "%d) with noworse baseline set RUN; \"watch: false\" keeps "
                            "the cohort out of the verdict until then.",
                            plan->cohorts[scope->cohort].name, BASELINE_REPEATS));
        return;
    }
}

/* What a scope is called in a note: "" of the whole. */
static char *scope_words(const struct run_plan *plan, const struct gate_scope *scope)
{
    if (scope->grader != SCOPE_ALL)
        return mem_format(" of grader %s", plan->grader_gates[scope->grader].name);
    if (scope->cohort != SCOPE_ALL)
        return mem_format(" in %s", plan->cohorts[scope->cohort].name);
    return mem_text("");
}

/* What passes nowhere cannot get worse, and that is no good news. Said once: of the whole
 * before what is part of it. */
static void none_passes_note(const struct run_plan *plan, struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];
        const struct gate_comparison *comparison = &scope->comparison;
        char *where;

        if (!comparison->is_made || comparison->baseline > 0 ||
            comparison->candidate > 0 ||
            (!comparison->is_gated &&
             (scope->cohort != SCOPE_ALL || scope->grader != SCOPE_ALL)))
            continue;
        where = scope_words(plan, scope);
        note_add(judgement,
                 mem_format("%s%s on either side, so no drop could be seen: see whether "
                            "the graders and the references are what they should be.",
                            comparison->of_score ? "Every score is 0" : "Nothing passes",
                            where));
        free(where);
        return;
    }
}

/* Whether a grader asks a model or a program: then answers are not judged again without
 * calls (`--regrade` is refused). */
static bool graders_ask(const struct run_plan *plan)
{
    static const char *const types[] = {"judge", "exec", "embedding"};

    for (size_t i = 0; i < plan->grader_count; i++)
        for (size_t k = 0; k < sizeof types / sizeof *types; k++)
            if (strcmp(plan->graders[i].type, types[k]) == 0)
                return true;
    return false;
}

/* What gives the baseline the grades of today's graders; the caller's. */
static char *regrade_words(const struct run_plan *plan)
{
    const char *run = plan->baseline.run_id ? plan->baseline.run_id : "RUN";

    if (graders_ask(plan))
        return mem_format(
            "run its version over all cases (noworse run %s --baseline none "
            "--repeats %d), then noworse baseline set RUN",
            plan->suite_path, BASELINE_REPEATS);
    return mem_format("noworse baseline set %.*s --regrade %s", ID_SHOWN, run,
                      plan->suite_path);
}

static void cases_note(const struct run_plan *plan, struct judgement *judgement,
                       const struct case_states *states)
{
    char count[FIGURE_SIZE];

    if (states->regraded) {
        char *cure = regrade_words(plan);

        figure_count(states->regraded, count);
        note_add(judgement,
                 mem_format("%s case%s other graders than in the baseline and %s not "
                            "compared: %s",
                            count, states->regraded == 1 ? " has" : "s have",
                            states->regraded == 1 ? "was" : "were", cure));
        free(cure);
    }
    if (states->changed) {
        figure_count(states->changed, count);
        note_add(judgement,
                 mem_format("%s case%s changed since the baseline and %s not compared: "
                            "once this version is the one to keep, noworse baseline set "
                            "RUN.",
                            count, states->changed == 1 ? "" : "s",
                            states->changed == 1 ? "was" : "were"));
    }
    if (states->quarantine_expired) {
        figure_count(states->quarantine_expired, count);
        note_add(judgement,
                 mem_format("The quarantine of %s case%s has ended, and %s again: mend "
                            "or remove %s.",
                            count, states->quarantine_expired == 1 ? "" : "s",
                            states->quarantine_expired == 1 ? "it gates" : "they gate",
                            states->quarantine_expired == 1 ? "it" : "them"));
    }
}

/* The caller's. */
static char *grader_note(const struct run_plan *plan, const char *name, int64_t regraded)
{
    const char *run = plan->baseline.run_id ? plan->baseline.run_id : "RUN";
    char count[FIGURE_SIZE], *cure, *out;

    if (plan->baseline.lacks_grades)
        return mem_format(
            "The baseline does not tell what each grader said, for an older "
            "noworse wrote it: noworse baseline set %.*s writes it anew "
            "from its run.",
            ID_SHOWN, run);
    cure = regrade_words(plan);
    figure_count(regraded, count);
    out = mem_format("The baseline has no grade by the %s of now for %s case%s, which %s "
                     "not compared by it: %s",
                     name, count, regraded == 1 ? "" : "s",
                     regraded == 1 ? "was" : "were", cure);
    free(cure);
    return out;
}

/* Of the first grader of which a drop was looked for, and that said nothing of cases that
 * the baseline has. The whole has notes of its own. */
static void grader_cases_note(const struct run_plan *plan, struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        if (scope->grader == SCOPE_ALL || !scope->comparison.is_gated ||
            (!plan->baseline.lacks_grades && !scope->states.regraded))
            continue;
        note_add(judgement, grader_note(plan, plan->grader_gates[scope->grader].name,
                                        scope->states.regraded));
        return;
    }
}

static const struct plan_judge *judge_of(const struct run_plan *plan, size_t grader)
{
    for (size_t i = 0; i < plan->judge_count; i++)
        if (plan->judges[i].grader == grader)
            return &plan->judges[i];
    return NULL;
}

/* Of the first judge that a verdict rests on, and of which nothing is known. One that
 * compares with the baseline's answers has no labels to be held to: it is of no use to
 * ask for them. */
static void judge_note(const struct run_plan *plan, struct judgement *judgement)
{
    struct buf note = BUF_INIT(NOTE_BYTES_MAX);

    for (size_t i = 0; i < plan->grader_count; i++) {
        const struct plan_judge *judge = judge_of(plan, i);
        const struct plan_judge named = {.grader = (unsigned)i};

        if (strcmp(plan->graders[i].type, "judge") != 0 || !plan->graders[i].required ||
            plan->graders[i].uses_baseline ||
            (judge && (judge_is_known(judge) || !isnan(judge->min_j))))
            continue;
        buf_append_format(&note, "The judge %s %s: ", plan->graders[i].name,
                          judge ? judge->problem : "has no calibration");
        judge_cure(plan, &named, &note);
        note_add(judgement, buf_detach(&note));
        return;
    }
}

/* Of the first candidate that was compared with itself. */
static void same_replies_note(const struct run_plan *plan, struct judgement *judgement)
{
    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];
        enum same_replies same = variant->is_baseline
                                     ? REPLIES_DIFFER
                                     : same_replies_of(plan, judgement, (int)i);

        if (same == REPLIES_SHARED)
            note_add(judgement,
                     mem_format("%s asks the very same as %s, so one reply serves both "
                                "and nothing was tested: change the prompt or the "
                                "model, or ask each for itself with --cache off.",
                                variant->label, plan->variants[variant->baseline].label));
        else if (same == REPLIES_NOT_NEWER)
            note_add(
                judgement,
                mem_text("Prompt and model are the baseline's, and no answer is newer "
                         "than it: most likely the same replies stand on both "
                         "sides, and nothing was tested. To ask anew: noworse run "
                         "SUITE --cache refresh."));
        if (same != REPLIES_DIFFER)
            return;
    }
}

/* Of each judge that people's labels of both sides contradict. */
static void favours_note(const struct run_plan *plan, struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->judged_count; i++) {
        const struct judged_rate *rate = &judgement->judged[i];
        const struct gate_comparison *made =
            &judgement_scope(judgement, rate->variant, SCOPE_ALL)->comparison;
        const struct plan_judge *judge = &plan->judges[rate->judge];
        char by_labels[FIGURE_SIZE], by_judge[FIGURE_SIZE];
        struct buf note = BUF_INIT(NOTE_BYTES_MAX);
        const int favoured =
            rate->favours > 0 ? rate->variant : plan->variants[rate->variant].baseline;

        if (!rate->favours)
            continue;
        figure_points(rate->change_by_labels, by_labels);
        figure_points(made->corrected, by_judge);
        buf_append_format(&note,
                          "The judge %s may favour the %s (%s): by people's labels of "
                          "both sides the change is %s points, by the judge, corrected, "
                          "%s: label more answers of both, then ",
                          plan->graders[judge->grader].name,
                          rate->favours > 0 ? "candidate" : "baseline",
                          plan->variants[favoured].label, by_labels, by_judge);
        judge_cure(plan, judge, &note);
        note_add(judgement, buf_detach(&note));
    }
}

void notes_set(const struct run_plan *plan, struct judgement *judgement,
               const double *within)
{
    if (!run_status_is_judged(judgement->status))
        return;
    if (judgement->verdict == GATE_INCONCLUSIVE && has_reason(judgement, NULL, "missing"))
        note_add(judgement, mem_text("The verdict depends on samples without a result: "
                                     "once their cause is gone, run again."));
    if (has_reason(judgement, "max_drop", "small_real_drop"))
        note_add(judgement,
                 mem_format("A real drop that is within the margin adds up over many "
                            "versions: keep the baseline%s.",
                            has_anchor(plan) ? "" : ", or name an older one as anchor"));
    if (has_reason(judgement, "removed", "removed") && !plan->gate.removed_allowed)
        note_add(judgement,
                 mem_text("Cases are gone since the baseline: bring them back, "
                          "or set \"removed: allow\" in the suite's gate."));
    for (size_t i = 0; i < plan->variant_count; i++)
        if (!plan->variants[i].is_baseline) {
            const struct case_states *states =
                &judgement_scope(judgement, (int)i, SCOPE_ALL)->states;

            cases_note(plan, judgement, states);
            new_cases_note(judgement, states);
            break;
        }
    grader_cases_note(plan, judgement);
    same_replies_note(plan, judgement);
    none_passes_note(plan, judgement);
    cohort_alone_note(plan, judgement);
    few_repeats_note(plan, judgement, within);
    judge_note(plan, judgement);
    favours_note(plan, judgement);
}
