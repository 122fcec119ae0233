/* graders/any.c - one of the graders passes. */
#include "graders/builtin_graders.h"
#include "graders/nested.h"

static enum grade_step any_grade(const void *state, struct grade_scratch *scratch,
                                 const struct sample *sample, struct grade_turn *turn,
                                 struct grade *grade)
{
    return combination_grade(state, VERDICT_PASS, scratch, sample, turn, grade);
}

const struct grader_type grader_any = {
    .name = "any",
    .summary = "one of the graders passes",
    .compile = combination_compile,
    .parts = combination_parts,
    .grade = any_grade,
    .forget = nested_forget,
    .free = combination_free,
};
