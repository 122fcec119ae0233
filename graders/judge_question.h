/* graders/judge_question.h - what a judge is asked: `ask`, `rubric`, `preset`. */
#ifndef NOWORSE_GRADERS_JUDGE_QUESTION_H
#define NOWORSE_GRADERS_JUDGE_QUESTION_H

#include "graders/grader.h"
#include "graders/rubrics.h"

/* *question is the caller's; NULL where there are criteria. The content of a file is in
 * the context's digest. *preset: the one it is; NULL: none. */
int judge_question_compile(const json_t *options, const struct grader_context *context,
                           char **question, const struct rubric **preset,
                           struct error_list *errors);

#endif
