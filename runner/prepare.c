/* runner/prepare.c - a suite made ready: everything compiled, every case read once and
 * checked. */
#include "runner/prepare.h"

#include "base/mem.h"
#include "graders/shared_plugins.h"
#include "limits/early_end.h"
#include "runner/baseline_answers.h"
#include "runner/baseline_pass.h"
#include "runner/budget_check.h"
#include "runner/case_pass.h"
#include "runner/held_out_mistakes.h"
#include "runner/judge_calibrations.h"
#include "runner/judged_digest.h"
#include "runner/keyless.h"
#include "runner/plan_of_suite.h"
#include "runner/prepare_models.h"
#include "store/case_filter.h"

#include <stdlib.h>
#include <string.h>

int prepared_model_of(const struct prepared *prepared, const char *id)
{
    const struct suite *suite = prepared->suite;
    int at = 0;

    while (strcmp(suite->models[at].id, id) != 0)
        at++;
    return at;
}

const char *prepared_samples_word(const struct prepared *prepared)
{
    return prepared->has_judges ? "samples" : "calls";
}

static void variants_check(const struct prepared *prepared, struct error_list *errors)
{
    const struct suite *suite = prepared->suite;

    for (size_t i = 0; i < suite->variant_count; i++) {
        const struct suite_model *model = &suite->models[suite->variants[i].model];
        const struct provider_type *type =
            prepared->models[suite->variants[i].model].type;
        struct place place = source_place(&model->source, "");

        if (!type || !type->needs_prompt ||
            suite->variants[i].prompt != VARIANT_NO_PROMPT)
            continue;
        error_list_at(errors, &place, "N0703",
                      "model \"%s\" needs a prompt, and the suite "
                      "has none",
                      model->id);
        error_hint(error_list_last(errors), "add prompt: \"…\" or prompts: [file]");
    }
}

/* What one grader alone judges is not asked, so that one variant is enough. */
static void selection_apply(struct prepared *prepared,
                            const struct prepare_options *options)
{
    const struct selection *selection = &prepared->selection;
    const struct suite *suite = prepared->suite;
    bool *selected = mem_new(suite->variant_count, sizeof *selected);

    prepared->variants = mem_new(suite->variant_count, sizeof *prepared->variants);
    prepared->cohorts = mem_new(suite->cohort_count, sizeof *prepared->cohorts);
    selection_variants(selection, suite, selected);
    for (size_t i = 0; i < suite->variant_count; i++)
        if (selected[i] && !(options->grader && prepared->variant_count))
            prepared->variants[prepared->variant_count++] = (int)i;
    for (size_t i = 0; i < suite->cohort_count; i++)
        if (selection_has_cohort(selection, &suite->cohorts[i]))
            prepared->cohorts[prepared->cohort_count++] = (int)i;
    free(selected);
}

const struct variant *prepared_variant(const struct prepared *prepared, int variant)
{
    return &prepared->suite->variants[prepared->variants[variant]];
}

const json_t *prepared_response_schema(const struct prepared *prepared, int variant)
{
    const struct variant *of = prepared_variant(prepared, variant);
    const struct prompt *prompt =
        of->prompt == VARIANT_NO_PROMPT ? NULL : &prepared->suite->prompts[of->prompt];

    return prompt && prompt->response_schema
               ? prompt->response_schema
               : prepared->models[of->model].response_schema;
}

const struct cohort *prepared_cohort(const struct prepared *prepared, int cohort)
{
    return &prepared->suite->cohorts[prepared->cohorts[cohort]];
}

/* A filter that says nothing, or says it wrong, would name no case. */
static void filter_check(const struct source *gate, struct error_list *errors)
{
    const char *filter = json_string_value(json_object_get(gate->json, "must_pass"));
    struct place place;
    struct error err;

    if (!filter || case_filter_check(filter, &err) == 0)
        return;
    place = source_place(gate, "/must_pass");
    error_place(&err, &place);
    error_list_add(errors, &err);
}

static void filters_check(const struct suite *suite, struct error_list *errors)
{
    filter_check(&suite->gate, errors);
    for (size_t i = 0; i < suite->cohort_count; i++)
        filter_check(&suite->cohorts[i].gate, errors);
}

static bool errors_have_kind(const struct error_list *errors, enum error_kind kind)
{
    for (size_t i = 0; i < errors->count; i++)
        if (errors->items[i].kind == kind)
            return true;
    return false;
}

/* Some model has no `price` of its own. */
static bool table_is_used(const struct prepared *prepared)
{
    for (size_t i = 0; i < prepared->suite->model_count; i++) {
        const struct model_price *price = &prepared->models[i].price;

        if (prepared->models[i].type && !price->has_written &&
            price->per_request == MONEY_UNKNOWN)
            return true;
    }
    return false;
}

/* What is asked for and can never happen is said, not passed over. */
static void early_check(const struct prepared *prepared, struct error_list *errors)
{
    const struct run_plan *plan = prepared->plan;
    bool is_compared = false;
    struct error err;

    if (!plan->stop_early || early_end_applies(plan))
        return;
    for (size_t i = 0; i < plan->variant_count; i++)
        is_compared = is_compared || plan->variants[i].baseline >= 0 ||
                      plan->variants[i].baseline_entry >= 0;
    error_set(&err, ERROR_INPUT, "N0789", "%s does nothing here: %s",
              prepared->suite->stop_early_place.line ? "stop_early" : "--stop-early",
              is_compared
                  ? "the suite's gate has no max_drop, which alone can be decided "
                    "before all is asked"
                  : "only a comparison can be decided before all is asked, and "
                    "nothing is compared");
    if (prepared->suite->stop_early_place.line)
        error_place(&err, &prepared->suite->stop_early_place);
    error_hint(&err, is_compared ? "give the gate a max_drop, or leave it out"
                                 : "name a baseline, or leave it out");
    error_list_warn(errors, &err);
}

static int cases_prepare(struct prepared *prepared, const struct prepare_options *options,
                         struct error_list *errors)
{
    struct error err;

    if (!error_list_is_clean(errors) && prepared->selection.filter &&
        case_filter_check(prepared->selection.filter, &err))
        return -1; /* told */

    if (run_file_begin(prepared->file, &err))
        return error_list_add(errors, &err);
    if (case_pass(prepared, errors))
        return -1;
    judges_prepare(prepared, options, errors);
    if (!options->grader && judge_calibrations_read(prepared, options->now_ms, errors))
        return -1;
    if (table_is_used(prepared))
        prepared->plan->prices_as_of = mem_text(prices_as_of(prepared->prices));
    if (quarantine_finish(prepared->quarantine, options->now_ms, prepared->plan, errors))
        return -1;
    if (prepared->plan->case_count == 0 && !errors_have_kind(errors, ERROR_NO_CASES)) {
        error_set(&err, ERROR_NO_CASES, "N0704",
                  "the selection matches no case of suite %s", prepared->suite->name);
        return error_list_add(errors, &err);
    }
    if (baseline_pass(prepared, errors))
        return -1;
    early_check(prepared, errors);
    baseline_answers_check(prepared, errors);
    judged_digest_finish(prepared->plan);
    if (run_file_set_plan(prepared->file, prepared->plan, &err) ||
        run_file_commit(prepared->file, &err))
        return error_list_add(errors, &err);
    return 0;
}

int prepare_suite(const struct suite *suite, const struct prepare_options *options,
                  struct run_file *file, struct prepared *out, struct error_list *errors)
{
    *out = (struct prepared){.suite = suite, .file = file};
    out->models = mem_new(suite->model_count, sizeof *out->models);
    out->selection = selection_of(&options->selection, suite);
    selection_apply(out, options);
    out->datasets = mem_new(out->cohort_count, sizeof *out->datasets);
    if (options->purpose == PREPARE_RUN)
        out->kept = kept_cases_new();
    out->plan = plan_of_suite(out);
    out->plan->command = mem_text(options->command);
    out->quarantine = quarantine_new(suite);
    if (options->plugins)
        out->shared = shared_plugins_new(options->plugins);
    out->sets = grader_sets_new(suite, out->plan, exec_is_allowed(suite, options),
                                out->shared, &out->secrets, options->grader);
    selection_check(&out->selection, suite, errors);
    out->prices = prices_of(suite, errors);
    candidates_prepare(out, options, errors);
    out->only_grader = options->grader;
    for (size_t i = 0; i < out->variant_count && !options->grader; i++)
        out->models[prepared_variant(out, (int)i)->model].is_asked = true;
    variants_check(out, errors);
    filters_check(suite, errors);
    cases_prepare(out, options, errors);
    budget_prepare(out, options->max_cost, errors);
    if (options->purpose == PREPARE_RUN && error_list_is_clean(errors))
        keyless_check(out, options->replies, errors);
    held_out_mistakes_hide(suite, errors);
    return error_list_is_clean(errors) ? 0 : -1;
}

void prepared_release(struct prepared *prepared)
{
    if (!prepared->suite)
        return;
    for (size_t i = 0; i < prepared->suite->model_count; i++) {
        if (prepared->models[i].type)
            prepared->models[i].type->free(prepared->models[i].state);
        sha256_free(prepared->models[i].asked);
        json_decref(prepared->models[i].response_schema);
    }
    baseline_answers_free(prepared->baseline_answers);
    free(prepared->new_graders);
    prices_free(prepared->prices);
    quarantine_free(prepared->quarantine);
    secrets_release(&prepared->secrets);
    kept_cases_free(prepared->kept);
    for (size_t i = 0; i < prepared->cohort_count; i++)
        dataset_free(prepared->datasets[i]);
    grader_sets_free(prepared->sets);
    shared_plugins_free(prepared->shared);
    run_plan_free(prepared->plan);
    free(prepared->models);
    free(prepared->datasets);
    free(prepared->variants);
    free(prepared->cohorts);
    *prepared = (struct prepared){.suite = NULL};
}
