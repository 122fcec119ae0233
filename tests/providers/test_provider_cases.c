/* tests/providers/test_provider_cases.c - every case in tests/providers/cases/. */
#include "base/mem.h"
#include "providers/provider.h"
#include "tests/providers/provider_case.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

/* Criterion hands parameters to another process, so one holds no pointers: it names a
 * case, and the test loads it. */
struct case_name {
    char provider[40];
    size_t index;
};

ParameterizedTestParameters(providers, cases)
{
    struct case_name *names;
    size_t count = 0;

    for (size_t i = 0; provider_types[i]; i++) {
        json_t *cases = provider_cases_load(provider_types[i]->name);

        count += json_array_size(cases);
        json_decref(cases);
    }
    names = cr_calloc(count, sizeof *names);
    count = 0;
    for (size_t i = 0; provider_types[i]; i++) {
        json_t *cases = provider_cases_load(provider_types[i]->name);

        for (size_t j = 0; j < json_array_size(cases); j++, count++) {
            snprintf(names[count].provider, sizeof names[count].provider, "%s",
                     provider_types[i]->name);
            names[count].index = j;
        }
        json_decref(cases);
    }
    return cr_make_param_array(struct case_name, names, count);
}

ParameterizedTest(struct case_name *name, providers, cases)
{
    json_t *cases = provider_cases_load(name->provider);
    json_t *row = json_array_get(cases, name->index);
    json_t *got = provider_case_run(name->provider, row);
    char *got_text = json_dumps(got, JSON_SORT_KEYS | JSON_INDENT(1));
    char *want_text =
        json_dumps(json_object_get(row, "want"), JSON_SORT_KEYS | JSON_INDENT(1));

    cr_expect_str_eq(got_text, want_text, "%s: %s\n  want %s\n  got  %s", name->provider,
                     json_string_value(json_object_get(row, "name")), want_text,
                     got_text);
    free(got_text);
    free(want_text);
    json_decref(got);
    json_decref(cases);
}
