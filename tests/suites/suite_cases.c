/* tests/suites/suite_cases.c - cases as data: one JSON array a file. */
#include "tests/suites/suite_cases.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>

json_t *suite_cases_load(const char *name)
{
    char *path = mem_format("%s/%s", CASES_DIR, name);
    json_error_t error;
    json_t *cases = json_load_file(path, JSON_ALLOW_NUL, &error);

    cr_assert_not_null(cases, "%s:%d: %s", path, error.line, error.text);
    cr_assert_gt(json_array_size(cases), 0, "%s holds no case", path);
    free(path);
    return cases;
}

const char *suite_case_text(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

json_t *errors_json(struct error_list *errors)
{
    json_t *list = json_array();

    error_list_sort(errors);
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *err = &errors->items[i];
        char *text = mem_format("%s%u:%u+%u %s %s%s%s",
                                err->severity == SEVERITY_WARNING ? "warning " : "",
                                err->line, err->column, err->length, err->code,
                                err->message, err->hint[0] ? " | " : "", err->hint);

        json_array_append_new(list, json_string(text));
        free(text);
    }
    return list;
}

void expect_json(const char *name, const json_t *got, const json_t *want)
{
    char *got_text = json_dumps(got, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_INDENT(1));
    char *want_text = json_dumps(want, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_INDENT(1));

    cr_expect_str_eq(got_text, want_text, "%s\n  want %s\n  got  %s", name, want_text,
                     got_text);
    free(got_text);
    free(want_text);
}
