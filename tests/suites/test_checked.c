/* tests/suites/test_checked.c - trees judged by our schemas, told at their place. */
#include "suites/checked.h"
#include "tests/suites/suite_cases.h"

#include <criterion/criterion.h>
#include <string.h>

Test(checked, mistakes_are_told_at_their_place_with_a_cure)
{
    json_t *cases = suite_cases_load("checked.json");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        const char *yaml = suite_case_text(row, "yaml");
        const char *part = suite_case_text(row, "part");
        struct error_list errors = ERROR_LIST_INIT;
        struct tree tree = TREE_INIT;
        json_t *got;
        int rc;

        cr_assert_eq(tree_parse(&tree, "s.yaml", yaml, strlen(yaml), &errors), 0);
        rc = tree_check_part(&tree, part ? part : "", suite_case_text(row, "schema"),
                             suite_case_text(row, "entry"), &errors);
        got = errors_json(&errors);
        expect_json(suite_case_text(row, "name"), got, json_object_get(row, "want"));
        cr_expect_eq(rc, json_array_size(got) ? -1 : 0);
        json_decref(got);
        tree_release(&tree);
        error_list_release(&errors);
    }
    json_decref(cases);
}

Test(checked, a_schema_that_is_not_there_is_a_bug_of_ours)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;

    cr_assert_eq(tree_parse(&tree, "s.yaml", "a: 1\n", 5, &errors), 0);
    cr_expect_eq(tree_check(&tree, "nothing", NULL, &errors), -1);
    cr_expect_eq(errors.items[0].kind, ERROR_BUG);
    tree_release(&tree);
    error_list_release(&errors);
}

Test(checked, words_of_rivals_have_ours)
{
    json_t *suite = json_pack("{s:b, s:b}", "graders", 1, "gate", 1);
    json_t *grader = json_pack("{s:b}", "pass", 1);

    cr_expect_str_eq(rival_word("assert", suite), "graders");
    cr_expect_null(rival_word("assert", grader));
    cr_expect_str_eq(rival_word("threshold", grader), "pass");
    cr_expect_str_eq(rival_word("threshold", suite), "gate");
    cr_expect_null(rival_word("graders", suite));
    json_decref(suite);
    json_decref(grader);
}
