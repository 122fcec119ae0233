/* tests/gate/judged_text.c - plans, outcomes and judgements as data. */
#include "tests/gate/judged_text.h"

#include "base/buf.h"
#include "base/mem.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REPEATS_MAX = 32, GRADERS_MAX = 4 };

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
    rules->max_drop = number_or(json, "max_drop", (double)NAN);
    rules->drop_of_score = json_is_true(json_object_get(json, "drop_of_score"));
    rules->pass_rate_by_bound = json_is_true(json_object_get(json, "by_bound"));
    rules->score_by_bound = json_is_true(json_object_get(json, "score_by_bound"));
    rules->pass_all_repeats = number_or(json, "pass_all_repeats", (double)NAN);
    rules->cost_per_case_usd = number_or(json, "cost_per_case_usd", (double)NAN);
    rules->max_cost_rise = number_or(json, "max_cost_rise", (double)NAN);
    rules->max_latency_rise = number_or(json, "max_latency_rise", (double)NAN);
    rules->confidence = number_or(json, "confidence", (double)NAN);
    rules->quarantined = number_or(json, "quarantined", (double)NAN);
    rules->paired = number_or(json, "paired", (double)NAN);
    rules->removed_allowed = json_is_true(json_object_get(json, "removed_allowed"));
}

/* {repeats, cost_usd, latency_p95_ms} */
static int entry_add(struct run_plan *plan, const json_t *row, const char *key)
{
    const json_t *json = json_object_get(row, key);

    plan->baseline_entries =
        mem_resize(plan->baseline_entries, plan->baseline_entry_count + 1,
                   sizeof *plan->baseline_entries);
    plan->baseline_entries[plan->baseline_entry_count] = (struct plan_entry){
        .name = mem_text("main"),
        .model_id = mem_text("mini"),
        .model_provider = mem_text("openai"),
        .repeats = (unsigned)number_or(json, "repeats", 5),
        .cost_usd = number_or(json, "cost_usd", (double)NAN),
        .latency_p95_ms = number_or(json, "latency_p95_ms", (double)NAN),
        .is_anchor = strcmp(key, "anchor") == 0};
    plan->has_baseline = true;
    return (int)plan->baseline_entry_count++;
}

/* Names that are in quarantine; those that begin with '-' were. */
static void quarantine_of_case(const json_t *json, struct run_plan *plan)
{
    plan->quarantine_count = json_array_size(json);
    plan->quarantine = mem_new(plan->quarantine_count, sizeof *plan->quarantine);
    for (size_t i = 0; i < plan->quarantine_count; i++) {
        const char *name = json_string_value(json_array_get(json, i));

        plan->quarantine[i] =
            (struct plan_quarantine){.name = mem_text(name + (name[0] == '-')),
                                     .reason = mem_text("flaky"),
                                     .owner = mem_text("team"),
                                     .until = mem_text("2026-12-31"),
                                     .is_expired = name[0] == '-'};
    }
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
        const char *asked = json_string_value(json_object_get(row, "asked"));

        plan->variants[i] = (struct plan_variant){
            .baseline_entry = -1,
            .anchor_entry = -1,
            .name = mem_text(label),
            .label = mem_text(label),
            .model_id = mem_text("mini"),
            .model_provider = mem_text("openai"),
            .prompt_digest =
                mem_text(json_string_value(json_object_get(row, "prompt_digest"))),
            .is_baseline = json_is_true(json_object_get(row, "baseline")),
            .baseline = (int)number_or(row, "against", -1),
        };
        snprintf(plan->variants[i].asked_digest, sizeof plan->variants[i].asked_digest,
                 "%s", asked ? asked : "");
        if (json_object_get(row, "entry"))
            plan->variants[i].baseline_entry = entry_add(plan, row, "entry");
        if (json_object_get(row, "anchor"))
            plan->variants[i].anchor_entry = entry_add(plan, row, "anchor");
    }
    json_decref(one);
}

/* [{name, gate}] */
static void graders_of_case(const json_t *json, struct run_plan *plan)
{
    plan->grader_gate_count = json_array_size(json);
    plan->grader_gates = mem_new(plan->grader_gate_count, sizeof *plan->grader_gates);
    for (size_t i = 0; i < plan->grader_gate_count; i++) {
        const json_t *row = json_array_get(json, i);

        plan->grader_gates[i].name =
            mem_text(json_string_value(json_object_get(row, "name")));
        rules_of_case(json_object_get(row, "gate"), &plan->grader_gates[i].gate);
    }
}

/* {tone: [24, 1, 2, 23]}: a calibrated judge and its tp, fn, fp, tn; with true after
 * these it is not required. */
static void judges_of_case(const json_t *json, struct run_plan *plan)
{
    const char *name;
    json_t *row;

    plan->graders = mem_new(json_object_size(json), sizeof *plan->graders);
    plan->judges = mem_new(json_object_size(json), sizeof *plan->judges);
    json_object_foreach((json_t *)(uintptr_t)json, name, row)
    {
        const unsigned at = (unsigned)plan->grader_count++;

        plan->graders[at] = (struct plan_grader){.name = mem_text(name),
                                                 .type = mem_text("judge"),
                                                 .weight = 1,
                                                 .required = json_array_size(row) == 4};
        plan->judges[plan->judge_count++] =
            (struct plan_judge){.grader = at,
                                .min_j = (double)NAN,
                                .calibrated_ms = 1,
                                .tp = json_integer_value(json_array_get(row, 0)),
                                .fn = json_integer_value(json_array_get(row, 1)),
                                .fp = json_integer_value(json_array_get(row, 2)),
                                .tn = json_integer_value(json_array_get(row, 3))};
    }
}

struct run_plan *plan_of_case(const json_t *json)
{
    struct run_plan *plan = run_plan_new();
    const json_t *cohorts = json_object_get(json, "cohorts");
    const char *suite = json_string_value(json_object_get(json, "suite"));

    plan->suite = mem_text(suite ? suite : "refund-answers");
    plan->suite_path = mem_text("refund.suite.yaml");
    plan->suite_digest = mem_text("0");
    plan->repeats = (unsigned)number_or(json, "repeats", 1);
    plan->stop_early = json_is_true(json_object_get(json, "stop_early"));
    plan->has_baseline = json_is_true(json_object_get(json, "has_baseline"));
    plan->baseline.ref = mem_text(json_string_value(json_object_get(json, "ref")));
    plan->baseline.ended = mem_text(json_string_value(json_object_get(json, "ended")));
    plan->baseline.rules_differ = plan->baseline.ref != NULL;
    plan->baseline.lacks_grades = json_is_true(json_object_get(json, "lacks_grades"));
    quarantine_of_case(json_object_get(json, "quarantine"), plan);
    plan->is_partial = json_is_true(json_object_get(json, "is_partial"));
    rules_of_case(json_object_get(json, "gate"), &plan->gate);
    graders_of_case(json_object_get(json, "graders"), plan);
    judges_of_case(json_object_get(json, "judges"), plan);
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

/* {was: "PF?-", pairing, scores} of what the case is compared with. */
static void partner_read(const json_t *json, struct case_partner *out)
{
    static const char *const names[] = {[PAIRING_NONE] = "none",
                                        [PAIRING_PAIRED] = "paired",
                                        [PAIRING_NEW] = "new",
                                        [PAIRING_CHANGED] = "changed",
                                        [PAIRING_GRADERS] = "graders"};
    const char *letters = json_string_value(json_object_get(json, "was"));
    const char *pairing = json_string_value(json_object_get(json, "pairing"));
    struct case_outcome sums = {.passed = 0};

    out->pairing = out->score_pairing = letters ? PAIRING_PAIRED : PAIRING_NONE;
    for (int i = PAIRING_NONE; pairing && i <= PAIRING_GRADERS; i++)
        if (strcmp(pairing, names[i]) == 0)
            out->pairing = out->score_pairing = (enum pairing)i;
    for (size_t i = 0; letters && letters[i]; i++)
        repeat_add(&sums, letters[i],
                   json_array_get(json_object_get(json, "was_scores"), i));
    out->passed = sums.passed;
    out->failed = sums.failed;
    out->unscored = sums.unscored;
    out->missing = sums.missing;
    out->score_sum = sums.score_sum;
    out->score_count = sums.score_count;
}

/* "PP", or how it pairs; NULL: it is compared with nothing. */
static void grader_partner_read(const char *word, struct case_partner *out)
{
    const bool is_letters = word && strspn(word, "PF?-") == strlen(word);
    json_t *partner = json_pack("{ss*, ss*}", "was", is_letters ? word : NULL, "pairing",
                                is_letters ? NULL : word);

    partner_read(partner, out);
    json_decref(partner);
}

/* {tone: ["PF", "PP", "new"]}: its letters, those of what it is compared with, and of the
 * anchor. */
static size_t graders_read(const json_t *json, const struct run_plan *plan,
                           struct grader_outcome *out)
{
    size_t count = 0;
    const char *name;
    json_t *letters;

    json_object_foreach((json_t *)(uintptr_t)json, name, letters)
    {
        const char *now = json_string_value(json_array_get(letters, 0));
        struct case_outcome sums = {.passed = 0};

        for (size_t i = 0; now[i]; i++)
            repeat_add(&sums, now[i], NULL);
        cr_assert(count < GRADERS_MAX);
        out[count] = (struct grader_outcome){.gate = run_plan_grader_gate(plan, name),
                                             .passed = sums.passed,
                                             .failed = sums.failed,
                                             .unscored = sums.unscored,
                                             .missing = sums.missing,
                                             .score_sum = sums.score_sum,
                                             .score_count = sums.score_count};
        cr_assert(out[count].gate >= 0, "no grader %s in the plan", name);
        grader_partner_read(json_string_value(json_array_get(letters, 1)),
                            &out[count].baseline);
        grader_partner_read(json_string_value(json_array_get(letters, 2)),
                            &out[count++].anchor);
    }
    return count;
}

static void outcome_add(struct gate *gate, const struct run_plan *plan, size_t number,
                        const json_t *row)
{
    const json_t *more = json_array_get(row, 4);
    const json_t *scores = json_object_get(more, "scores");
    const json_t *latencies = json_object_get(more, "latencies");
    const char *letters = json_string_value(json_array_get(row, 3));
    double times[REPEATS_MAX];
    struct grader_outcome graders[GRADERS_MAX];
    struct error err = ERROR_INIT;
    struct case_outcome outcome = {
        .number = (int64_t)number,
        .variant = variant_find(plan, json_string_value(json_array_get(row, 0))),
        .cohort = cohort_find(plan, json_string_value(json_array_get(row, 1))),
        .id = json_string_value(json_array_get(row, 2)),
        .weight = number_or(more, "weight", 1),
        .must_pass = json_is_true(json_object_get(more, "must_pass")),
        .group = json_string_value(json_object_get(more, "group")),
        .latencies_ms = times,
        .latency_count = json_array_size(latencies),
    };

    cr_assert(strspn(letters, "PF?-") == strlen(letters), "bad letters: %s", letters);
    cr_assert(outcome.latency_count <= REPEATS_MAX);
    for (size_t i = 0; letters[i]; i++)
        repeat_add(&outcome, letters[i], json_array_get(scores, i));
    partner_read(more, &outcome.baseline);
    partner_read(json_object_get(more, "anchor"), &outcome.anchor);
    outcome.graders = graders;
    outcome.grader_count = graders_read(json_object_get(more, "graders"), plan, graders);
    outcome.quarantine = run_plan_quarantine(plan, outcome.cohort, outcome.id);
    outcome.oldest_cached_ms = (int64_t)number_or(more, "cached_ms", 0);
    outcome.newest_cached_ms = outcome.oldest_cached_ms;
    outcome.cached = outcome.oldest_cached_ms != 0;
    outcome.cost_usd = number_or(more, "cost", 0);
    outcome.cost_count = json_object_get(more, "cost") != NULL;
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

static json_t *compared_text(const struct gate_scope *scope)
{
    const struct gate_comparison *of = &scope->comparison;
    const struct case_states *states = &scope->states;
    char *text = mem_format(
        "%s: %lld pairs, %lld better, %lld worse, p %.6g, adjusted %.6g: %s %s%s; %lld "
        "newly failing, %lld fixed, %lld flaky, %lld new, %lld confirmed",
        of->is_binary ? "binary" : "general", (long long)of->cases, (long long)of->better,
        (long long)of->worse, of->p_drop, of->p_adjusted, gate_verdict_name(of->verdict),
        of->reason ? of->reason : "", of->is_required ? ", required" : "",
        (long long)states->newly_failing, (long long)states->fixed,
        (long long)states->flaky, (long long)states->fresh, (long long)states->confirmed);
    json_t *json = json_string(text);

    free(text);
    return json;
}

static json_t *scope_text(const struct run_plan *plan, const struct gate_scope *scope)
{
    const bool is_grader = scope->grader != SCOPE_ALL;
    char *head = mem_format(
        "%s%s of %s: %s", is_grader ? "grader " : "",
        is_grader                    ? plan->grader_gates[scope->grader].name
        : scope->cohort == SCOPE_ALL ? "all"
                                     : plan->cohorts[scope->cohort].name,
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

    if (scope->comparison.is_made)
        json_array_append_new(json, compared_text(scope));
    for (size_t i = 0; i < scope->check_count; i++)
        json_array_append_new(json, check_text(&scope->checks[i]));
    free(head);
    free(cases);
    free(samples);
    free(figures);
    return json;
}

/* Of the whole of the first candidate; states without a case are left out. */
static json_t *states_to_json(const struct judgement *judgement)
{
    const struct case_states *of = &judgement->scopes[0].states;
    const struct {
        const char *name;
        int64_t count;
    } rows[] = {
        {case_state_name(STATE_NEWLY_FAILING), of->newly_failing},
        {case_state_name(STATE_STILL_FAILING), of->still_failing},
        {case_state_name(STATE_FIXED), of->fixed},
        {case_state_name(STATE_STILL_PASSING), of->still_passing},
        {case_state_name(STATE_FLAKY), of->flaky},
        {case_state_name(STATE_NEW), of->fresh},
        {case_state_name(STATE_CHANGED), of->changed},
        {case_state_name(STATE_REGRADED), of->regraded},
        {case_state_name(STATE_GONE), of->gone},
        {case_state_name(STATE_NOT_COMPARED), of->not_compared},
        {"quarantined", of->quarantined},
        {"quarantine expired", of->quarantine_expired},
    };
    json_t *out = json_object();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].count)
            json_object_set_new(out, rows[i].name, json_integer(rows[i].count));
    return out;
}

json_t *judgement_to_json(const struct run_plan *plan, const struct judgement *judgement)
{
    json_t *scopes = json_array();
    json_t *notes = json_array();

    for (size_t i = 0; i < judgement->scope_count; i++)
        json_array_append_new(scopes, scope_text(plan, &judgement->scopes[i]));
    for (size_t i = 0; i < judgement->note_count; i++)
        json_array_append_new(notes, json_string(judgement->notes[i]));
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "verdict",
                     gate_verdict_name(judgement->verdict), "sentence",
                     judgement->sentence, "status", run_status_name(judgement->status),
                     "notes", notes, "scopes", scopes, "states",
                     states_to_json(judgement));
}
