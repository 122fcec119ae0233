/* tests/gate/test_gate.c - every case in tests/gate/cases/: outcomes and rules in, the
 * whole judgement out.
 */
#include "base/mem.h"
#include "store/run_file_baseline.h"
#include "tests/gate/judged_text.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const case_files[] = {
    "thresholds", "unscored",  "must_pass", "scopes",  "sentences",
    "drops",      "baselines", "verdicts",  "graders", "judges"};
enum { CASE_FILES = sizeof case_files / sizeof *case_files, CASES_MAX = 400 };

struct case_name {
    size_t file, index;
};

static json_t *cases_load(size_t file)
{
    char *path = mem_format("%s/%s.json", CASES_DIR, case_files[file]);
    json_error_t error;
    json_t *cases = json_load_file(path, 0, &error);

    cr_assert(cases, "%s:%d: %s", path, error.line, error.text);
    free(path);
    return cases;
}

static void names_free(struct criterion_test_params *parameters)
{
    cr_free(parameters->params);
}

ParameterizedTestParameters(gate, cases)
{
    struct case_name *names = cr_calloc(CASES_MAX, sizeof *names);
    size_t count = 0;

    for (size_t file = 0; file < CASE_FILES; file++) {
        json_t *cases = cases_load(file);

        for (size_t i = 0; i < json_array_size(cases) && count < CASES_MAX; i++)
            names[count++] = (struct case_name){file, i};
        json_decref(cases);
    }
    return cr_make_param_array(struct case_name, names, count, names_free);
}

static enum run_status status_of(const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "status"));

    for (int i = RUN_RUNNING; name && i <= RUN_DECIDED; i++)
        if (strcmp(name, run_status_name((enum run_status)i)) == 0)
            return (enum run_status)i;
    return RUN_FINISHED;
}

/* ["regression", 5.4]: the verdict and the logarithm of its evidence; then the margin
 * that was bet against, where it is not the suite's. */
static const struct early_decision *decisions_of(const json_t *json,
                                                 struct early_decision *out)
{
    const char *verdict = json_string_value(json_array_get(json, 0));

    if (!json)
        return NULL;
    *out = (struct early_decision){
        .verdict = strcmp(verdict, "pass") == 0 ? EARLY_PASS : EARLY_REGRESSION,
        .log_evidence = json_number_value(json_array_get(json, 1)),
        .margin = json_number_value(json_array_get(json, 2))};
    return out;
}

/* So many runs came before, and the last of them failed. */
static void earlier_tell(struct gate *gate, const json_t *json)
{
    const unsigned runs = (unsigned)json_integer_value(json);

    gate_earlier(gate, &(struct earlier_verdict){runs, runs, GATE_FAIL});
}

/* An index of a cohort, -1: it is gone too; or {cohort, id}. */
static void gone_add(struct gate *gate, const struct run_plan *plan, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *cohort = json_is_object(one) ? json_object_get(one, "cohort") : one;
        struct gone_case gone = {.cohort = (int)json_integer_value(cohort),
                                 .cohort_name = "former",
                                 .id = json_string_value(json_object_get(one, "id"))};

        if (gone.cohort >= 0)
            gone.cohort_name = plan->cohorts[gone.cohort].name;
        gate_add_gone(gate, &gone);
    }
}

static json_t *judge_case(const json_t *row)
{
    struct run_plan *plan = plan_of_case(json_object_get(row, "plan"));
    struct gate *gate = gate_new(plan);
    struct early_decision decision;
    struct error err = ERROR_INIT;
    struct judgement judgement;
    json_t *got;

    outcomes_add(gate, plan, json_object_get(row, "outcomes"));
    gate_ended_early(gate, decisions_of(json_object_get(row, "early"), &decision));
    earlier_tell(gate, json_object_get(row, "earlier"));
    gate_began(gate, (int64_t)json_number_value(json_object_get(row, "began_ms")));
    gone_add(gate, plan, json_object_get(row, "gone"));
    cr_assert_eq(gate_decide(gate, status_of(row),
                             json_string_value(json_object_get(row, "reason")),
                             &judgement, &err),
                 0, "%s", err.message);
    got = judgement_to_json(plan, &judgement);
    judgement_release(&judgement);
    gate_free(gate);
    run_plan_free(plan);
    return got;
}

/* Where a case says nothing of a part of the judgement (its scopes, most often), that
 * part is told by other cases. */
ParameterizedTest(struct case_name *name, gate, cases)
{
    json_t *cases = cases_load(name->file);
    const json_t *row = json_array_get(cases, name->index);
    const json_t *want = json_object_get(row, "want");
    json_t *got = judge_case(row);
    char *got_text, *want_text;

    if (!json_object_get(want, "scopes"))
        json_object_del(got, "scopes");
    if (!json_object_get(want, "status"))
        json_object_del(got, "status");
    if (!json_object_get(want, "notes"))
        json_object_del(got, "notes");
    if (!json_object_get(want, "states"))
        json_object_del(got, "states");
    got_text = json_dumps(got, JSON_SORT_KEYS | JSON_INDENT(1));
    want_text = json_dumps(want, JSON_SORT_KEYS | JSON_INDENT(1));
    cr_expect_str_eq(
        got_text, want_text, "%s: %s\n  want %s\n  got  %s", case_files[name->file],
        json_string_value(json_object_get(row, "name")), want_text, got_text);
    free(got_text);
    free(want_text);
    json_decref(got);
    json_decref(cases);
}
