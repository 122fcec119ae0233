/* gate/group_numbers.h - names of groups as numbers, in the order in which they first
 * come.
 *
 * Names with one 64-bit hash count as one. Takes 8 bytes a group and 5 to 11 for finding
 * it; begin zeroed.
 */
#ifndef NOWORSE_GATE_GROUP_NUMBERS_H
#define NOWORSE_GATE_GROUP_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

struct group_numbers {
    uint64_t *hashes; /* owned; by number */
    size_t count, capacity;
    uint32_t *slots; /* owned; of numbers by their hash, as number + 1 */
    size_t slot_count;
    int32_t last; /* that was asked for: cases of a group mostly stand together */
};

/* From 0; -1 where the name is NULL. */
int32_t group_number(struct group_numbers *groups, const char *name);
void group_numbers_release(struct group_numbers *groups);

#endif
