/* graders/not.c - the grader fails. */
#include "base/mem.h"
#include "graders/builtin_graders.h"
#include "graders/nested.h"

#include <stdlib.h>

static int not_compile(const json_t *options, const struct grader_context *context,
                       void **state, struct error_list *errors)
{
    static const char *const keys[] = {"name", NULL};
    struct nested *own = mem_new(1, sizeof *own);

    *state = own;
    return nested_add(own, options, "", keys, context, errors);
}

static struct grading *const *not_parts(const void *state, size_t *count)
{
    const struct nested *own = state;

    *count = own->count;
    return own->items;
}

static enum grade_step not_grade(const void *state, struct grade_scratch *scratch,
                                 const struct sample *sample, struct grade_turn *turn,
                                 struct grade *grade)
{
    const struct nested *own = state;
    struct grade *below = NULL;

    if (nested_grade(own, scratch, sample, turn, &below) == GRADE_ASK)
        return GRADE_ASK;
    if (below->verdict == VERDICT_PASS) {
        grade_fail(grade, "%s passes, and should not", grading_name(own->items[0]));
        grade->score = 1.0 - below->score;
    } else if (below->verdict == VERDICT_UNSCORED) {
        grade_unscored(grade, "%s", below->reason ? below->reason : "not scored");
    } else if (below->is_unreadable) {
        grade_unreadable(grade, "%s", below->reason ? below->reason : "not readable");
    } else {
        grade_pass(grade);
        grade->score = 1.0 - below->score;
    }
    nested_details_keep(own, below, grade);
    nested_grades_free(below, own->count);
    return GRADE_DONE;
}

static void not_free(void *state)
{
    if (state)
        nested_release(state);
    free(state);
}

const struct grader_type grader_not = {
    .name = "not",
    .summary = "the grader fails",
    .compile = not_compile,
    .parts = not_parts,
    .grade = not_grade,
    .forget = nested_forget,
    .free = not_free,
};
