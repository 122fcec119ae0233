/* gate/group_returns.c - groups that are left and met again. */
#include "gate/group_returns.h"

#include "base/bytes_hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    BYTE_VALUES = 256,
    FEW = 32,   /* that are sorted by insertion */
    A_START = 8 /* hashes that begin alike, more or less */
};

uint64_t group_hash(const char *group)
{
    return bytes_hash(group, strlen(group));
}

void group_returns_see(struct group_returns *returns, int cohort, const char *group)
{
    const uint64_t hash = group ? group_hash(group) : 0;

    if (group && (!returns->has_group || returns->cohort != cohort ||
                  returns->hashes[returns->count - 1] != hash)) {
        MEM_GROW(returns->hashes, returns->count, returns->capacity);
        returns->hashes[returns->count++] = hash;
    }
    returns->has_group = group;
    returns->cohort = cohort;
}

static void few_sort(uint64_t *hashes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const uint64_t hash = hashes[i];
        size_t at = i;

        for (; at > 0 && hashes[at - 1] > hash; at--)
            hashes[at] = hashes[at - 1];
        hashes[at] = hash;
    }
}

/* Brings those of one byte together, in place; where each byte's end. */
static void bytes_part(uint64_t *hashes, size_t count, unsigned shift,
                       size_t ends[BYTE_VALUES])
{
    size_t places[BYTE_VALUES], sum = 0;

    memset(ends, 0, BYTE_VALUES * sizeof *ends);
    for (size_t i = 0; i < count; i++)
        ends[hashes[i] >> shift & 255]++;
    for (unsigned byte = 0; byte < BYTE_VALUES; byte++) {
        places[byte] = sum;
        ends[byte] = sum += ends[byte];
    }
    for (unsigned byte = 0; byte < BYTE_VALUES; byte++) {
        while (places[byte] < ends[byte]) {
            uint64_t *here = &hashes[places[byte]];
            const unsigned other = *here >> shift & 255;
            uint64_t *there = &hashes[places[other]++];
            const uint64_t hash = *here;

            *here = *there;
            *there = hash;
        }
    }
}

/* By the byte above `shift` and those below it; no memory but eight times 4 kB. */
static void hashes_sort(uint64_t *hashes, size_t count, unsigned shift)
{
    size_t ends[BYTE_VALUES], begin = 0;

    if (count <= FEW) {
        few_sort(hashes, count);
        return;
    }
    bytes_part(hashes, count, shift, ends);
    for (unsigned byte = 0; shift > 0 && byte < BYTE_VALUES; byte++) {
        hashes_sort(hashes + begin, ends[byte] - begin, shift - 8);
        begin = ends[byte];
    }
}

/* Of sorted ones those that are there more than once, once each; how many. */
static size_t repeated_keep(uint64_t *hashes, size_t count)
{
    size_t kept = 0;

    for (size_t i = 1; i < count; i++)
        if (hashes[i] == hashes[i - 1] && (kept == 0 || hashes[kept - 1] != hashes[i]))
            hashes[kept++] = hashes[i];
    return kept;
}

static void starts_make(struct group_returns *returns)
{
    size_t starts = 2, next = 0;

    while (starts * A_START < returns->count)
        starts *= 2;
    returns->shift = 64 - (unsigned)__builtin_ctzll(starts);
    returns->starts = mem_new(starts + 1, sizeof *returns->starts);
    for (size_t i = 0; i <= starts; i++) {
        while (next < returns->count && returns->hashes[next] >> returns->shift < i)
            next++;
        returns->starts[i] = (uint32_t)next;
    }
}

void group_returns_sort(struct group_returns *returns)
{
    hashes_sort(returns->hashes, returns->count, 56);
    returns->count = repeated_keep(returns->hashes, returns->count);
    returns->capacity = returns->count + 1;
    returns->hashes =
        mem_resize(returns->hashes, returns->capacity, sizeof *returns->hashes);
    returns->numbers = mem_new(returns->count + 1, sizeof *returns->numbers);
    for (size_t i = 0; i < returns->count; i++)
        returns->numbers[i] = -1;
    starts_make(returns);
}

int32_t *group_returns_find(const struct group_returns *returns, uint64_t hash)
{
    const uint64_t bits = hash >> returns->shift;
    const size_t end = returns->starts[bits + 1];

    for (size_t i = returns->starts[bits]; i < end && returns->hashes[i] <= hash; i++)
        if (returns->hashes[i] == hash)
            return &returns->numbers[i];
    return NULL;
}

void group_returns_release(struct group_returns *returns)
{
    free(returns->hashes);
    free(returns->numbers);
    free(returns->starts);
    *returns = (struct group_returns){.count = 0};
}
