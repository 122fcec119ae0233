/* runner/plan_of_suite.c - a suite as the run file tells it. */
#include "runner/plan_of_suite.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "runner/grader_gates.h"

#include <math.h>
#include <string.h>

static double rule_number(const json_t *gate, const char *key)
{
    const json_t *value = json_object_get(gate, key);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* A share, or {at_least, by}. */
static double threshold_read(const json_t *gate, const char *key, bool *by_bound)
{
    const json_t *value = json_object_get(gate, key);
    const char *by = json_string_value(json_object_get(value, "by"));

    *by_bound = by && strcmp(by, "lower_bound") == 0;
    return json_is_object(value) ? rule_number(value, "at_least")
                                 : rule_number(gate, key);
}

static bool word_is(const json_t *gate, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(gate, key));

    return text && strcmp(text, word) == 0;
}

void gate_rules_read(const json_t *gate, struct gate_rules *rules)
{
    const char *filter = json_string_value(json_object_get(gate, "must_pass"));

    rules->is_given = true;
    rules->pass_rate = threshold_read(gate, "pass_rate", &rules->pass_rate_by_bound);
    rules->score = threshold_read(gate, "score", &rules->score_by_bound);
    rules->latency_p95_ms = rule_number(gate, "latency_p95_ms");
    rules->unscored = rule_number(gate, "unscored");
    /* What a filter says of tags has been marked at the cases (case_pass.c). */
    if (filter && !case_filter_has_tags(filter))
        rules->must_pass = mem_text(filter);
    rules->pass_all_repeats = rule_number(gate, "pass_all_repeats");
    rules->cost_per_case_usd = rule_number(gate, "cost_per_case_usd");
    rules->max_drop = rule_number(gate, "max_drop");
    rules->drop_of_score = word_is(gate, "measure", "score");
    rules->max_cost_rise = rule_number(gate, "max_cost_rise");
    rules->max_latency_rise = rule_number(gate, "max_latency_rise");
    rules->confidence = rule_number(gate, "confidence");
    rules->quarantined = rule_number(gate, "quarantined");
    rules->paired = rule_number(gate, "paired");
    rules->removed_allowed = word_is(gate, "removed", "allow");
}

/* The plan's index of one of the suite's variants; -1: none, or not selected. */
static int variant_index(const struct prepared *prepared, int of_suite)
{
    for (size_t i = 0; i < prepared->variant_count; i++)
        if (prepared->variants[i] == of_suite)
            return (int)i;
    return -1;
}

/* For people who compare versions. A value of the environment may stand in it by chance.
 */
static char *prompt_text(const struct prompt *prompt, const struct secrets *secrets)
{
    struct buf text = BUF_INIT(SIZE_MAX);
    struct buf masked = BUF_INIT(SIZE_MAX);

    prompt_append_text(prompt, &text);
    secrets_mask(secrets, buf_text(&text), text.length, &masked);
    if (masked.length > PLAN_PROMPT_BYTES_MAX)
        buf_truncate(&masked, utf8_cut(masked.data, PLAN_PROMPT_BYTES_MAX));
    buf_release(&text);
    return buf_detach(&masked);
}

static void variant_fill(struct plan_variant *out, const struct prepared *prepared,
                         const struct variant *variant)
{
    const struct suite *suite = prepared->suite;
    const struct suite_model *model = &suite->models[variant->model];

    *out = (struct plan_variant){.name = mem_text(variant->name),
                                 .label = mem_text(variant->label),
                                 .model_id = mem_text(model->id),
                                 .model_provider = mem_text(model->provider),
                                 .model_name = mem_text(model->name),
                                 .is_baseline = variant->role == VARIANT_BASELINE,
                                 .baseline = variant_index(prepared, variant->baseline),
                                 .baseline_entry = -1,
                                 .anchor_entry = -1};
    if (variant->prompt != VARIANT_NO_PROMPT) {
        const struct prompt *prompt = &suite->prompts[variant->prompt];

        out->prompt_name = mem_text(prompt->name);
        out->prompt_version = mem_text(prompt->version);
        out->prompt_digest = mem_text(prompt->digest);
        out->prompt_path = mem_text(prompt->path);
        out->prompt_text = prompt_text(prompt, &prepared->secrets);
    }
}

static void cohort_fill(struct plan_cohort *out, const struct cohort *cohort)
{
    out->name = mem_text(cohort->name);
    out->held_out = cohort->held_out;
    out->watch = cohort->watch;
    out->weight = cohort->weight;
    out->owner = mem_text(cohort->owner);
    out->tag_count = cohort->tag_count;
    out->tags = mem_new(cohort->tag_count, sizeof *out->tags);
    for (size_t i = 0; i < cohort->tag_count; i++)
        out->tags[i] = mem_text(cohort->tags[i]);
    out->file = mem_text(cohort->place.file);
    out->line = cohort->place.line;
    gate_rules_init(&out->gate);
    if (cohort->gate.json)
        gate_rules_read(cohort->gate.json, &out->gate);
}

static void cohorts_left_out_fill(struct run_plan *plan, const struct prepared *prepared)
{
    const struct suite *suite = prepared->suite;

    plan->cohorts_left_out = mem_new(suite->cohort_count, sizeof *plan->cohorts_left_out);
    for (size_t i = 0; i < suite->cohort_count; i++)
        if (!selection_has_cohort(&prepared->selection, &suite->cohorts[i]))
            plan->cohorts_left_out[plan->cohort_left_out_count++] =
                mem_text(suite->cohorts[i].name);
}

struct run_plan *plan_of_suite(const struct prepared *prepared)
{
    const struct suite *suite = prepared->suite;
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text(suite->name);
    plan->suite_path = mem_text(suite->path);
    plan->suite_digest = mem_text(suite->digest);
    plan->owner = mem_text(suite->owner);
    plan->description = mem_text(suite->description);
    plan->repeats = suite->repeats;
    plan->has_baseline = suite->has_baseline;
    plan->stop_early = suite->stop_early;
    plan->profile = mem_text(suite->profile);
    plan->is_partial = selection_is_partial(&prepared->selection, suite);
    plan->cases_left_out = selection_leaves_cases_out(&prepared->selection);
    cohorts_left_out_fill(plan, prepared);
    plan->variant_count = prepared->variant_count;
    plan->variants = mem_new(plan->variant_count, sizeof *plan->variants);
    for (size_t i = 0; i < plan->variant_count; i++)
        variant_fill(&plan->variants[i], prepared, prepared_variant(prepared, (int)i));
    plan->cohort_count = prepared->cohort_count;
    plan->cohorts = mem_new(plan->cohort_count, sizeof *plan->cohorts);
    for (size_t i = 0; i < plan->cohort_count; i++)
        cohort_fill(&plan->cohorts[i], prepared_cohort(prepared, (int)i));
    gate_rules_init(&plan->gate);
    if (suite->gate.json)
        gate_rules_read(suite->gate.json, &plan->gate);
    plan->gate.is_default = suite->gate_is_default;
    grader_gates_fill(plan, prepared);
    return plan;
}
