/* store/line_grades.h - what each grader made of a run's case, as a baseline has it: for
 * run_file_lines.c alone. */
#ifndef NOWORSE_STORE_LINE_GRADES_H
#define NOWORSE_STORE_LINE_GRADES_H

#include "store/run_file_baseline.h"
#include "store/run_file_grades.h"

struct line_grades {
    const struct run_plan *plan; /* borrowed */
    struct grades_reader reader;
    struct baseline_grade
        *list; /* owned; the graders of the set, with the case's counts */
    size_t count;
    double *scores; /* owned; as many for each as there are repeats */
};

int line_grades_open(struct line_grades *grades, struct run_file *file,
                     const struct run_plan *plan, struct error *err);
void line_grades_close(struct line_grades *grades); /* takes one that is zeroed */

/* The graders of the cases that follow, "[0,2]", checked before. */
void line_grades_set(struct line_grades *grades, const char *graders);
/* Begins a case. */
void line_grades_clear(struct line_grades *grades);
/* Adds a sample, whose grades are in a column of the row. */
int line_grades_sample(struct line_grades *grades, sqlite3_stmt *row, int at,
                       struct error *err);

#endif
