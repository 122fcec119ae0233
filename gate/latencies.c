/* gate/latencies.c - the p95 by selection, a byte of the number at a time. */
#include "gate/latencies.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void latencies_add(struct latencies *latencies, double ms)
{
    const double us = nearbyint(ms * 1000);

    if (us >= 0 && us <= UINT32_MAX && !islessgreater(us / 1000, ms)) {
        MEM_GROW(latencies->us, latencies->count, latencies->capacity);
        latencies->us[latencies->count++] = (uint32_t)us;
    } else {
        MEM_GROW(latencies->ms, latencies->ms_count, latencies->ms_capacity);
        latencies->ms[latencies->ms_count++] = ms;
    }
}

void latencies_release(struct latencies *latencies)
{
    free(latencies->us);
    free(latencies->ms);
    *latencies = (struct latencies){.ms = NULL};
}

void scope_latencies_add(struct scope_latencies *scope, const struct latencies *latencies)
{
    const size_t count = latencies->count + latencies->ms_count;

    if (count == 0)
        return;
    scope->of =
        mem_resize((void *)scope->of, scope->of_count + 1, sizeof(struct latencies *));
    scope->of[scope->of_count++] = latencies;
    scope->count += (int64_t)count;
}

void scope_latencies_release(struct scope_latencies *scope)
{
    free((void *)scope->of);
    *scope = (struct scope_latencies){.of = NULL};
}

/* Numbers whose order is that of the values. */
static uint64_t key_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
}

static double value_of(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* How many of those whose bits above `shift + 8` are those of `key` have which byte
 * there. */
static void bytes_count(const struct scope_latencies *scope, uint64_t key, int shift,
                        int64_t counts[256])
{
    const uint64_t mask = shift == 56 ? 0 : ~UINT64_C(0) << (shift + 8);

    memset(counts, 0, 256 * sizeof *counts);
    for (size_t i = 0; i < scope->of_count; i++) {
        const struct latencies *of = scope->of[i];

        for (size_t k = 0; k < of->count + of->ms_count; k++) {
            const uint64_t other =
                key_of(k < of->count ? (double)of->us[k] / 1000 : of->ms[k - of->count]);

            if (((other ^ key) & mask) == 0)
                counts[other >> shift & 255]++;
        }
    }
}

/* The rank-th smallest, from 1. */
static double value_at(const struct scope_latencies *scope, int64_t rank)
{
    int64_t counts[256];
    uint64_t key = 0;

    for (int shift = 56; shift >= 0; shift -= 8) {
        unsigned byte = 0;

        bytes_count(scope, key, shift, counts);
        while (rank > counts[byte])
            rank -= counts[byte++];
        key |= (uint64_t)byte << shift;
    }
    return value_of(key);
}

double latency_p95(const struct scope_latencies *scope, int64_t below, int64_t above)
{
    int64_t all = scope->count + below + above;
    int64_t rank = (95 * all + 99) / 100 - below;

    if (all == 0)
        return (double)NAN;
    if (rank < 1)
        return (double)-INFINITY;
    return rank > scope->count ? (double)INFINITY : value_at(scope, rank);
}
