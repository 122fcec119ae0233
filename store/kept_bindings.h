/* store/kept_bindings.h - parameters of a statement that stay bound from row to row.
 *
 * Most columns of a row have what the row before had. To compare a value with that takes
 * a tenth of the instructions that it takes SQLite to bind it again.
 */
#ifndef NOWORSE_STORE_KEPT_BINDINGS_H
#define NOWORSE_STORE_KEPT_BINDINGS_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

enum { KEPT_TEXT_MAX = 48, KEPT_BINDINGS_MAX = 40 };

enum kept_kind {
    KEPT_NOTHING, /* bind it */
    KEPT_NULL,
    KEPT_INTEGER,
    KEPT_REAL,
    KEPT_TEXT
};

struct kept_binding {
    enum kept_kind kind;
    size_t length; /* KEPT_TEXT */
    union {
        int64_t integer;          /* KEPT_REAL: its bits */
        char text[KEPT_TEXT_MAX]; /* what SQLite reads: it may not move */
    } as;
};

/* All zero at first. The statement's bindings are changed by these functions alone, and
 * never cleared; every parameter is given anew for each row, by one of them. */
struct kept_bindings {
    sqlite3_stmt *statement;                   /* borrowed */
    struct kept_binding at[KEPT_BINDINGS_MAX]; /* by number, from 1 */
};

void keep_null(struct kept_bindings *kept, int at);
void keep_integer(struct kept_bindings *kept, int at, int64_t number);
void keep_count(struct kept_bindings *kept, int at, int64_t count); /* as bind_count() */
void keep_real(struct kept_bindings *kept, int at, double number);  /* NaN: NULL */
/* As bind_bytes(), bind_text(). Texts longer than KEPT_TEXT_MAX are bound each time and
 * borrowed until the statement ran. */
void keep_bytes(struct kept_bindings *kept, int at, const char *text, size_t length);
void keep_text(struct kept_bindings *kept, int at, const char *text);
/* What the caller has bound itself. */
void keep_nothing(struct kept_bindings *kept, int at);

#endif
