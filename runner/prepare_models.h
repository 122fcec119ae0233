/* runner/prepare_models.h - the models of a suite made ready: what prepare_suite() and
 * prepare_grading() share.
 */
#ifndef NOWORSE_RUNNER_PREPARE_MODELS_H
#define NOWORSE_RUNNER_PREPARE_MODELS_H

#include "runner/prepare.h"

/* Whether the suite may start programs: the command line says so, or the project. */
bool exec_is_allowed(const struct suite *suite, const struct prepare_options *options);

/* The suite's own table of prices; where that is no good, the one that is compiled in, so
 * that nothing follows from it. */
struct prices *prices_of(const struct suite *suite, struct error_list *errors);

/* Every model without a role. prepared->prices is there. */
void candidates_prepare(struct prepared *prepared, const struct prepare_options *options,
                        struct error_list *errors);

/* When all graders are known: a model with a role takes part in nothing until one of
 * prepared->sets names it. */
void judges_prepare(struct prepared *prepared, const struct prepare_options *options,
                    struct error_list *errors);

#endif
