/* tests/store/test_baseline_file.c - a run as a baseline's file, and back. */
#include "base/file.h"
#include "base/mem.h"
#include "store/baseline_file.h"
#include "tests/case_file.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Cases a-1 and a-2 of angry, c-1 of calm, which is held out; v7 and v8. */
static struct run_file *finished_run(struct run_plan **plan)
{
    static const int both[] = {0, 1};
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    for (int variant = 0; variant < 2; variant++) {
        cr_assert_eq(run_file_add_grader_set(file, 0, variant, both, 2, &err), 0);
        for (int i = 2; i >= 0; i--)
            for (unsigned repeat = 1; repeat <= 2; repeat++)
                stored_sample_add(file, i, variant, repeat, "the answer");
    }
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 1700000005000, &err), 0);
    cr_assert_eq(run_file_plan(file, plan, &err), 0);
    stored_digests_fill(*plan);
    for (int i = 0; i < 2; i++)
        (*plan)->variants[i].prompt_digest = mem_text(D64("0d"));
    return file;
}

/* What is expected of it; the caller's. */
static char *expected_text(void)
{
    struct buf text = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_read(CASES_DIR "/baseline.json", &text, &err), 0, "%s",
                 err.message);
    return buf_detach(&text);
}

Test(baseline_file, a_run_is_a_line_a_case_sorted_without_answers_and_held_out_names)
{
    struct run_plan *plan = NULL;
    struct run_file *run = finished_run(&plan);
    char *expected = expected_text(), *text = stored_baseline(run, plan);

    cr_expect_str_eq(text, expected);
    free(text);
    free(expected);
    run_plan_free(plan);
    run_file_close(run);
}

static int line_tell(void *context, const struct baseline_line *line)
{
    const struct baseline_result *result = &line->result;

    buf_append_format(context, "%u: %d %s/%s %u %u %u %u %.2f/%u w%.1f%s\n", line->line,
                      result->entry, result->cohort, result->id ? result->id : "?",
                      result->passed, result->failed, result->unscored, result->missing,
                      result->score_sum, result->score_count, result->weight,
                      result->must_pass ? " must pass" : "");
    return 0;
}

/* What is read, or the place and words of the mistake in it. text: NULL: of the file. */
static char *told_of(struct buf *text, const char *path)
{
    struct buf out = BUF_INIT(4 << 20);
    struct baseline_file *file = NULL;
    struct error err = ERROR_INIT;
    int rc = text ? baseline_file_parse(text, path, &file, &err)
                  : baseline_file_load(path, &file, &err);

    if (rc == 0)
        rc = baseline_file_each(file, line_tell, &out, &err);
    if (rc) {
        buf_clear(&out);
        buf_append_format(&out, "b.json:%u:%u %s: %s", err.line, err.column, err.code,
                          err.message);
        cr_expect_str_eq(err.file, path);
    }
    baseline_file_free(file);
    return buf_detach(&out);
}

/* The same of a text in memory and of a file, of which there is a window at a time. */
static char *told(const char *given)
{
    char *folder = scratch_folder_new(), *path = mem_format("%s/b.json", folder);
    struct buf text = BUF_INIT(BASELINE_BYTES_MAX);
    struct error err = ERROR_INIT;
    char *of_text, *of_file;

    buf_append_text(&text, given);
    cr_assert_eq(file_write(path, given, strlen(given), &err), 0);
    of_text = told_of(&text, path);
    of_file = told_of(NULL, path);
    cr_expect_str_eq(of_file, of_text);
    free(of_file);
    scratch_folder_free(folder);
    free(path);
    return of_text;
}

Test(baseline_file, what_is_written_is_read_back)
{
    char *text = expected_text();
    char *out = told(text);

    cr_expect_str_eq(out, "18: 0 angry/a-1 2 0 0 0 2.00/2 w1.0\n"
                          "19: 0 angry/a-2 2 0 0 0 2.00/2 w1.0 must pass\n"
                          "20: 0 calm/? 2 0 0 0 2.00/2 w1.0\n");
    free(text);
    free(out);
}

Test(baseline_file, a_byte_order_mark_is_passed_over)
{
    char *text = expected_text();
    char *marked = mem_format("\xEF\xBB\xBF%s", text);
    char *out = told(marked), *plain = told(text);

    cr_expect_str_eq(out, plain);
    free(out);
    free(plain);
    free(marked);
    free(text);
}

/* Each row: the text from `from` on in the good file is `to`. */
Test(baseline_file, a_mistake_is_told_with_its_place)
{
    json_t *rows = case_file_load("baseline_mistakes.json");
    char *whole = expected_text();

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *from = case_text(row, "from"), *to = case_text(row, "to");
        const char *at = strstr(whole, from);
        struct buf text = BUF_INIT(100000);
        char *out;

        cr_assert_not_null(at, "%s", from);
        buf_append(&text, whole, (size_t)(at - whole));
        buf_append_text(&text, to);
        if (!json_is_true(json_object_get(row, "ends")))
            buf_append_text(&text, at + strlen(from));
        out = told(buf_text(&text));
        cr_expect_str_eq(out, case_text(row, "told"), "%s: %s", case_text(row, "name"),
                         out);
        free(out);
        buf_release(&text);
    }
    cr_expect(json_array_size(rows) > 10);
    json_decref(rows);
    free(whole);
}

static int line_count(void *context, const struct baseline_line *line)
{
    *(int64_t *)context += line->result.passed;
    return 0;
}

static long peak_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* A file with so many more cases, of which each is some bytes longer than the one before
 * (up to 64, then anew): windows end anywhere in them. */
static void many_write(FILE *out, const char *whole, int cases)
{
    const char *last = strstr(whole, ",\n    {\"entry\": 0, \"cohort\": \"angry\", "
                                     "\"id\": \"a-2\"");

    fwrite(whole, 1, (size_t)(last - whole), out);
    for (int i = 0; i < cases; i++)
        fprintf(out,
                ",\n    {\"entry\": 0, \"cohort\": \"angry\", \"id\": \"b-%d%*s\", "
                "\"digest\": \"" D64("0f") "\", \"set\": 0, \"passed\": 1, "
                                           "\"failed\": 0, \"unscored\": 1}",
                i, i % 64, "");
    fputs("\n  ]\n}\n", out);
    fclose(out);
}

Test(baseline_file, a_hundred_thousand_cases_take_a_window_of_memory)
{
    enum { CASES = 100000, MARGIN_KIB = 4 * 1024 };
    char *whole = expected_text(), *folder = scratch_folder_new();
    char *path = mem_format("%s/b.json", folder);
    struct baseline_file *file = NULL;
    struct error err = ERROR_INIT;
    int64_t passed = 0;
    long before;

    many_write(fopen(path, "w"), whole, CASES);
    before = peak_kib();
    cr_assert_eq(baseline_file_load(path, &file, &err), 0, "%s", err.message);
    for (int walk = 0; walk < 2; walk++)
        cr_assert_eq(baseline_file_each(file, line_count, &passed, &err), 0, "%s",
                     err.message);
    cr_expect_eq(passed, 2 * (CASES + 2));
    cr_expect(peak_kib() - before < MARGIN_KIB, "%ld KiB", peak_kib() - before);
    baseline_file_free(file);
    scratch_folder_free(folder);
    free(path);
    free(whole);
}

/* `cp` of another baseline over this one, at its first case. */
static int written_over(void *context, const struct baseline_line *line)
{
    char *whole = expected_text();
    FILE *out = fopen(context, "w");

    (void)line;
    fputs(whole, out);
    fclose(out);
    free(whole);
    return 0;
}

Test(baseline_file, one_that_is_written_over_while_it_is_read_is_no_baseline)
{
    char *whole = expected_text(), *folder = scratch_folder_new();
    char *path = mem_format("%s/b.json", folder);
    const char *last = strstr(whole, ",\n    {\"entry\": 0, \"cohort\": \"angry\", "
                                     "\"id\": \"a-2\"");
    struct baseline_file *file = NULL;
    struct error err = ERROR_INIT;
    int64_t passed = 0;
    FILE *out = fopen(path, "w");

    fprintf(out, "%.*s\n  ]\n}\n", (int)(last - whole), whole);
    fclose(out);
    cr_assert_eq(baseline_file_load(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(baseline_file_each(file, line_count, &passed, &err), 0, "%s",
                 err.message);
    cr_expect_eq(baseline_file_each(file, written_over, path, &err), -1);
    cr_expect_str_eq(err.code, "N0645");
    baseline_file_free(file);
    scratch_folder_free(folder);
    free(path);
    free(whole);
}

Test(baseline_file, one_of_over_a_gibibyte_is_refused_at_once)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/b.json", folder);
    struct error err = ERROR_INIT;
    struct baseline_file *file = NULL;

    scratch_write(folder, "b.json", "{", 1);
    cr_assert_eq(truncate(path, (off_t)BASELINE_BYTES_MAX + 1), 0);
    cr_expect_eq(baseline_file_load(path, &file, &err), -1);
    cr_expect_str_eq(err.code, "N0641");
    cr_expect(strstr(err.message, "b.json is larger than 1 GiB"), "%s", err.message);
    free(path);
    scratch_folder_free(folder);
}

Test(baseline_file, a_mistake_far_on_is_told_with_its_place)
{
    enum { CASES = 5000 };
    char *whole = expected_text(), *out, *text = NULL, *at;
    size_t length = 0;

    many_write(open_memstream(&text, &length), whole, CASES);
    at = strstr(text, "\"b-4321 ");
    at = strstr(at, "\"passed\": 1");
    at[strlen("\"passed\": ")] = 'x';
    out = told(text);
    cr_expect(strstr(out, "b.json:4340:") == out, "%s", out);
    free(out);
    free(text);
    free(whole);
}

/* Longer than a window, more than once. */
Test(baseline_file, a_case_of_a_megabyte_is_read)
{
    enum { ID = 1 << 20 };
    char *whole = expected_text(), *id = mem_new(ID + 1, 1), *given, *out;
    const char *at = strstr(whole, "a-1\"");

    memset(id, 'x', ID);
    given = mem_format("%.*s%s%s", (int)(at - whole), whole, id, at);
    out = told(given);
    cr_expect(strstr(out, "xxa-1 2 0"), "%.200s", out);
    free(out);
    free(given);
    free(id);
    free(whole);
}
