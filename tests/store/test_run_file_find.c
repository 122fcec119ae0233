/* tests/store/test_run_file_find.c - which run a person means. */
#include "base/mem.h"
#include "store/run_file.h"
#include "tests/store/scratch_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct find_case {
    const char *run;
    const char *file;                  /* below runs/; NULL: an error */
    const char *code, *message, *hint; /* parts */
};

static const struct find_case cases[] = {
    {"01JD3M0000000000000000000A", "01JD3M0000000000000000000A.nwrun", NULL, NULL, NULL},
    {"01JD3M", "01JD3M0000000000000000000A.nwrun", NULL, NULL, NULL},
    {"01jd3m", "01JD3M0000000000000000000A.nwrun", NULL, NULL, NULL},
    {"latest", "01JE000000000000000000000B.nwrun", NULL, NULL, NULL},
    {"nightly", "nightly.nwrun", NULL, NULL, NULL},
    {"night", "nightly.nwrun", NULL, NULL, NULL},
    {"01JE", NULL, "N0608", "\"01JE\" is the beginning of 2 runs",
     "one of 01JE000000000000000000000B, 01JE000000000000000000000A"},
    {"0", NULL, "N0608", "\"0\" is the beginning of 3 runs",
     "one of 01JE000000000000000000000B, 01JE000000000000000000000A, "
     "01JD3M0000000000000000000A"},
    {"01JF", NULL, "N0607", "no run \"01JF\" in ", "and 1 more"},
    {"", NULL, "N0607", "no run \"\" in ", "there: nightly"},
    {"\x1b[31m", NULL, "N0607", "no run \"\\x1b[31m\" in ", "there: "},
    {"./nowhere.nwrun", NULL, "N0607", "no run file \"./nowhere.nwrun\": No such file",
     ""},
    {"nowhere.nwrun", NULL, "N0607", "no run file \"nowhere.nwrun\": No such file", ""},
};

Test(run_file_find, each_word_names_its_run_or_says_what_there_is)
{
    char *folder = scratch_folder_new();

    scratch_write(folder, "runs/01JD3M0000000000000000000A.nwrun", "", 0);
    scratch_write(folder, "runs/01JE000000000000000000000A.nwrun", "", 0);
    scratch_write(folder, "runs/01JE000000000000000000000B.nwrun", "", 0);
    scratch_write(folder, "runs/01JE000000000000000000000B.nwrun-wal", "", 0);
    scratch_write(folder, "runs/nightly.nwrun", "", 0);
    scratch_write(folder, "runs/zzz.txt", "", 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = ERROR_INIT;
        char *want = mem_format("%s/runs/%s", folder, cases[i].file ? cases[i].file : "");
        char *path = NULL;
        int rc = run_file_find(folder, cases[i].run, &path, &err);

        if (cases[i].file) {
            cr_expect_eq(rc, 0, "%s: %s", cases[i].run, err.message);
            cr_expect_str_eq(path, want);
        } else {
            cr_expect_eq(rc, -1, "%s names %s", cases[i].run, path);
            cr_expect_str_eq(err.code, cases[i].code);
            cr_expect(strstr(err.message, cases[i].message), "%s", err.message);
            cr_expect(strstr(err.hint, cases[i].hint), "%s", err.hint);
        }
        free(path);
        free(want);
    }
    scratch_folder_free(folder);
}

Test(run_file_find, a_path_is_taken_as_it_is)
{
    char *folder = scratch_folder_new();
    char *given = mem_format("%s/any.db", folder);
    struct error err = ERROR_INIT;
    char *path = NULL;

    scratch_write(folder, "any.db", "", 0);
    cr_assert_eq(run_file_find("/nowhere", given, &path, &err), 0, "%s", err.message);
    cr_expect_str_eq(path, given);
    free(path);
    free(given);
    scratch_folder_free(folder);
}

Test(run_file_find, without_a_folder_there_is_no_run_yet)
{
    struct error err = ERROR_INIT;
    char *path = NULL;

    cr_expect_eq(run_file_find("/nowhere/at/all", "latest", &path, &err), -1);
    cr_expect_str_eq(err.code, "N0607");
    cr_expect(strstr(err.hint, "noworse run SUITE"));
}
