/* error_list.h - the mistakes of one pass over the user's input.
 *
 * A pass adds what it finds and goes on, so that a person sees all mistakes in one go.
 * Errors count against the pass; warnings do not, unless the caller is strict.
 */
#ifndef NOWORSE_BASE_ERROR_LIST_H
#define NOWORSE_BASE_ERROR_LIST_H

#include "base/error.h"

#include <stddef.h>

enum { ERRORS_SHOWN_MAX = 20, ERRORS_KEPT_MAX = 200 };

struct error_list {
    struct error *items; /* owned */
    size_t count;        /* kept; beyond ERRORS_KEPT_MAX an error is only counted */
    size_t capacity;
    size_t error_count; /* all that were added, kept or not */
    size_t warning_count;
};

#define ERROR_LIST_INIT                                                                  \
    {                                                                                    \
        NULL, 0, 0, 0, 0                                                                 \
    }

void error_list_release(struct error_list *list);

/* Copies *err. Always returns -1, so that a caller can `return error_list_add(...)`. The
 * same mistake at the same place is kept once; an error takes the place of a warning of
 * its code there. */
int error_list_add(struct error_list *list, const struct error *err);
int error_list_warn(struct error_list *list, const struct error *err); /* as a warning */

/* error_at() and error_list_add() in one. */
int error_list_at(struct error_list *list, const struct place *place, const char *code,
                  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The last one added, to give it a hint; only directly after an add. Never NULL. */
struct error *error_list_last(struct error_list *list);

bool error_list_is_clean(
    const struct error_list *list); /* no error; warnings may be there */

/* By file, then line, then column; equal ones stay in order of adding. */
void error_list_sort(struct error_list *list);

/* Sorts and prints: errors first, ERRORS_SHOWN_MAX at most, then "and N more". Of many
 * that are the same in one file (rows of a dataset) the first, and how many there are. */
void error_list_print(struct error_list *list, FILE *stream, enum color color);

#endif
