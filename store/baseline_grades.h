/* store/baseline_grades.h - what each grader made of a case, from a line of a baseline's
 * file: for baseline_cases.c alone. */
#ifndef NOWORSE_STORE_BASELINE_GRADES_H
#define NOWORSE_STORE_BASELINE_GRADES_H

#include "store/baseline_file.h"
#include "values/value.h"

/* Room for those of one line; begins zeroed. */
struct baseline_grades {
    struct baseline_grade *list; /* owned */
    double *scores;              /* owned; of those that the line tells, */
    double *plain;               /* and of those that it does not */
    size_t capacity, score_capacity, plain_capacity;
};
void baseline_grades_release(struct baseline_grades *grades);

/* Fills grades and grade_count of a line that is read but for them: those of the case's
 * set. Where the line says nothing of one it came to what the case did, and had, beside
 * others, 1 for each repeat that passed and 0 for each that failed. Borrowed until the
 * next line. -1: what no schema can say is wrong. */
int baseline_grades_read(struct baseline_grades *grades, const struct baseline_file *file,
                         const struct value *root, const struct place *place,
                         struct baseline_line *line, struct error *err);

#endif
