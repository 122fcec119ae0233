/* runner/selection.h - which part of a suite is asked: --prompt, --model, --cohort,
 * --case.
 *
 * Nothing selected by name means all. What is left out is not gated, and the verdict says
 * "partial selection".
 */
#ifndef NOWORSE_RUNNER_SELECTION_H
#define NOWORSE_RUNNER_SELECTION_H

#include "base/error_list.h"
#include "suites/dataset.h"
#include "suites/suite.h"

/* Lists of names, each ended by NULL; NULL: all. Borrowed. */
struct selection {
    const char *const *prompts; /* name@version, version or name */
    const char *const *models;  /* ids */
    const char *const *cohorts; /* names */
    const char *const *cases;   /* ids, or cohort/id */
};

/* Every name must be known; the nearest is suggested. */
int selection_check(const struct selection *selection, const struct suite *suite,
                    struct error_list *errors);

bool selection_has_cohort(const struct selection *selection, const struct cohort *cohort);
bool selection_has_case(const struct selection *selection, const struct cohort *cohort,
                        const char *id);

/* A candidate is in by its prompt and model; a baseline variant if a selected candidate
 * is compared with it. out: one flag a variant. */
void selection_variants(const struct selection *selection, const struct suite *suite,
                        bool *out);

/* True where something may be left out. */
bool selection_is_partial(const struct selection *selection);

#endif
