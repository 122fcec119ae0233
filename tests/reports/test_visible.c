/* tests/reports/test_visible.c - nothing of a held-out case comes out of any report. */
#include "reports/visible.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "run_fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that a person put into held-out cases, and all that came back for them. */
static const char *const secrets[] = {"planted", "hidden.jsonl", "4711", "SGVsZE91dA"};

static void expect_no_secret(const char *what, const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        cr_expect_null(memmem(text, length, secrets[i], strlen(secrets[i])),
                       "%s shows \"%s\"", what, secrets[i]);
}

static void expect_hidden(struct run_fixture *fixture)
{
    static const char *const profiles[] = {"default", "jenkins", "ant"};

    for (size_t i = 0; report_types[i]; i++)
        for (size_t strict = 0; strict < 2; strict++)
            for (size_t profile = 0; profile < 3; profile++) {
                size_t length;
                char *text;

                fixture->input.junit_cases =
                    strict ? JUNIT_CASES_STRICT : JUNIT_CASES_GATE;
                fixture->input.profile = profiles[profile];
                text = fixture_report(fixture, report_types[i]->name, &length);
                cr_expect_gt(length, 100);
                expect_no_secret(report_types[i]->name, text, length);
                cr_expect(strstr(text, "enterprise"), "the cohort itself is shown");
                free(text);
            }
}

Test(visible, no_byte_of_a_held_out_case_is_in_any_report)
{
    json_t *description = fixture_description("held-out");
    struct run_fixture fixture;

    fixture_open(&fixture, description);
    expect_hidden(&fixture);
    fixture_close(&fixture);
    json_decref(description);
}

Test(visible, nor_where_the_run_was_interrupted)
{
    json_t *description = fixture_description("held-out");
    struct run_fixture fixture;

    json_object_set_new(description, "run",
                        json_pack("{ss si}", "status", "interrupted", "signal", 2));
    fixture_open(&fixture, description);
    expect_hidden(&fixture);
    fixture_close(&fixture);
    json_decref(description);
}

Test(visible, the_same_case_is_shown_where_its_cohort_is_not_held_out)
{
    json_t *description = fixture_description("held-out");
    json_t *cohort = json_array_get(json_object_get(description, "cohorts"), 0);
    struct run_fixture fixture;
    char *text;

    json_object_set_new(cohort, "held_out", json_false());
    fixture_open(&fixture, description);
    for (size_t i = 0; report_types[i]; i++) {
        text = fixture_report(&fixture, report_types[i]->name, NULL);
        cr_expect(strstr(text, secrets[0]), "%s: the search finds nothing at all",
                  report_types[i]->name);
        free(text);
    }
    fixture_close(&fixture);
    json_decref(description);
}

static int count_samples(void *context, const struct sample_view *view)
{
    cr_expect_eq(view->test.cohort, 1);
    ++*(size_t *)context;
    return 0;
}

static int planted_outcome(void *context, const struct case_outcome *outcome)
{
    *(size_t *)context += outcome->cohort == 0;
    return 0;
}

static int planted_grades(void *context, const struct sample_grades *sample)
{
    *(size_t *)context += sample->cohort == 0;
    return 0;
}

static int planted_sample(void *context, const struct sample_view *view)
{
    *(size_t *)context += view->test.cohort == 0;
    return 0;
}

Test(visible, no_walk_over_part_of_the_samples_gives_what_is_held_out)
{
    static const size_t expected[2][3] = {{2, 2, 6}, {0, 0, 0}};

    for (size_t held_out = 0; held_out < 2; held_out++) {
        json_t *description = fixture_description("held-out");
        json_t *cohort = json_array_get(json_object_get(description, "cohorts"), 0);
        size_t unscored = 0, failing = 0, graded = 0;
        struct error err = ERROR_INIT;
        struct run_fixture fixture;
        const struct report_input *input = &fixture.input;

        json_object_set_new(cohort, "held_out", json_boolean(held_out));
        fixture_open(&fixture, description);
        cr_expect_eq(visible_each_unscored(input, planted_sample, &unscored, &err), 0);
        cr_expect_eq(visible_each_failing(input, planted_outcome, &failing, &err), 0);
        cr_expect_eq(visible_each_grades(input, "pass", planted_grades, &graded, &err),
                     0);
        cr_expect_eq(unscored, expected[held_out][0]);
        cr_expect_eq(failing, expected[held_out][1]);
        cr_expect_eq(graded, expected[held_out][2]);
        fixture_close(&fixture);
        json_decref(description);
    }
}

Test(visible, counts_of_what_is_unscored_are_over_all_cohorts)
{
    json_t *description = fixture_description("held-out");
    struct unscored_counts counts[2];
    struct error err = ERROR_INIT;
    struct run_fixture fixture;
    size_t samples = 0;

    fixture_open(&fixture, description);
    cr_assert_eq(fixture.plan->variant_count, 2);
    cr_expect_eq(visible_unscored(&fixture.input, counts, &err), 0);
    cr_expect_eq(counts[1].by_failure[FAILURE_TIMEOUT], 1);
    cr_expect_eq(counts[1].by_failure[FAILURE_NONE], 1);
    cr_expect_eq(visible_each_sample(&fixture.input, count_samples, &samples, &err), 0);
    cr_expect_gt(samples, 0);
    cr_expect_not(visible_cohort(fixture.plan, 0));
    cr_expect(visible_cohort(fixture.plan, 1));
    cr_expect_not(visible_cohort(fixture.plan, 2), "what is not in the plan is hidden");
    cr_expect_not(visible_cohort(fixture.plan, -1));
    fixture_close(&fixture);
    json_decref(description);
}

Test(visible, no_other_file_reads_samples_from_the_run_file)
{
    DIR *folder = opendir(PROJECT_DIR "/reports");
    size_t readers = 0;

    cr_assert(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        const size_t length = strlen(entry->d_name);
        struct buf text = BUF_INIT(1 << 20);
        struct error err = ERROR_INIT;
        char *path;

        if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0)
            continue;
        path = mem_format("%s/reports/%s", PROJECT_DIR, entry->d_name);
        cr_assert_eq(file_read(path, &text, &err), 0);
        if (strstr(buf_text(&text), "run_file_each_") ||
            strstr(buf_text(&text), "run_file_case")) {
            cr_expect_str_eq(entry->d_name, "visible.c");
            readers++;
        }
        buf_release(&text);
        free(path);
    }
    closedir(folder);
    cr_expect_eq(readers, 1);
}
