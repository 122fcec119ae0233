/* graders/ceiling.h - what `latency_ms`, `cost_usd` and `output_tokens` share: a figure
 * of the reply is at most `max`. */
#ifndef NOWORSE_GRADERS_CEILING_H
#define NOWORSE_GRADERS_CEILING_H

#include "graders/grader.h"

/* The `compile` of these types; the state is for free(). */
int ceiling_compile(const json_t *options, const struct grader_context *context,
                    void **state, struct error_list *errors);

/* Judges the figure; NaN: it is not known, and unscored. Such as "812 ms, expected at
 * most 500" is told with what stands before and behind the number; unknown: why. */
void ceiling_grade(const void *state, double figure, const char *before,
                   const char *behind, const char *unknown, struct grade *grade);

#endif
