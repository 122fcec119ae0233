/* simulator/arrivals.c - how often the same body has arrived. */
#include "simulator/arrivals.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 1024 };

static struct arrival *slot_find(const struct arrivals *arrivals, uint64_t key)
{
    size_t at = (size_t)key & (arrivals->capacity - 1);

    while (arrivals->slots[at].count > 0 && arrivals->slots[at].key != key)
        at = (at + 1) & (arrivals->capacity - 1);
    return &arrivals->slots[at];
}

static void grow(struct arrivals *arrivals)
{
    struct arrivals larger = {0};

    larger.capacity = arrivals->capacity ? 2 * arrivals->capacity : SLOTS_FIRST;
    larger.slots = mem_new(larger.capacity, sizeof *larger.slots);
    larger.count = arrivals->count;
    for (size_t i = 0; i < arrivals->capacity; i++)
        if (arrivals->slots[i].count > 0)
            *slot_find(&larger, arrivals->slots[i].key) = arrivals->slots[i];
    free(arrivals->slots);
    *arrivals = larger;
}

uint32_t arrivals_count(struct arrivals *arrivals, uint64_t key)
{
    if (arrivals->capacity == 0)
        grow(arrivals);
    struct arrival *slot = slot_find(arrivals, key);
    if (slot->count == 0) {
        if (arrivals->count == ARRIVALS_MAX) {
            memset(arrivals->slots, 0, arrivals->capacity * sizeof *arrivals->slots);
            arrivals->count = 0;
        } else if (arrivals->count >= arrivals->capacity / 2) {
            grow(arrivals);
        }
        slot = slot_find(arrivals, key);
        slot->key = key;
        arrivals->count++;
    }
    if (slot->count < UINT32_MAX)
        slot->count++;
    return slot->count;
}

void arrivals_release(struct arrivals *arrivals)
{
    free(arrivals->slots);
    *arrivals = (struct arrivals){0};
}
