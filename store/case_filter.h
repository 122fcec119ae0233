/* store/case_filter.h - which cases `--filter` and a gate's `must_pass` name.
 *
 * A filter is words between blanks:
 *
 *   cohort:NAME   the cohort, or one that it was split into (NAME/…)
 *   tag:TAG       the case or its cohort has the tag
 *   id~TEXT       the id holds TEXT
 *   ID            the id, or cohort/id
 *   !WORD         not so
 *
 * Words of one kind are alternatives (a case needs one of the cohorts, one of the tags,
 * and one of the ids); of the words with "!", none may hold. Other keys are errors.
 */
#ifndef NOWORSE_STORE_CASE_FILTER_H
#define NOWORSE_STORE_CASE_FILTER_H

#include "base/error.h"
#include "values/value.h"

#include <stdbool.h>

/* -1: it names nothing, or has a word that is not known; the error has no place. */
int case_filter_check(const char *filter, struct error *err);

/* What a filter looks at; all borrowed. */
struct filtered_case {
    const char *cohort, *id;
    char *const *cohort_tags;
    size_t cohort_tag_count;
    const struct value *tags; /* the case's own, a list; NULL: none */
};

/* Whether a checked filter names this case. */
bool case_filter_takes(const char *filter, const struct filtered_case *of);

/* Whether tags are looked at, which a run file does not keep for cases. */
bool case_filter_has_tags(const char *filter);

/* The same of a case without tags. */
bool case_filter_matches(const char *filter, const char *cohort, const char *id);

#endif
