/* graders/combination.c - what `all` and `any` are made of. */
#include "base/mem.h"
#include "graders/nested.h"

#include <math.h>
#include <stdlib.h>

static const size_t reasons_bytes_max = 4096;

int combination_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    static const char *const keys[] = {"name", "weight", NULL};
    const json_t *list =
        json_is_array(options) ? options : json_object_get(options, "graders");
    const json_t *pass = json_object_get(options, "pass");
    struct combination *own = mem_new(1, sizeof *own);
    double weights = 0.0;
    int rc = 0;

    *state = own;
    own->pass = pass ? json_number_value(pass) : NAN;
    for (size_t i = 0; i < json_array_size(list); i++) {
        char *pointer = mem_format("%s/%zu", json_is_array(options) ? "" : "/graders", i);

        rc |= nested_add(&own->nested, json_array_get(list, i), pointer, keys, context,
                         errors);
        free(pointer);
    }
    for (size_t i = 0; i < own->nested.count; i++)
        weights += grading_weight(own->nested.items[i]);
    if (!rc && weights <= 0)
        rc = error_list_at(errors, &context->source->place, "N0516",
                           "expected a nested grader with a weight above 0");
    return rc ? -1 : 0;
}

struct grading *const *combination_parts(const void *state, size_t *count)
{
    const struct combination *own = state;

    *count = own->nested.count;
    return own->nested.items;
}

void combination_free(void *state)
{
    struct combination *own = state;

    if (own)
        nested_release(&own->nested);
    free(own);
}

struct tally {
    size_t passed, failed, unscored, unreadable;
    double score; /* weighted mean; what is unscored counts 0 */
};

static struct tally tally_of(const struct combination *state, const struct grade *grades)
{
    struct tally tally = {0};
    double weights = 0.0;

    for (size_t i = 0; i < state->nested.count; i++) {
        const double weight = grading_weight(state->nested.items[i]);

        tally.passed += grades[i].verdict == VERDICT_PASS;
        tally.failed += grades[i].verdict == VERDICT_FAIL;
        tally.unscored += grades[i].verdict == VERDICT_UNSCORED;
        tally.unreadable += grades[i].is_unreadable;
        tally.score +=
            weight * (grades[i].verdict == VERDICT_UNSCORED ? 0 : grades[i].score);
        weights += weight;
    }
    tally.score /= weights;
    return tally;
}

/* "name: reason; name: reason" of those with this verdict. */
static char *reasons_of(const struct combination *state, const struct grade *grades,
                        enum verdict verdict)
{
    struct buf text = BUF_INIT(reasons_bytes_max);

    for (size_t i = 0; i < state->nested.count; i++)
        if (grades[i].verdict == verdict)
            buf_append_format(&text, "%s%s: %s", text.length ? "; " : "",
                              grading_name(state->nested.items[i]),
                              grades[i].reason ? grades[i].reason
                                               : verdict_name(verdict));
    return buf_detach(&text);
}

static enum verdict mean_verdict(const struct combination *state,
                                 const struct tally *tally)
{
    if (tally->unscored)
        return VERDICT_UNSCORED;
    return tally->score >= state->pass ? VERDICT_PASS : VERDICT_FAIL;
}

static enum verdict verdict_of(const struct tally *tally, enum verdict decides)
{
    const bool is_decided =
        decides == VERDICT_FAIL ? tally->failed > 0 : tally->passed > 0;

    if (is_decided)
        return decides;
    if (tally->unscored)
        return VERDICT_UNSCORED;
    return decides == VERDICT_FAIL ? VERDICT_PASS : VERDICT_FAIL;
}

/* Whether the fail stands only because of what could not be read: had that been read, it
 * might have been a pass, so `not` may not make one of it. */
static bool is_unreadable(const struct combination *state, const struct tally *tally,
                          enum verdict decides)
{
    if (isnan(state->pass) && decides == VERDICT_FAIL)
        return tally->unreadable == tally->failed;
    return tally->unreadable > 0;
}

enum grade_step combination_grade(const struct combination *state, enum verdict decides,
                                  struct grade_scratch *scratch,
                                  const struct sample *sample, struct grade_turn *turn,
                                  struct grade *grade)
{
    struct grade *grades = NULL;
    struct tally tally;
    enum verdict verdict;
    char *reasons;

    if (nested_grade(&state->nested, scratch, sample, turn, &grades) == GRADE_ASK)
        return GRADE_ASK;
    tally = tally_of(state, grades);
    verdict =
        isnan(state->pass) ? verdict_of(&tally, decides) : mean_verdict(state, &tally);
    reasons = reasons_of(state, grades, verdict);
    if (verdict == VERDICT_PASS)
        grade_pass(grade);
    else if (verdict == VERDICT_UNSCORED)
        grade_unscored(grade, "%s", reasons);
    else if (isnan(state->pass))
        grade_fail(grade, "%s%s", decides == VERDICT_PASS ? "none passed: " : "",
                   reasons);
    else
        grade_fail(grade, "the mean score %.4g is below %.4g; %s", tally.score,
                   state->pass, reasons);
    if (verdict != VERDICT_UNSCORED)
        grade->score = tally.score;
    grade->is_unreadable =
        verdict == VERDICT_FAIL && is_unreadable(state, &tally, decides);
    free(reasons);
    nested_details_keep(&state->nested, grades, grade);
    nested_grades_free(grades, state->nested.count);
    return GRADE_DONE;
}
