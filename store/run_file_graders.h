/* store/run_file_graders.h - what graders that have a gate made of cases: a part of the
 * walk over outcomes, for run_file_outcomes.c alone. */
#ifndef NOWORSE_STORE_RUN_FILE_GRADERS_H
#define NOWORSE_STORE_RUN_FILE_GRADERS_H

#include "store/run_file_grades.h"

/* Which of a variant's graders have a gate, in the set that was asked for last. */
struct gated_set {
    int64_t number; /* -1: none yet */
    int *graders; /* owned; by gate: index in the plan's graders; -1: the set has none */
};

struct grader_walk {
    const struct run_plan *plan; /* borrowed; NULL: no grader has a gate */
    struct run_file *file;       /* borrowed */
    struct grades_reader reader;
    sqlite3_stmt *sets;
    struct gated_set *of_variants; /* owned */
    struct document details;
};

/* The outcomes of one variant for a case; room for one a gate of the plan. */
struct grader_outcomes {
    struct grader_outcome *list; /* owned, as the two below */
    size_t count;
    struct graded_label *labels; /* by gate: as many as repeats */
    struct graded_field *fields; /* by gate: as many as any gate has */
};
void grader_outcomes_init(struct grader_outcomes *outcomes, const struct run_plan *plan);
void grader_outcomes_release(struct grader_outcomes *outcomes);

int grader_walk_begin(struct grader_walk *walk, struct run_file *file,
                      const struct run_plan *plan, struct error *err);
void grader_walk_end(struct grader_walk *walk);

/* Begins a case: the graders of its set, with no repeat yet. */
int grader_walk_case(struct grader_walk *walk, int variant, int64_t set, unsigned rounds,
                     struct grader_outcomes *out, struct error *err);
/* Adds a sample, whose grades are in a column of the row. */
int grader_walk_sample(struct grader_walk *walk, sqlite3_stmt *row, int at,
                       struct grader_outcomes *out, struct error *err);
/* What a variant's graders made of the case, as the baseline of another's. */
void grader_walk_pair(const struct grader_walk *walk,
                      const struct grader_outcomes *baseline,
                      struct grader_outcomes *out);

#endif
