/* patterns/pattern_set.c - sets of characters. */
#include "patterns/pattern_set.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SURROGATE_FIRST = 0xd800, SURROGATE_LAST = 0xdfff };

static void range_add(struct point_set *set, uint32_t from, uint32_t to)
{
    MEM_GROW(set->ranges, set->count, set->capacity);
    set->ranges[set->count++] = (struct point_range){from, to};
}

void point_set_add(struct point_set *set, uint32_t from, uint32_t to)
{
    if (from > SURROGATE_LAST || to < SURROGATE_FIRST) {
        range_add(set, from, to);
        return;
    }
    if (from < SURROGATE_FIRST)
        range_add(set, from, SURROGATE_FIRST - 1);
    if (to > SURROGATE_LAST)
        range_add(set, SURROGATE_LAST + 1, to);
}

static int by_start(const void *a, const void *b)
{
    const struct point_range *range_a = a;
    const struct point_range *range_b = b;

    return (range_a->from > range_b->from) - (range_a->from < range_b->from);
}

void point_set_finish(struct point_set *set)
{
    size_t kept = 0;

    if (set->count == 0)
        return;
    qsort(set->ranges, set->count, sizeof *set->ranges, by_start);
    for (size_t i = 1; i < set->count; i++) {
        if (set->ranges[i].from > set->ranges[kept].to + 1)
            set->ranges[++kept] = set->ranges[i];
        else if (set->ranges[i].to > set->ranges[kept].to)
            set->ranges[kept].to = set->ranges[i].to;
    }
    set->count = kept + 1;
}

void point_set_negate(struct point_set *set)
{
    struct point_set others = {0};
    uint32_t next = 0;

    for (size_t i = 0; i < set->count; i++) {
        if (set->ranges[i].from > next)
            point_set_add(&others, next, set->ranges[i].from - 1);
        next = set->ranges[i].to + 1;
    }
    if (next <= POINT_MAX)
        point_set_add(&others, next, POINT_MAX);
    point_set_release(set);
    *set = others;
}

void point_set_release(struct point_set *set)
{
    free(set->ranges);
    *set = (struct point_set){0};
}

/* \s is WhiteSpace and LineTerminator of ECMA-262, 12.2 and 12.3. */
void point_set_add_letter(struct point_set *set, char letter)
{
    static const struct point_range digits[] = {{'0', '9'}};
    static const struct point_range words[] = {
        {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    static const struct point_range spaces[] = {
        {'\t', '\r'},     {' ', ' '},       {0xa0, 0xa0},     {0x1680, 0x1680},
        {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f},
        {0x3000, 0x3000}, {0xfeff, 0xfeff}};
    struct point_set named = {0};
    const struct point_range *ranges = digits;
    size_t count = 1;

    if ((letter | 0x20) == 'w')
        ranges = words, count = sizeof words / sizeof *words;
    else if ((letter | 0x20) == 's')
        ranges = spaces, count = sizeof spaces / sizeof *spaces;
    for (size_t i = 0; i < count; i++)
        point_set_add(&named, ranges[i].from, ranges[i].to);
    if (letter < 'a')
        point_set_negate(&named);
    for (size_t i = 0; i < named.count; i++)
        point_set_add(set, named.ranges[i].from, named.ranges[i].to);
    point_set_release(&named);
}

bool point_set_has(const struct point_set *set, uint32_t point)
{
    size_t low = 0, high = set->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (point > set->ranges[middle].to)
            low = middle + 1;
        else
            high = middle;
    }
    return low < set->count && point >= set->ranges[low].from;
}

bool point_set_is_full(const struct point_set *set)
{
    return set->count == 2 && set->ranges[0].from == 0 &&
           set->ranges[0].to == SURROGATE_FIRST - 1 &&
           set->ranges[1].from == SURROGATE_LAST + 1 && set->ranges[1].to == POINT_MAX;
}

bool point_sets_are_equal(const struct point_set *a, const struct point_set *b)
{
    return a->count == b->count &&
           (a->count == 0 ||
            memcmp(a->ranges, b->ranges, a->count * sizeof *a->ranges) == 0);
}

bool point_sets_meet(const struct point_set *a, const struct point_set *b)
{
    size_t i = 0, k = 0;

    while (i < a->count && k < b->count) {
        if (a->ranges[i].to < b->ranges[k].from)
            i++;
        else if (b->ranges[k].to < a->ranges[i].from)
            k++;
        else
            return true;
    }
    return false;
}
