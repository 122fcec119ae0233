/* gate/judge_quality.h - how well a judge agrees with people: figures of a calibration.
 *
 * Pure. What the figures are and where they come from: statistics/judge_report.h and
 * krippendorff.h. An answer that raters are split on evenly has no truth and takes part
 * in the agreement of raters alone. One on which the judge had no verdict is counted
 * apart: it is neither right nor wrong.
 */
#ifndef NOWORSE_GATE_JUDGE_QUALITY_H
#define NOWORSE_GATE_JUDGE_QUALITY_H

#include "graders/grader.h"
#include "statistics/judge_report.h"

/* An answer that people labelled and the judge judged. */
struct judged_answer {
    unsigned passed, failed; /* raters */
    enum verdict verdict;    /* the judge's */
    size_t length;           /* of the answer, in bytes */
};
/* 1: people pass it; 0: they fail it; -1: they are split. */
int judged_answer_truth(const struct judged_answer *answer);

/* The judge's mistakes on the answers of one length. */
struct length_half {
    int64_t count, too_kind, too_strict; /* passed what people fail, and the other way */
};

/* Whether the judge is kinder to long answers than to short ones, beyond what people are:
 * the share it passes less the share that people pass, of the longer half less of the
 * shorter. Halves are cut at the median length; answers of that very length are in the
 * shorter one. The interval is normal, from the variance of the answers' -1, 0 and 1. */
struct length_bias {
    bool is_there; /* each half has two answers at least */
    size_t cut;    /* bytes: longer ones are in the longer half */
    struct length_half shorter, longer;
    double gap; /* above 0: kinder to long ones */
    struct interval range;
};

struct judge_quality {
    int64_t answers, split;               /* all; of them: raters disagree evenly */
    int64_t unjudged_pass, unjudged_fail; /* no verdict where people pass, or fail */
    struct judge_counts counts;
    struct judge_report report;
    double raters_alpha; /* Krippendorff's, nominal; NaN: no answer has two raters */
    struct length_bias length;
    int64_t labels_missing; /* judge_labels_missing() */
};

/* level is two-sided. N0822: the judge has no verdict on an answer that people pass, or
 * none on one that they fail. */
int judge_quality_of(const struct judged_answer *answers, size_t count, double level,
                     struct judge_quality *out, struct error *err);

#endif
