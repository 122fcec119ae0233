/* reports/json.c - everything about a run as one JSON document, "noworse/run/1".
 *
 * The cases are written as they are read, so that memory does not grow with their number:
 * the frame is written by hand, every value in it by jansson. Fields: docs/reports.md.
 */
#include "base/clock.h"
#include "reports/builtin_reports.h"
#include "reports/json_cases.h"
#include "reports/json_errors.h"
#include "reports/visible.h"
#include "store/run_file_continue.h"
#include "store/run_file_ledger.h"

#include <math.h>
#include <string.h>

/* What the journal of calls adds up to. */
struct calls_told {
    int64_t uncertain_count; /* calls whose end nobody knows */
    double uncertain_usd;
    struct ledger ledger;
};

/* What nobody knows is null, never 0. */
static json_t *cost_json(const struct ledger *ledger, const struct run_plan *plan)
{
    bool is_unknown = ledger->unknown_calls && ledger->unknown_calls >= ledger->requests;

    return json_pack("{so sf sI sI sI ss?}", "usd",
                     json_number(is_unknown ? (double)NAN : money_to_usd(ledger->cost)),
                     "estimated_usd", money_to_usd(ledger->estimated), "calls",
                     (json_int_t)ledger->requests, "unknown_calls",
                     (json_int_t)ledger->unknown_calls, "tokens",
                     (json_int_t)ledger->tokens, "prices_as_of", plan->prices_as_of);
}

static json_t *run_json(const struct report_input *input, const struct calls_told *calls)
{
    const struct run_info *info = input->info;
    char started[CLOCK_TEXT_SIZE];
    char ended[CLOCK_TEXT_SIZE];

    clock_format(info->started_ms, started);
    clock_format(info->ended_ms, ended);
    return json_pack(
        "{ss ss so so ss ss? ss? ss? s{sI sf} so}", "id", info->id, "status",
        run_status_name(info->status), "signal",
        info->signal ? json_integer(info->signal) : json_null(), "reason",
        info->reason ? json_text(info->reason, strlen(info->reason)) : json_null(),
        "started", started, "ended", info->ended_ms ? ended : NULL, "version",
        info->version, "commit", info->commit, "uncertain", "calls",
        (json_int_t)calls->uncertain_count, "cost_usd", calls->uncertain_usd, "cost",
        cost_json(&calls->ledger, input->plan));
}

static json_t *variants_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];
        const char *baseline =
            variant->baseline >= 0 ? plan->variants[variant->baseline].name : NULL;

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

static json_t *graders_json(const struct run_plan *plan)
{
    json_t *out = json_array();

    for (size_t i = 0; i < plan->grader_count; i++) {
        const struct plan_grader *grader = &plan->graders[i];

        json_array_append_new(out, json_pack("{ss? ss? ss? sb so}", "name", grader->name,
                                             "type", grader->type, "digest",
                                             grader->digest, "required", grader->required,
                                             "weight", json_number(grader->weight)));
    }
    return out;
}

/* The filter of must_pass may name held-out cases: only that there is one is told. */
static json_t *rules_json(const struct gate_rules *rules)
{
    if (!rules->is_given)
        return json_null();
    return json_pack("{so so so so sb}", "pass_rate", json_number(rules->pass_rate),
                     "score", json_number(rules->score), "latency_p95_ms",
                     json_number(rules->latency_p95_ms), "unscored",
                     json_number(rules->unscored), "must_pass", rules->must_pass != NULL);
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

static json_t *plan_json(const struct run_plan *plan)
{
    return json_pack("{ss? ss? ss? ss? ss? si sI sI sb so so so so}", "suite",
                     plan->suite, "path", plan->suite_path, "digest", plan->suite_digest,
                     "owner", plan->owner, "description", plan->description, "repeats",
                     (int)plan->repeats, "cases", (json_int_t)plan->case_count, "samples",
                     (json_int_t)plan->sample_count, "is_partial", plan->is_partial,
                     "gate", rules_json(&plan->gate), "variants", variants_json(plan),
                     "graders", graders_json(plan), "cohorts", cohorts_json(plan));
}

static json_t *checks_json(const struct gate_scope *scope)
{
    json_t *out = json_array();

    for (size_t i = 0; i < scope->check_count; i++) {
        const struct gate_check *check = &scope->checks[i];

        json_array_append_new(
            out, json_pack("{ss ss ss? so so ss?}", "rule", check->rule, "verdict",
                           gate_verdict_name(check->verdict), "reason", check->reason,
                           "limit", json_number(check->limit), "found",
                           json_number(check->found), "sentence", check->sentence));
    }
    return out;
}

static json_t *scope_json(const struct run_plan *plan, const struct gate_scope *scope)
{
    const char *cohort =
        scope->cohort == SCOPE_ALL ? NULL : plan->cohorts[scope->cohort].name;

    return json_pack(
        "{ss ss? ss s{sI sI sI sI sI} s{sI sI sI sI sI} so so so so}", "variant",
        plan->variants[scope->variant].name, "cohort", cohort, "verdict",
        gate_verdict_name(scope->verdict), "cases", "count",
        (json_int_t)scope->case_count, "passed", (json_int_t)scope->cases_passed,
        "failed", (json_int_t)scope->cases_failed, "flaky",
        (json_int_t)scope->cases_flaky, "unscored", (json_int_t)scope->cases_unscored,
        "samples", "count", (json_int_t)scope->samples, "passed",
        (json_int_t)scope->passed, "failed", (json_int_t)scope->failed, "unscored",
        (json_int_t)scope->unscored, "missing", (json_int_t)scope->missing, "pass_rate",
        json_number(scope->pass_rate), "score", json_number(scope->score),
        "latency_p95_ms", json_number(scope->latency_p95_ms), "checks",
        checks_json(scope));
}

static json_t *cached_json(const struct cached_replies *cached)
{
    char oldest[CLOCK_TEXT_SIZE];

    clock_format(cached->oldest_ms, oldest);
    return json_pack("{sI sI ss?}", "replies", (json_int_t)cached->cached, "of",
                     (json_int_t)cached->samples, "oldest",
                     cached->cached ? oldest : NULL);
}

static json_t *judgement_json(const struct report_input *input)
{
    const struct judgement *judgement = input->judgement;
    json_t *scopes = json_array();

    for (size_t i = 0; i < judgement->scope_count; i++)
        json_array_append_new(scopes, scope_json(input->plan, &judgement->scopes[i]));
    return json_pack("{ss ss? so so}", "verdict", gate_verdict_name(judgement->verdict),
                     "sentence", judgement->sentence, "cached",
                     cached_json(&judgement->cached), "scopes", scopes);
}

/* Takes the value. */
static int member_write(const char *front, json_t *value, FILE *out)
{
    int rc;

    fputs(front, out);
    rc = json_line_write(value, out);
    json_decref(value);
    return rc;
}

struct cases_walk {
    const struct run_plan *plan;
    FILE *out;
    bool has_case;
    struct error_groups errors;
};

static int case_write(void *context, const struct case_result *result)
{
    struct cases_walk *walk = context;
    const char *front = walk->has_case ? ",\n  " : "\n  ";

    walk->has_case = true;
    error_groups_add(&walk->errors, walk->plan, result);
    return member_write(front, case_json(walk->plan, result), walk->out);
}

static int frame_write(const struct report_input *input, const struct calls_told *calls,
                       FILE *out)
{
    fputs("{\"schema\": \"noworse/run/1\",\n", out);
    return member_write(" \"run\": ", run_json(input, calls), out) ||
           member_write(",\n \"plan\": ", plan_json(input->plan), out) ||
           member_write(",\n \"judgement\": ", judgement_json(input), out);
}

static int json_write(const struct report_input *input, FILE *out, struct error *err)
{
    struct cases_walk walk = {input->plan, out, false, ERROR_GROUPS_INIT};
    struct calls_told calls;
    int rc =
        run_file_uncertain(input->run, &calls.uncertain_count, &calls.uncertain_usd, err);

    if (rc == 0)
        rc = run_file_ledger(input->run, &calls.ledger, err);
    if (rc == 0)
        rc = frame_write(input, &calls, out);
    if (rc == 0) {
        fputs(",\n \"cases\": [", out);
        rc = case_results_each(input, case_write, &walk, err);
    }
    error_groups_sort(&walk.errors);
    if (rc == 0)
        rc = member_write("],\n \"schema_errors\": ",
                          error_groups_json(&walk.errors, input->plan), out);
    error_groups_release(&walk.errors);
    if (rc > 0 && ferror(out))
        return 0; /* the stream takes no more: report_save() tells of it */
    if (rc > 0)
        return error_set(err, ERROR_BUG, "N0856", "the JSON report has a gap");
    fputs("}\n", out);
    return rc;
}

const struct report_type report_json = {
    .name = "json",
    .ending = ".json",
    .summary = "everything about the run as one documented JSON object",
    .write = json_write,
};
