/* runner/case_reading.h - pass 2: a planned case read from its dataset again. */
#ifndef NOWORSE_RUNNER_CASE_READING_H
#define NOWORSE_RUNNER_CASE_READING_H

#include "runner/prepare.h"

/* Into a cleared row. -1: the dataset cannot be read, or the case changed since pass 1
 * read it. */
int case_read_again(const struct prepared *prepared, const struct case_record *record,
                    struct eval_case *row, struct error *err);

#endif
