/* tests/store/test_kept_bindings.c - a row gets its own values, whatever the rows before
 * had. */
#include "base/mem.h"
#include "store/kept_bindings.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONG "a text that is longer than what is kept of one: 0123456789"

/* One value a row, bound, and as SQLite quotes it. */
static const struct {
    enum kept_kind kind;
    int64_t integer;
    double real;
    const char *text;
    const char *want;
} rows[] = {
    {KEPT_NULL, 0, 0, NULL, "NULL"},
    {KEPT_NULL, 0, 0, NULL, "NULL"},
    {KEPT_INTEGER, 0, 0, NULL, "0"},
    {KEPT_REAL, 0, 0, NULL, "0.0"},
    {KEPT_REAL, 0, 0.25, NULL, "0.25"},
    {KEPT_REAL, 0, NAN, NULL, "NULL"},
    {KEPT_REAL, 0, 0.25, NULL, "0.25"},
    {KEPT_TEXT, 0, 0, "stop", "'stop'"},
    {KEPT_TEXT, 0, 0, "stop", "'stop'"},
    {KEPT_TEXT, 0, 0, "sto", "'sto'"},
    {KEPT_TEXT, 0, 0, "", "''"},
    {KEPT_TEXT, 0, 0, NULL, "NULL"},
    {KEPT_TEXT, 0, 0, LONG, "'" LONG "'"},
    {KEPT_TEXT, 0, 0, LONG, "'" LONG "'"},
    {KEPT_TEXT, 0, 0, "a text", "'a text'"},
    {KEPT_TEXT, 0, 0, "\xff", "X'FF'"},
    {KEPT_INTEGER, 7, 0, NULL, "7"},
    {KEPT_INTEGER, 7, 0, NULL, "7"},
    {KEPT_INTEGER, -7, 0, NULL, "-7"},
    {KEPT_INTEGER, INT64_MIN, 0, NULL, "-9223372036854775808"},
    {KEPT_TEXT, 0, 0, "stop", "'stop'"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void value_keep(struct kept_bindings *kept, size_t row)
{
    switch (rows[row].kind) {
    case KEPT_INTEGER:
        keep_integer(kept, 1, rows[row].integer);
        break;
    case KEPT_REAL:
        keep_real(kept, 1, rows[row].real);
        break;
    case KEPT_TEXT:
        keep_text(kept, 1, rows[row].text);
        break;
    default:
        keep_null(kept, 1);
    }
}

/* Every value after every other. */
Test(kept_bindings, a_row_has_its_own_value_whatever_was_bound_before)
{
    struct kept_bindings kept = {.statement = NULL};
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(db, "SELECT quote(?)", -1, &kept.statement, NULL),
                 SQLITE_OK);
    for (size_t before = 0; before < ROWS; before++)
        for (size_t row = 0; row < ROWS; row++) {
            value_keep(&kept, before);
            cr_assert_eq(sqlite3_step(kept.statement), SQLITE_ROW);
            sqlite3_reset(kept.statement);
            value_keep(&kept, row);
            cr_assert_eq(sqlite3_step(kept.statement), SQLITE_ROW);
            cr_expect_str_eq((const char *)sqlite3_column_text(kept.statement, 0),
                             rows[row].want, "after %s", rows[before].want);
            sqlite3_reset(kept.statement);
        }
    sqlite3_finalize(kept.statement);
    sqlite3_close(db);
}

#define GRADE(grader, verdict, score, reason, details)                                   \
    {                                                                                    \
        grader, verdict, score, reason, details, false, false                            \
    }

static int grades_look(void *context, const struct sample_view *view)
{
    struct buf *text = context;

    buf_append_format(text, "%u:", view->repeat);
    for (size_t i = 0; i < view->grade_count; i++)
        buf_append_format(text, "%d%.1s%g%s%s%s", view->grades[i].grader,
                          verdict_name(view->grades[i].verdict), view->grades[i].score,
                          view->grades[i].reason ? view->grades[i].reason : "",
                          view->grades[i].details ? view->grades[i].details : "",
                          view->grades[i].is_open        ? "open"
                          : view->grades[i].is_not_asked ? "not asked"
                                                         : "");
    buf_append_char(text, '\n');
    return 0;
}

Test(kept_bindings, grades_that_differ_from_those_before_are_written)
{
    static const struct {
        struct grade_record grades[2];
        size_t count;
    } samples[] = {
        {{GRADE(0, VERDICT_PASS, 1, NULL, NULL), GRADE(1, VERDICT_PASS, 1, NULL, NULL)},
         2},
        {{GRADE(0, VERDICT_PASS, 1, NULL, NULL), GRADE(1, VERDICT_PASS, 1, NULL, NULL)},
         2},
        {{GRADE(0, VERDICT_PASS, 1, NULL, NULL)}, 1},
        {{GRADE(1, VERDICT_PASS, 1, NULL, NULL)}, 1},
        {{GRADE(1, VERDICT_FAIL, 1, NULL, NULL)}, 1},
        {{GRADE(1, VERDICT_FAIL, 0.5, NULL, NULL)}, 1},
        {{GRADE(1, VERDICT_FAIL, 0.5, NULL, "{}")}, 1},
        {{GRADE(1, VERDICT_FAIL, 0.5, NULL, NULL)}, 1},
        {{GRADE(1, VERDICT_FAIL, 0.5, "no", NULL)}, 1},
        {{GRADE(1, VERDICT_FAIL, 0.5, "not", NULL)}, 1},
        {{GRADE(0, VERDICT_PASS, 1, NULL, NULL)}, 0},
        {{GRADE(0, VERDICT_UNSCORED, NAN, NULL, NULL)}, 1},
        {{GRADE(0, VERDICT_UNSCORED, NAN, NULL, NULL)}, 1},
        {{{0, VERDICT_UNSCORED, NAN, NULL, NULL, true, false}}, 1},
        {{{0, VERDICT_UNSCORED, NAN, NULL, NULL, false, true}}, 1},
        {{GRADE(0, VERDICT_PASS, 1, NULL, NULL)}, 1},
    };
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct buf text = BUF_INIT(4096);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    for (unsigned i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct sample_record row = {.repeat = i + 1,
                                          .verdict = VERDICT_PASS,
                                          .score = 1,
                                          .reply = &(struct reply){.cost_usd = 1},
                                          .grades = samples[i].grades,
                                          .grade_count = samples[i].count};

        cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    }
    cr_assert_eq(run_file_each_sample(file, grades_look, &text, &err), 0, "%s",
                 err.message);
    cr_expect_str_eq(buf_text(&text),
                     "1:0p11p1\n2:0p11p1\n3:0p1\n4:1p1\n5:1f1\n6:1f0.5\n"
                     "7:1f0.5{}\n8:1f0.5\n9:1f0.5no\n10:1f0.5not\n11:\n"
                     "12:0unan\n13:0unan\n14:0unanopen\n15:0unannot asked\n16:0p1\n");
    buf_release(&text);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

Test(kept_bindings, a_case_without_a_hash_has_not_that_of_the_case_before)
{
    static const uint64_t hashes[] = {5, 0, 7};
    static const char *const ids[] = {"a", "b", "c"};
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct case_record row = {.weight = 1, .file = "a.jsonl"};
    char *path = NULL;
    unsigned line;

    row.digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    for (unsigned i = 0; i < 3; i++) {
        row.number = i;
        row.id = ids[i];
        row.row_hash = hashes[i];
        cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0, "%s",
                     err.message);
    }
    for (unsigned i = 0; i < 3; i++) {
        cr_assert_eq(run_file_case(file, i, &row, &err), 0, "%s", err.message);
        cr_expect_eq(row.row_hash, hashes[i]);
    }
    run_file_close(file);
}
