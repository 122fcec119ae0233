/* tests/suites/test_dataset.c - datasets, read through and read again by offset. */
#include "base/mem.h"
#include "tests/suites/suite_cases.h"
#include "tests/suites/suite_folder.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

struct case_index {
    size_t index;
};

ParameterizedTestParameters(datasets, cases)
{
    json_t *cases = suite_cases_load("dataset.json");
    size_t count = json_array_size(cases);
    struct case_index *rows = cr_calloc(count, sizeof *rows);

    for (size_t i = 0; i < count; i++)
        rows[i].index = i;
    json_decref(cases);
    return cr_make_param_array(struct case_index, rows, count);
}

/* A suite around one cohort of one file. */
static char *suite_around(const char *file, const char *cohort)
{
    return mem_format("noworse: 1\nsuite: s\nmodel: openai/a\nprompt: \"hi\"\n"
                      "graders: [exact]\ncohorts:\n  c:\n    cases: %s\n%s%s\n",
                      file, cohort ? "    " : "", cohort ? cohort : "");
}

static json_t *row_json(const struct eval_case *row, bool with_id)
{
    char *at = mem_format("%u:%u", row->place.line, row->place.column);
    json_t *got = json_pack("{s:s, s:s, s:o}", "at", at, "id", with_id ? row->id : "?",
                            "case", value_to_json(document_root(&row->document)));

    free(at);
    return got;
}

static struct found_row found_of(const struct eval_case *row)
{
    return (struct found_row){.source = row->source,
                              .offset = row->offset,
                              .length = row->length,
                              .line = row->place.line,
                              .hash = row->row_hash,
                              .id = row->id,
                              .digest = row->digest};
}

/* The row again, by its place: it must be the same case. */
static void row_again(struct dataset *dataset, const struct eval_case *row, bool by_hash,
                      const char *name)
{
    struct eval_case again = EVAL_CASE_INIT;
    struct error err = ERROR_INIT;
    struct found_row found = found_of(row);

    if (!by_hash)
        found.hash = 0;
    cr_expect_eq(dataset_read_at(dataset, &found, &again, &err), 0, "%s: %s", name,
                 err.message);
    cr_expect_eq(again.row_hash, row->row_hash, "%s", name);
    cr_expect(value_equal(document_root(&again.document), document_root(&row->document)),
              "%s: another case at offset %llu", name, (unsigned long long)row->offset);
    cr_expect_str_eq(again.digest, row->digest, "%s", name);
    cr_expect_str_eq(again.id, row->id, "%s", name);
    eval_case_release(&again);
}

static json_t *rows_json(const struct suite *suite, const json_t *want, const char *name,
                         struct error_list *errors)
{
    json_t *got = json_array();
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT;
    enum dataset_step step;
    struct error err;

    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0, "%s",
                 err.message);
    while ((step = dataset_next(dataset, &row, errors)) == DATASET_CASE ||
           step == DATASET_BAD_ROW) {
        const json_t *wanted = json_array_get(want, json_array_size(got));
        const char *id = suite_case_text(wanted, "id");

        if (step == DATASET_CASE) {
            row_again(dataset, &row, true, name);
            row_again(dataset, &row, false, name);
        }
        json_array_append_new(got, step == DATASET_CASE
                                       ? row_json(&row, id && strcmp(id, "?") != 0)
                                       : json_string("bad"));
    }
    cr_expect_eq(step, DATASET_END, "%s", name);
    eval_case_release(&row);
    dataset_free(dataset);
    return got;
}

ParameterizedTest(struct case_index *at, datasets, cases)
{
    json_t *cases = suite_cases_load("dataset.json");
    const json_t *row = json_array_get(cases, at->index);
    const char *name = suite_case_text(row, "name");
    const char *file = suite_case_text(row, "file");
    json_t *files = json_object_get(row, "files")
                        ? json_copy(json_object_get(row, "files"))
                        : json_object();
    char *text = suite_around(file, suite_case_text(row, "cohort"));
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    json_t *want_errors = json_object_get(row, "errors");
    json_t *none = json_array();
    char *folder;
    json_t *got;

    json_object_set(files, file, json_object_get(row, "data"));
    folder = suite_folder_make(text, files);
    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0, "%s: %s", name,
                 errors.count ? errors.items[0].message : "");
    got = rows_json(suite, json_object_get(row, "want"), name, &errors);
    expect_json(name, got, json_object_get(row, "want"));
    json_decref(got);
    got = errors_json(&errors);
    expect_json(name, got, want_errors ? want_errors : none);
    json_decref(got);
    suite_free(suite);
    error_list_release(&errors);
    json_decref(none);
    json_decref(files);
    json_decref(cases);
    free(text);
    suite_folder_remove(folder);
}

/* A dataset in a folder of its own, and the first error that reading it gives. */
static void dataset_of(const char *file, const char *data, size_t length,
                       size_t *case_count, struct error *first)
{
    json_t *files = json_pack("{s:s%}", file, data, length);
    char *text = suite_around(file, NULL);
    char *folder = suite_folder_make(text, files);
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT;
    enum dataset_step step;

    *case_count = 0;
    *first = (struct error)ERROR_INIT;
    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, first), 0);
    while ((step = dataset_next(dataset, &row, &errors)) == DATASET_CASE ||
           step == DATASET_BAD_ROW)
        *case_count += step == DATASET_CASE;
    if (errors.count)
        *first = errors.items[0];
    eval_case_release(&row);
    dataset_free(dataset);
    suite_free(suite);
    error_list_release(&errors);
    json_decref(files);
    free(text);
    suite_folder_remove(folder);
}

Test(datasets, a_row_over_8_MB_is_an_error_and_the_next_row_is_read)
{
    struct buf text = BUF_INIT((size_t)32 * 1024 * 1024);
    struct error first;
    size_t count;

    buf_append_text(&text, "{\"q\": \"");
    for (size_t i = 0; i < (size_t)9 * 1024 * 1024; i++)
        buf_append_char(&text, 'x');
    buf_append_text(&text, "\"}\n{\"q\": 2}\n");
    dataset_of("rows.jsonl", buf_text(&text), text.length, &count, &first);
    cr_expect_eq(count, 1);
    cr_expect_str_eq(first.code, "N0302");
    cr_expect_eq(first.line, 1);
    buf_release(&text);
}

Test(datasets, a_quote_that_is_never_closed_ends_at_8_MB_and_not_in_memory)
{
    struct buf text = BUF_INIT((size_t)32 * 1024 * 1024);
    struct error first;
    size_t count;

    buf_append_text(&text, "q,reference\n1,2\n\"open,3\n");
    for (size_t i = 0; i < (size_t)600 * 1024; i++)
        buf_append_text(&text, "another,line,xx\n");
    dataset_of("rows.csv", buf_text(&text), text.length, &count, &first);
    cr_expect_str_eq(first.code, "N0302");
    cr_expect_eq(first.line, 3);
    buf_release(&text);
}

Test(datasets, a_file_that_shrank_between_the_passes_is_an_error)
{
    json_t *files = json_pack("{s:s}", "rows.jsonl", "{\"q\": 1}\n{\"q\": 2}\n");
    char *text = suite_around("rows.jsonl", NULL);
    char *folder = suite_folder_make(text, files);
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT, again = EVAL_CASE_INIT;
    struct found_row found;
    struct error err = ERROR_INIT;
    FILE *stream;

    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0);
    cr_assert_eq(dataset_next(dataset, &row, &errors), DATASET_CASE);
    cr_assert_eq(dataset_next(dataset, &row, &errors), DATASET_CASE);
    stream = fopen("rows.jsonl", "w");
    cr_assert_not_null(stream);
    fclose(stream);
    found = found_of(&row);
    cr_expect_eq(dataset_read_at(dataset, &found, &again, &err), -1);
    cr_expect_str_eq(err.code, "N0313");
    eval_case_release(&row);
    eval_case_release(&again);
    dataset_free(dataset);
    suite_free(suite);
    error_list_release(&errors);
    json_decref(files);
    free(text);
    suite_folder_remove(folder);
}

struct hash_row {
    const char *cohort, *file, *data;
    bool has_hash;
};

/* A row's hash may stand for the case only where nothing else makes it. */
Test(datasets, only_lines_of_json_that_load_nothing_have_a_hash)
{
    static const struct hash_row rows[] = {
        {NULL, "rows.jsonl", "{\"q\": 1, \"reference\": 2}\n", true},
        {"columns: {q: a}", "rows.jsonl", "{\"a\": 1, \"reference\": 2}\n", true},
        {"load: {q: .}", "rows.jsonl", "{\"q\": \"q.txt\", \"reference\": 2}\n", false},
        {NULL, "rows.csv", "q,reference\n1,2\n", false},
        {NULL, "rows.yaml", "- {q: 1, reference: 2}\n", false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *files =
            json_pack("{s:s, s:s}", rows[i].file, rows[i].data, "q.txt", "text");
        char *text = suite_around(rows[i].file, rows[i].cohort);
        char *folder = suite_folder_make(text, files);
        struct error_list errors = ERROR_LIST_INIT;
        struct suite *suite = NULL;
        struct dataset *dataset = NULL;
        struct eval_case row = EVAL_CASE_INIT;
        struct error err = ERROR_INIT;

        cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
        cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0);
        cr_assert_eq(dataset_next(dataset, &row, &errors), DATASET_CASE, "%zu", i);
        cr_expect_eq(row.row_hash != 0, rows[i].has_hash, "%zu", i);
        eval_case_release(&row);
        dataset_free(dataset);
        suite_free(suite);
        error_list_release(&errors);
        json_decref(files);
        free(text);
        suite_folder_remove(folder);
    }
}

static void file_write(const char *name, const char *text)
{
    FILE *stream = fopen(name, "w");

    cr_assert_not_null(stream);
    fputs(text, stream);
    fclose(stream);
}

/* The digest is over the values: blanks do not count, a byte of them does. */
Test(datasets, a_row_with_another_hash_is_digested_again)
{
    json_t *files = json_pack("{s:s}", "rows.jsonl", "{\"q\": 1,  \"reference\":2}\n");
    char *text = suite_around("rows.jsonl", NULL);
    char *folder = suite_folder_make(text, files);
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT, again = EVAL_CASE_INIT;
    struct found_row found;
    struct error err = ERROR_INIT;

    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0);
    cr_assert_eq(dataset_next(dataset, &row, &errors), DATASET_CASE);
    found = found_of(&row);
    file_write("rows.jsonl", "{\"q\": 1, \"reference\": 2}\n");
    cr_expect_eq(dataset_read_at(dataset, &found, &again, &err), 0);
    cr_expect_neq(again.row_hash, row.row_hash);
    cr_expect_str_eq(again.digest, row.digest);
    file_write("rows.jsonl", "{\"q\": 3,  \"reference\":2}\n");
    cr_expect_eq(dataset_read_at(dataset, &found, &again, &err), 0);
    cr_expect_str_neq(again.digest, row.digest);
    eval_case_release(&row);
    eval_case_release(&again);
    dataset_free(dataset);
    suite_free(suite);
    error_list_release(&errors);
    json_decref(files);
    free(text);
    suite_folder_remove(folder);
}

Test(datasets, a_variable_is_looked_up_in_the_case_before_its_cohort_and_suite)
{
    char *folder = suite_folder_make(
        "noworse: 1\nsuite: s\nmodel: openai/a\nprompt: \"hi\"\ngraders: [exact]\n"
        "vars: {a: suite, b: suite, c: suite}\ncohorts:\n  x:\n    vars: {a: cohort, b: "
        "cohort}\n    cases: [{a: case, reference: 1}]\n",
        NULL);
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT;
    struct template_scope scope;
    struct error err;

    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0);
    cr_assert_eq(dataset_next(dataset, &row, &errors), DATASET_CASE);
    scope = case_scope(&row, &suite->cohorts[0], suite, NULL);
    cr_expect(value_is_text(template_find(&scope, "a"), "case"));
    cr_expect(value_is_text(template_find(&scope, "b"), "cohort"));
    cr_expect(value_is_text(template_find(&scope, "c"), "suite"));
    eval_case_release(&row);
    dataset_free(dataset);
    suite_free(suite);
    error_list_release(&errors);
    suite_folder_remove(folder);
}

Test(datasets, a_corrected_reference_changes_the_digest_and_not_the_id)
{
    char *folder = suite_folder_make(
        "noworse: 1\nsuite: s\nmodel: openai/a\nprompt: \"hi\"\ngraders: [exact]\n"
        "cases: [{q: 1, reference: 1}, {q: 1, reference: 2}, {q: 1, reference: 2, "
        "metadata: {by: x}, weight: 2}]\n",
        NULL);
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    struct dataset *dataset = NULL;
    struct eval_case rows[3] = {EVAL_CASE_INIT, EVAL_CASE_INIT, EVAL_CASE_INIT};
    struct error err;

    cr_assert_eq(suite_load("suite.yaml", NULL, &suite, &errors), 0);
    cr_assert_eq(dataset_open(suite, &suite->cohorts[0], &dataset, &err), 0);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(dataset_next(dataset, &rows[i], &errors), DATASET_CASE);
    cr_expect_str_eq(rows[0].id, rows[1].id);
    cr_expect_str_neq(rows[0].digest, rows[1].digest);
    cr_expect_str_eq(rows[1].digest, rows[2].digest);
    for (size_t i = 0; i < 3; i++)
        eval_case_release(&rows[i]);
    dataset_free(dataset);
    suite_free(suite);
    error_list_release(&errors);
    suite_folder_remove(folder);
}

Test(datasets, the_table_is_sorted_and_each_ending_leads_to_its_row)
{
    for (size_t i = 0; dataset_types[i]; i++) {
        if (i > 0)
            cr_expect_lt(strcmp(dataset_types[i - 1]->name, dataset_types[i]->name), 0);
        cr_expect_not_null(dataset_types[i]->summary);
    }
    cr_expect_str_eq(dataset_type_for("a/b.ndjson")->name, "jsonl");
    cr_expect_str_eq(dataset_type_for("b.yml")->name, "yaml");
    cr_expect_null(dataset_type_for("b.json"));
}
