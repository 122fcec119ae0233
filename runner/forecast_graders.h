/* runner/forecast_graders.h - what graders would ask about a sample, before anything is
 * sent.
 *
 * Where the answer is here, its graders that do not ask are run, so that `when: passed`
 * holds, and what the others ask is what the run would ask. Where it is not, each grader
 * that may ask is counted; so the counts are the most, but for questions that depend on a
 * reply (a judge whose reply could not be read is asked again).
 */
#ifndef NOWORSE_RUNNER_FORECAST_GRADERS_H
#define NOWORSE_RUNNER_FORECAST_GRADERS_H

#include "runner/asking.h"
#include "runner/grade_sample.h"
#include "runner/reuse.h"
#include "runner/sample_queue.h"

struct graders_forecast;

/* All borrowed. The same question of one sample is told once; a text to be embedded,
 * whose vector all samples share, once for all: 16 to 32 bytes are kept of each. */
struct foreseen_question {
    int model; /* the suite's index */
    const struct request *request;
    const uint8_t *key; /* of its reply in the cache */
    unsigned lacking;   /* answers that will stand in it, and are not here */
};
typedef void foreseen_fn(void *context, const struct foreseen_question *question);

struct graders_forecast *graders_forecast_new(struct prepared *prepared, foreseen_fn *fn,
                                              void *context);
void graders_forecast_free(struct graders_forecast *forecast); /* takes NULL */

/* In the order in which a run asks: a baseline before what is compared with it. answer:
 * the reply that is here; NULL: it is not. -1: the file of cases changed, or the run that
 * is compared with cannot be read. */
int graders_forecast_add(struct graders_forecast *forecast,
                         const struct next_sample *sample, const struct reply *answer,
                         struct error *err);

#endif
