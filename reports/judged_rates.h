/* reports/judged_rates.h - what judges passed, and what their known errors make of it
 * (gate/judged.h), as each report tells it.
 */
#ifndef NOWORSE_REPORTS_JUDGED_RATES_H
#define NOWORSE_REPORTS_JUDGED_RATES_H

#include "reports/report.h"

#include <jansson.h>

/* Appends a line for each judge and variant; nothing where no judge is known. */
void judged_rates_append(const struct report_input *input, struct buf *out);

/* The comparison over all cases that the judge alone decides, corrected; NULL: none. */
const struct gate_comparison *judged_difference(const struct judgement *judgement,
                                                const struct judged_rate *rate);

/* An array of them; the caller's reference. */
json_t *judged_rates_json(const struct run_plan *plan, const struct judgement *judgement);

#endif
