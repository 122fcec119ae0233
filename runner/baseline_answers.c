/* runner/baseline_answers.c - the baseline's answers, for graders that compare with them.
 */
#include "runner/baseline_answers.h"

#include "base/mem.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

struct baseline_answers {
    struct run_file *run;
    struct run_plan *plan;
    int *variants; /* of each of the other plan's entries: the run's; -1: none */
    size_t entry_count;
};

struct baseline_answers *baseline_answers_take(struct baseline_source *source,
                                               const int *plan_entries)
{
    struct baseline_answers *answers;

    if (!source->run)
        return NULL;
    answers = mem_new(1, sizeof *answers);
    answers->run = source->run;
    answers->plan = source->run_plan;
    source->run = NULL;
    source->run_plan = NULL;
    answers->variants = mem_new(source->entry_count, sizeof *answers->variants);
    for (size_t i = 0; i < source->entry_count; i++)
        answers->variants[i] = -1;
    for (size_t i = 0; i < source->entry_count; i++)
        if (plan_entries[i] >= 0 && (size_t)plan_entries[i] < source->entry_count)
            answers->variants[plan_entries[i]] = source->run_variants[i];
    answers->entry_count = source->entry_count;
    return answers;
}

void baseline_answers_free(struct baseline_answers *answers)
{
    if (!answers)
        return;
    run_plan_free(answers->plan);
    run_file_close(answers->run);
    free(answers->variants);
    free(answers);
}

void baseline_answers_check(const struct prepared *prepared, struct error_list *errors)
{
    const struct grading *grading = grader_sets_uses_baseline(prepared->sets);
    const struct suite_baseline *baseline = &prepared->suite->baseline;
    struct place place;
    char *shown;

    if (!grading || prepared->baseline_answers || prepared->only_grader ||
        (baseline->word && !strcmp(baseline->word, "none")))
        return;
    for (size_t i = 0; i < prepared->plan->variant_count; i++)
        if (prepared->plan->variants[i].is_baseline)
            return;
    place = grading_place(grading);
    shown = shown_quoted(grading_name(grading), strlen(grading_name(grading)), 60);
    error_list_at(errors, &place, "N0590",
                  "grader %s compares with the baseline's answers, and %s", shown,
                  prepared->suite->has_baseline ? "a baseline of figures alone holds none"
                                                : "the suite has no baseline");
    error_hint(error_list_last(errors),
               "answer by both in one run: baseline: {prompt: PROMPT} or {model: ID}; or "
               "compare with an earlier run: --baseline RUN");
    free(shown);
}

int baseline_answers_variant(const struct prepared *prepared, int variant)
{
    return prepared->plan->variants[variant].baseline;
}

/* One sample is looked for. */
struct wanted {
    int variant;
    unsigned repeat;
    const char *digest; /* of the case; NULL: whatever it is */
    struct buf *out;
    enum baseline_answer found;
};

static int sample_look(void *context, const struct sample_view *view)
{
    struct wanted *wanted = context;

    if (view->variant != wanted->variant || view->repeat != wanted->repeat)
        return 0;
    wanted->found = BASELINE_ANSWER_NONE;
    if (view->failure != FAILURE_NONE || !view->answer ||
        (wanted->digest && strcmp(view->test.digest, wanted->digest) != 0))
        return 0;
    buf_append(wanted->out, view->answer, view->answer_length);
    wanted->found = BASELINE_ANSWER_HERE;
    return 0;
}

static int cohort_of(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!strcmp(plan->cohorts[i].name, name))
            return (int)i;
    return -1;
}

static int run_find(const struct prepared *prepared, const struct next_sample *sample,
                    struct wanted *wanted, struct error *err)
{
    const struct baseline_answers *answers = prepared->baseline_answers;
    const int entry = prepared->plan->variants[sample->variant].baseline_entry;
    const struct open_case *test = sample->test;
    int64_t number = -1;
    int cohort;

    wanted->found = BASELINE_ANSWER_NONE;
    if (!answers || entry < 0 || (size_t)entry >= answers->entry_count)
        return 0;
    cohort = cohort_of(answers->plan, prepared_cohort(prepared, test->cohort)->name);
    if (cohort < 0 ||
        run_file_case_number(answers->run, cohort, test->row.id, &number, err))
        return cohort < 0 ? 0 : -1;
    if (number < 0)
        return 0;
    wanted->variant = answers->variants[entry];
    wanted->repeat = (sample->repeat - 1) % answers->plan->repeats + 1;
    wanted->digest = test->row.digest;
    return run_file_case_samples(answers->run, number, sample_look, wanted, err);
}

int baseline_answer_find(const struct prepared *prepared,
                         const struct next_sample *sample, struct buf *out,
                         enum baseline_answer *found, struct error *err)
{
    struct wanted wanted = {.variant =
                                baseline_answers_variant(prepared, sample->variant),
                            .repeat = sample->repeat,
                            .out = out,
                            .found = BASELINE_ANSWER_TO_COME};
    int rc;

    if (wanted.variant < 0)
        rc = run_find(prepared, sample, &wanted, err);
    else
        rc = run_file_case_samples(prepared->file, sample->test->number, sample_look,
                                   &wanted, err);
    *found = wanted.found;
    return rc;
}
