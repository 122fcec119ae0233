/* tests/reports/test_report.c - reports by name and ending, and what is not written. */
#include "reports/report.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "run_fixture.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool mentions(const char *path, const char *word)
{
    char *whole = mem_format("%s/%s", PROJECT_DIR, path);
    struct buf text = BUF_INIT(1 << 20);
    struct error err = ERROR_INIT;
    bool found;

    cr_assert_eq(file_read(whole, &text, &err), 0, "%s", err.message);
    found = strstr(buf_text(&text), word) != NULL;
    buf_release(&text);
    free(whole);
    return found;
}

Test(report, the_table_is_sorted_and_every_report_is_described)
{
    for (size_t i = 0; report_types[i]; i++) {
        char *heading = mem_format("`%s`", report_types[i]->name);

        cr_expect(i == 0 || strcmp(report_types[i - 1]->name, report_types[i]->name) < 0);
        cr_expect_eq(report_find(report_types[i]->name), report_types[i]);
        cr_expect(mentions("reports/README.md", heading), "README: %s", heading);
        cr_expect(mentions("docs/reports.md", heading), "docs: %s", heading);
        free(heading);
    }
    cr_expect_null(report_find("nothing"));
}

struct output_row {
    const char *output, *type, *file, *code;
};

static const struct output_row outputs[] = {
    {"a.xml", "junit", "a.xml", NULL},
    {"a.json", "json", "a.json", NULL},
    {"junit:a.json", "junit", "a.json", NULL},
    {"console:-", "console", "-", NULL},
    {"./a:b.xml", "junit", "./a:b.xml", NULL},
    {"junti:a.xml", NULL, NULL, "N0850"},
    {"a.txt", NULL, NULL, "N0851"},
    {"-", NULL, NULL, "N0851"},
    {"json:", NULL, NULL, "N0852"},
    {"", NULL, NULL, "N0852"},
};

Test(report, an_output_names_its_form_or_ends_in_it)
{
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        const struct output_row *row = &outputs[i];
        struct error err = ERROR_INIT;
        const struct report_type *type = NULL;
        const char *file = NULL;
        int rc = report_for_output(row->output, &type, &file, &err);

        cr_expect_eq(rc, row->code ? -1 : 0, "%s", row->output);
        if (row->code) {
            cr_expect_str_eq(err.code, row->code);
            cr_expect_eq(err.kind, ERROR_USAGE);
        } else if (rc == 0) {
            cr_expect_str_eq(type->name, row->type, "%s", row->output);
            cr_expect_str_eq(file, row->file);
        }
    }
}

Test(report, a_form_with_a_slip_gets_the_name_that_was_meant)
{
    struct error err = ERROR_INIT;
    const struct report_type *type;
    const char *file;

    report_for_output("junti:a.xml", &type, &file, &err);
    cr_expect_str_eq(err.message, "unknown form of report \"junti\"");
    cr_expect_str_eq(err.hint,
                     "did you mean \"junit\"? (there are console, json (.json), "
                     "junit (.xml))");
}

static const char small[] = "{'variants':[{'label':'v8'}],'graders':[{'name':'exact'}],"
                            "'cohorts':[{'name':'c','gate':{'pass_rate':0.5}}],'cases':"
                            "[{'id':'a','samples':[{'answer':'yes'}]}]}";

static void small_open(struct run_fixture *fixture)
{
    json_t *description = fixture_parse(small);

    fixture_open(fixture, description);
    json_decref(description);
}

Test(report, a_saved_report_is_whole_in_folders_that_it_makes)
{
    struct run_fixture fixture;
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(1 << 20);
    char *path;
    char *want;

    small_open(&fixture);
    path = mem_format("%s/out/deep/junit.xml", fixture.folder);
    cr_assert_eq(report_save(report_find("junit"), &fixture.input, path, &err), 0, "%s",
                 err.message);
    want = fixture_report(&fixture, "junit", NULL);
    cr_assert_eq(file_read(path, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), want);
    unlink(path);
    *strrchr(path, '/') = '\0';
    cr_expect_eq(rmdir(path), 0, "nothing else was left in the folder");
    *strrchr(path, '/') = '\0';
    rmdir(path);
    free(path);
    free(want);
    buf_release(&text);
    fixture_close(&fixture);
}

Test(report, what_a_full_device_did_not_take_is_an_error)
{
    struct run_fixture fixture;

    small_open(&fixture);
    for (size_t i = 0; report_types[i]; i++) {
        struct error err = ERROR_INIT;

        cr_expect_eq(report_save(report_types[i], &fixture.input, "/dev/full", &err), -1);
        cr_expect_eq(err.kind, ERROR_SYSTEM);
        cr_expect_str_eq(err.code, "N0854");
        cr_expect_str_eq(err.message, "cannot write /dev/full: No space left on device");
    }
    fixture_close(&fixture);
}

Test(report, nor_is_it_lost_without_a_word_on_standard_output)
{
    json_t *description = fixture_description("demo"); /* more than one buffer of JSON */
    struct run_fixture fixture;
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    const int kept = dup(STDOUT_FILENO);

    fixture_open(&fixture, description);
    for (size_t i = 0; report_types[i]; i++) {
        struct error err = ERROR_INIT;
        int rc;

        fflush(stdout);
        dup2(full, STDOUT_FILENO);
        rc = report_save(report_types[i], &fixture.input, "-", &err);
        dup2(kept, STDOUT_FILENO);
        __fpurge(stdout);
        clearerr(stdout);
        cr_expect_eq(rc, -1, "%s", report_types[i]->name);
        cr_expect_str_eq(err.code, "N0854");
        cr_expect_eq(err.kind, ERROR_SYSTEM);
        cr_expect_eq(strncmp(err.message, "cannot write ", 13), 0, "%s", err.message);
    }
    close(full);
    close(kept);
    fixture_close(&fixture);
    json_decref(description);
}

Test(report, a_report_that_fails_leaves_the_old_file_and_no_half)
{
    struct run_fixture fixture;
    struct error err = ERROR_INIT;
    struct stat facts;
    char *path;
    FILE *old;

    small_open(&fixture);
    path = mem_format("%s/junit.xml", fixture.folder);
    old = fopen(path, "w");
    fputs("old", old);
    fclose(old);
    fixture.input.profile = "hudson";
    cr_expect_eq(report_save(report_find("junit"), &fixture.input, path, &err), -1);
    cr_expect_str_eq(err.code, "N0853");
    cr_expect_eq(stat(path, &facts), 0);
    cr_expect_eq(facts.st_size, 3);
    unlink(path);
    free(path);
    fixture_close(&fixture);
    cr_expect_eq(access(fixture.folder, F_OK), -1, "a half file was left beside it");
}

Test(report, a_folder_is_no_file_to_write)
{
    struct run_fixture fixture;
    struct error err = ERROR_INIT;

    small_open(&fixture);
    cr_expect_eq(report_save(report_find("json"), &fixture.input, fixture.folder, &err),
                 -1);
    cr_expect_eq(err.kind, ERROR_SYSTEM);
    fixture_close(&fixture);
}
