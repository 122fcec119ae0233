/* reports/judge_flips.h - how often a judge that compares two answers preferred a place.
 *
 * It sees each pair in both orders. One that prefers what stands in the same place both
 * times has flipped, which is told, for what it says is then no judgement of the answers.
 */
#ifndef NOWORSE_REPORTS_JUDGE_FLIPS_H
#define NOWORSE_REPORTS_JUDGE_FLIPS_H

#include "reports/report.h"

#include <jansson.h>

struct judge_flips {
    int64_t pairs; /* with a verdict in both orders */
    int64_t flips;
};

/* Of each grader of the plan, in cases that may be shown; the caller's, for free(). NULL:
 * the run cannot be read. */
struct judge_flips *judge_flips_count(const struct report_input *input,
                                      struct error *err);

/* Appends a line for each grader that compared. */
int judge_flips_append(const struct report_input *input, struct buf *out,
                       struct error *err);

/* An array of them. NULL: the run cannot be read. */
json_t *judge_flips_json(const struct report_input *input, struct error *err);

#endif
