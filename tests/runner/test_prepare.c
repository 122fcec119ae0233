/* tests/runner/test_prepare.c - every row of tests/runner/cases/prepared.json: a suite,
 * flags and a day give a plan, the cases that are in it, and mistakes.
 */
#include "runner/prepare.h"
#include "tests/suites/suite_cases.h"
#include "tests/suites/suite_folder.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 8 };

/* A list of names, ended by NULL; NULL where the row has none. */
struct name_list {
    const char *names[LIST_MAX + 1];
};

static const char *const *names_of(const json_t *flags, const char *key,
                                   struct name_list *list)
{
    const json_t *given = json_object_get(flags, key);

    *list = (struct name_list){{NULL}};
    for (size_t i = 0; i < json_array_size(given) && i < LIST_MAX; i++)
        list->names[i] = json_string_value(json_array_get(given, i));
    return given ? list->names : NULL;
}

/* "cohort/id" of each case of the plan, in order; or of those that must pass. */
static json_t *cases_json(const struct prepared *prepared, bool of_must_pass)
{
    const struct run_plan *plan = prepared->plan;
    json_t *list = json_array();

    for (int64_t i = 0; i < plan->case_count; i++) {
        struct case_record test;
        struct error err;
        char *name;

        cr_assert_eq(run_file_case(prepared->file, i, &test, &err), 0, "%s", err.message);
        name = mem_format("%s/%s", plan->cohorts[test.cohort].name, test.id);
        if (test.must_pass || !of_must_pass)
            json_array_append_new(list, json_string(name));
        free(name);
    }
    return list;
}

static json_t *row_prepare(const json_t *row, struct error_list *errors)
{
    const json_t *flags = json_object_get(row, "flags");
    const char id[] = "01J00000000000000000000000";
    char version[] = "test";
    struct name_list cohorts, cases;
    struct suite_options suite_options = {
        .root = ".",
        .profile = suite_case_text(flags, "profile"),
        .stop_early = json_is_true(json_object_get(flags, "stop_early"))};
    struct prepare_options options = {
        .purpose = PREPARE_CHECK,
        .now_ms = (int64_t)json_integer_value(json_object_get(row, "now_ms")),
        .selection = {
            .cohorts = names_of(flags, "cohorts", &cohorts),
            .cases = names_of(flags, "cases", &cases),
            .filter = suite_case_text(flags, "filter"),
            .sample = {.cases = json_integer_value(json_object_get(flags, "sample")),
                       .seed = json_integer_value(json_object_get(flags, "seed"))}}};
    struct run_info info = {.started_ms = 1, .version = version};
    struct suite *suite = NULL;
    struct run_file *file = NULL;
    struct prepared prepared = {.suite = NULL};
    json_t *got = json_object();
    struct error err;

    memcpy(info.id, id, sizeof info.id);
    cr_assert_eq(run_file_create(NULL, &info, &file, &err), 0);
    if (suite_load("suite.yaml", &suite_options, &suite, errors) == 0 &&
        prepare_suite(suite, &options, file, &prepared, errors) == 0) {
        json_decref(got);
        got = run_plan_to_json(prepared.plan);
        json_object_set_new(got, "cases", cases_json(&prepared, false));
        json_object_set_new(got, "must_pass", cases_json(&prepared, true));
        json_object_set(got, "gate_filter",
                        json_object_get(json_object_get(got, "gate"), "must_pass"));
    }
    prepared_release(&prepared);
    run_file_close(file);
    suite_free(suite);
    return got;
}

struct row_index {
    size_t index;
};

ParameterizedTestParameters(prepare, prepared)
{
    json_t *rows = suite_cases_load("prepared.json");
    size_t count = json_array_size(rows);
    struct row_index *params = cr_calloc(count, sizeof *params);

    for (size_t i = 0; i < count; i++)
        params[i].index = i;
    json_decref(rows);
    return cr_make_param_array(struct row_index, params, count);
}

/* A row names what it wants: only those parts are compared. */
ParameterizedTest(struct row_index *at, prepare, prepared)
{
    json_t *rows = suite_cases_load("prepared.json");
    const json_t *row = json_array_get(rows, at->index);
    json_t *want = json_object_get(row, "want");
    char *folder =
        suite_folder_make(suite_case_text(row, "suite"), json_object_get(row, "files"));
    struct error_list errors = ERROR_LIST_INIT;
    json_t *got, *part;
    const char *key;

    setenv("OPENAI_API_KEY", "unused", 1);
    got = row_prepare(row, &errors);
    json_object_set_new(got, "errors", errors_json(&errors));
    if (!json_object_get(want, "errors"))
        cr_expect_eq(errors.count, 0, "%s: %s", suite_case_text(row, "name"),
                     errors.count ? errors.items[0].message : "");
    json_object_foreach(want, key, part)
    {
        char *name = mem_format("%s: %s", suite_case_text(row, "name"), key);
        json_t *found = json_object_get(got, key);

        expect_json(name, found ? found : json_null(), part);
        free(name);
    }
    error_list_release(&errors);
    json_decref(got);
    json_decref(rows);
    suite_folder_remove(folder);
}
