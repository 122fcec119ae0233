/* reports/junit.c - a run as JUnit XML: the frame, and the two passes over the run file.
 *
 * The dialect is the one that the CI systems' readers have in common: docs/reports.md.
 */
#include "reports/junit.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "reports/builtin_reports.h"
#include "reports/judge_flips.h"
#include "reports/judged_rates.h"
#include "reports/junit_text.h"
#include "reports/visible.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int profile_find(const char *name, enum junit_profile *profile, struct error *err)
{
    static const char *const names[] = {"default", "jenkins", "ant"};

    *profile = JUNIT_DEFAULT;
    if (!name)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) {
            *profile = (enum junit_profile)i;
            return 0;
        }
    error_set(err, ERROR_USAGE, "N0853", "unknown JUnit profile \"%.40s\"", name);
    return error_hint(err, "there are default, jenkins and ant");
}

/* "evals/refund.suite.yaml" -> "evals.refund"; the caller's. */
static char *path_class(const char *path)
{
    static const char *const endings[] = {".suite.yaml", ".suite.yml", ".yaml", ".yml"};
    char *stem = mem_text(path);
    char *out;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (path_has_ending(stem, endings[i]) && strlen(stem) > strlen(endings[i])) {
            stem[strlen(stem) - strlen(endings[i])] = '\0';
            break;
        }
    out = junit_class(stem);
    free(stem);
    return out;
}

static bool has_class(const struct junit *junit, size_t count, const char *class_name)
{
    if (strcmp(class_name, junit->gate_class) == 0)
        return true;
    for (size_t i = 1; i < count; i++)
        if (strcmp(junit->suites[i].class_name, class_name) == 0)
            return true;
    return false;
}

/* Cohorts whose names become the same class are told apart by a number; the caller's. */
static char *cohort_class(const struct junit *junit, const char *front, size_t index)
{
    char *own = junit_class(junit->input->plan->cohorts[index - 1].name);
    char *out = mem_format("%s.%s", front, own);

    for (unsigned number = 2; has_class(junit, index, out); number++) {
        free(out);
        out = mem_format("%s.%s_%u", front, own, number);
    }
    free(own);
    return out;
}

static void suites_init(struct junit *junit)
{
    const struct run_plan *plan = junit->input->plan;
    const char *path = plan->suite_path ? plan->suite_path : "";
    const char *suite = plan->suite ? plan->suite : "suite";
    char *front;

    while (path[0] == '.' && path[1] == '/')
        path += 2;
    junit->file = mem_text(path);
    front = path_class(*path ? path : suite);
    junit->gate_class = mem_format("%s.gate", front);
    junit->suite_count = plan->cohort_count + 1;
    junit->suites = mem_new(junit->suite_count, sizeof *junit->suites);
    junit->suites[0].name = junit_name(suite, JUNIT_NAME_MAX);
    junit->suites[0].class_name = mem_text(junit->gate_class);
    for (size_t i = 1; i < junit->suite_count; i++) {
        char *cohort = visible_cohort_name(&plan->cohorts[i - 1]);
        char *name = mem_format("%s / %s", suite, cohort);

        junit->suites[i].name = junit_name(name, JUNIT_NAME_MAX);
        junit->suites[i].class_name = cohort_class(junit, front, i);
        free(cohort);
        free(name);
    }
    free(front);
}

static void junit_release(struct junit *junit)
{
    for (size_t i = 0; i < junit->suite_count; i++) {
        free(junit->suites[i].name);
        free(junit->suites[i].class_name);
    }
    free(junit->suites);
    free(junit->file);
    free(junit->gate_class);
    free(junit->flips);
    xml_release(&junit->test);
}

static void cost_properties_write(const struct junit *junit)
{
    const char *as_of = junit->input->plan->prices_as_of;
    char *usd = mem_format("%.6f", money_to_usd(junit->ledger.cost));
    char *unknown = mem_format("%" PRId64, junit->ledger.unknown_calls);

    if (junit->ledger.cost)
        junit_property(junit->out, "noworse.total_cost_usd", usd);
    if (junit->ledger.cost && junit->ledger.unknown_calls)
        junit_property(junit->out, "noworse.calls_of_unknown_cost", unknown);
    if (junit->ledger.cost && as_of)
        junit_property(junit->out, "noworse.prices_as_of", as_of);
    free(usd);
    free(unknown);
}

static void graders_properties_write(const struct junit *junit)
{
    char *usd = mem_format("%.6f", money_to_usd(junit->graders.cost));
    char *calls = mem_format("%" PRId64, junit->graders.requests);
    char *tokens = mem_format("%" PRId64, junit->graders.tokens);

    if (junit->graders.requests) {
        junit_property(junit->out, "noworse.graders_calls", calls);
        junit_property(junit->out, "noworse.graders_tokens", tokens);
    }
    if (junit->graders.cost)
        junit_property(junit->out, "noworse.graders_cost_usd", usd);
    free(usd);
    free(calls);
    free(tokens);
}

static void earlier_properties_write(const struct junit *junit)
{
    const struct earlier_verdict *earlier = &junit->input->judgement->earlier;
    char *run = mem_format("%u", earlier->runs + 1);

    if (earlier->runs) {
        junit_property(junit->out, "noworse.run_of_this", run);
        junit_property(junit->out, "noworse.earlier_verdict",
                       gate_verdict_name(earlier->verdict));
    }
    free(run);
}

static void judge_property(const struct junit *junit, const char *front,
                           const struct judged_rate *rate, double value)
{
    const struct run_plan *plan = junit->input->plan;
    char *name = mem_format("noworse.%s [%s, %s]", front,
                            plan->graders[plan->judges[rate->judge].grader].name,
                            plan->variants[rate->variant].name);
    char *text = mem_format("%.6g", value);

    if (isfinite(value))
        junit_property(junit->out, name, text);
    free(name);
    free(text);
}

static void judges_properties_write(const struct junit *junit)
{
    const struct judgement *judgement = junit->input->judgement;

    for (size_t i = 0; i < judgement->judged_count; i++) {
        const struct judged_rate *rate = &judgement->judged[i];
        const struct gate_comparison *made = judged_difference(judgement, rate);

        judge_property(junit, "judge_pass_rate", rate, rate->rate);
        judge_property(junit, "judge_corrected_rate", rate, rate->corrected);
        judge_property(junit, "judge_corrected_lower", rate, rate->corrected_lower);
        judge_property(junit, "judge_corrected_upper", rate, rate->corrected_upper);
        judge_property(junit, "judge_rate_by_labels", rate, rate->by_labels);
        judge_property(junit, "judge_change_by_labels", rate, rate->change_by_labels);
        if (made) {
            judge_property(junit, "judge_corrected_change", rate, made->corrected);
            judge_property(junit, "judge_corrected_change_lower", rate,
                           made->corrected_lower);
            judge_property(junit, "judge_corrected_change_upper", rate,
                           made->corrected_upper);
        }
    }
}

/* Of judges that compare two answers in both orders. */
static void flips_properties_write(const struct junit *junit)
{
    const struct run_plan *plan = junit->input->plan;

    for (size_t i = 0; i < plan->grader_count; i++) {
        const struct judge_flips *flips = &junit->flips[i];
        char *pairs_name = mem_format("noworse.judge_pairs [%s]", plan->graders[i].name);
        char *rate_name =
            mem_format("noworse.judge_flip_rate [%s]", plan->graders[i].name);
        char *pairs = mem_format("%" PRId64, flips->pairs);
        char *rate = mem_format("%.6g", (double)flips->flips / (double)flips->pairs);

        if (flips->pairs) {
            junit_property(junit->out, pairs_name, pairs);
            junit_property(junit->out, rate_name, rate);
        }
        free(pairs_name);
        free(rate_name);
        free(pairs);
        free(rate);
    }
}

/* What holds for a whole suite; of a held-out cohort this and its gates are all. */
static void suite_properties_write(const struct junit *junit)
{
    const struct run_plan *plan = junit->input->plan;
    const int cohort = (int)junit->current - 1;

    xml_begin(junit->out, "properties");
    if (junit->input->info->version)
        junit_property(junit->out, "noworse.version", junit->input->info->version);
    if (plan->suite_digest)
        junit_property(junit->out, "noworse.config_hash", plan->suite_digest);
    if (junit->current == 0) {
        cost_properties_write(junit);
        graders_properties_write(junit);
        earlier_properties_write(junit);
        judges_properties_write(junit);
        flips_properties_write(junit);
    }
    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct gate_scope *scope =
            judgement_scope(junit->input->judgement, (int)i, cohort);
        char *name = mem_format("noworse.pass_rate [%s]", plan->variants[i].name);
        char *value = scope && isfinite(scope->pass_rate)
                          ? mem_format("%.6g", scope->pass_rate)
                          : NULL;

        if (value)
            junit_property(junit->out, name, value);
        free(name);
        free(value);
    }
    xml_end(junit->out);
    xml_raw(junit->out, "\n", 1);
}

static void counts_write(const struct junit *junit, const struct junit_counts *counts,
                         double seconds, bool has_skipped)
{
    struct xml_writer *out = junit->out;

    xml_attribute_format(out, "tests", "%lld", (long long)counts->tests);
    xml_attribute_format(out, "failures", "%lld", (long long)counts->failures);
    xml_attribute_format(out, "errors", "%lld", (long long)counts->errors);
    if (has_skipped)
        xml_attribute_format(out, "skipped", "%lld", (long long)counts->skipped);
    xml_attribute_format(out, "time", "%.3f", seconds > 0 ? seconds : 0.0);
}

static double suite_seconds(const struct junit_counts *counts)
{
    return counts->first_ms ? (counts->last_ms - (double)counts->first_ms) / 1000 : 0;
}

static bool is_suite_written(const struct junit *junit)
{
    return junit->out && (junit->current > 0 || junit->suites[0].counts.tests > 0);
}

static void suite_begin(struct junit *junit, size_t index)
{
    const struct junit_suite *suite = &junit->suites[index];
    const bool is_ant = junit->profile == JUNIT_ANT;
    char started[CLOCK_TEXT_SIZE];
    unsigned line;

    junit->current = index;
    if (!is_suite_written(junit))
        return;
    clock_format(junit->input->info->started_ms, started);
    if (is_ant)
        started[CLOCK_TEXT_SIZE - 2] = '\0'; /* its schema forbids a zone */
    xml_begin(junit->out, "testsuite");
    xml_attribute(junit->out, "name", suite->name);
    counts_write(junit, &suite->counts, suite_seconds(&suite->counts), true);
    xml_attribute(junit->out, "timestamp", started);
    if (is_ant) {
        const size_t skipped = junit->suites[0].counts.tests == 0;

        xml_attribute(junit->out, "hostname", "localhost");
        xml_attribute(junit->out, "package", suite->class_name);
        xml_attribute_format(junit->out, "id", "%zu", index - skipped);
    } else {
        char *file = junit_line(junit_gate_file(junit, SCOPE_ALL, &line), 4096);

        if (*file)
            xml_attribute(junit->out, "file", file);
        free(file);
    }
    xml_raw(junit->out, "\n", 1);
    suite_properties_write(junit);
}

static void suite_end(struct junit *junit)
{
    if (!is_suite_written(junit))
        return;
    if (junit->profile == JUNIT_ANT) {
        xml_begin(junit->out, "system-out");
        xml_end(junit->out);
        xml_begin(junit->out, "system-err");
        xml_end(junit->out);
        xml_raw(junit->out, "\n", 1);
    }
    xml_end(junit->out);
    xml_raw(junit->out, "\n", 1);
}

/* Closes the suite that is open and opens the next ones up to this. */
static void suites_advance(struct junit *junit, size_t index)
{
    while (junit->current < index) {
        suite_end(junit);
        suite_begin(junit, junit->current + 1);
        junit_gates_write(junit, (int)junit->current - 1);
    }
}

/* 1: cases of one cohort do not stand together, as the order of the plan has them. */
static int case_add(void *context, const struct case_result *result)
{
    struct junit *junit = context;
    const size_t index = (size_t)result->cohort + 1;

    if (index < junit->current)
        return 1;
    suites_advance(junit, index);
    junit_case_write(junit, result);
    return 0;
}

/* One pass: counts where junit->out is NULL, else writes. */
static int pass(struct junit *junit, struct error *err)
{
    int rc;

    junit->outputs_left = JUNIT_OUTPUTS_MAX;
    junit->written = 0;
    suite_begin(junit, 0);
    junit_gates_write(junit, SCOPE_ALL);
    junit_unfinished_write(junit);
    if (junit->out)
        junit_left_out_write(junit);
    rc = case_results_each(junit->input, case_add, junit, err);
    if (rc > 0)
        return error_set(err, ERROR_SYSTEM, "N0855",
                         "the run file holds its cases in another order than its plan");
    if (rc)
        return rc;
    suites_advance(junit, junit->suite_count - 1);
    suite_end(junit);
    if (!junit->out) {
        junit->current = 0;
        junit_left_out_write(junit);
    }
    return 0;
}

static struct junit_counts totals(const struct junit *junit)
{
    struct junit_counts sum = {0};

    for (size_t i = 0; i < junit->suite_count; i++) {
        const struct junit_counts *own = &junit->suites[i].counts;

        sum.tests += own->tests;
        sum.failures += own->failures;
        sum.errors += own->errors;
        sum.skipped += own->skipped;
    }
    return sum;
}

static int document_write(struct junit *junit, FILE *file, struct error *err)
{
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const struct run_info *info = junit->input->info;
    const struct junit_counts sum = totals(junit);
    struct xml_writer out;
    int rc = 0;

    xml_init(&out, file);
    junit->out = &out;
    xml_raw(&out, declaration, strlen(declaration));
    xml_begin(junit->out, "testsuites");
    if (junit->profile != JUNIT_ANT) {
        xml_attribute(junit->out, "name", "noworse");
        counts_write(junit, &sum, (double)(info->ended_ms - info->started_ms) / 1000,
                     junit->profile != JUNIT_JENKINS);
    }
    if (sum.tests > 0) {
        xml_raw(junit->out, "\n", 1);
        rc = pass(junit, err);
    }
    if (rc == 0) {
        xml_end(&out);
        xml_raw(&out, "\n", 1);
        xml_flush(&out);
    }
    junit->out = NULL;
    xml_release(&out);
    return rc;
}

static int junit_write(const struct report_input *input, FILE *out, struct error *err)
{
    struct junit junit = {.input = input};
    int rc = -1;

    if (profile_find(input->profile, &junit.profile, err))
        return -1;
    suites_init(&junit);
    xml_init(&junit.test, NULL);
    junit.test.is_indented = true;
    junit.flips = judge_flips_count(input, err);
    if (!junit.flips || run_file_ledger(input->run, &junit.ledger, err) ||
        run_file_graders_ledger(input->run, &junit.graders, err) || pass(&junit, err) ||
        document_write(&junit, out, err))
        goto done;
    rc = 0;

done:
    junit_release(&junit);
    return rc;
}

const struct report_type report_junit = {
    .name = "junit",
    .ending = ".xml",
    .summary =
        "JUnit XML, as CI systems read it: gates as tests, held-out cases left out",
    .write = junit_write,
};
