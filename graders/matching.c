/* graders/matching.c - as many pairs as can be made of two lists. */
#include "graders/matching.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int matching_init(struct matching *matching, size_t rows, size_t columns)
{
    *matching = (struct matching){.rows = 0};
    if (columns && rows > MATCHING_CELLS_MAX / columns)
        return -1;
    *matching =
        (struct matching){.rows = rows,
                          .columns = columns,
                          .fits = mem_new(rows * columns + 1, sizeof *matching->fits),
                          .of_row = mem_new(rows + 1, sizeof *matching->of_row),
                          .of_column = mem_new(columns + 1, sizeof *matching->of_column)};
    for (size_t i = 0; i < rows; i++)
        matching->of_row[i] = matching_none;
    for (size_t i = 0; i < columns; i++)
        matching->of_column[i] = matching_none;
    return 0;
}

void matching_release(struct matching *matching)
{
    free(matching->fits);
    free(matching->of_row);
    free(matching->of_column);
    *matching = (struct matching){.rows = 0};
}

/* Room for one search. */
struct search {
    size_t *queue; /* rows */
    size_t
        *reason; /* the row that a column was reached from; matching_none: not reached */
    size_t work;
};

/* Every column on the way back to the root is given to the row that it was reached from.
 */
static void path_take(struct matching *matching, const struct search *search,
                      size_t column)
{
    while (column != matching_none) {
        const size_t row = search->reason[column];
        const size_t before = matching->of_row[row];

        matching->of_row[row] = column;
        matching->of_column[column] = row;
        column = before;
    }
}

static int row_place(struct matching *matching, struct search *search, size_t root)
{
    size_t head = 0;
    size_t tail = 0;

    for (size_t i = 0; i < matching->columns; i++)
        search->reason[i] = matching_none;
    search->queue[tail++] = root;
    while (head < tail) {
        const size_t row = search->queue[head++];
        const bool *fits = matching->fits + row * matching->columns;

        search->work += matching->columns;
        if (search->work > MATCHING_WORK_MAX)
            return -1;
        for (size_t column = 0; column < matching->columns; column++) {
            if (!fits[column] || search->reason[column] != matching_none)
                continue;
            search->reason[column] = row;
            if (matching->of_column[column] == matching_none) {
                path_take(matching, search, column);
                return 0;
            }
            search->queue[tail++] = matching->of_column[column];
        }
    }
    return 0;
}

int matching_find(struct matching *matching)
{
    struct search search = {.queue = mem_new(matching->rows + 1, sizeof *search.queue),
                            .reason =
                                mem_new(matching->columns + 1, sizeof *search.reason)};
    int rc = 0;

    for (size_t row = 0; !rc && row < matching->rows; row++)
        rc = row_place(matching, &search, row);
    free(search.queue);
    free(search.reason);
    return rc;
}
