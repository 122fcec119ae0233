/* reports/console.h - the parts of what a person reads at the end of a run. */
#ifndef NOWORSE_REPORTS_CONSOLE_H
#define NOWORSE_REPORTS_CONSOLE_H

#include "reports/report.h"

/* The ANSI sequence for a verdict, or NULL where colour is off. */
const char *console_paint(const struct report_input *input, enum gate_verdict verdict);

/* "v8", made harmless; the caller's. */
char *console_variant(const struct plan_variant *variant);

/* What it is compared with: "v7", "baseline"; "": nothing. The caller's. */
char *console_baseline(const struct run_plan *plan, const struct plan_variant *variant);

/* "pass: no worse", "REGRESSION", "inconclusive: 174 more cases"; the caller's. */
char *console_scope_verdict(const struct gate_scope *scope);

/* Cohort by cohort: pass rates of each candidate and of its baseline, number of cases,
 * verdict in plain words. */
void console_table(const struct report_input *input, struct buf *out);

/* How the cases of one candidate stand against the baseline; nothing without one. */
void console_states(const struct report_input *input, int variant, struct buf *out);

/* What the gate's notes say, a line each. */
void console_notes(const struct report_input *input, struct buf *out);

/* How many samples are unscored, of which variant, and why; nothing where none is. */
int console_unscored(const struct report_input *input, struct buf *out,
                     struct error *err);

/* At most three places where the answers of candidates do not fit their schema, of those
 * that two answers or more have. */
int console_errors(const struct report_input *input, struct buf *out, struct error *err);

/* At most three failures, those first that the baseline does not have. */
int console_worst(const struct report_input *input, struct buf *out, struct error *err);

/* Where things are, and what to type next. */
int console_next(const struct report_input *input, struct buf *out, struct error *err);

#endif
