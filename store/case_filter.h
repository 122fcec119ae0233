/* store/case_filter.h - which cases a gate's `must_pass` names.
 *
 * A filter is words between blanks:
 *
 *   cohort:NAME   the cohort, or one that it was split into (NAME/…)
 *   id~TEXT       the id holds TEXT
 *   ID            the id, or cohort/id
 *   !WORD         not so
 *
 * Words of one kind are alternatives (a case needs one of the cohorts, and one of the
 * ids); of the words with "!", none may hold. Other keys, `tag:` among them, are errors.
 */
#ifndef NOWORSE_STORE_CASE_FILTER_H
#define NOWORSE_STORE_CASE_FILTER_H

#include "base/error.h"

#include <stdbool.h>

/* -1: it names nothing, or has a word that is not known; the error has no place. */
int case_filter_check(const char *filter, struct error *err);

/* Whether a checked filter names this case. */
bool case_filter_matches(const char *filter, const char *cohort, const char *id);

#endif
