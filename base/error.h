/* error.h - one failure, and the place in the user's input that caused it.
 *
 * The caller owns the struct, on its stack, and always passes one. A function that
 * returns -1 has filled it; a function that returns 0 has not touched it. An error is
 * passed up as it is: no layer overwrites the one below. Where several mistakes are to be
 * told in one go, a function takes a struct error_list (error_list.h) instead.
 *
 * Messages: lower case, no full stop; quote what the person wrote, say what was expected;
 * the nearest name or the cure goes into the hint. Codes are "N" and four digits, stable,
 * never used again for something else, and listed in docs/errors.md and cli/explain.c.
 */
#ifndef NOWORSE_BASE_ERROR_H
#define NOWORSE_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum error_kind {
    ERROR_NONE,
    ERROR_USAGE,       /* the command line */
    ERROR_INPUT,       /* a file that the user wrote */
    ERROR_SYSTEM,      /* a file or socket call failed */
    ERROR_REMOTE,      /* the model's endpoint answered badly, or not at all */
    ERROR_NO_CASES,    /* the selection matched no case */
    ERROR_INTERRUPTED, /* by a signal; error.signal says which */
    ERROR_BUG          /* ours */
};

enum error_severity { SEVERITY_ERROR, SEVERITY_WARNING };

/* Whether error_print() may quote the line: lines of held-out cohorts and of files that
 * may hold secrets are never shown. */
enum error_excerpt { EXCERPT_SHOWN, EXCERPT_HIDDEN };

/* A place in a text file. Lines and columns count from 1, columns in characters. */
struct place {
    const char *file; /* borrowed */
    unsigned line;    /* 0: the file as a whole */
    unsigned column;
    unsigned length; /* characters to mark with carets; 0 is taken as 1 */
};

struct error {
    enum error_kind kind;
    enum error_severity severity;
    enum error_excerpt excerpt;
    int signal;
    char file[256]; /* a longer path loses its front */
    unsigned line;  /* 0: tied to no place */
    unsigned column;
    unsigned length;
    char code[8];
    char message[320];
    char hint[240]; /* the nearest name, the cure, or the other place */
};

#define ERROR_INIT                                                                       \
    {                                                                                    \
        .kind = ERROR_NONE                                                               \
    }

/* Both fill *err and return -1, so that a caller can `return error_set(...)`. */
int error_set(struct error *err, enum error_kind kind, const char *code, const char *fmt,
              ...) __attribute__((format(printf, 4, 5)));
int error_at(struct error *err, const struct place *place, const char *code,
             const char *fmt, ...)
    __attribute__((format(printf, 4, 5))); /* of kind ERROR_INPUT */

/* Adds the hint to an error that was just made; returns -1 too. A long hint is cut. */
int error_hint(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Where a lower layer had no place: gives it this one; an error that has one keeps it. */
int error_place(struct error *err, const struct place *place);

/* ERROR_SYSTEM from errno: "cannot <doing> <file>: <reason>". */
int error_errno(struct error *err, const char *code, const char *doing, const char *file);

/* The caret form of docs/errors.md:
 *
 *   error[N0112]: unknown grader "jsonschema"
 *     --> refund.suite.yaml:41:7
 *      |
 *   41 |     - jsonschema: {file: refund.schema.json}
 *      |       ^^^^^^^^^^ did you mean "json_schema"?
 *
 * Without a place, or where the file cannot be read again, the lines that are known.
 * colored: ANSI colours, which never carry meaning alone. */
enum color { COLOR_OFF, COLOR_ON };
void error_print(const struct error *err, FILE *stream, enum color color);

#endif
