/* runner/paces.h - the pace of each of a suite's models. */
#ifndef NOWORSE_RUNNER_PACES_H
#define NOWORSE_RUNNER_PACES_H

#include "limits/pace.h"
#include "runner/prepare.h"

/* Of a model. */
struct concurrency {
    unsigned calls; /* at the same time */
    bool is_given;  /* by the user, not by default */
};

/* One for each of the suite's models, into out[]; models that name the same model of the
 * same endpoint, with the same key, share one. concurrency[]: of each. */
void paces_make(const struct prepared *prepared, const struct concurrency *concurrency,
                struct pace **out);
void paces_free(struct pace **paces, size_t count);

/* Tokens that an answer may have, as far as the suite says: `max_tokens` or its like
 * among the params; else a guess, which pace corrects by what is used. */
int64_t pace_output_tokens(const struct suite_model *model);

#endif
