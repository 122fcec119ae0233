/* reports/visible.c - which cases may be shown: the one place that decides it. */
#include "reports/visible.h"

#include "base/mem.h"

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

struct count_walk {
    const struct run_plan *plan;
    struct unscored_counts *counts;
};

static int count_sample(void *context, const struct sample_view *view)
{
    const struct count_walk *walk = context;

    if (view->verdict == VERDICT_UNSCORED && view->variant >= 0 &&
        (size_t)view->variant < walk->plan->variant_count)
        walk->counts[view->variant].by_failure[view->failure]++;
    return 0;
}

int visible_unscored(const struct report_input *input, struct unscored_counts *counts,
                     struct error *err)
{
    struct count_walk walk = {input->plan, counts};

    for (size_t i = 0; i < input->plan->variant_count; i++)
        counts[i] = (struct unscored_counts){{0}};
    return run_file_each_sample(input->run, count_sample, &walk, err);
}

char *visible_cohort_name(const struct plan_cohort *cohort)
{
    return mem_format("%s%s", cohort->name, cohort->held_out ? " (held out)" : "");
}
