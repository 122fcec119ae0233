/* graders/all.c - every one of the graders passes. */
#include "graders/builtin_graders.h"
#include "graders/nested.h"

static enum grade_step all_grade(const void *state, struct grade_scratch *scratch,
                                 const struct sample *sample, struct grade_turn *turn,
                                 struct grade *grade)
{
    return combination_grade(state, VERDICT_FAIL, scratch, sample, turn, grade);
}

const struct grader_type grader_all = {
    .name = "all",
    .summary = "every one of the graders passes",
    .compile = combination_compile,
    .parts = combination_parts,
    .grade = all_grade,
    .forget = nested_forget,
    .free = combination_free,
};
