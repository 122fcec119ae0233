/* runner/kept_cases.c - the first cases that pass 1 read, kept for pass 2. */
#include "runner/kept_cases.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct kept_case {
    struct eval_case row;
    int cohort;
    bool is_here;
};

struct kept_cases {
    struct kept_case *items; /* by number */
    size_t count, capacity;
    size_t bytes;
    bool is_full;
};

struct kept_cases *kept_cases_new(void)
{
    return mem_new(1, sizeof(struct kept_cases));
}

void kept_cases_free(struct kept_cases *kept)
{
    if (!kept)
        return;
    for (size_t i = 0; i < kept->count; i++)
        if (kept->items[i].is_here)
            eval_case_release(&kept->items[i].row);
    free(kept->items);
    free(kept);
}

static size_t bytes_of(const struct eval_case *row)
{
    const struct document *document = &row->document;

    return sizeof(struct kept_case) + document->capacity * sizeof *document->values +
           document->strings.capacity + document->own.capacity + strlen(row->id) +
           (row->group ? strlen(row->group) : 0);
}

void kept_cases_add(struct kept_cases *kept, int cohort, struct eval_case *row)
{
    const size_t bytes = bytes_of(row);

    if (kept->is_full || bytes > KEPT_CASES_BYTES - kept->bytes) {
        kept->is_full = true;
        return;
    }
    kept->bytes += bytes;
    MEM_GROW(kept->items, kept->count, kept->capacity);
    kept->items[kept->count++] = (struct kept_case){*row, cohort, true};
    *row = (struct eval_case)EVAL_CASE_INIT;
}

bool kept_cases_take(struct kept_cases *kept, int64_t number, struct eval_case *row,
                     int *cohort)
{
    struct kept_case *item;

    if (!kept || number < 0 || (size_t)number >= kept->count)
        return false;
    item = &kept->items[number];
    if (!item->is_here)
        return false;
    item->is_here = false;
    eval_case_release(row);
    *row = item->row;
    *cohort = item->cohort;
    return true;
}
