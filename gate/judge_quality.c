/* gate/judge_quality.c - how well a judge agrees with people. */
#include "gate/judge_quality.h"

#include "base/mem.h"
#include "statistics/krippendorff.h"
#include "statistics/normal.h"

#include <math.h>
#include <stdlib.h>

int judged_answer_truth(const struct judged_answer *answer)
{
    return answer->passed == answer->failed ? -1 : answer->passed > answer->failed;
}

/* It has a truth and a verdict. */
static bool is_told(const struct judged_answer *answer)
{
    return judged_answer_truth(answer) >= 0 && answer->verdict != VERDICT_UNSCORED;
}

static void counts_make(const struct judged_answer *answers, size_t count,
                        struct judge_quality *out)
{
    for (size_t i = 0; i < count; i++) {
        const int truth = judged_answer_truth(&answers[i]);

        if (truth < 0)
            out->split++;
        else if (answers[i].verdict == VERDICT_UNSCORED)
            ++*(truth ? &out->unjudged_pass : &out->unjudged_fail);
        else if (answers[i].verdict == VERDICT_PASS)
            ++*(truth ? &out->counts.tp : &out->counts.fp);
        else
            ++*(truth ? &out->counts.fn : &out->counts.tn);
    }
}

static int alpha_make(const struct judged_answer *answers, size_t count, double *out,
                      struct error *err)
{
    struct rated_unit *units = mem_new(count, sizeof *units);
    struct krippendorff found = {.is_defined = false};
    size_t total = 0, at = 0;
    double *ratings;
    int rc;

    for (size_t i = 0; i < count; i++)
        total += answers[i].passed + answers[i].failed;
    ratings = mem_new(total, sizeof *ratings);
    for (size_t i = 0; i < count; i++) {
        units[i] =
            (struct rated_unit){&ratings[at], answers[i].passed + answers[i].failed};
        for (unsigned k = 0; k < answers[i].passed; k++)
            ratings[at++] = 1;
        at += answers[i].failed;
    }
    rc = krippendorff_alpha(units, count, &found, err);
    *out = rc == 0 && found.is_defined ? found.nominal : (double)NAN;
    free(ratings);
    free(units);
    return rc;
}

static int size_compare(const void *a, const void *b)
{
    const size_t left = *(const size_t *)a, right = *(const size_t *)b;

    return left < right ? -1 : left > right;
}

static size_t median_length(const struct judged_answer *answers, size_t count)
{
    size_t *lengths = mem_new(count, sizeof *lengths);
    size_t told = 0, median;

    for (size_t i = 0; i < count; i++)
        if (is_told(&answers[i]))
            lengths[told++] = answers[i].length;
    qsort(lengths, told, sizeof *lengths, size_compare);
    median = told ? lengths[(told - 1) / 2] : 0;
    free(lengths);
    return median;
}

static double half_gap(const struct length_half *half)
{
    return (double)(half->too_kind - half->too_strict) / (double)half->count;
}

/* Of the mean of so many -1, 0 and 1. */
static double half_variance(const struct length_half *half)
{
    const double n = (double)half->count, gap = half_gap(half);
    const double squares = (double)(half->too_kind + half->too_strict);

    return (squares - n * gap * gap) / (n - 1) / n;
}

static int length_make(const struct judged_answer *answers, size_t count, double level,
                       struct length_bias *out, struct error *err)
{
    double z, se;

    if (normal_z(level, &z, err))
        return -1;
    out->cut = median_length(answers, count);
    for (size_t i = 0; i < count; i++) {
        struct length_half *half =
            answers[i].length > out->cut ? &out->longer : &out->shorter;

        if (!is_told(&answers[i]))
            continue;
        half->count++;
        if ((answers[i].verdict == VERDICT_PASS) == judged_answer_truth(&answers[i]))
            continue;
        ++*(answers[i].verdict == VERDICT_PASS ? &half->too_kind : &half->too_strict);
    }
    out->is_there = out->shorter.count > 1 && out->longer.count > 1;
    if (!out->is_there)
        return 0;
    out->gap = half_gap(&out->longer) - half_gap(&out->shorter);
    se = sqrt(half_variance(&out->longer) + half_variance(&out->shorter));
    out->range = (struct interval){out->gap - z * se, out->gap + z * se};
    return 0;
}

int judge_quality_of(const struct judged_answer *answers, size_t count, double level,
                     struct judge_quality *out, struct error *err)
{
    struct judge_quality made = {.answers = (int64_t)count};

    counts_make(answers, count, &made);
    if (judge_report(&made.counts, level, &made.report, err) ||
        judge_labels_missing(&made.counts, level, &made.labels_missing, err) ||
        alpha_make(answers, count, &made.raters_alpha, err) ||
        length_make(answers, count, level, &made.length, err))
        return -1;
    *out = made;
    return 0;
}
