/* suites/columns.h - `columns`: what of a file's names is what of ours. */
#ifndef NOWORSE_SUITES_COLUMNS_H
#define NOWORSE_SUITES_COLUMNS_H

#include "suites/case_making.h"

/* The rules of a cohort; the caller's, with free(). */
struct column_rule *columns_read(const struct cohort *cohort, size_t *count);

/* Appends the value in the type that `as` says; a text only is converted. -1: it cannot
 * be: `expected` says what was. */
int column_value_write(struct buf *out, const struct value *value, enum column_as as,
                       const char **expected);

#endif
