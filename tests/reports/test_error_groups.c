/* tests/reports/test_error_groups.c - where answers are wrong, over all of them. */
#include "reports/error_groups.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct plan_grader graders[3];
static const struct run_plan plan = {
    .variant_count = 1, .graders = graders, .grader_count = 3};

static void graders_name(void)
{
    static char schema[] = "json_schema", exact[] = "exact", any[] = "any";

    graders[0].type = schema;
    graders[1].type = exact;
    graders[2].type = any;
}

static void answer_add(struct error_groups *groups, int grader, enum verdict verdict,
                       const char *details)
{
    struct grade_result grade = {.grader = grader, .verdict = verdict};
    struct repeat_result repeat = {.grades = &grade, .grade_count = 1};
    struct variant_result variant = {.repeats = &repeat, .repeat_count = 1};
    struct case_result result = {.variants = &variant};

    grade.details = mem_text(details);
    error_groups_add(groups, &plan, &result);
    free(grade.details);
}

Test(error_groups, an_answer_counts_once_at_a_place, .init = graders_name)
{
    static const char twice[] =
        "{\"errors\":[{\"group\":\"/a/*\",\"message\":\"one\"},"
        "{\"group\":\"/a/"
        "*\",\"message\":\"two\"},{\"group\":\"\",\"message\":\"three\"}]}";
    struct error_groups groups = ERROR_GROUPS_INIT;

    answer_add(&groups, 0, VERDICT_FAIL, twice);
    answer_add(&groups, 0, VERDICT_FAIL,
               "{\"errors\":[{\"group\":\"/a/*\",\"message\":\"four\"}]}");
    answer_add(&groups, 0, VERDICT_PASS, NULL);
    answer_add(&groups, 0, VERDICT_FAIL, "{\"unreadable\":true}");
    answer_add(&groups, 0, VERDICT_UNSCORED, NULL);
    answer_add(&groups, 1, VERDICT_FAIL, NULL);
    error_groups_sort(&groups, &plan);
    cr_assert_eq(groups.count, 1);
    cr_expect_eq(groups.items[0].answers, 4);
    cr_expect_eq(groups.items[0].unreadable, 1);
    cr_assert_eq(groups.items[0].count, 2);
    cr_expect_str_eq(groups.items[0].places[0].pointer, "/a/*");
    cr_expect_str_eq(groups.items[0].places[0].example, "one");
    cr_expect_eq(groups.items[0].places[0].answers, 2);
    cr_expect_eq(groups.items[0].places[1].answers, 1);
    error_groups_release(&groups);
}

Test(error_groups, places_beyond_the_limit_are_counted_together, .init = graders_name)
{
    struct error_groups groups = ERROR_GROUPS_INIT;

    for (int i = 0; i < ERROR_PLACES_MAX + 20; i++) {
        char *details = mem_format("{\"errors\":[{\"group\":\"/%d\",\"message\":\"x\"},"
                                   "{\"group\":\"/0\",\"message\":\"y\"}]}",
                                   i);

        answer_add(&groups, 0, VERDICT_FAIL, details);
        free(details);
    }
    error_groups_sort(&groups, &plan);
    cr_assert_eq(groups.items[0].count, ERROR_PLACES_MAX);
    cr_expect_eq(groups.items[0].others, 20);
    cr_expect_str_eq(groups.items[0].places[0].pointer, "/0");
    cr_expect_eq(groups.items[0].places[0].answers, ERROR_PLACES_MAX + 20);
    error_groups_release(&groups);
}

Test(error_groups, details_that_are_none_of_ours_are_passed_over, .init = graders_name)
{
    static const char *const odd[] = {"[1]", "{", "{\"errors\":1}", "{\"errors\":[1,{}]}",
                                      "{\"errors\":[{\"group\":1,\"message\":\"x\"}]}"};
    struct error_groups groups = ERROR_GROUPS_INIT;

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        answer_add(&groups, 0, VERDICT_FAIL, odd[i]);
    error_groups_sort(&groups, &plan);
    cr_expect_eq(groups.items[0].answers, 5);
    cr_expect_eq(groups.items[0].count, 0);
    error_groups_release(&groups);
}

Test(error_groups, parts_that_fail_tell_their_places, .init = graders_name)
{
    static const char failed[] =
        "{\"parts\":[{\"name\":\"all\",\"verdict\":\"fail\",\"details\":{\"parts\":[{"
        "\"name\":\"json\",\"verdict\":\"fail\",\"details\":{\"errors\":[{\"group\":\"/"
        "a\","
        "\"message\":\"one\"}]}}]}},{\"name\":\"not\",\"verdict\":\"pass\",\"details\":{"
        "\"errors\":[{\"group\":\"/b\",\"message\":\"two\"}]}}]}";
    struct error_groups groups = ERROR_GROUPS_INIT;

    answer_add(&groups, 2, VERDICT_PASS, failed);
    error_groups_sort(&groups, &plan);
    cr_expect_eq(groups.count, 0);
    answer_add(&groups, 2, VERDICT_PASS, failed);
    answer_add(&groups, 2, VERDICT_FAIL, failed);
    error_groups_sort(&groups, &plan);
    cr_assert_eq(groups.count, 1);
    cr_expect_eq(groups.items[0].answers, 2);
    cr_assert_eq(groups.items[0].count, 1);
    cr_expect_str_eq(groups.items[0].places[0].pointer, "/a");
    cr_expect_eq(groups.items[0].places[0].answers, 1);
    error_groups_release(&groups);
}
