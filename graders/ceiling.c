/* graders/ceiling.c - a figure of the reply is at most `max`. */
#include "graders/ceiling.h"

#include "base/mem.h"

#include <math.h>

struct ceiling {
    double max;
};

int ceiling_compile(const json_t *options, const struct grader_context *context,
                    void **state, struct error_list *errors)
{
    const json_t *max =
        json_is_number(options) ? options : json_object_get(options, "max");
    struct ceiling *own = mem_new(1, sizeof *own);

    *state = own;
    own->max = json_number_value(max);
    if (max)
        return 0;
    error_list_at(errors, &context->source->place, "N0518", "%s needs `max`",
                  context->type->name);
    return error_hint(error_list_last(errors), "%s: NUMBER", context->type->name);
}

void ceiling_grade(const void *state, double figure, const char *before,
                   const char *behind, const char *unknown, struct grade *grade)
{
    const struct ceiling *own = state;

    if (isnan(figure))
        grade_unscored(grade, "%s", unknown);
    else if (figure <= own->max)
        grade_pass(grade);
    else
        grade_fail(grade, "%s%.10g%s, expected at most %s%.10g", before, figure, behind,
                   before, own->max);
}
