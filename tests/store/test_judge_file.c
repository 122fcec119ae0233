/* tests/store/test_judge_file.c - a calibration is read as it was written. */
#include "base/file.h"
#include "scratch_folder.h"
#include "store/judge_file.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/* In another order than that of the file. */
static struct judge_file made(void)
{
    struct judge_file file = {.suite = mem_text("support"),
                              .grader = mem_text("tone"),
                              .grader_digest = mem_text(digest),
                              .version = mem_text("0.1.0"),
                              .calibrated_ms = 1795000000000,
                              .labels_digest = mem_text(digest),
                              .labels = 4,
                              .raters = 2,
                              .counts = {0, 1, 0, 0},
                              .unjudged_fail = 1};

    file.models = mem_new(1, sizeof *file.models);
    file.models[0].id = mem_text("judge");
    file.models[0].served = mem_new(2, sizeof(char *));
    file.models[0].served[0] = mem_text("m-2");
    file.models[0].served[1] = mem_text("m-1");
    file.models[0].served_count = 2;
    file.model_count = 1;
    file.answers = mem_new(2, sizeof *file.answers);
    file.answers[0] = (struct judge_file_answer){"ffffffffffffffff", true, VERDICT_FAIL};
    file.answers[1] =
        (struct judge_file_answer){"0000000000000001", false, VERDICT_UNSCORED};
    file.answer_count = 2;
    return file;
}

static int read_back(const char *text, struct judge_file *out, struct error *err)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/judges/j.json", folder);
    int rc = file_write(path, text, strlen(text), err);

    if (rc == 0)
        rc = judge_file_load(path, out, err);
    free(path);
    scratch_folder_free(folder);
    return rc;
}

Test(judge_file, it_is_read_as_it_was_written_and_sorted)
{
    struct judge_file file = made(), read;
    struct buf text = BUF_INIT(JUDGE_FILE_BYTES_MAX),
               again = BUF_INIT(JUDGE_FILE_BYTES_MAX);
    struct error err;

    judge_file_format(&file, &text);
    read = (struct judge_file){.suite = NULL};
    cr_assert_eq(read_back(buf_text(&text), &read, &err), 0, "%s", err.message);
    cr_expect_eq(read.calibrated_ms, 1795000000000);
    cr_expect_eq(read.counts.fn, 1);
    cr_expect_eq(read.unjudged_fail, 1);
    cr_expect_null(read.labels_file);
    cr_expect_str_eq(read.models[0].served[0], "m-1");
    cr_expect_eq(memcmp(read.answers[0].key, "0000000000000001", 17), 0);
    cr_expect_eq(read.answers[0].verdict, VERDICT_UNSCORED);
    cr_expect_eq(read.answers[1].verdict, VERDICT_FAIL);
    cr_expect(read.answers[1].passes);
    judge_file_format(&read, &again);
    cr_expect_str_eq(buf_text(&text), buf_text(&again));
    judge_file_release(&file);
    judge_file_release(&read);
    buf_release(&text);
    buf_release(&again);
}

Test(judge_file, what_is_no_calibration_is_told_with_its_place)
{
    struct judge_file read;
    struct error err;

    cr_expect_eq(read_back("{\n  \"schema\": \"noworse/judge/9\"\n}", &read, &err), -1);
    cr_expect_str_eq(err.code, "N0577");
    cr_expect_neq(err.line, 0);
    judge_file_release(&read);
}

Test(judge_file, counts_of_other_answers_are_none)
{
    struct judge_file file = made(), read;
    struct buf text = BUF_INIT(JUDGE_FILE_BYTES_MAX);
    struct error err;

    file.counts.tp = 40;
    judge_file_format(&file, &text);
    cr_expect_eq(read_back(buf_text(&text), &read, &err), -1);
    cr_expect_str_eq(err.message, "the counts are not those of its 2 answers");
    cr_expect_neq(err.line, 0);
    judge_file_release(&file);
    judge_file_release(&read);
    buf_release(&text);
}

Test(judge_file, one_that_is_not_there_is_no_error)
{
    struct judge_file read;
    struct error err;

    cr_expect_eq(judge_file_load("nowhere/j.json", &read, &err), 1);
}

Test(judge_file, answers_that_differ_in_case_or_text_have_other_keys)
{
    static const char *const others[][3] = {
        {"b", "1", "yes"}, {"a", "2", "yes"}, {"a", "1", "no"}, {"a1", "", "yes"}};
    char key[JUDGE_KEY_SIZE], other[JUDGE_KEY_SIZE];

    judge_answer_key("a", "1", "yes", 3, key);
    for (size_t i = 0; i < 4; i++) {
        judge_answer_key(others[i][0], others[i][1], others[i][2], strlen(others[i][2]),
                         other);
        cr_expect_str_neq(key, other);
    }
}
