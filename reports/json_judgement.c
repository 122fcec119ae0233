/* reports/json_judgement.c - what was decided and on what figures, as JSON. */
#include "reports/json_judgement.h"

#include "base/clock.h"
#include "reports/json_cases.h"
#include "reports/judged_rates.h"

#include <math.h>

json_t *interval_json(double lower, double upper)
{
    if (isnan(lower) || isnan(upper))
        return json_null();
    return json_pack("{sf sf}", "lower", lower, "upper", upper);
}

static json_t *checks_json(const struct gate_scope *scope)
{
    json_t *out = json_array();

    for (size_t i = 0; i < scope->check_count; i++) {
        const struct gate_check *check = &scope->checks[i];

        json_array_append_new(
            out,
            json_pack("{ss ss ss? so so so sb sb ss?}", "rule", check->rule, "verdict",
                      gate_verdict_name(check->verdict), "reason", check->reason, "limit",
                      json_number(check->limit), "found", json_number(check->found),
                      "interval", interval_json(check->lower, check->upper),
                      "no_inference", check->has_no_inference, "could_be_luck",
                      check->could_be_luck, "sentence", check->sentence));
    }
    return out;
}

static json_t *comparison_json(const struct gate_comparison *made)
{
    if (!made->is_made)
        return json_null();
    return json_pack(
        "{ss ss? sb ss so so so so ss sI sI so so so so so so so so sI sI sb sb sb so "
        "so so}",
        "verdict", gate_verdict_name(made->verdict), "reason", made->reason, "is_gated",
        made->is_gated, "measure", made->of_score ? "score" : "pass", "margin",
        json_number(made->margin), "judge_shows", json_number(made->judge_shows),
        "margin_held", json_number(made->margin_held), "confidence",
        json_number(made->confidence), "method",
        made->is_binary ? "paired_binary" : "paired_general", "cases",
        (json_int_t)made->cases, "clusters", (json_int_t)made->clusters, "baseline",
        json_number(made->baseline), "candidate", json_number(made->candidate),
        "difference", json_number(made->difference), "interval",
        interval_json(made->lower, made->upper), "corrected",
        json_number(made->corrected), "corrected_interval",
        interval_json(made->corrected_lower, made->corrected_upper), "p_drop",
        json_number(made->p_drop), "p_adjusted", json_number(made->p_adjusted), "better",
        (json_int_t)made->better, "worse", (json_int_t)made->worse, "is_beyond_margin",
        made->is_beyond_margin, "is_early", made->is_early, "is_required",
        made->is_required, "cases_needed",
        made->cases_needed ? json_integer(made->cases_needed) : json_null(),
        "groups_needed",
        made->groups_needed ? json_integer(made->groups_needed) : json_null(),
        "repeats_needed",
        made->repeats_needed ? json_integer(made->repeats_needed) : json_null());
}

static json_t *states_json(const struct case_states *states)
{
    const struct {
        const char *key;
        int64_t count;
    } members[] = {
        {"newly_failing", states->newly_failing},
        {"still_failing", states->still_failing},
        {"fixed", states->fixed},
        {"still_passing", states->still_passing},
        {"flaky", states->flaky},
        {"new", states->fresh},
        {"changed", states->changed},
        {"regraded", states->regraded},
        {"gone", states->gone},
        {"not_compared", states->not_compared},
        {"confirmed", states->confirmed},
        {"quarantined", states->quarantined},
        {"quarantine_expired", states->quarantine_expired},
    };
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        json_object_set_new(out, members[i].key, json_integer(members[i].count));
    return out;
}

static json_t *counts_json(int64_t count, int64_t passed, int64_t failed,
                           const char *third, int64_t third_count, const char *fourth,
                           int64_t fourth_count)
{
    return json_pack("{sI sI sI sI sI}", "count", (json_int_t)count, "passed",
                     (json_int_t)passed, "failed", (json_int_t)failed, third,
                     (json_int_t)third_count, fourth, (json_int_t)fourth_count);
}

static json_t *scope_json(const struct run_plan *plan, const struct gate_scope *scope)
{
    const char *cohort =
        scope->cohort == SCOPE_ALL ? NULL : plan->cohorts[scope->cohort].name;
    const char *grader =
        scope->grader == SCOPE_ALL ? NULL : plan->grader_gates[scope->grader].name;

    return json_pack(
        "{ss ss? ss? ss so so so so so so so so so so so so so so so so so so}",
        "variant", plan->variants[scope->variant].name, "cohort", cohort, "grader",
        grader, "verdict", gate_verdict_name(scope->verdict), "cases",
        counts_json(scope->case_count, scope->cases_passed, scope->cases_failed, "flaky",
                    scope->cases_flaky, "unscored", scope->cases_unscored),
        "samples",
        counts_json(scope->samples, scope->passed, scope->failed, "unscored",
                    scope->unscored, "missing", scope->missing),
        "pass_rate", json_number(scope->pass_rate), "pass_rate_interval",
        interval_json(scope->pass_lower, scope->pass_upper), "score",
        json_number(scope->score), "score_interval",
        interval_json(scope->score_lower, scope->score_upper), "pass_all_repeats",
        json_number(scope->pass_all_repeats), "pass_any_repeat",
        json_number(scope->pass_any_repeat), "expected_flips",
        json_number(scope->expected_flips), "repeat_share",
        json_number(scope->repeat_share), "latency_p95_ms",
        json_number(scope->latency_p95_ms), "cost_per_case_usd",
        json_number(scope->cost_per_case_usd), "baseline_latency_p95_ms",
        json_number(scope->baseline_latency_p95_ms), "baseline_cost_usd",
        json_number(scope->baseline_cost_usd), "comparison",
        comparison_json(&scope->comparison), "anchor", comparison_json(&scope->anchor),
        "states", states_json(&scope->states), "checks", checks_json(scope));
}

/* Samples: a row for each label expected, in it one for each found, then one for none. */
static json_t *confusion_json(const struct confusion *confusion)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < confusion->count; i++) {
        json_t *row = json_array();

        for (size_t k = 0; k <= confusion->count; k++)
            json_array_append_new(row,
                                  json_integer(confusion_at(confusion, i, k)->samples));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *label_json(const struct plan_grader_gate *gate,
                          const struct confusion *confusion, size_t at)
{
    return json_pack("{ss so so so}", "label", gate->labels[at], "precision",
                     json_number(confusion_precision(confusion, at).found), "recall",
                     json_number(confusion_recall(confusion, at).found), "f1",
                     json_number(confusion_f1(confusion, at).found));
}

static json_t *labels_json(const struct run_plan *plan,
                           const struct judged_labels *labels)
{
    const struct confusion *confusion = &labels->confusion;
    const struct plan_grader_gate *gate = &plan->grader_gates[labels->grader];
    const char *cohort =
        labels->cohort == SCOPE_ALL ? NULL : plan->cohorts[labels->cohort].name;
    json_t *each = json_array();
    size_t ignored;

    for (size_t i = 0; i < gate->label_count; i++)
        json_array_append_new(each, label_json(gate, confusion, i));
    return json_pack("{ss ss? ss so so so so sI}", "variant",
                     plan->variants[labels->variant].name, "cohort", cohort, "grader",
                     gate->name, "accuracy",
                     json_number(confusion_accuracy(confusion).found), "macro_f1",
                     json_number(confusion_macro_f1(confusion, &ignored).found), "labels",
                     each, "confusion", confusion_json(confusion), "unreadable",
                     (json_int_t)confusion->unread_samples);
}

static json_t *cached_json(const struct cached_replies *cached)
{
    char oldest[CLOCK_TEXT_SIZE];

    clock_format(cached->oldest_ms, oldest);
    return json_pack("{sI sI ss?}", "replies", (json_int_t)cached->cached, "of",
                     (json_int_t)cached->samples, "oldest",
                     cached->cached ? oldest : NULL);
}

static json_t *earlier_json(const struct earlier_verdict *earlier)
{
    if (!earlier->runs)
        return json_null();
    return json_pack("{si si ss}", "runs", (int)earlier->runs, "number",
                     (int)earlier->number, "verdict",
                     gate_verdict_name(earlier->verdict));
}

json_t *judgement_json(const struct run_plan *plan, const struct judgement *judgement)
{
    json_t *scopes = json_array();
    json_t *notes = json_array();
    json_t *labels = json_array();

    for (size_t i = 0; i < judgement->label_count; i++)
        json_array_append_new(labels, labels_json(plan, &judgement->labels[i]));
    for (size_t i = 0; i < judgement->scope_count; i++)
        json_array_append_new(scopes, scope_json(plan, &judgement->scopes[i]));
    for (size_t i = 0; i < judgement->note_count; i++)
        json_array_append_new(notes, json_string(judgement->notes[i]));
    return json_pack(
        "{ss ss? so so so so so so}", "verdict", gate_verdict_name(judgement->verdict),
        "sentence", judgement->sentence, "notes", notes, "cached",
        cached_json(&judgement->cached), "earlier", earlier_json(&judgement->earlier),
        "judges", judged_rates_json(plan, judgement), "scopes", scopes, "labels", labels);
}
