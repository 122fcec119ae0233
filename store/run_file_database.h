/* store/run_file_database.h - the run file as SQLite sees it: for the run_file_*.c alone.
 */
#ifndef NOWORSE_STORE_RUN_FILE_DATABASE_H
#define NOWORSE_STORE_RUN_FILE_DATABASE_H

#include "base/buf.h"
#include "base/error.h"
#include "store/kept_bindings.h"
#include "store/run_file.h"
#include "store/run_file_journal.h"
#include "store/run_file_schema.h"
#include "store/run_file_sync.h"

#include <sqlite3.h>

enum { RUN_FILE_TEXT_MAX = 1 << 30, RUN_FILE_BUSY_MS = 5000 };

/* What run_file_case() and run_file_case_at() lend. */
enum { CASE_WINDOW_ROWS = 64 };
struct case_window {
    struct case_record rows[CASE_WINDOW_ROWS]; /* in order; texts in `texts` */
    int64_t turns[CASE_WINDOW_ROWS];           /* is_in_turn: of their clusters */
    size_t count;
    int64_t first;   /* number of the first row, or its place */
    bool is_in_turn; /* by place */
    struct buf texts;
};

/* Grades as they were bound last, where they had no texts: those of most samples are
 * alike. */
enum { GRADES_KEPT_MAX = 16 };
struct kept_grades {
    sqlite3_stmt *statement; /* that they are bound to; NULL: none are kept */
    struct {
        int grader;
        enum verdict verdict;
        double score;
    } list[GRADES_KEPT_MAX];
    size_t count;
};

/* Calls of the open turn that are not written yet. */
struct pending_calls {
    struct buf text; /* as in the row, but for its end */
    int64_t count;
    int64_t next; /* number of the next call; 0: not read yet */
};

/* What calls_under_way() says, and after how many changes of ours. */
struct counted_calls {
    bool is_known;
    int64_t under_way;
    sqlite3_int64 changes;
};

struct run_file {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* NULL until first used */
    char *path;                                /* NULL: a temporary file */
    char *shown;                               /* the path as messages name it */
    int64_t schema;                            /* of the file */
    int lock;                                  /* descriptor; -1: not locked */
    int journal;                               /* likewise, for run_file_sync.h */
    bool is_written;                           /* by us: else opened for reading */
    bool is_new;   /* made by us, and nothing of it put on the disk yet */
    bool is_ended; /* by run_file_end(), and not settled yet */
    bool in_turn;
    bool turn_failed;         /* some of it was not written, so none may be */
    char *last_file;          /* of the last case added, with its number */
    int64_t last_file_number; /* -1: none */
    struct case_window window;
    char *checked_plan;   /* the text of the last one that fits its schema; or NULL */
    json_t *checked_json; /* the same, read; or NULL */
    struct buf grades;    /* room for those of one sample */
    struct kept_grades kept_grades;
    struct kept_bindings sample_bindings, case_bindings; /* of STATEMENT_ADD_... */
    int64_t added_sample;
    struct pending_calls calls;
    struct counted_calls counted_calls;
    struct journal_copying copying;
    struct sync_ahead ahead;
};

/* Fills *err from the database's last failure; `doing` is "write", "read", "open". Always
 * -1. */
int database_error(const struct run_file *file, const char *doing, struct error *err);
/* A value that no run file of ours holds. Always -1. */
int database_damaged(const struct run_file *file, const char *what, struct error *err);

int database_exec(struct run_file *file, const char *sql, const char *doing,
                  struct error *err);
/* A statement for one walk; the caller's, for sqlite3_finalize(). */
int database_prepare(struct run_file *file, const char *sql, sqlite3_stmt **out,
                     struct error *err);
/* One that is kept, without bindings and rewound; borrowed. NULL: failed. */
sqlite3_stmt *database_statement(struct run_file *file, enum run_file_statement which,
                                 struct error *err);
/* One whole number; no row is damage. */
int database_number(struct run_file *file, const char *sql, int64_t *out,
                    struct error *err);
/* Runs a statement that gives no rows, and rewinds it. */
int database_run(struct run_file *file, sqlite3_stmt *statement, struct error *err);

/* Opens a turn where none is open: *own says so. Writers of one row use these, so that a
 * row is whole or not there also outside of a turn. Returns -1, 0, or rc as it was. */
int turn_enter(struct run_file *file, bool *own, struct error *err);
int turn_leave(struct run_file *file, bool own, int rc, struct error *err);

/* Gives up an open turn; none may be open. */
void turn_drop(struct run_file *file);

/* The calls that were added in this turn: written, before it is committed or they are
 * read; or forgotten, with the turn. */
int calls_write(struct run_file *file, struct error *err);
void calls_drop(struct run_file *file);
/* How many calls have no end, of what is written. */
int calls_under_way(struct run_file *file, int64_t *out, struct error *err);
/* The same for who has counted those that ended. */
int calls_left(struct run_file *file, int64_t ended, int64_t *out, struct error *err);

/* Binding from parameter `at` (from 1). A text is bound as TEXT, or, where it holds NUL
 * or bytes that are no UTF-8, as a BLOB: nothing is lost either way. NULL is NULL. All
 * are borrowed until the statement ran. */
void bind_bytes(sqlite3_stmt *statement, int at, const char *text, size_t length);
void bind_text(sqlite3_stmt *statement, int at, const char *text);
/* 64 lower-case hex digits as 32 bytes; other texts as they are. */
void bind_digest(sqlite3_stmt *statement, int at, const char *hex, uint8_t room[32]);
void bind_count(sqlite3_stmt *statement, int at, int64_t count); /* UNKNOWN_COUNT: NULL */

/* Reading column `at` (from 0). Borrowed from the statement until it steps. */
const char *column_text(sqlite3_stmt *statement, int at); /* NULL for NULL */
double column_number(sqlite3_stmt *statement, int at);    /* NaN for NULL */
int64_t column_count(sqlite3_stmt *statement, int at);    /* UNKNOWN_COUNT for NULL */
/* Back to hex, into room where it was 32 bytes. */
const char *column_digest(sqlite3_stmt *statement, int at, char room[65]);

enum { CASE_COLUMN_COUNT = 12 };
/* A case from the first columns of a row; texts borrowed from the statement. */
int case_read(const struct run_file *file, sqlite3_stmt *statement, char digest[65],
              struct case_record *out, struct error *err);

/* The same, with the row_hash behind them. */
int planned_case_read(const struct run_file *file, sqlite3_stmt *statement,
                      char digest[65], struct case_record *out, struct error *err);
/* A case from a row of run_file_judged_cases: its file, its place and its hash are none.
 */
int outcome_case_read(const struct run_file *file, sqlite3_stmt *statement,
                      char digest[65], struct case_record *out, struct error *err);
/* When cases were written or removed. */
void case_window_clear(struct run_file *file);

/* "pass", "fail", "unscored", as written; -1: another word. */
int verdict_parse(const char *name, enum verdict *out);
/* "timeout", or NULL: none; -1: another word. */
int failure_parse(const char *name, enum failure *out);

#endif
