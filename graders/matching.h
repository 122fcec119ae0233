/* graders/matching.h - as many pairs as can be made of two lists, each item in one pair
 * at most. */
#ifndef NOWORSE_GRADERS_MATCHING_H
#define NOWORSE_GRADERS_MATCHING_H

#include <stdbool.h>
#include <stddef.h>

enum { MATCHING_WORK_MAX = 4000000, MATCHING_CELLS_MAX = 1000000 };
static const size_t matching_none = (size_t)-1;

struct matching {
    size_t rows, columns;
    bool *fits;        /* [row * columns + column]; for the caller to fill */
    size_t *of_row;    /* column, or matching_none */
    size_t *of_column; /* row, or matching_none */
};

/* Nothing fits yet. -1: more than MATCHING_CELLS_MAX cells, and *matching is empty. */
int matching_init(struct matching *matching, size_t rows, size_t columns);
void matching_release(struct matching *matching);

/* Pairs rows with columns that fit: as many as can be, the first ones first where there
 * is a choice. By augmenting paths (Kuhn 1955, Berge 1957). -1: MATCHING_WORK_MAX cells
 * were looked at, and it is not known whether there are more. */
int matching_find(struct matching *matching);

#endif
