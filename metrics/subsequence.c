/* metrics/subsequence.c - the longest common subsequence, 64 rows of its table at a time.
 */
#include "metrics/subsequence.h"

enum { BLOCK = 64 };

/* How many rows of the block take part: those where the length grows. */
static size_t block_count(const struct symbols *rows, size_t from,
                          const struct symbols *columns, struct metric_room *room)
{
    const size_t end = rows->count - from < BLOCK ? rows->count : from + BLOCK;
    uint64_t open = ~(uint64_t)0;

    for (size_t i = from; i < end; i++)
        room->masks[rows->items[i]] |= (uint64_t)1 << (i - from);
    for (size_t i = 0; i < columns->count; i++) {
        const uint64_t here = room->masks[columns->items[i]];
        const uint64_t carry = (uint64_t)room->columns[i];
        uint64_t sum = open + (open & here);
        signed char over = sum < open;

        sum += carry;
        over |= sum < carry;
        room->columns[i] = over;
        open = sum | (open & ~here);
    }
    for (size_t i = from; i < end; i++)
        room->masks[rows->items[i]] = 0;
    return (size_t)__builtin_popcountll(~open);
}

int subsequence_longest(struct metric_room *room, size_t *out)
{
    const struct symbols *rows = &room->reference;
    const struct symbols *columns = &room->answer;

    *out = 0;
    if (columns->count && rows->count > likeness_cells_max / columns->count)
        return -1;
    room_bits(room, columns->count);
    for (size_t from = 0; from < rows->count; from += BLOCK)
        *out += block_count(rows, from, columns, room);
    return 0;
}
