/* runner/selection.h - which part of a suite is asked: --prompt, --model, --cohort,
 * --case, --filter, --sample, and what the profile in force says of the last two and of
 * cohorts.
 *
 * Nothing selected by name means all. What is left out is not gated, and the verdict says
 * "partial selection".
 */
#ifndef NOWORSE_RUNNER_SELECTION_H
#define NOWORSE_RUNNER_SELECTION_H

#include "base/error_list.h"
#include "store/case_filter.h"
#include "suites/dataset.h"
#include "suites/suite.h"

/* Lists of names, each ended by NULL; NULL: all. Borrowed. */
struct selection {
    const char *const *prompts; /* name@version, version or name */
    const char *const *models;  /* ids */
    const char *const *cohorts; /* names */
    const char *const *cases;   /* ids, or cohort/id */
    const char *filter;         /* store/case_filter.h; NULL: all */
    struct suite_sample sample; /* cases and at_least 0: all; seed 0: the profile's */
};

/* The flags, and where they say nothing the suite's profile. Borrows from both. */
struct selection selection_of(const struct selection *flags, const struct suite *suite);

/* Every name must be known; the nearest is suggested. */
int selection_check(const struct selection *selection, const struct suite *suite,
                    struct error_list *errors);

bool selection_has_cohort(const struct selection *selection, const struct cohort *cohort);
/* As a filter sees it; borrowed. */
struct filtered_case filtered_case_of(const struct cohort *cohort,
                                      const struct eval_case *row);
/* Without regard to the sample. */
bool selection_has_case(const struct selection *selection, const struct cohort *cohort,
                        const struct eval_case *row);
/* Sets the flag of each name in `cases` that is this case's; found: one flag a name. */
void selection_find(const struct selection *selection, const struct cohort *cohort,
                    const char *id, bool *found);
/* How many names there are in `cases`. */
size_t selection_case_count(const struct selection *selection);
/* Whether a sample is drawn. */
bool selection_is_sampled(const struct selection *selection);

/* A candidate is in by its prompt and model; a baseline variant if a selected candidate
 * is compared with it. out: one flag a variant. */
void selection_variants(const struct selection *selection, const struct suite *suite,
                        bool *out);

/* True where something may be left out. */
bool selection_is_partial(const struct selection *selection, const struct suite *suite);
/* The same of the cases of selected cohorts. */
bool selection_leaves_cases_out(const struct selection *selection);

#endif
