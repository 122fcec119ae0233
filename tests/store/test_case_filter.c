/* tests/store/test_case_filter.c - every row of tests/store/cases/filters.json. */
#include "base/mem.h"
#include "store/case_filter.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

static void takes_check(const json_t *row, const char *filter, struct filtered_case *of,
                        bool want)
{
    const json_t *cohort_tags = json_object_get(row, "cohort_tags");
    const json_t *tags = json_object_get(row, "tags");
    struct document document = DOCUMENT_INIT;
    char *names[4] = {NULL};
    struct error err;

    for (size_t i = 0; i < json_array_size(cohort_tags) && i < 4; i++)
        names[i] = mem_text(json_string_value(json_array_get(cohort_tags, i)));
    if (tags)
        cr_assert_eq(document_from_json(&document, tags, &err), 0);
    of->cohort_tags = names;
    of->cohort_tag_count = json_array_size(cohort_tags);
    of->tags = document_root(&document);
    cr_expect_eq(case_filter_takes(filter, of), want, "\"%s\" of %s/%s", filter,
                 of->cohort, of->id);
    if (!tags && !cohort_tags)
        cr_expect_eq(case_filter_matches(filter, of->cohort, of->id), want, "\"%s\"",
                     filter);
    document_release(&document);
    for (size_t i = 0; i < 4; i++)
        free(names[i]);
}

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
    takes_check(row, filter, &(struct filtered_case){.cohort = cohort, .id = id},
                json_is_true(want));
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
