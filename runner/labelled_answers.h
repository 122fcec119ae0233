/* runner/labelled_answers.h - answers that people labelled, put where a run's own answers
 * stand: what is left to do is to ask the judge about them, on the path of every run.
 */
#ifndef NOWORSE_RUNNER_LABELLED_ANSWERS_H
#define NOWORSE_RUNNER_LABELLED_ANSWERS_H

#include "runner/resume.h"

struct labelled_answer {
    int64_t case_number;
    unsigned repeat; /* from 1: of the answers of one case, which this is */
    const char *answer;
    size_t answer_length;
};

/* prepared: by prepare_options.grader; its plan gets as many repeats as a case has
 * answers, which are in order of case and repeat. Every other sample of the plan is
 * left out. *out, zeroed before, is for run_options.resumed. */
int labelled_answers_put(struct prepared *prepared, const struct labelled_answer *answers,
                         size_t count, struct resumed *out, struct error *err);

#endif
