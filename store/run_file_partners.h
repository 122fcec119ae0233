/* store/run_file_partners.h - the baseline's side of the walk over outcomes: for
 * run_file_*.c alone. */
#ifndef NOWORSE_STORE_RUN_FILE_PARTNERS_H
#define NOWORSE_STORE_RUN_FILE_PARTNERS_H

#include "store/run_file_database.h"

/* A walk over baseline_results, in step with another over cases and variants. */
struct partner_walk {
    struct run_file *file;
    sqlite3_stmt *rows; /* NULL: nothing was imported */
    bool has_row;       /* it stands on one: */
    int64_t number, variant;
    bool is_anchor;
};

int partner_walk_begin(struct partner_walk *walk, struct run_file *file,
                       const struct run_plan *plan, struct error *err);
/* For cases in any order: before the outcomes of each it goes to the case, and rests
 * after them. */
int partner_walk_prepare(struct partner_walk *walk, struct run_file *file,
                         const struct run_plan *plan, struct error *err);
int partner_walk_go(struct partner_walk *walk, int64_t number, struct error *err);
void partner_walk_rest(struct partner_walk *walk);
void partner_walk_end(struct partner_walk *walk);

/* Fills baseline and anchor of an outcome where its variant is compared with an entry;
 * outcomes come by case, then variant; some may be left out. */
int partner_walk_fill(struct partner_walk *walk, const struct plan_variant *variant,
                      struct case_outcome *outcome, struct error *err);

/* The word of a pairing as it is stored. -1: there is no such word. */
int pairing_parse(const char *word, enum pairing *out);

/* After the last outcome: a row that is left belongs to no case. */
int partner_walk_check(const struct partner_walk *walk, struct error *err);

#endif
