/* tests/store/test_run_plan.c - the plan as JSON: every member there and back, and what
 * is missing or wrong refused.
 */
#include "base/mem.h"
#include "store/run_plan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *cases_load(const char *name)
{
    char *path = mem_format("%s/%s", CASES_DIR, name);
    json_error_t error;
    json_t *cases = json_load_file(path, 0, &error);

    cr_assert(cases, "%s:%d: %s", path, error.line, error.text);
    free(path);
    return cases;
}

Test(run_plan, each_plan_comes_back_as_it_was_written)
{
    json_t *plans = cases_load("plans.json");

    for (size_t i = 0; i < json_array_size(plans); i++) {
        const json_t *want = json_array_get(plans, i);
        struct run_plan *plan = NULL;
        struct error err = ERROR_INIT;
        json_t *got;

        cr_assert_eq(run_plan_from_json(want, &plan, &err), 0, "plan %zu: %s", i,
                     err.message);
        got = run_plan_to_json(plan);
        cr_expect(json_equal(got, want), "plan %zu: got %s", i, json_dumps(got, 0));
        json_decref(got);
        run_plan_free(plan);
    }
    json_decref(plans);
}

/* The JSON Pointers of all that is in a tree. */
static void pointers_collect(const json_t *json, const char *at, json_t *out)
{
    const char *key;
    json_t *member;

    if (at[0])
        json_array_append_new(out, json_string(at));
    json_object_foreach((json_t *)(uintptr_t)json, key, member)
    {
        char *path = mem_format("%s/%s", at, key);

        pointers_collect(member, path, out);
        free(path);
    }
    for (size_t i = 0; i < json_array_size(json); i++) {
        char *path = mem_format("%s/%zu", at, i);

        pointers_collect(json_array_get(json, i), path, out);
        free(path);
    }
}

/* The container of what a pointer leads to; *last is its key or index. */
static json_t *parent_find(json_t *json, const char *pointer, char *last, size_t size)
{
    const char *slash;

    while ((slash = strchr(pointer + 1, '/'))) {
        char *key = mem_text_n(pointer + 1, (size_t)(slash - pointer) - 1);

        json = json_is_array(json) ? json_array_get(json, strtoul(key, NULL, 10))
                                   : json_object_get(json, key);
        free(key);
        pointer = slash;
    }
    cr_assert(strlen(pointer) <= size);
    memcpy(last, pointer + 1, strlen(pointer));
    return json;
}

static void is_refused(const json_t *json, const char *told, const char *how)
{
    struct run_plan *plan = NULL;
    struct error err = ERROR_INIT;

    cr_expect_eq(run_plan_from_json(json, &plan, &err), -1, "%s %s is taken", told, how);
    cr_expect_str_eq(err.code, "N0609");
    cr_expect(strstr(err.message, told), "%s %s: \"%s\"", told, how, err.message);
    run_plan_free(plan);
}

static void missing_is_refused(const json_t *json, const char *pointer, const char *key)
{
    const size_t parent = strlen(pointer) - strlen(key) - 1;
    char *told = mem_format("damaged: %.*s%smissing key \"%s\"", (int)parent, pointer,
                            parent ? ": " : "", key);

    is_refused(json, told, "that is missing");
    free(told);
}

Test(run_plan, each_member_is_refused_where_it_is_missing_or_wrong)
{
    json_t *plans = cases_load("plans.json");
    const json_t *full = json_array_get(plans, 0);
    json_t *pointers = json_array();

    pointers_collect(full, "", pointers);
    cr_expect(json_array_size(pointers) > 80);
    for (size_t i = 0; i < json_array_size(pointers); i++) {
        const char *pointer = json_string_value(json_array_get(pointers, i));
        json_t *copy = json_deep_copy(full);
        char last[80];
        json_t *parent = parent_find(copy, pointer, last, sizeof last);

        if (json_is_object(parent)) {
            const json_t *was = json_object_get(parent, last);

            json_object_set_new(parent, last,
                                json_is_object(was) ? json_true() : json_object());
            is_refused(copy, pointer, "of another type");
            json_object_del(parent, last);
            missing_is_refused(copy, pointer, last);
        } else {
            json_array_set_new(parent, strtoul(last, NULL, 10), json_integer(3));
            is_refused(copy, pointer, "of another type");
        }
        json_decref(copy);
    }
    json_decref(pointers);
    json_decref(plans);
}

struct edit {
    const char *pointer, *value, *named;
};

Test(run_plan, what_readers_could_not_bear_is_refused)
{
    static const struct edit edits[] = {
        {"/repeats", "0", "/repeats"},
        {"/repeats", "-1", "/repeats"},
        {"/repeats", "1.5", "/repeats"},
        {"/case_count", "-1", "/case_count"},
        {"/variants/0/baseline", "7", "/variants/0/baseline"},
        {"/variants/0/baseline", "-1", "/variants/0/baseline"},
        {"/cohorts/0/gate/surprise", "1", "/cohorts/0/gate"},
        {"/suite", "\"a\\u0000b\"", "/suite"},
        {"/suite", "null", "/suite"},
        {"/asked_digest",
         "\"0123456789012345678901234567890123456789012345678901234567890123x\"",
         "/asked_digest"},
    };
    json_t *plans = cases_load("plans.json");

    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        json_t *copy = json_deep_copy(json_array_get(plans, 0));
        char last[80];
        json_t *parent = parent_find(copy, edits[i].pointer, last, sizeof last);
        json_t *value =
            json_loads(edits[i].value, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

        cr_assert(value);
        json_object_set_new(parent, last, value);
        is_refused(copy, edits[i].named, edits[i].value);
        json_decref(copy);
    }
    json_decref(plans);
}

Test(run_plan, a_path_that_is_no_utf8_is_still_json)
{
    struct run_plan *plan = run_plan_new();
    json_t *json;

    plan->suite_path = mem_text("a\xff/b.yaml");
    json = run_plan_to_json(plan);
    cr_expect_str_eq(json_string_value(json_object_get(json, "suite_path")),
                     "a\xEF\xBF\xBD/b.yaml");
    json_decref(json);
    run_plan_free(plan);
}
