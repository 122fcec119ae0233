/* gate/group_numbers.c - names of groups as numbers. */
#include "gate/group_numbers.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Where there are few groups, or many cases in each, all names are kept: a look through
 * them would save less than a byte a case. */
enum { SLOTS_FIRST = 64, GROUPS_KEPT = 4096, CASES_OF_LARGE = 20 };

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

static int32_t number_of_all(struct group_numbers *groups, uint64_t hash)
{
    uint32_t *slot;

    if (4 * groups->count >= 3 * groups->slot_count)
        slots_grow(groups);
    slot = slot_of(groups, hash);
    if (!*slot) {
        MEM_GROW(groups->hashes, groups->count, groups->capacity);
        groups->hashes[groups->count++] = hash;
        *slot = (uint32_t)groups->count;
    }
    return (int32_t)(*slot - 1);
}

static int32_t number_of_returns(struct group_numbers *groups, uint64_t hash)
{
    int32_t *number = group_returns_find(&groups->returns, hash);

    if (!number)
        return GROUP_TOGETHER + groups->together++;
    if (*number < 0)
        *number = (int32_t)groups->count++;
    return *number;
}

static int name_see(void *context, int cohort, const char *group)
{
    group_returns_see(context, cohort, group);
    return 0;
}

/* Numbers that were given stay. One that does not come back is not asked for again. */
static int returns_find(struct group_numbers *groups, struct error *err)
{
    if (groups->source.each(groups->source.from, name_see, &groups->returns, err))
        return -1;
    group_returns_sort(&groups->returns);
    for (size_t i = 0; i < groups->count; i++) {
        int32_t *number = group_returns_find(&groups->returns, groups->hashes[i]);

        if (number)
            *number = (int32_t)i;
    }
    free(groups->hashes);
    free(groups->slots);
    groups->hashes = NULL;
    groups->slots = NULL;
    groups->are_returns_known = true;
    return 0;
}

static bool wants_returns(const struct group_numbers *groups)
{
    return !groups->are_returns_known && groups->source.each &&
           groups->count >= GROUPS_KEPT &&
           (int64_t)groups->count * CASES_OF_LARGE > groups->asked;
}

int group_number(struct group_numbers *groups, const char *name, int32_t *out,
                 struct error *err)
{
    uint64_t hash;

    *out = -1;
    if (!name)
        return 0;
    groups->asked++;
    hash = group_hash(name);
    if (!groups->has_last || groups->last_hash != hash) {
        if (wants_returns(groups) && returns_find(groups, err))
            return -1;
        groups->last = groups->are_returns_known ? number_of_returns(groups, hash)
                                                 : number_of_all(groups, hash);
        groups->last_hash = hash;
        groups->has_last = true;
    }
    *out = groups->last;
    return 0;
}

void group_numbers_release(struct group_numbers *groups)
{
    free(groups->hashes);
    free(groups->slots);
    group_returns_release(&groups->returns);
    *groups = (struct group_numbers){.count = 0};
}
