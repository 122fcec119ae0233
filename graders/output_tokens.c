/* graders/output_tokens.c - the reply has at most so many tokens. */
#include "graders/builtin_graders.h"
#include "graders/ceiling.h"

#include <math.h>
#include <stdlib.h>

static enum grade_step output_tokens_grade(const void *state,
                                           struct grade_scratch *scratch,
                                           const struct sample *sample,
                                           struct grade_turn *turn, struct grade *grade)
{
    const int64_t tokens = sample->usage ? sample->usage->output_total : UNKNOWN_COUNT;

    (void)scratch;
    (void)turn;
    ceiling_grade(state, tokens == UNKNOWN_COUNT ? (double)NAN : (double)tokens, "",
                  " tokens", "the reply does not say how many tokens it has", grade);
    return GRADE_DONE;
}

const struct grader_type grader_output_tokens = {
    .name = "output_tokens",
    .summary = "the reply has at most so many tokens",
    .judges_reply = true,
    .compile = ceiling_compile,
    .grade = output_tokens_grade,
    .free = free,
};
