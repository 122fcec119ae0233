/* reports/json_plan.c - what a run set out to do, as JSON. */
#include "reports/json_plan.h"

#include "reports/json_cases.h"

#include <math.h>

static const char *variant_baseline_name(const struct run_plan *plan,
                                         const struct plan_variant *variant)
{
    if (variant->baseline >= 0)
        return plan->variants[variant->baseline].name;
    return variant->baseline_entry >= 0
               ? plan->baseline_entries[variant->baseline_entry].name
               : NULL;
}

static json_t *variants_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];
        const char *baseline = variant_baseline_name(plan, variant);

        json_array_append_new(
            out, json_pack("{ss? ss? sb ss? s{ss? ss? ss? ss?} s{ss? ss? ss?}}", "name",
                           variant->name, "label", variant->label, "is_baseline",
                           variant->is_baseline, "baseline", baseline, "prompt", "name",
                           variant->prompt_name, "version", variant->prompt_version,
                           "digest", variant->prompt_digest, "path", variant->prompt_path,
                           "model", "id", variant->model_id, "provider",
                           variant->model_provider, "name", variant->model_name));
    }
    return out;
}

static json_t *text_if(bool is, const char *text)
{
    return is ? json_string(text) : json_null();
}

static const char *by_word(bool by_bound)
{
    return by_bound ? "lower_bound" : "estimate";
}

/* The filter of must_pass may name held-out cases: only that there is one is told. */
static json_t *rules_json(const struct gate_rules *rules)
{
    const struct {
        const char *key;
        double value;
    } limits[] = {
        {"pass_rate", rules->pass_rate},
        {"score", rules->score},
        {"pass_all_repeats", rules->pass_all_repeats},
        {"latency_p95_ms", rules->latency_p95_ms},
        {"cost_per_case_usd", rules->cost_per_case_usd},
        {"max_drop", rules->max_drop},
        {"max_cost_rise", rules->max_cost_rise},
        {"max_latency_rise", rules->max_latency_rise},
        {"confidence", rules->confidence},
        {"unscored", rules->unscored},
        {"quarantined", rules->quarantined},
        {"paired", rules->paired},
    };
    json_t *out;

    if (!rules->is_given)
        return json_null();
    out = json_pack(
        "{so so sb so ss}", "pass_rate_by",
        text_if(!isnan(rules->pass_rate), by_word(rules->pass_rate_by_bound)), "score_by",
        text_if(!isnan(rules->score), by_word(rules->score_by_bound)), "must_pass",
        rules->must_pass != NULL, "measure",
        text_if(!isnan(rules->max_drop), rules->drop_of_score ? "score" : "pass"),
        "removed", rules->removed_allowed ? "allow" : "fail");
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        json_object_set_new(out, limits[i].key, json_number(limits[i].value));
    return out;
}

static json_t *graders_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->grader_count; i++) {
        const struct plan_grader *grader = &plan->graders[i];

        const int gate = run_plan_grader_gate(plan, grader->name);

        json_array_append_new(
            out,
            json_pack("{ss? ss? ss? sb so so}", "name", grader->name, "type",
                      grader->type, "digest", grader->digest, "required",
                      grader->required, "weight", json_number(grader->weight), "gate",
                      gate < 0 ? json_null()
                               : rules_json(&plan->grader_gates[gate].gate)));
    }
    return out;
}

/* Where the entries of a baseline came from; null: from the run itself, or nowhere. */
static json_t *source_json(const struct plan_source *source)
{
    if (!source->path)
        return json_null();
    return json_pack("{ss ss? ss? ss? ss? ss? sb}", "path", source->path, "ref",
                     source->ref, "at", source->at, "run", source->run_id, "ended",
                     source->ended, "commit", source->commit, "rules_differ",
                     source->rules_differ);
}

static json_t *entries_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->baseline_entry_count; i++) {
        const struct plan_entry *entry = &plan->baseline_entries[i];

        json_array_append_new(
            out, json_pack("{ss? sb si so so s{ss? ss? ss?} s{ss? ss? ss?}}", "name",
                           entry->name, "is_anchor", entry->is_anchor, "repeats",
                           (int)entry->repeats, "cost_usd", json_number(entry->cost_usd),
                           "latency_p95_ms", json_number(entry->latency_p95_ms), "prompt",
                           "name", entry->prompt_name, "version", entry->prompt_version,
                           "digest", entry->prompt_digest, "model", "id", entry->model_id,
                           "provider", entry->model_provider, "name", entry->model_name));
    }
    return out;
}

static json_t *cohorts_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct plan_cohort *cohort = &plan->cohorts[i];
        json_t *tags = json_array();

        for (size_t tag = 0; tag < cohort->tag_count; tag++)
            json_array_append_new(tags, json_string(cohort->tags[tag]));
        json_array_append_new(out, json_pack("{ss? sb so ss? so sI so}", "name",
                                             cohort->name, "held_out", cohort->held_out,
                                             "weight", json_number(cohort->weight),
                                             "owner", cohort->owner, "tags", tags,
                                             "cases", (json_int_t)cohort->case_count,
                                             "gate", rules_json(&cohort->gate)));
    }
    return out;
}

/* Of labels and fields, whatever gate they stand in. */
static json_t *share_rules_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->share_rule_count; i++) {
        const struct plan_share_rule *rule = &plan->share_rules[i];
        const char *cohort = rule->cohort < 0 ? NULL : plan->cohorts[rule->cohort].name;

        json_array_append_new(
            out, json_pack("{ss ss? so ss ss? sb}", "rule", rule->rule, "key", rule->key,
                           "at_least", json_number(rule->at_least), "grader",
                           plan->grader_gates[rule->grader].name, "cohort", cohort,
                           "is_of_grader", rule->is_of_grader));
    }
    return out;
}

json_t *plan_json(const struct run_plan *plan)
{
    return json_pack(
        "{ss? ss? ss? ss? ss? si sI sI sb sb so so so so so so so so}", "suite",
        plan->suite, "path", plan->suite_path, "digest", plan->suite_digest, "owner",
        plan->owner, "description", plan->description, "repeats", (int)plan->repeats,
        "cases", (json_int_t)plan->case_count, "samples", (json_int_t)plan->sample_count,
        "is_partial", plan->is_partial, "stop_early", plan->stop_early, "gate",
        rules_json(&plan->gate), "variants", variants_json(plan), "graders",
        graders_json(plan), "cohorts", cohorts_json(plan), "baseline",
        source_json(&plan->baseline), "anchor", source_json(&plan->anchor),
        "baseline_entries", entries_json(plan), "share_rules", share_rules_json(plan));
}
