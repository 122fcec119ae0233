/* gate/judge_margin.c - what the known errors of judges make of a margin. */
#include "gate/judge_margin.h"

#include "base/mem.h"
#include "gate/gathered.h"
#include "limits/judge_trust.h"
#include "statistics/judge_correction.h"
#include "statistics/normal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One scope and the measure that is compared. */
struct looking {
    const struct gate *gate;
    const struct gate_scope *scope;
    bool of_score;
};

/* Whether the measure is made of the grader's verdicts, or scores. */
static bool rests_on(const struct looking *looking, const struct plan_grader *grader)
{
    const struct run_plan *plan = looking->gate->plan;
    const int gate = looking->scope->grader;

    if (gate != SCOPE_ALL)
        return !strcmp(plan->grader_gates[gate].name, grader->name);
    return looking->of_score ? grader->weight > 0 : grader->required;
}

/* Where nobody has told what judges were asked, they were asked about all. */
static bool is_asked_in(const struct looking *looking, size_t judge, int cohort)
{
    const struct run_plan *plan = looking->gate->plan;
    const struct judged *judged = looking->gate->judged;

    return judge_is_known(&plan->judges[judge]) &&
           rests_on(looking, &plan->graders[plan->judges[judge].grader]) &&
           (!judged || judged_has(judged, judge, cohort));
}

static bool is_of_marks(const struct looking *looking, size_t judge)
{
    const struct judged *judged = looking->gate->judged;

    return looking->of_score && judged && judged_gives_marks(judged, judge);
}

/* The only grader that the measure is made of, as an index; -1: there are several. */
static int only_grader(const struct looking *looking)
{
    const struct run_plan *plan = looking->gate->plan;
    int only = -1;

    for (size_t i = 0; i < plan->grader_count; i++) {
        if (!rests_on(looking, &plan->graders[i]))
            continue;
        if (only >= 0)
            return -1;
        only = (int)i;
    }
    return only;
}

static bool is_in_scope(const struct looking *looking, size_t cohort)
{
    const struct plan_cohort *of = &looking->gate->plan->cohorts[cohort];

    return looking->scope->cohort == SCOPE_ALL
               ? of->watch && gate_tallies(looking->gate, looking->scope->variant,
                                           looking->scope->grader)[cohort]
                                  .counts.cases
               : looking->scope->cohort == (int)cohort;
}

/* Takes a cohort of the scope: what its judges show of it, and whether it can be the
 * verdict of the only grader. */
static void cohort_take(const struct looking *looking, int cohort, int only, bool *counts,
                        struct judge_margin *out, bool *is_alone)
{
    const struct run_plan *plan = looking->gate->plan;
    const bool is_mean = looking->of_score || looking->scope->grader != SCOPE_ALL;
    bool has_only = false;

    for (size_t i = 0; i < plan->judge_count; i++) {
        counts[i] = is_asked_in(looking, i, cohort);
        if (counts[i] && is_of_marks(looking, i)) {
            out->of_marks = true;
            counts[i] = false;
        }
        if (counts[i] && (int)plan->judges[i].grader == only) {
            has_only = true;
            out->judge = (int)i;
        }
    }
    out->shows =
        fmin(out->shows, judges_show(plan, counts, is_mean ? JUDGED_SCORE : JUDGED_PASS));
    *is_alone = *is_alone && has_only;
}

struct judge_margin judge_margin_of(const struct gate *gate,
                                    const struct gate_scope *scope, bool of_score)
{
    const struct looking looking = {gate, scope, of_score};
    const struct run_plan *plan = gate->plan;
    struct judge_margin out = {(double)NAN, NULL, -1, false};
    bool is_alone = true;
    bool *counts;
    int only;

    if (!plan->judge_count)
        return out;
    counts = mem_new(plan->judge_count, sizeof *counts);
    only = only_grader(&looking);
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (is_in_scope(&looking, i))
            cohort_take(&looking, (int)i, only, counts, &out, &is_alone);
    free(counts);
    if (!is_alone || !gate->judged ||
        (out.judge >= 0 && !judged_is_known(gate->judged, (size_t)out.judge)))
        out.judge = -1;
    if (out.judge >= 0)
        out.alone = &plan->judges[out.judge];
    return out;
}

void judge_margin_correct(const struct judge_margin *margin,
                          struct gate_comparison *comparison)
{
    const struct plan_judge *judge = margin->alone;
    struct judge_calibration calibration;
    struct corrected_diff below, above;
    struct error coin;
    double z;

    if (!judge || normal_z(comparison->confidence, &z, &coin))
        return;
    calibration = (struct judge_calibration){judge->tp, judge->tp + judge->fn, judge->tn,
                                             judge->tn + judge->fp};
    if (corrected_diff(comparison->difference,
                       (comparison->difference - comparison->lower) / z, &calibration,
                       comparison->confidence, &below, &coin) ||
        corrected_diff(comparison->difference,
                       (comparison->upper - comparison->difference) / z, &calibration,
                       comparison->confidence, &above, &coin))
        return;
    comparison->judge = margin->judge;
    comparison->corrected = below.estimate;
    comparison->corrected_lower = below.range.lower;
    comparison->corrected_upper = above.range.upper;
}
