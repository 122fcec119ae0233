/* tests/case_file.c - cases as data: one JSON array a file. */
#include "tests/case_file.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>

json_t *case_file_load(const char *name)
{
    char *path = mem_format("%s/%s", CASES_DIR, name);
    json_error_t error;
    json_t *cases = json_load_file(path, JSON_ALLOW_NUL, &error);

    cr_assert(cases, "%s:%d: %s", path, error.line, error.text);
    cr_assert(json_is_object(cases) || json_array_size(cases) > 0, "%s holds no case",
              path);
    free(path);
    return cases;
}

const char *case_text(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}
