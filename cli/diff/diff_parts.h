/* cli/diff/diff_parts.h - the pieces of diff_sides.c. */
#ifndef NOWORSE_CLI_DIFF_PARTS_H
#define NOWORSE_CLI_DIFF_PARTS_H

#include "cli/diff/diff_sides.h"

/* diff_variants.c: which variant of each side is meant; fills sides->variants. -1 of the
 * old side: what was copied into the new one's run as its baseline. */
int diff_variants_choose(struct diff_sides *sides, const struct diff_scope *scope,
                         struct error *err);

/* diff_plan.c: the plan of the comparison: the new side's suite and cohorts, those that
 * the old one alone has behind them, two variants by enum pair_side. */
int diff_plan_make(struct diff_sides *sides, const struct diff_scope *scope,
                   struct error *err);
/* The cohort of that name in the plan of the comparison; -1: it is not compared. */
int diff_plan_cohort(const struct run_plan *plan, const char *name);

/* diff_baseline.c: a baseline's entries as a plan, a variant each; the caller's. */
int diff_plan_of_baseline(const struct baseline_file *file, struct run_plan **out,
                          struct error *err);
/* The same of the entry that was copied into a run as a variant's baseline. */
struct run_plan *diff_plan_of_entry(const struct run_plan *plan, int entry);

/* diff_answers.c: the run that the old side's results were copied from; a note where its
 * file is not there. */
void diff_answers_find(struct diff_sides *sides);

/* diff_filling.c: every case of both sides to sides->pairs. */
int diff_pairs_fill(struct diff_sides *sides, const struct diff_scope *scope,
                    struct error *err);

/* diff_judging.c: cases brought together, counted and judged. */
int diff_judge(struct diff_sides *sides, const struct diff_scope *scope,
               struct error *err);

/* diff_own.c: where a run that could stop early is compared with its own baseline: what
 * its gate says, whose level and evidence are its own. */
int diff_own_take(struct diff_sides *sides, const struct diff_scope *asked,
                  struct error *err);

/* diff_spent.c: cost and latency of sides that are baselines: these know them of a whole
 * cohort alone. */
void diff_spent_fill(struct diff_sides *sides, const struct diff_scope *scope);

/* diff_graders.c: tells that cases had other graders, and which. rescored: cases whose
 * scores are of others; those that are CHANGE_REGRADED are among them. */
void diff_graders_note(struct diff_sides *sides, int64_t rescored);

/* Adds a sentence; takes the text. */
void diff_note(struct diff_sides *sides, char *text);

#endif
