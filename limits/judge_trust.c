/* limits/judge_trust.c - whether a verdict may rest on a judge. */
#include "limits/judge_trust.h"

#include "base/mem.h"
#include "statistics/judge_correction.h"
#include "statistics/judge_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t day_ms = 24 * 60 * 60 * 1000;
static const double level = 0.95;

bool judge_is_known(const struct plan_judge *judge)
{
    return judge->calibrated_ms && !judge->problem;
}

static bool is_stale(const struct plan_judge *judge, int64_t now_ms, struct buf *out)
{
    const double age = (double)(now_ms - judge->calibrated_ms) / (double)day_ms;

    /* A day is for clocks that differ. */
    if (judge->max_age_days > 0 && age < -1) {
        buf_append_format(out,
                          "was calibrated %.0f days in the future: one clock is wrong",
                          ceil(-age));
        return true;
    }
    if (!(judge->max_age_days > 0) || age <= judge->max_age_days)
        return false;
    buf_append_format(out, "was calibrated %.0f days ago, and %g are the most",
                      floor(age), judge->max_age_days);
    return true;
}

static bool is_too_poor(const struct plan_judge *judge, struct buf *out)
{
    const struct judge_counts counts = {judge->tp, judge->fn, judge->fp, judge->tn};
    struct judge_report report;
    struct error err;

    if (judge_report(&counts, level, &report, &err)) {
        buf_append_format(out, "has no calibration that counts: %s", err.message);
        return true;
    }
    if (report.youden_range.lower >= judge->min_j)
        return false;
    buf_append_format(out,
                      "agrees with people too little: J is %.2f, shown to be at least "
                      "%.2f, and %g is demanded",
                      report.youden, report.youden_range.lower, judge->min_j);
    return true;
}

bool judge_lacks(const struct plan_judge *judge, int64_t now_ms, struct buf *out)
{
    if (isnan(judge->min_j))
        return false;
    if (judge->problem)
        buf_append_text(out, judge->problem);
    return judge->problem || is_stale(judge, now_ms, out) || is_too_poor(judge, out);
}

bool judge_knows_served(const struct plan_judge *judge, const char *model,
                        const char *served)
{
    for (size_t i = 0; i < judge->model_count; i++) {
        const struct plan_judge_model *known = &judge->models[i];

        if (strcmp(known->id, model) != 0)
            continue;
        for (size_t k = 0; k < known->served_count; k++)
            if (!strcmp(known->served[k], served))
                return true;
        return known->served_count == 0;
    }
    return true;
}

/* By plus-one estimates, as J is. */
static double sensitivity_of(const struct plan_judge *judge)
{
    return (double)(judge->tp + 1) / (double)(judge->tp + judge->fn + 2);
}

static double youden_of(const struct plan_judge *judge)
{
    const struct judge_calibration calibration = {judge->tp, judge->tp + judge->fn,
                                                  judge->tn, judge->tn + judge->fp};
    struct error coin;
    double youden;

    return judge_youden_adjusted(&calibration, &youden, &coin) ? 0 : youden;
}

double judges_show(const struct run_plan *plan, const bool *counts,
                   enum judged_measure measure)
{
    double sensitivities = 1, least = (double)NAN;

    for (size_t i = 0; i < plan->judge_count; i++)
        if (judge_is_known(&plan->judges[i]) && (!counts || counts[i]))
            sensitivities *= sensitivity_of(&plan->judges[i]);
    for (size_t i = 0; i < plan->judge_count; i++) {
        const struct plan_judge *judge = &plan->judges[i];
        double shown;

        if (!judge_is_known(judge) || (counts && !counts[i]))
            continue;
        shown = youden_of(judge);
        if (measure == JUDGED_PASS)
            shown *= sensitivities / sensitivity_of(judge);
        least = fmin(least, shown);
    }
    return least;
}

double judges_show_all(const struct run_plan *plan, enum judged_measure measure)
{
    bool *counts = mem_new(plan->judge_count, sizeof *counts);
    double shown;

    for (size_t i = 0; i < plan->judge_count; i++) {
        const struct plan_grader *grader = &plan->graders[plan->judges[i].grader];

        counts[i] = plan->gate.drop_of_score ? grader->weight > 0 : grader->required;
    }
    shown = judges_show(plan, counts, measure);
    free(counts);
    return shown;
}

void judge_cure(const struct run_plan *plan, const struct plan_judge *judge,
                struct buf *out)
{
    buf_append_format(out, "noworse judge calibrate %s --grader %s --labels FILE",
                      plan->suite_path, plan->graders[judge->grader].name);
}
