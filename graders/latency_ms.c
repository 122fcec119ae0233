/* graders/latency_ms.c - the whole reply came in so many milliseconds. */
#include "graders/builtin_graders.h"
#include "graders/ceiling.h"

#include <stdlib.h>

static enum grade_step latency_ms_grade(const void *state, struct grade_scratch *scratch,
                                        const struct sample *sample,
                                        struct grade_turn *turn, struct grade *grade)
{

    (void)scratch;
    (void)turn;
    ceiling_grade(state, sample->latency_ms, "", " ms",
                  "it is not known how long the reply took", grade);
    return GRADE_DONE;
}

const struct grader_type grader_latency_ms = {
    .name = "latency_ms",
    .summary = "the whole reply came in so many milliseconds",
    .judges_reply = true,
    .compile = ceiling_compile,
    .grade = latency_ms_grade,
    .free = free,
};
