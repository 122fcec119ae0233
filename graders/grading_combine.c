/* graders/grading_combine.c - what the grades of a sample come to. */
#include "graders/grading.h"

#include <math.h>

static double score_counted(const struct grade *grade)
{
    if (grade->is_not_asked)
        return 0.0;
    return grade->verdict == VERDICT_UNSCORED ? NAN : grade->score;
}

struct sample_result grading_combine(const struct grading *const *gradings,
                                     const struct grade *grades, size_t count)
{
    struct sample_result result = {VERDICT_UNSCORED, 0.0};
    bool failed = false;
    bool unscored = false;
    size_t required = 0;
    double sum = 0.0;
    double weights = 0.0;

    for (size_t i = 0; i < count; i++) {
        if (grading_is_required(gradings[i])) {
            required++;
            failed |= grades[i].verdict == VERDICT_FAIL;
            unscored |= grades[i].verdict == VERDICT_UNSCORED;
        }
        sum += grading_weight(gradings[i]) * score_counted(&grades[i]);
        weights += grading_weight(gradings[i]);
    }
    if (failed)
        result.verdict = VERDICT_FAIL;
    else if (required && !unscored)
        result.verdict = VERDICT_PASS;
    result.score = weights > 0 ? sum / weights : NAN;
    return result;
}
