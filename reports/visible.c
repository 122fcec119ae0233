/* reports/visible.c - which cases may be shown: the one place that decides it. */
#include "reports/visible.h"

#include "base/mem.h"

#include <string.h>

enum { CHANGE_FOUND = 1 }; /* no further one is looked at */

struct shown_walk {
    const struct run_plan *plan;
    run_file_sample_fn *fn;
    void *context;
};

bool visible_cohort(const struct run_plan *plan, int cohort)
{
    return cohort >= 0 && (size_t)cohort < plan->cohort_count &&
           !plan->cohorts[cohort].held_out;
}

static int shown_sample(void *context, const struct sample_view *view)
{
    const struct shown_walk *walk = context;

    if (!visible_cohort(walk->plan, view->test.cohort))
        return 0;
    return walk->fn(walk->context, view);
}

int visible_each_sample(const struct report_input *input, run_file_sample_fn *fn,
                        void *context, struct error *err)
{
    struct shown_walk walk = {input->plan, fn, context};

    return run_file_each_sample(input->run, shown_sample, &walk, err);
}

int visible_case_samples(const struct report_input *input, int64_t number,
                         run_file_sample_fn *fn, void *context, struct error *err)
{
    struct shown_walk walk = {input->plan, fn, context};

    return run_file_case_samples(input->run, number, shown_sample, &walk, err);
}

int visible_each_unscored(const struct report_input *input, run_file_sample_fn *fn,
                          void *context, struct error *err)
{
    struct shown_walk walk = {input->plan, fn, context};

    return run_file_each_unscored(input->run, shown_sample, &walk, err);
}

static int count_keep(void *context, int variant, enum failure failure, int64_t count)
{
    struct unscored_counts *counts = context;

    counts[variant].by_failure[failure] = count;
    return 0;
}

int visible_unscored(const struct report_input *input, struct unscored_counts *counts,
                     struct error *err)
{
    for (size_t i = 0; i < input->plan->variant_count; i++)
        counts[i] = (struct unscored_counts){{0}};
    return run_file_count_unscored(input->run, input->plan, count_keep, counts, err);
}

struct unscored_walk {
    const struct run_plan *plan;
    bool may_change;
};

static int failure_look(void *context, int variant, enum failure failure, int64_t count)
{
    struct unscored_walk *walk = context;

    (void)variant;
    walk->may_change |= failure != FAILURE_NONE && count > 0;
    return 0;
}

/* What a grader made of graders holds is not looked at. */
static bool asks(const struct plan_grader *grader)
{
    const struct grader_type *type = grader_find(grader->type);

    return !type || type->asks || type->is_foreign || type->parts;
}

static int grades_look(void *context, const struct sample_grades *sample)
{
    struct unscored_walk *walk = context;

    for (size_t i = 0; i < sample->count && !walk->may_change; i++) {
        const struct grade_record *grade = &sample->grades[i];

        walk->may_change = grade->verdict == VERDICT_UNSCORED && !grade->is_not_asked &&
                           asks(&walk->plan->graders[grade->grader]);
    }
    return walk->may_change ? CHANGE_FOUND : 0;
}

int visible_unscored_may_change(const struct report_input *input, bool *may,
                                struct error *err)
{
    struct unscored_walk walk = {.plan = input->plan};
    int rc = run_file_count_unscored(input->run, input->plan, failure_look, &walk, err);

    if (rc == 0 && !walk.may_change)
        rc = run_file_each_grades(input->run, input->plan, "unscored", grades_look, &walk,
                                  err);
    *may = walk.may_change;
    return rc == CHANGE_FOUND ? 0 : rc;
}

struct failing_walk {
    const struct run_plan *plan;
    run_file_outcome_fn *fn;
    void *context;
};

static int shown_outcome(void *context, const struct case_outcome *outcome)
{
    const struct failing_walk *walk = context;

    return visible_cohort(walk->plan, outcome->cohort) ? walk->fn(walk->context, outcome)
                                                       : 0;
}

int visible_each_failing(const struct report_input *input, run_file_outcome_fn *fn,
                         void *context, struct error *err)
{
    struct failing_walk walk = {input->plan, fn, context};

    return run_file_each_failing(input->run, input->plan, shown_outcome, &walk, err);
}

struct grades_walk {
    const struct run_plan *plan;
    run_file_grades_fn *fn;
    void *context;
};

static int shown_grades(void *context, const struct sample_grades *sample)
{
    const struct grades_walk *walk = context;

    return visible_cohort(walk->plan, sample->cohort) ? walk->fn(walk->context, sample)
                                                      : 0;
}

int visible_each_grades(const struct report_input *input, const char *word,
                        run_file_grades_fn *fn, void *context, struct error *err)
{
    struct grades_walk walk = {input->plan, fn, context};

    return run_file_each_grades(input->run, input->plan, word, shown_grades, &walk, err);
}

char *visible_cohort_name(const struct plan_cohort *cohort)
{
    return mem_format("%s%s", cohort->name, cohort->held_out ? " (held out)" : "");
}

int visible_case_number(const struct report_input *input, const char *cohort,
                        const char *id, int64_t *number, struct error *err)
{
    const struct run_plan *plan = input->plan;

    *number = -1;
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (visible_cohort(plan, (int)i) && !strcmp(plan->cohorts[i].name, cohort))
            return run_file_case_number(input->run, (int)i, id, number, err);
    return 0;
}
