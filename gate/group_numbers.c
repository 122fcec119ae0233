/* gate/group_numbers.c - names of groups as numbers. */
#include "gate/group_numbers.h"

#include "base/bytes_hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 64 };

/* Of this hash, or the free one where it would be. */
static uint32_t *slot_of(const struct group_numbers *groups, uint64_t hash)
{
    size_t slot = hash & (groups->slot_count - 1);

    while (groups->slots[slot] && groups->hashes[groups->slots[slot] - 1] != hash)
        slot = (slot + 1) & (groups->slot_count - 1);
    return &groups->slots[slot];
}

/* Filled anew from the hashes, so that no second table is held meanwhile. */
static void slots_grow(struct group_numbers *groups)
{
    groups->slot_count = groups->slot_count ? 2 * groups->slot_count : SLOTS_FIRST;
    groups->slots = mem_resize(groups->slots, groups->slot_count, sizeof *groups->slots);
    memset(groups->slots, 0, groups->slot_count * sizeof *groups->slots);
    for (size_t i = 0; i < groups->count; i++)
        *slot_of(groups, groups->hashes[i]) = (uint32_t)i + 1;
}

int32_t group_number(struct group_numbers *groups, const char *name)
{
    uint64_t hash;
    uint32_t *slot;

    if (!name)
        return -1;
    hash = bytes_hash(name, strlen(name));
    if (groups->count && groups->hashes[groups->last] == hash)
        return groups->last;
    if (4 * groups->count >= 3 * groups->slot_count)
        slots_grow(groups);
    slot = slot_of(groups, hash);
    if (!*slot) {
        MEM_GROW(groups->hashes, groups->count, groups->capacity);
        groups->hashes[groups->count++] = hash;
        *slot = (uint32_t)groups->count;
    }
    return groups->last = (int32_t)(*slot - 1);
}

void group_numbers_release(struct group_numbers *groups)
{
    free(groups->hashes);
    free(groups->slots);
    *groups = (struct group_numbers){.count = 0};
}
