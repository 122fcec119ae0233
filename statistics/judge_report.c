/* statistics/judge_report.c - how good a judge is. */
#include "statistics/judge_report.h"

#include "statistics/domain.h"
#include "statistics/kappa.h"

#include <math.h>

static int counts_check(const struct judge_counts *counts, struct error *err)
{
    if (domain_count("both passed", counts->tp, 0, err) ||
        domain_count("people passed, the judge failed", counts->fn, 0, err) ||
        domain_count("people failed, the judge passed", counts->fp, 0, err) ||
        domain_count("both failed", counts->tn, 0, err))
        return -1;
    if (counts->tp + counts->fn == 0 || counts->fp + counts->tn == 0)
        return domain_misfit(err, "a judge is measured on outputs that people passed and "
                                  "on some that they failed");
    return 0;
}

/* Of real numbers, so that a plan for more labels can be asked as well. */
static int youden_of(double tp, double fn, double fp, double tn, double level,
                     struct judge_report *out, struct error *err)
{
    double below_1, below_0, above_1, above_0;

    out->sensitivity = tp / (tp + fn);
    out->specificity = tn / (tn + fp);
    if (wilson_interval(out->sensitivity, tp + fn, level, &out->sensitivity_range, err) ||
        wilson_interval(out->specificity, tn + fp, level, &out->specificity_range, err))
        return -1;
    below_1 = out->sensitivity - out->sensitivity_range.lower;
    below_0 = out->specificity - out->specificity_range.lower;
    above_1 = out->sensitivity_range.upper - out->sensitivity;
    above_0 = out->specificity_range.upper - out->specificity;
    out->youden = out->sensitivity + out->specificity - 1;
    out->youden_range.lower = out->youden - hypot(below_1, below_0);
    out->youden_range.upper = out->youden + hypot(above_1, above_0);
    return 0;
}

int judge_report(const struct judge_counts *counts, double level,
                 struct judge_report *out, struct error *err)
{
    double cells[4] = {(double)counts->tp, (double)counts->fn, (double)counts->fp,
                       (double)counts->tn};
    struct rating_table table = {cells, 2, 2};
    struct judge_report found;
    struct kappa kappa;

    if (counts_check(counts, err) ||
        youden_of(cells[0], cells[1], cells[2], cells[3], level, &found, err) ||
        kappa_of(&table, &kappa, err) || gwet_ac1(&table, &found.ac1, err))
        return -1;
    found.agreement = (cells[0] + cells[3]) / (cells[0] + cells[1] + cells[2] + cells[3]);
    /* People used both categories, so it is defined. */
    found.kappa = kappa.plain;
    *out = found;
    return 0;
}

int judge_labels_missing(const struct judge_counts *counts, double level, int64_t *labels,
                         struct error *err)
{
    double total =
        (double)counts->tp + (double)counts->fn + (double)counts->fp + (double)counts->tn;
    struct judge_report report;
    int64_t more = 0;

    if (judge_report(counts, level, &report, err))
        return -1;
    *labels = -1;
    if (report.youden <= JUDGE_YOUDEN_MIN)
        return 0;
    while (report.youden_range.lower < JUDGE_YOUDEN_MIN) {
        double times;

        more += more < 1000 ? 10 : more / 100;
        times = 1 + (double)more / total;
        if (youden_of(times * (double)counts->tp, times * (double)counts->fn,
                      times * (double)counts->fp, times * (double)counts->tn, level,
                      &report, err))
            return -1;
    }
    *labels = more;
    return 0;
}
