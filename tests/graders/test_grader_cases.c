/* tests/graders/test_grader_cases.c - every case in tests/graders/cases/<file>.json. */
#include "tests/graders/grade_case.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

/* Criterion hands parameters to another process, so one holds no pointers: it names a
 * file, and the test loads it. A process a case would cost more than all of them. */
struct case_file {
    char name[40];
};

/* The files beside the graders' own. */
static const char *const others[] = {"common_keys", "combinations", "extraction",
                                     "unicode", NULL};

static void row_check(const char *file, const json_t *row)
{
    json_t *got = grade_case(file, row);
    char *got_text = json_dumps(got, JSON_SORT_KEYS);
    char *want_text = json_dumps(json_object_get(row, "want"), JSON_SORT_KEYS);

    cr_expect_str_eq(got_text, want_text, "%s: %s\n  want %s\n  got  %s", file,
                     json_string_value(json_object_get(row, "name")), want_text,
                     got_text);
    free(got_text);
    free(want_text);
    json_decref(got);
}

ParameterizedTestParameters(graders, cases)
{
    size_t count = 0;
    size_t types = 0;
    struct case_file *files;

    while (grader_types[types])
        types++;
    files = cr_calloc(types + 4, sizeof *files);
    for (; count < types; count++)
        snprintf(files[count].name, sizeof files->name, "%s", grader_types[count]->name);
    for (size_t i = 0; others[i]; i++, count++)
        snprintf(files[count].name, sizeof files->name, "%s", others[i]);
    return cr_make_param_array(struct case_file, files, count);
}

ParameterizedTest(struct case_file *file, graders, cases)
{
    json_t *cases = cases_load(file->name);

    for (size_t i = 0; i < json_array_size(cases); i++)
        row_check(file->name, json_array_get(cases, i));
    json_decref(cases);
}
