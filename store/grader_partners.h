/* store/grader_partners.h - what a stored baseline's graders made of cases: a part of the
 * walk over outcomes, for run_file_*.c alone. */
#ifndef NOWORSE_STORE_GRADER_PARTNERS_H
#define NOWORSE_STORE_GRADER_PARTNERS_H

#include "store/run_file_graders.h"

/* Whether a file has the table: where graders have gates and the baseline is stored. */
int grades_table_is_there(struct run_file *file, bool *out, struct error *err);

/* A walk over baseline_grades, in step with another over cases and variants. */
struct grader_partner_walk {
    struct run_file *file;
    sqlite3_stmt *rows; /* NULL: nothing was imported */
    bool has_row;       /* it stands on one: */
    int64_t number, variant;
};

int grader_partner_walk_begin(struct grader_partner_walk *walk, struct run_file *file,
                              const struct run_plan *plan, struct error *err);
void grader_partner_walk_end(struct grader_partner_walk *walk);

/* Fills baseline and anchor of what the graders made of a case, where its variant is
 * compared with an entry; cases come in order, then variants; some may be left out. */
int grader_partner_walk_fill(struct grader_partner_walk *walk,
                             const struct plan_variant *variant,
                             const struct case_outcome *of, struct grader_outcomes *out,
                             struct error *err);

/* After the last outcome: a row that is left belongs to no case. */
int grader_partner_walk_check(const struct grader_partner_walk *walk, struct error *err);

#endif
