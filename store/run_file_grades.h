/* store/run_file_grades.h - the grades of one sample, written into its row and read from
 * it: for the run_file_*.c alone.
 *
 * In the row they are a JSON array of [grader, verdict, score, reason, details], the last
 * two left out where there are none. Besides the verdicts there are "open" (what the
 * grader asks has not been asked yet) and "not asked"; both have no score. Up to schema 2
 * they were rows of a table.
 */
#ifndef NOWORSE_STORE_RUN_FILE_GRADES_H
#define NOWORSE_STORE_RUN_FILE_GRADES_H

#include "store/run_file_database.h"
#include "values/value.h"

/* Binds them, as a text in file->grades that stays until the next are bound; no other way
 * may the statement's parameter be changed. */
void bind_grades(struct run_file *file, sqlite3_stmt *statement, int at,
                 const struct grade_record *grades, size_t count);

/* Reads them, sample by sample. */
struct grades_reader {
    struct run_file *file;       /* borrowed */
    const struct run_plan *plan; /* borrowed */
    sqlite3_stmt *rows;          /* owned; NULL: they stand in the samples' rows */
    struct grade_record *list;   /* owned; of the sample read last */
    size_t count, capacity;
    struct buf texts; /* reasons and details, each ended by NUL */
    struct document document;
};

int grades_reader_open(struct grades_reader *reader, struct run_file *file,
                       const struct run_plan *plan, struct error *err);
void grades_reader_close(struct grades_reader *reader);

/* Fills list and count, by grader, valid until the next sample; `at`: the column with the
 * grades of a row that a walk stands on. */
int grades_read(struct grades_reader *reader, int64_t sample, sqlite3_stmt *row, int at,
                struct error *err);

#endif
