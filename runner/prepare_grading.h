/* runner/prepare_grading.h - graders made ready for answers that exist already: nothing
 * is asked but what they ask.
 */
#ifndef NOWORSE_RUNNER_PREPARE_GRADING_H
#define NOWORSE_RUNNER_PREPARE_GRADING_H

#include "runner/prepare.h"

/* The suite (borrowed) has one cohort, whose name is in the reply cache, and the graders
 * that judge each answer; its `path` is NULL where nobody named one, and its models stand
 * for none. Of the options `replies`, `grader` and `selection` play no part: there is no
 * case that could tell whether a model without a key is asked, so such a model is an
 * error, but with CACHE_ONLY. *set is borrowed from *out. All mistakes go to errors; -1:
 * there was one, N0990 and N0994 among them. *out is released by prepared_release(),
 * always; it has neither plan of samples nor run file. */
int prepare_grading(const struct suite *suite, const struct prepare_options *options,
                    struct prepared *out, struct grader_set **set,
                    struct error_list *errors);

#endif
