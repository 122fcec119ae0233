/* store/run_file_scan.c - what few columns of all samples tell. */
#include "store/run_file_scan.h"

#include "store/run_file_grades.h"
#include "store/run_file_order.h"

#include <string.h>

static bool is_variant(const struct run_plan *plan, int64_t variant)
{
    return variant >= 0 && variant < (int64_t)plan->variant_count;
}

/* The end of a walk: code is what its last step gave. */
static int scan_end(struct run_file *file, sqlite3_stmt *rows, int code, int rc,
                    struct error *err)
{
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    sqlite3_finalize(rows);
    return rc;
}

int run_file_count_unscored(struct run_file *file, const struct run_plan *plan,
                            run_file_unscored_fn *fn, void *context, struct error *err)
{
    int code = SQLITE_DONE, rc = 0;
    enum failure failure;
    sqlite3_stmt *rows;

    if (database_prepare(file, run_file_scan_unscored, &rows, err))
        return -1;
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const int64_t variant = sqlite3_column_int64(rows, 0);

        if (!is_variant(plan, variant) || failure_parse(column_text(rows, 1), &failure))
            rc = database_damaged(file, "a sample with an unknown variant or failure",
                                  err);
        else
            rc = fn(context, (int)variant, failure, sqlite3_column_int64(rows, 2));
    }
    return scan_end(file, rows, code, rc, err);
}

int run_file_each_failing(struct run_file *file, const struct run_plan *plan,
                          run_file_outcome_fn *fn, void *context, struct error *err)
{
    struct outcome_reader *reader;
    int code = SQLITE_DONE, rc = 0;
    sqlite3_stmt *rows;

    if (database_prepare(file, run_file_scan_failing, &rows, err))
        return -1;
    rc = outcome_reader_new(file, plan, &reader, err);
    if (rc) {
        sqlite3_finalize(rows);
        return rc;
    }
    while (rc == 0 && (code = sqlite3_step(rows)) == SQLITE_ROW)
        rc = outcome_reader_read(reader, sqlite3_column_int64(rows, 0), fn, context, err);
    outcome_reader_free(reader);
    return scan_end(file, rows, code, rc, err);
}

/* Up to schema 2 grades are rows of their own, that nobody searches: true. */
static int has_details(struct run_file *file, const char *word, bool *out,
                       struct error *err)
{
    sqlite3_stmt *rows;
    int code = SQLITE_DONE;

    *out = true;
    if (file->schema < 3)
        return 0;
    if (database_prepare(file, run_file_scan_details, &rows, err))
        return -1;
    *out = false;
    while (!*out && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const void *grades = sqlite3_column_blob(rows, 0); /* not copied, as a text is */
        const size_t length = (size_t)sqlite3_column_bytes(rows, 0);

        *out = grades && memmem(grades, length, word, strlen(word));
    }
    return scan_end(file, rows, *out ? SQLITE_DONE : code, 0, err);
}

static int grades_walk(struct grades_reader *reader, sqlite3_stmt *rows, int *code,
                       run_file_grades_fn *fn, void *context, struct error *err)
{
    int rc = 0;

    while (rc == 0 && (*code = sqlite3_step(rows)) == SQLITE_ROW) {
        const int64_t cohort = sqlite3_column_int64(rows, 1);
        const int64_t variant = sqlite3_column_int64(rows, 2);

        if (cohort < 0 || cohort >= (int64_t)reader->plan->cohort_count ||
            !is_variant(reader->plan, variant))
            return database_damaged(reader->file, "a sample outside of the plan", err);
        rc = grades_read(reader, sqlite3_column_int64(rows, 0), rows, 3, err);
        if (rc == 0)
            rc = fn(context, &(struct sample_grades){(int)cohort, (int)variant,
                                                     reader->list, reader->count});
    }
    return rc;
}

int run_file_each_grades(struct run_file *file, const struct run_plan *plan,
                         const char *word, run_file_grades_fn *fn, void *context,
                         struct error *err)
{
    struct grades_reader reader;
    sqlite3_stmt *rows = NULL;
    int code = SQLITE_DONE;
    bool is_there;
    int rc = -1;

    if (has_details(file, word, &is_there, err))
        return -1;
    if (!is_there)
        return 0;
    if (grades_reader_open(&reader, file, plan, err) == 0 &&
        database_prepare(file,
                         file->schema < 3 ? run_file_scan_grades_2 : run_file_scan_grades,
                         &rows, err) == 0)
        rc = grades_walk(&reader, rows, &code, fn, context, err);
    grades_reader_close(&reader);
    return scan_end(file, rows, code, rc, err);
}
