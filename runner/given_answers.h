/* runner/given_answers.h - answers that exist already, graded as they come: what graders
 * ask goes the way of every run's requests (lanes, limits, tries, cache, budget), and
 * nothing is written down.
 *
 * Answers are taken as slots are free, and told in the order in which they were taken,
 * whichever is graded first. Memory grows with the slots alone.
 */
#ifndef NOWORSE_RUNNER_GIVEN_ANSWERS_H
#define NOWORSE_RUNNER_GIVEN_ANSWERS_H

#include "limits/budget.h"
#include "runner/grade_sample.h"
#include "runner/runner.h"

/* One answer; all borrowed until its slot is told. */
struct given_answer {
    struct sample sample;
    const char *id;           /* for the reply cache: answers with another id are asked
                                 about apart, also where they are the same; "": none */
    const struct value *vars; /* an object: of a template in the model's request */
};

enum given_step {
    GIVEN_ANSWER,
    GIVEN_LATER, /* nothing is there yet: file() has it some time */
    GIVEN_END
};

/* Where they come from and go to; all are called from the loop. */
struct given_source {
    enum given_step (*take)(void *context, unsigned slot, struct given_answer *out);
    int (*file)(void *context); /* after GIVEN_LATER: the descriptor to wait for */
    /* -1: nothing more can be told, so that it ends. */
    int (*graded)(void *context, unsigned slot, const struct sample_grades *grades);
    void (*turned)(void *context); /* after some were graded */
    void *context;
};

struct given_end {
    enum run_status status; /* RUN_FINISHED, RUN_INTERRUPTED, RUN_STOPPED, RUN_SPENT */
    int signal;             /* RUN_INTERRUPTED */
    char *reason;           /* owned: one clause; or NULL */
    struct ledger spent;
    int64_t reused; /* replies that were in the cache */
    bool is_whole;  /* every answer of the source was told */
};
void given_end_release(struct given_end *end);

/* As many answers at a time as keep every lane busy: of what is embedded as many as go
 * together in its calls; of graders that ask no model, one, or `concurrency`. */
unsigned given_slots(const struct prepared *prepared, const struct run_options *options);

/* To the end of the source, or of what may be asked. Of the options `resumed`,
 * `progress`, `observer` and `failures_max` play no part. prepared and set: of
 * prepare_grading(). -1: nothing could be started. */
int given_answers_grade(struct prepared *prepared, struct grader_set *set,
                        const struct run_options *options,
                        const struct given_source *source, unsigned slots,
                        struct given_end *end, struct error *err);

#endif
