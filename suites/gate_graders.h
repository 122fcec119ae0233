/* suites/gate_graders.h - the keys of a gate that are about what one grader tells more of
 * than a verdict: labels, and fields of JSON. */
#ifndef NOWORSE_SUITES_GATE_GRADERS_H
#define NOWORSE_SUITES_GATE_GRADERS_H

#include "suites/suite.h"

/* A key of that kind; its value may be a map: of labels, or of pointers. */
struct gate_share_key {
    const char *key, *type; /* "f1", "label" */
    bool is_of_each;        /* a share alone is of each label */
};
extern const struct gate_share_key gate_share_keys[]; /* ended by NULL */

/* Whether a gate has one. */
bool gate_has_share_keys(const json_t *gate);

/* The one grader of the type that the gate of a cohort (NULL: of the suite) is about:
 * that its cases have. NULL: there is none, or several; *count says how many. Of one name
 * in several cohorts it is the first. */
const struct grader_item *gate_grader_find(const struct suite *suite,
                                           const struct cohort *cohort, const char *type,
                                           size_t *count);

/* The labels of a `label` grader: an array of texts; borrowed. */
const json_t *label_item_labels(const struct grader_item *item);

#endif
