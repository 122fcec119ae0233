/* metrics/edit_distance.c - Levenshtein distance, 64 rows of its table at a time.
 *
 * Myers, "A Fast Bit-Vector Algorithm for Approximate String Matching Based on Dynamic
 * Programming", 1999, in Hyyrö's form for whole texts (2003): the distances of a column
 * are held as their differences downwards, +1 in `up` or -1 in `down`, a bit a row. A
 * block of 64 rows goes over all columns before the next does and leaves the differences
 * along its last row, one a column.
 */
#include "metrics/metric_room.h"

enum { BLOCK = 64 };

/* What is left of two texts without their common beginning and end. */
struct rest {
    const uint32_t *rows, *columns;
    size_t row_count, column_count;
};

static struct rest rest_of(const struct symbols *a, const struct symbols *b)
{
    struct rest rest = {a->items, b->items, a->count, b->count};

    while (rest.row_count && rest.column_count && *rest.rows == *rest.columns) {
        rest.rows++, rest.columns++;
        rest.row_count--, rest.column_count--;
    }
    while (rest.row_count && rest.column_count &&
           rest.rows[rest.row_count - 1] == rest.columns[rest.column_count - 1])
        rest.row_count--, rest.column_count--;
    return rest;
}

/* The rows from `from` on; returns the sum of the differences along the last of them. */
static long block_pass(const struct rest *rest, size_t from, struct metric_room *room)
{
    const size_t height =
        rest->row_count - from < BLOCK ? rest->row_count - from : (size_t)BLOCK;
    uint64_t up = ~(uint64_t)0;
    uint64_t down = 0;
    long sum = 0;

    for (size_t i = 0; i < height; i++)
        room->masks[rest->rows[from + i]] |= (uint64_t)1 << i;
    for (size_t i = 0; i < rest->column_count; i++) {
        const signed char before = room->columns[i];
        const uint64_t is_less = before < 0;
        const uint64_t equal = room->masks[rest->columns[i]];
        const uint64_t vertical = equal | down;
        const uint64_t starts = equal | is_less;
        const uint64_t diagonal = (((starts & up) + up) ^ up) | starts;
        uint64_t plus = down | ~(diagonal | up);
        uint64_t minus = up & diagonal;
        const signed char after = (signed char)((int)(plus >> (height - 1) & 1) -
                                                (int)(minus >> (height - 1) & 1));

        room->columns[i] = after;
        sum += after;
        plus = plus << 1 | (before > 0);
        minus = minus << 1 | is_less;
        up = minus | ~(vertical | plus);
        down = plus & vertical;
    }
    for (size_t i = 0; i < height; i++)
        room->masks[rest->rows[from + i]] = 0;
    return sum;
}

/* -1: more cells than likeness_cells_max. */
static int distance_find(struct metric_room *room, size_t *out)
{
    const struct rest rest = rest_of(&room->reference, &room->answer);
    long along = (long)rest.column_count;

    if (rest.column_count && rest.row_count > likeness_cells_max / rest.column_count)
        return -1;
    room_bits(room, rest.column_count);
    for (size_t i = 0; i < rest.column_count; i++)
        room->columns[i] = 1; /* above the first row is 0, 1, 2, … */
    for (size_t from = 0; from < rest.row_count; from += BLOCK)
        along = block_pass(&rest, from, room);
    *out = (size_t)((long)rest.row_count + along);
    return 0;
}

int edit_similarity_measure(const struct text_pair *pair, struct metric_room *room,
                            struct likeness *out)
{
    size_t longer, distance;

    characters_read(pair, SPACE_KEPT, room);
    out->reference_units = room->reference.count;
    longer = room->answer.count > room->reference.count ? room->answer.count
                                                        : room->reference.count;
    if (distance_find(room, &distance)) {
        out->limit =
            "the answer and the reference are too long and too different for their "
            "edit distance";
        return -1;
    }
    out->score = longer ? 1 - (double)distance / (double)longer : 1;
    return 0;
}
