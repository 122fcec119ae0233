/* runner/prepare_grading.c - graders made ready for answers that exist already. */
#include "runner/prepare_grading.h"

#include "base/mem.h"
#include "graders/shared_plugins.h"
#include "runner/budget_check.h"
#include "runner/prepare_models.h"

static void model_count(void *context, const char *id)
{
    (void)id;
    ++*(size_t *)context;
}

/* The first that asks a model; NULL: none does. */
static const struct grading *asking_find(const struct grader_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        size_t count = 0;

        grading_each_model(set->gradings[i], model_count, &count);
        if (count)
            return set->gradings[i];
    }
    return NULL;
}

/* What no answer alone could be judged by. */
static int set_check(const struct suite *suite, const struct grader_set *set,
                     struct error_list *errors)
{
    const struct grading *asking = suite->path ? NULL : asking_find(set);
    struct place place;

    if (asking) {
        place = grading_place(asking);
        error_list_at(errors, &place, "N0990",
                      "this grader asks a model, and no suite says which");
        return error_hint(error_list_last(errors),
                          "name one that has the model: --suite FILE");
    }
    if (set->uses_baseline) {
        place = grading_place(set->uses_baseline);
        error_list_at(errors, &place, "N0994",
                      "this grader compares with the baseline's answers, and here is "
                      "one answer a line");
        return error_hint(error_list_last(errors),
                          "put the other answer into `reference` and say `against: "
                          "reference`, or use `noworse run`");
    }
    return 0;
}

/* Only with what was said may a request be sent at all. */
static int graders_prepare(struct prepared *out, const struct prepare_options *options,
                           struct grader_set **set, struct error_list *errors)
{
    static const struct eval_case plain = EVAL_CASE_INIT;

    out->sets =
        grader_sets_new(out->suite, out->plan, exec_is_allowed(out->suite, options),
                        out->shared, &out->secrets, NULL);
    if (grader_sets_find(out->sets, 0, NULL, &plain, set, errors))
        return -1;
    return set_check(out->suite, *set, errors);
}

int prepare_grading(const struct suite *suite, const struct prepare_options *options,
                    struct prepared *out, struct grader_set **set,
                    struct error_list *errors)
{
    struct prepare_options own = *options;

    own.replies = NULL;
    own.grader = NULL;
    *out = (struct prepared){.suite = suite, .cohort_count = 1};
    out->models = mem_new(suite->model_count + 1, sizeof *out->models);
    out->cohorts = mem_new(1, sizeof *out->cohorts);
    out->datasets = mem_new(1, sizeof *out->datasets);
    out->plan = mem_new(1, sizeof *out->plan);
    if (own.plugins)
        out->shared = shared_plugins_new(own.plugins);
    out->prices = prices_of(suite, errors);
    if (graders_prepare(out, &own, set, errors))
        return -1;
    judges_prepare(out, &own, errors);
    budget_prepare(out, own.max_cost, errors);
    return error_list_is_clean(errors) ? 0 : -1;
}
