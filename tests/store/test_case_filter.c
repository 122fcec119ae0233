/* tests/store/test_case_filter.c - every row of tests/store/cases/filters.json. */
#include "base/mem.h"
#include "store/case_filter.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

static void row_check(const json_t *row)
{
    const char *filter = json_string_value(json_object_get(row, "filter"));
    const char *cohort = json_string_value(json_object_get(row, "cohort"));
    const char *id = json_string_value(json_object_get(row, "id"));
    const json_t *want = json_object_get(row, "want");
    struct error err = ERROR_INIT;
    int rc = case_filter_check(filter, &err);

    if (json_is_object(want)) {
        cr_expect_eq(rc, -1, "\"%s\" is taken", filter);
        cr_expect_str_eq(err.message, json_string_value(json_object_get(want, "error")));
        cr_expect_str_eq(err.code, "N0612");
        return;
    }
    cr_expect_eq(rc, 0, "\"%s\": %s", filter, err.message);
    cr_expect_eq(case_filter_matches(filter, cohort, id), json_is_true(want),
                 "\"%s\" of %s/%s", filter, cohort, id);
}

Test(case_filter, each_row_is_named_refused_or_neither)
{
    char *path = mem_format("%s/filters.json", CASES_DIR);
    json_t *rows = json_load_file(path, 0, NULL);

    cr_assert(json_array_size(rows) > 20, "%s", path);
    for (size_t i = 0; i < json_array_size(rows); i++)
        row_check(json_array_get(rows, i));
    json_decref(rows);
    free(path);
}
