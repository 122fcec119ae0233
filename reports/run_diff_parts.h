/* reports/run_diff_parts.h - the pieces of run_diff_console.c. */
#ifndef NOWORSE_REPORTS_RUN_DIFF_PARTS_H
#define NOWORSE_REPORTS_RUN_DIFF_PARTS_H

#include "base/buf.h"
#include "reports/run_diff.h"

/* "REGRESSION", "no worse", …: what `gate` would call it with the suite's margin. */
const char *comparison_words(const struct gate_comparison *made);

/* Cohort by cohort; nothing where one alone has cases. */
void run_diff_table(const struct run_diff *diff, struct buf *out);

#endif
