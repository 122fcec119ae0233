/* metrics/numbering.c - pairs of numbers numbered from 0 on, in order of appearance. */
#include "metrics/numbering.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 256, BYTES_A_STEP = 3 };

static void slots_set(struct numbering *numbering, size_t slots)
{
    if (slots > numbering->capacity) {
        numbering->keys = mem_resize(numbering->keys, slots, sizeof *numbering->keys);
        numbering->numbers =
            mem_resize(numbering->numbers, slots, sizeof *numbering->numbers);
        numbering->capacity = slots;
    }
    memset(numbering->keys, 0, slots * sizeof *numbering->keys);
    numbering->slots = slots;
}

void numbering_clear(struct numbering *numbering, size_t expected)
{
    size_t slots = SLOTS_MIN;

    while (slots / 2 < expected)
        slots *= 2;
    slots_set(numbering, slots);
    numbering->count = 0;
}

void numbering_release(struct numbering *numbering)
{
    free(numbering->keys);
    free(numbering->numbers);
    *numbering = (struct numbering){0};
}

/* The last step of splitmix64: every bit of the key counts in the lowest ones. */
static size_t slot_of(const struct numbering *numbering, uint64_t key)
{
    key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
    key = (key ^ key >> 27) * 0x94d049bb133111ebu;
    return (size_t)(key ^ key >> 31) & (numbering->slots - 1);
}

/* The key's slot, or the free one that it would take. */
static size_t slot_find(const struct numbering *numbering, uint64_t key)
{
    size_t slot = slot_of(numbering, key);

    while (numbering->keys[slot] && numbering->keys[slot] != key)
        slot = (slot + 1) & (numbering->slots - 1);
    return slot;
}

static void numbering_grow(struct numbering *numbering)
{
    struct numbering old = *numbering;

    *numbering = (struct numbering){.count = old.count};
    slots_set(numbering, old.slots * 2);
    for (size_t i = 0; i < old.slots; i++) {
        size_t slot;

        if (!old.keys[i])
            continue;
        slot = slot_find(numbering, old.keys[i]);
        numbering->keys[slot] = old.keys[i];
        numbering->numbers[slot] = old.numbers[i];
    }
    numbering_release(&old);
}

uint32_t numbering_pair(struct numbering *numbering, uint32_t first, uint32_t second)
{
    const uint64_t key = ((uint64_t)first << 32 | second) + 1;
    size_t slot = slot_find(numbering, key);

    if (numbering->keys[slot])
        return numbering->numbers[slot];
    if (numbering->count >= numbering->slots / 4 * 3) {
        numbering_grow(numbering);
        slot = slot_find(numbering, key);
    }
    numbering->keys[slot] = key;
    numbering->numbers[slot] = numbering->count;
    return numbering->count++;
}

/* Each step's length stands in its upper byte, so that "a" is not "a" and a NUL; the
 * chain begins at a number that is none, since 0 is one. */
uint32_t numbering_text(struct numbering *numbering, const char *text, size_t length)
{
    uint32_t number = UINT32_MAX - 1;

    while (length) {
        const size_t size = length < BYTES_A_STEP ? length : BYTES_A_STEP;
        uint32_t step = (uint32_t)size << 24;

        for (size_t i = 0; i < size; i++)
            step |= (uint32_t)(unsigned char)text[i] << 8 * i;
        number = numbering_pair(numbering, number, step);
        text += size;
        length -= size;
    }
    return number;
}
