/* tests/reports/test_report_cases.c - every case in tests/reports/cases/: a run, and all
 * that each report says of it. NOWORSE_UPDATE=1 rewrites what is expected. */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "run_fixture.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct case_name {
    char name[64];
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct case_name *)a)->name,
                  ((const struct case_name *)b)->name);
}

static size_t names_load(struct case_name *names, size_t max)
{
    DIR *folder = opendir(CASES_DIR);
    size_t count = 0;

    cr_assert(folder);
    for (struct dirent *entry; (entry = readdir(folder)) && count < max;)
        if (entry->d_name[0] != '.')
            snprintf(names[count++].name, sizeof names->name, "%.60s", entry->d_name);
    closedir(folder);
    qsort(names, count, sizeof *names, by_name);
    return count;
}

static void settings_read(struct run_fixture *fixture, const json_t *description)
{
    const char *cases = json_string_value(json_object_get(description, "junit_cases"));

    if (cases && strcmp(cases, "strict") == 0)
        fixture->input.junit_cases = JUNIT_CASES_STRICT;
    if (json_is_true(json_object_get(description, "inconclusive_passes")))
        fixture->input.inconclusive = INCONCLUSIVE_PASSES;
    if (json_is_true(json_object_get(description, "color")))
        fixture->input.color = COLOR_ON;
}

static void expect_same(const char *name, const char *file, const char *got)
{
    char *path = mem_format("%s/%s/%s", CASES_DIR, name, file);
    struct buf want = BUF_INIT(1 << 22);
    struct error err = ERROR_INIT;

    if (getenv("NOWORSE_UPDATE"))
        cr_assert_eq(file_write(path, got, strlen(got), &err), 0, "%s", err.message);
    cr_assert_eq(file_read(path, &want, &err), 0, "%s", err.message);
    cr_expect_str_eq(got, buf_text(&want), "%s/%s\n  want %s\n  got  %s", name, file,
                     buf_text(&want), got);
    buf_release(&want);
    free(path);
}

ParameterizedTestParameters(report_cases, each_report_says_what_its_file_says)
{
    struct case_name *names = cr_calloc(64, sizeof *names);

    return cr_make_param_array(struct case_name, names, names_load(names, 64));
}

ParameterizedTest(struct case_name *param, report_cases,
                  each_report_says_what_its_file_says)
{
    static const char *const files[][2] = {
        {"console", "console.txt"}, {"json", "report.json"}, {"junit", "junit.xml"}};
    static const char *const written[] = {"JUnit      noworse-demo/junit.xml", NULL};
    json_t *description = fixture_description(param->name);
    struct run_fixture fixture;

    fixture_open(&fixture, description);
    settings_read(&fixture, description);
    fixture.input.written = written;
    for (size_t i = 0; i < 3; i++) {
        char *got = fixture_report(&fixture, files[i][0], NULL);

        expect_same(param->name, files[i][1], got);
        free(got);
    }
    fixture_close(&fixture);
    json_decref(description);
}

Test(report_cases, the_example_of_the_manual_is_a_report)
{
    struct buf manual = BUF_INIT(1 << 20);
    struct buf report = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    const char *example;
    const char *end;

    cr_assert_eq(file_read(PROJECT_DIR "/docs/reports.md", &manual, &err), 0);
    cr_assert_eq(file_read(CASES_DIR "/one-case/report.json", &report, &err), 0);
    example = strstr(buf_text(&manual), "```json\n");
    cr_assert(example);
    example += strlen("```json\n");
    end = strstr(example, "```");
    cr_assert(end);
    cr_expect_eq((size_t)(end - example), report.length);
    cr_expect_eq(strncmp(example, buf_text(&report), report.length), 0,
                 "docs/reports.md shows another report than cases/one-case/report.json");
    buf_release(&manual);
    buf_release(&report);
}
