/* graders/cost_usd.c - the call cost at most so many dollars. */
#include "graders/builtin_graders.h"
#include "graders/ceiling.h"

#include <stdlib.h>

static enum grade_step cost_usd_grade(const void *state, struct grade_scratch *scratch,
                                      const struct sample *sample,
                                      struct grade_turn *turn, struct grade *grade)
{

    (void)scratch;
    (void)turn;
    ceiling_grade(state, sample->cost_usd, "$", "", "it is not known what the call cost",
                  grade);
    return GRADE_DONE;
}

const struct grader_type grader_cost_usd = {
    .name = "cost_usd",
    .summary = "the call cost at most so many dollars",
    .judges_reply = true,
    .compile = ceiling_compile,
    .grade = cost_usd_grade,
    .free = free,
};
