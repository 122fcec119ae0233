/* graders/similarity_rule.h - what graders share that measure how alike the answer and
 * the reference are: a score from 0 to 1 (metrics/likeness.h), and from `pass` on a pass.
 *
 * Both texts are folded first (folding.h), so that an accent is the same however it is
 * encoded, and have no white space at their ends. Of a list as reference the best score
 * counts. A score within 1e-9 of `pass` is it.
 */
#ifndef NOWORSE_GRADERS_SIMILARITY_RULE_H
#define NOWORSE_GRADERS_SIMILARITY_RULE_H

#include "graders/grader.h"
#include "metrics/likeness.h"

struct similarity_kind {
    const char *name; /* the type's */
    enum likeness_metric metric;
    const char *unit; /* "word": a reference without one is an error; NULL:
                         an empty one is a reference too */
    const char *const *languages_refused; /* ended by NULL; or NULL */
};

/* For types' compile, check_reference, grade and free; applies_pass is true. */
int similarity_compile(const struct similarity_kind *kind, const json_t *options,
                       const struct grader_context *context, void **state,
                       struct error_list *errors);
int similarity_check(const void *state, const struct value *reference, struct error *err);
enum grade_step similarity_grade(const void *state, struct grade_scratch *scratch,
                                 const struct sample *sample, struct grade_turn *turn,
                                 struct grade *grade);
void similarity_free(void *state);

#endif
