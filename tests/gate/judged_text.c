/* tests/gate/judged_text.c - plans, outcomes and judgements as data. */
#include "tests/gate/judged_text.h"

#include "base/buf.h"
#include "base/mem.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATS_MAX = 32 };

static double number_or(const json_t *object, const char *key, double other)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : other;
}

static void rules_of_case(const json_t *json, struct gate_rules *rules)
{
    gate_rules_init(rules);
    if (!json_is_object(json))
        return;
    rules->is_given = true;
    rules->pass_rate = number_or(json, "pass_rate", (double)NAN);
    rules->score = number_or(json, "score", (double)NAN);
    rules->latency_p95_ms = number_or(json, "latency_p95_ms", (double)NAN);
    rules->unscored = number_or(json, "unscored", (double)NAN);
    rules->must_pass = mem_text(json_string_value(json_object_get(json, "must_pass")));
}

static void variants_of_case(const json_t *json, struct run_plan *plan)
{
    json_t *one = json_pack("[{s:s}]", "label", "v8");
    const json_t *list = json ? json : one;

    plan->variant_count = json_array_size(list);
    plan->variants = mem_new(plan->variant_count, sizeof *plan->variants);
    for (size_t i = 0; i < plan->variant_count; i++) {
        const json_t *row = json_array_get(list, i);
        const char *label = json_string_value(json_object_get(row, "label"));

        plan->variants[i] = (struct plan_variant){
            .baseline_entry = -1,
            .anchor_entry = -1,
            .name = mem_text(label),
            .label = mem_text(label),
            .model_id = mem_text("mini"),
            .model_provider = mem_text("openai"),
            .is_baseline = json_is_true(json_object_get(row, "baseline")),
            .baseline = -1,
        };
    }
    json_decref(one);
}

struct run_plan *plan_of_case(const json_t *json)
{
    struct run_plan *plan = run_plan_new();
    const json_t *cohorts = json_object_get(json, "cohorts");
    const char *suite = json_string_value(json_object_get(json, "suite"));

    plan->suite = mem_text(suite ? suite : "refund-answers");
    plan->suite_path = mem_text("refund.suite.yaml");
    plan->suite_digest = mem_text("0");
    plan->has_baseline = json_is_true(json_object_get(json, "has_baseline"));
    plan->is_partial = json_is_true(json_object_get(json, "is_partial"));
    rules_of_case(json_object_get(json, "gate"), &plan->gate);
    variants_of_case(json_object_get(json, "variants"), plan);
    plan->cohort_count = json_array_size(cohorts);
    plan->cohorts = mem_new(plan->cohort_count, sizeof *plan->cohorts);
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const json_t *row = json_array_get(cohorts, i);

        plan->cohorts[i].name = mem_text(json_string_value(json_object_get(row, "name")));
        plan->cohorts[i].watch = !json_is_false(json_object_get(row, "watch"));
        plan->cohorts[i].weight = number_or(row, "weight", 0);
        rules_of_case(json_object_get(row, "gate"), &plan->cohorts[i].gate);
    }
    return plan;
}

static int variant_find(const struct run_plan *plan, const char *label)
{
    for (size_t i = 0; i < plan->variant_count; i++)
        if (strcmp(plan->variants[i].label, label) == 0)
            return (int)i;
    cr_assert(false, "no variant %s in the plan", label);
    return -1;
}

static int cohort_find(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (strcmp(plan->cohorts[i].name, name) == 0)
            return (int)i;
    cr_assert(false, "no cohort %s in the plan", name);
    return -1;
}

static void repeat_add(struct case_outcome *outcome, char letter, const json_t *score)
{
    outcome->passed += letter == 'P';
    outcome->failed += letter == 'F';
    outcome->unscored += letter == '?';
    outcome->missing += letter == '-';
    if (json_is_number(score)) {
        outcome->score_sum += json_number_value(score);
        outcome->score_count++;
    } else if (!score && (letter == 'P' || letter == 'F')) {
        outcome->score_sum += letter == 'P';
        outcome->score_count++;
    }
}

static void outcome_add(struct gate *gate, const struct run_plan *plan, size_t number,
                        const json_t *row)
{
    const json_t *more = json_array_get(row, 4);
    const json_t *scores = json_object_get(more, "scores");
    const json_t *latencies = json_object_get(more, "latencies");
    const char *letters = json_string_value(json_array_get(row, 3));
    double times[REPEATS_MAX];
    struct error err = ERROR_INIT;
    struct case_outcome outcome = {
        .number = (int64_t)number,
        .variant = variant_find(plan, json_string_value(json_array_get(row, 0))),
        .cohort = cohort_find(plan, json_string_value(json_array_get(row, 1))),
        .id = json_string_value(json_array_get(row, 2)),
        .weight = number_or(more, "weight", 1),
        .must_pass = json_is_true(json_object_get(more, "must_pass")),
        .latencies_ms = times,
        .latency_count = json_array_size(latencies),
    };

    cr_assert(strspn(letters, "PF?-") == strlen(letters), "bad letters: %s", letters);
    cr_assert(outcome.latency_count <= REPEATS_MAX);
    for (size_t i = 0; letters[i]; i++)
        repeat_add(&outcome, letters[i], json_array_get(scores, i));
    for (size_t i = 0; i < outcome.latency_count; i++)
        times[i] = json_number_value(json_array_get(latencies, i));
    cr_assert_eq(gate_add(gate, &outcome, &err), 0, "%s", err.message);
}

void outcomes_add(struct gate *gate, const struct run_plan *plan, const json_t *rows)
{
    size_t number = 0;

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        double times = number_or(json_array_get(row, 4), "times", 1);

        for (double k = 0; k < times; k++)
            outcome_add(gate, plan, number++, row);
    }
}

static json_t *check_text(const struct gate_check *check)
{
    char *text = mem_format("%s %s%s%s, limit %.9g, found %.9g: %s", check->rule,
                            gate_verdict_name(check->verdict), check->reason ? " " : "",
                            check->reason ? check->reason : "", check->limit,
                            check->found, check->sentence);
    json_t *json = json_string(text);

    free(text);
    return json;
}

static json_t *scope_text(const struct run_plan *plan, const struct gate_scope *scope)
{
    char *head = mem_format(
        "%s of %s: %s",
        scope->cohort == SCOPE_ALL ? "all" : plan->cohorts[scope->cohort].name,
        plan->variants[scope->variant].label, gate_verdict_name(scope->verdict));
    char *cases =
        mem_format("%lld cases: %lld pass, %lld fail, %lld flaky, %lld unscored",
                   (long long)scope->case_count, (long long)scope->cases_passed,
                   (long long)scope->cases_failed, (long long)scope->cases_flaky,
                   (long long)scope->cases_unscored);
    char *samples = mem_format(
        "%lld samples: %lld pass, %lld fail, %lld unscored; %lld missing",
        (long long)scope->samples, (long long)scope->passed, (long long)scope->failed,
        (long long)scope->unscored, (long long)scope->missing);
    char *figures = mem_format("pass_rate %.9g, score %.9g, p95 %.9g", scope->pass_rate,
                               scope->score, scope->latency_p95_ms);
    json_t *json = json_pack("[s, s, s, s]", head, cases, samples, figures);

    for (size_t i = 0; i < scope->check_count; i++)
        json_array_append_new(json, check_text(&scope->checks[i]));
    free(head);
    free(cases);
    free(samples);
    free(figures);
    return json;
}

json_t *judgement_to_json(const struct run_plan *plan, const struct judgement *judgement)
{
    json_t *scopes = json_array();

    for (size_t i = 0; i < judgement->scope_count; i++)
        json_array_append_new(scopes, scope_text(plan, &judgement->scopes[i]));
    return json_pack("{s:s, s:s, s:s, s:o}", "verdict",
                     gate_verdict_name(judgement->verdict), "sentence",
                     judgement->sentence, "status", run_status_name(judgement->status),
                     "scopes", scopes);
}
