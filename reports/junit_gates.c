/* reports/junit_gates.c - the checks of the gates as testcases, and what a run lacks. */
#include "base/mem.h"
#include "reports/junit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum junit_result result_of(const struct junit *junit,
                                   const struct gate_check *check)
{
    switch (check->verdict) {
    case GATE_FAIL:
        return JUNIT_FAILURE;
    case GATE_INCOMPLETE:
        return JUNIT_ERROR;
    case GATE_INCONCLUSIVE:
        return junit->input->inconclusive == INCONCLUSIVE_BLOCKS ? JUNIT_ERROR
                                                                 : JUNIT_SKIPPED;
    case GATE_PASS:
    case GATE_NOT_GATED:
        break;
    }
    return JUNIT_PASSED;
}

static void number_property(struct junit *junit, const char *name, double value)
{
    char *text = isfinite(value) ? mem_format("%.6g", value) : NULL;

    if (text)
        junit_property(&junit->test, name, text);
    free(text);
}

static void properties_write(struct junit *junit, const struct gate_check *check,
                             const char *variant)
{
    if (!junit_has_case_properties(junit))
        return;
    xml_begin(&junit->test, "properties");
    junit_property(&junit->test, "noworse.outcome", gate_verdict_name(check->verdict));
    number_property(junit, "noworse.threshold", check->limit);
    number_property(junit, "noworse.found", check->found);
    number_property(junit, "noworse.lower", check->lower);
    number_property(junit, "noworse.upper", check->upper);
    if (check->has_no_inference)
        junit_property(&junit->test, "noworse.inference", "none");
    if (check->could_be_luck)
        junit_property(&junit->test, "noworse.could_be_luck", "true");
    junit_property(&junit->test, "noworse.variant", variant);
    xml_end(&junit->test);
}

static void outcome_write(struct junit *junit, enum junit_result result,
                          const struct gate_check *check, const struct junit_test *test)
{
    static const char *const elements[] = {[JUNIT_FAILURE] = "failure",
                                           [JUNIT_ERROR] = "error",
                                           [JUNIT_SKIPPED] = "skipped"};
    struct junit_outcome outcome = {
        .element = elements[result],
        .message = check->sentence ? check->sentence : check->rule,
        .cause = gate_verdict_name(check->verdict),
    };

    if (result == JUNIT_FAILURE)
        outcome.cause = check->reason ? check->reason : check->rule;
    junit_outcome_write(junit, &outcome, test);
}

/* "gate / pass_rate", "gate / multilingual / pass_rate", "gate / grader tone /
 * pass_rate", " (2)" for the second of a rule; the caller's. The cohort is in it since
 * all gates of a suite share one classname. */
static char *gate_name(const struct junit *junit, const struct gate_scope *scope,
                       size_t index)
{
    const struct plan_cohort *cohorts = junit->input->plan->cohorts;
    const char *rule = scope->checks[index].rule;
    char number[32] = "";
    unsigned same = 1;

    for (size_t i = 0; i < index; i++)
        same += strcmp(scope->checks[i].rule, rule) == 0;
    if (same > 1)
        snprintf(number, sizeof number, " (%u)", same);
    if (scope->grader != SCOPE_ALL)
        return mem_format("gate / grader %s / %s%s",
                          junit->input->plan->grader_gates[scope->grader].name, rule,
                          number);
    if (scope->cohort == SCOPE_ALL)
        return mem_format("gate / %s%s", rule, number);
    return mem_format("gate / %s / %s%s", cohorts[scope->cohort].name, rule, number);
}

static void check_write(struct junit *junit, const struct gate_scope *scope, size_t index)
{
    const struct gate_check *check = &scope->checks[index];
    const enum junit_result result = result_of(junit, check);
    char *plain = gate_name(junit, scope, index);
    char *name = junit_test_name(junit, plain, scope->variant, junit->gate_class);
    struct junit_test test = {.class_name = junit->gate_class, .name = name};

    test.file = junit_gate_file(junit, scope->cohort, &test.line);
    junit_test_begin(junit, &test);
    properties_write(junit, check, junit->input->plan->variants[scope->variant].name);
    if (result != JUNIT_PASSED)
        outcome_write(junit, result, check, &test);
    junit_test_end(junit, result);
    free(plain);
    free(name);
}

static void scope_write(struct junit *junit, const struct gate_scope *scope)
{
    for (size_t check = 0; scope && check < scope->check_count; check++)
        if (scope->checks[check].verdict != GATE_NOT_GATED)
            check_write(junit, scope, check);
}

void junit_gates_write(struct junit *junit, int cohort)
{
    const struct run_plan *plan = junit->input->plan;
    const struct judgement *judgement = junit->input->judgement;
    const size_t graders = cohort == SCOPE_ALL ? plan->grader_gate_count : 0;

    for (size_t i = 0; i < plan->variant_count; i++) {
        if (plan->variants[i].is_baseline)
            continue;
        scope_write(junit, judgement_scope(judgement, (int)i, cohort));
        for (size_t k = 0; k < graders; k++)
            scope_write(junit, judgement_grader(judgement, (int)i, (int)k));
    }
}

static void note_write(struct junit *junit, const char *name, enum junit_result result,
                       const char *message)
{
    static const char *const elements[] = {[JUNIT_FAILURE] = "failure",
                                           [JUNIT_ERROR] = "error",
                                           [JUNIT_SKIPPED] = "skipped"};
    const struct junit_test test = {junit->gate_class, name, junit->file, 1, 0};
    const struct junit_outcome outcome = {
        .element = elements[result], .cause = "incomplete", .message = message};

    junit_test_begin(junit, &test);
    junit_outcome_write(junit, &outcome, &test);
    junit_test_end(junit, result);
}

void junit_unfinished_write(struct junit *junit)
{
    const struct judgement *judgement = junit->input->judgement;

    if (!run_status_is_judged(judgement->status))
        note_write(junit, "run interrupted", JUNIT_ERROR,
                   judgement->sentence ? judgement->sentence : "the run did not finish");
}

void junit_left_out_write(struct junit *junit)
{
    char *message;

    if (junit->left_out == 0)
        return;
    message = mem_format("%lld cases are not in this file, %lld of them failed or could "
                         "not be judged; the run file has all",
                         (long long)junit->left_out, (long long)junit->left_out_red);
    note_write(junit, "cases left out",
               junit->left_out_red > 0 ? JUNIT_FAILURE : JUNIT_SKIPPED, message);
    free(message);
}
