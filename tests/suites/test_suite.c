/* tests/suites/test_suite.c - suites as they are loaded, and what is told of bad ones. */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"
#include "suites/cohort_split.h"
#include "suites/grader_items.h"
#include "suites/suite_unsupported.h"
#include "tests/suites/suite_cases.h"
#include "tests/suites/suite_folder.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder_name {
    char text[256];
};

ParameterizedTestParameters(suites, invalid)
{
    struct folder_name *names = cr_calloc(400, sizeof *names);
    size_t count = 0;
    DIR *folder = opendir(TESTS_DIR "/invalid");
    struct dirent *entry;

    while (folder && count < 400 && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            snprintf(names[count++].text, sizeof names->text, "%s", entry->d_name);
    if (folder)
        closedir(folder);
    return cr_make_param_array(struct folder_name, names, count);
}

/* Each folder holds suite.yaml and, in `error`, all that is told of it. With
 * NOWORSE_UPDATE=1 the file is written anew; the difference is read like code. */
ParameterizedTest(struct folder_name *name, suites, invalid)
{
    char *path = mem_format("%s/invalid/%s", TESTS_DIR, name->text);
    char *told;
    char *want;
    struct error err;

    cr_assert_eq(chdir(path), 0, "%s", path);
    told = suite_told("suite.yaml");
    if (getenv("NOWORSE_UPDATE"))
        cr_assert_eq(file_write("error", told, strlen(told), &err), 0, "%s", err.message);
    want = text_load("error");
    cr_assert_not_null(want, "%s has no file `error`", name->text);
    cr_expect_str_eq(told, want, "%s\n--- want\n%s--- got\n%s", name->text, want, told);
    cr_expect(strstr(told, "error["), "%s: no error was told", name->text);
    free(told);
    free(want);
    free(path);
}

static json_t *names_json(char *const *names, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *variants_json(const struct suite *suite)
{
    json_t *list = json_array();

    for (size_t i = 0; i < suite->variant_count; i++) {
        const struct variant *variant = &suite->variants[i];

        json_array_append_new(
            list, json_pack("[s, s, s, i]", variant->name, variant->label,
                            variant->role == VARIANT_BASELINE ? "baseline" : "candidate",
                            variant->baseline));
    }
    return list;
}

static json_t *models_json(const struct suite *suite)
{
    json_t *list = json_array();

    for (size_t i = 0; i < suite->model_count; i++) {
        const struct suite_model *model = &suite->models[i];

        json_t *row =
            json_pack("{s:s, s:s, s:s?, s:O, s:i, s:f}", "id", model->id, "provider",
                      model->provider, "name", model->name, "source", model->source.json,
                      "concurrency", (int)model->limits.concurrency, "timeout_s",
                      model->limits.timeout_s);

        if (model->role != MODEL_CANDIDATE)
            json_object_set_new(
                row, "role", json_string(model->role == MODEL_JUDGE ? "judge" : "embed"));
        if (model->is_defined)
            json_object_set_new(row, "is_defined", json_true());
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *graders_json(const struct grader_list *graders)
{
    json_t *list = json_array();

    for (size_t i = 0; i < graders->count; i++) {
        const struct grader_item *item = &graders->items[i];

        json_t *row = json_pack("[s, s, b, f, O]", item->name, item->type, item->required,
                                item->weight, item->source.json);

        if (item->when != WHEN_UNSET)
            json_array_append_new(
                row, json_string(item->when == WHEN_ALWAYS ? "always" : "passed"));
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *gate_json(const struct source *gate, bool is_none)
{
    if (is_none)
        return json_string("none");
    return gate->json ? json_deep_copy(gate->json) : json_null();
}

static json_t *cohorts_json(const struct suite *suite)
{
    json_t *list = json_array();

    for (size_t i = 0; i < suite->cohort_count; i++) {
        const struct cohort *cohort = &suite->cohorts[i];

        json_array_append_new(
            list, json_pack("{s:s, s:o, s:b, s:b, s:b, s:f, s:o, s:o, s:o, s:o, s:s?}",
                            "name", cohort->name, "files",
                            names_json(cohort->files, cohort->file_count), "held_out",
                            cohort->held_out, "watch", cohort->watch, "must_pass",
                            cohort->must_pass, "weight", cohort->weight, "vars",
                            value_to_json(document_root(&cohort->vars)), "graders",
                            graders_json(&cohort->graders), "gate",
                            gate_json(&cohort->gate, cohort->gate_is_none), "tags",
                            names_json(cohort->tags, cohort->tag_count), "owner",
                            cohort->owner));
    }
    return list;
}

static json_t *baseline_json(const struct suite *suite)
{
    const struct suite_baseline *baseline = &suite->baseline;

    return json_pack("{s:b, s:s?, s:s?, s:s?, s:s?}", "is_there", suite->has_baseline,
                     "file", baseline->file, "at", baseline->at, "anchor",
                     baseline->anchor, "word", baseline->word);
}

static json_t *suite_json(const struct suite *suite)
{
    return json_pack(
        "{s:s, s:s?, s:s?, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:o}",
        "name", suite->name, "owner", suite->owner, "description", suite->description,
        "repeats", (int)suite->repeats, "concurrency", (int)suite->concurrency,
        "variants", variants_json(suite), "models", models_json(suite), "graders",
        graders_json(&suite->graders), "gate",
        gate_json(&suite->gate, suite->gate_is_none), "cohorts", cohorts_json(suite),
        "vars", value_to_json(document_root(&suite->vars)), "gates_anything",
        suite_gates_anything(suite), "gate_is_default", suite->gate_is_default,
        "baseline", baseline_json(suite));
}

struct case_index {
    size_t index;
};

ParameterizedTestParameters(suites, loaded)
{
    json_t *cases = suite_cases_load("suite.json");
    size_t count = json_array_size(cases);
    struct case_index *rows = cr_calloc(count, sizeof *rows);

    for (size_t i = 0; i < count; i++)
        rows[i].index = i;
    json_decref(cases);
    return cr_make_param_array(struct case_index, rows, count);
}

/* A case names what it wants: only those parts are compared. */
ParameterizedTest(struct case_index *at, suites, loaded)
{
    json_t *cases = suite_cases_load("suite.json");
    const json_t *row = json_array_get(cases, at->index);
    char *folder =
        suite_folder_make(suite_case_text(row, "suite"), json_object_get(row, "files"));
    const json_t *flags = json_object_get(row, "flags");
    struct suite_options options = {
        .root = folder,
        .baseline = json_string_value(json_object_get(flags, "baseline")),
        .repeats = (unsigned)json_integer_value(json_object_get(flags, "repeats"))};
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    json_t *got = json_object();
    const char *key;
    json_t *want;

    if (suite_load("suite.yaml", &options, &suite, &errors) == 0) {
        json_decref(got);
        got = suite_json(suite);
    }
    json_object_set_new(got, "errors", errors_json(&errors));
    if (!json_object_get(json_object_get(row, "want"), "errors"))
        cr_expect_eq(errors.count, 0, "%s: %s", suite_case_text(row, "name"),
                     errors.count ? errors.items[0].message : "");
    json_object_foreach(json_object_get(row, "want"), key, want)
    {
        char *name = mem_format("%s: %s", suite_case_text(row, "name"), key);
        json_t *part = json_object_get(got, key);

        expect_json(name, part ? part : json_null(), want);
        free(name);
    }
    suite_free(suite);
    error_list_release(&errors);
    json_decref(got);
    json_decref(cases);
    suite_folder_remove(folder);
}

static char *example_told(const char *name)
{
    cr_assert_eq(chdir(TESTS_DIR "/examples"), 0);
    return suite_told(name);
}

Test(suites, the_smallest_example_loads_without_a_word)
{
    char *told = example_told("capitals.suite.yaml");

    cr_expect_str_eq(told, "");
    free(told);
}

Test(suites, the_example_of_an_application_warns_of_its_unset_token_alone)
{
    char *told;

    unsetenv("AGENT_TOKEN");
    told = example_told("agent.suite.yaml");
    cr_expect(strstr(told, "warning[N0391]") == told);
    cr_expect_null(strstr(told + 1, "warning["), "%s", told);
    cr_expect_null(strstr(told, "error["), "%s", told);
    free(told);
    setenv("AGENT_TOKEN", "x", 1);
    told = example_told("agent.suite.yaml");
    cr_expect_str_eq(told, "");
    free(told);
}

Test(suites, the_grown_example_loads_with_a_cohort_for_each_language)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;

    cr_assert_eq(chdir(TESTS_DIR "/examples"), 0);
    cr_assert_eq(suite_load("refund.suite.yaml", NULL, &suite, &errors), 0, "%s",
                 errors.count ? errors.items[0].message : "");
    cr_assert_geq(suite->cohort_count, 2);
    cr_expect_str_eq(suite->cohorts[0].name, "enterprise");
    cr_expect_null(suite->cohorts[0].parent);
    for (size_t i = 1; i < suite->cohort_count; i++) {
        char *name = split_name("multilingual", suite->cohorts[i].value);

        cr_expect_str_eq(suite->cohorts[i].parent, "multilingual");
        cr_expect_str_eq(suite->cohorts[i].name, name);
        free(name);
    }
    suite_free(suite);
    error_list_release(&errors);
}

Test(suites, names_of_children_keep_values_apart)
{
    static const struct {
        const char *value, *name;
    } rows[] = {{"de", "c/de"}, {"pt BR", "c/pt-BR-ed04e6"}, {"a.b_c-1", "c/a.b_c-1"}};
    char *space = split_name("c", "a b"), *slash = split_name("c", "a/b");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *name = split_name("c", rows[i].value);

        cr_expect_str_eq(name, rows[i].name);
        free(name);
    }
    cr_expect_str_neq(space, slash);
    free(space);
    free(slash);
}

Test(suites, each_grader_type_has_its_entry_in_the_schema_and_the_schema_no_other)
{
    size_t length = 0;
    const char *text = schema_own("suite", &length);
    json_t *schema = json_loadb(text, length, 0, NULL);
    json_t *defs = json_object_get(schema, "$defs");
    json_t *item = json_object_get(json_object_get(defs, "grader_item"), "properties");
    size_t count = 0;

    for (; suite_grader_types[count]; count++) {
        cr_expect(json_object_get(defs, suite_grader_types[count]), "no $defs/%s",
                  suite_grader_types[count]);
        cr_expect(json_object_get(item, suite_grader_types[count]), "no type %s",
                  suite_grader_types[count]);
        cr_expect(count == 0 || strcmp(suite_grader_types[count - 1],
                                       suite_grader_types[count]) < 0,
                  "%s is out of order", suite_grader_types[count]);
    }
    cr_expect_eq(json_object_size(item), count + 6); /* five keys beside, `override` */
    json_decref(schema);
}

Test(suites, a_file_outside_the_root_is_read_only_when_that_is_allowed)
{
    static const char text[] =
        "noworse: 1\nsuite: a\nmodel: openai/x\n"
        "prompt: \"{{policy}}\"\nvars: {policy: {file: ../p.txt}}\n"
        "cases: [{a: 1, reference: 2}]\ngraders: [exact]\n";
    json_t *files =
        json_pack("{s:s, s:s}", "p.txt", "Be kind.", "inner/suite.yaml", text);
    char *folder = suite_folder_make("", files);
    struct suite_options options = {.root = "inner"};
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;

    cr_expect_eq(suite_load("inner/suite.yaml", &options, &suite, &errors), -1);
    cr_assert_eq(errors.count, 1);
    cr_expect(strstr(errors.items[0].message, "outside the root"), "%s",
              errors.items[0].message);
    error_list_release(&errors);
    options.allow_outside = true;
    cr_assert_eq(suite_load("inner/suite.yaml", &options, &suite, &errors), 0);
    cr_expect(
        value_is_text(value_member(document_root(&suite->vars), "policy"), "Be kind."));
    suite_free(suite);
    error_list_release(&errors);
    json_decref(files);
    suite_folder_remove(folder);
}
