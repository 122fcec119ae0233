/* reports/json.c - everything about a run as one JSON document, "noworse/run/1".
 *
 * The cases are written as they are read, so that memory does not grow with their number:
 * the frame is written by hand, every value in it by jansson. Fields: docs/reports.md.
 */
#include "base/clock.h"
#include "reports/builtin_reports.h"
#include "reports/json_cases.h"
#include "reports/json_errors.h"
#include "reports/json_judgement.h"
#include "reports/json_plan.h"
#include "reports/judge_flips.h"
#include "reports/visible.h"
#include "store/run_file_continue.h"
#include "store/run_file_ledger.h"

#include <math.h>
#include <string.h>

/* What the journal of calls adds up to. */
struct calls_told {
    int64_t uncertain_count; /* calls whose end nobody knows */
    double uncertain_usd;
    struct ledger ledger, graders;
};

/* What nobody knows is null, never 0. */
static json_t *ledger_json(const struct ledger *ledger)
{
    bool is_unknown = ledger->unknown_calls && ledger->unknown_calls >= ledger->requests;

    return json_pack("{so sf sI sI sI}", "usd",
                     json_number(is_unknown ? (double)NAN : money_to_usd(ledger->cost)),
                     "estimated_usd", money_to_usd(ledger->estimated), "calls",
                     (json_int_t)ledger->requests, "unknown_calls",
                     (json_int_t)ledger->unknown_calls, "tokens",
                     (json_int_t)ledger->tokens);
}

static json_t *cost_json(const struct calls_told *calls, const struct run_plan *plan)
{
    json_t *cost = ledger_json(&calls->ledger);

    json_object_set_new(cost, "graders", ledger_json(&calls->graders));
    json_object_set_new(cost, "prices_as_of",
                        plan->prices_as_of ? json_string(plan->prices_as_of)
                                           : json_null());
    return cost;
}

static json_t *run_json(const struct report_input *input, const struct calls_told *calls)
{
    const struct run_info *info = input->info;
    char started[CLOCK_TEXT_SIZE];
    char ended[CLOCK_TEXT_SIZE];

    clock_format(info->started_ms, started);
    clock_format(info->ended_ms, ended);
    return json_pack("{ss ss so so ss ss? ss? ss? s{sI sf} so}", "id", info->id, "status",
                     run_status_name(info->status), "signal",
                     info->signal ? json_integer(info->signal) : json_null(), "reason",
                     info->reason ? json_text(info->reason, strlen(info->reason))
                                  : json_null(),
                     "started", started, "ended", info->ended_ms ? ended : NULL,
                     "version", info->version, "commit", info->commit, "uncertain",
                     "calls", (json_int_t)calls->uncertain_count, "cost_usd",
                     calls->uncertain_usd, "cost", cost_json(calls, input->plan));
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
    const struct judgement *judgement;
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
    return member_write(front, case_json(walk->plan, walk->judgement, result), walk->out);
}

static int frame_write(const struct report_input *input, const struct calls_told *calls,
                       FILE *out)
{
    fputs("{\"schema\": \"noworse/run/1\",\n", out);
    return member_write(" \"run\": ", run_json(input, calls), out) ||
           member_write(",\n \"plan\": ", plan_json(input->plan), out) ||
           member_write(
               ",\n \"judgement\": ", judgement_json(input->plan, input->judgement), out);
}

static int flips_write(const struct report_input *input, FILE *out, struct error *err)
{
    json_t *flips = judge_flips_json(input, err);

    return flips ? member_write(",\n \"judge_flips\": ", flips, out) : -1;
}

static int json_write(const struct report_input *input, FILE *out, struct error *err)
{
    struct cases_walk walk = {input->plan, input->judgement, out, false,
                              ERROR_GROUPS_INIT};
    struct calls_told calls;
    int rc = run_file_ledger(input->run, &calls.ledger, err);

    if (rc == 0) /* the ledger has counted the calls for it */
        rc = run_file_uncertain(input->run, &calls.uncertain_count, &calls.uncertain_usd,
                                err);
    if (rc == 0)
        rc = run_file_graders_ledger(input->run, &calls.graders, err);
    if (rc == 0)
        rc = frame_write(input, &calls, out);
    if (rc == 0)
        rc = flips_write(input, out, err);
    if (rc == 0) {
        fputs(",\n \"cases\": [", out);
        rc = case_results_each(input, case_write, &walk, err);
    }
    error_groups_sort(&walk.errors, input->plan);
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
