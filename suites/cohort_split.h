/* suites/cohort_split.h - `split`: a cohort's cases in children, one for each value of
 * their reference, their tag, a variable or a key of their metadata. */
#ifndef NOWORSE_SUITES_COHORT_SPLIT_H
#define NOWORSE_SUITES_COHORT_SPLIT_H

#include "suites/dataset.h"
#include "suites/suite_loading.h"

enum { SPLIT_CHILDREN_MAX = 50 };

struct split_value {
    char *text;
    size_t cases;
};

/* Sorted by bytes; end with split_values_release(). */
struct split_values {
    struct split_value *items; /* owned */
    size_t count, cases;
};

/* What a case has there; the caller's. NULL: nothing, or what is no single text, number
 * or word. */
char *split_value_of(const char *split, const struct eval_case *row);

/* Reads the cohort's cases once. Rows that cannot be read are for pass 1 to tell; those
 * without a value, and too many values, go to the errors (N0587, N0588). */
void split_values_read(struct suite_loading *loading, const struct cohort *cohort,
                       const struct source *source, struct split_values *out);
void split_values_release(struct split_values *values);

/* "multilingual/de": what a name cannot hold becomes '-', and a few digits of the value's
 * digest follow; the caller's. */
char *split_name(const char *parent, const char *value);

#endif
