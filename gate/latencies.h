/* gate/latencies.h - how long answers took, and the p95 of all. */
#ifndef NOWORSE_GATE_LATENCIES_H
#define NOWORSE_GATE_LATENCIES_H

#include <stddef.h>
#include <stdint.h>

/* Of one variant and cohort, unsorted; never NaN. What was measured is whole
 * microseconds, in half the bytes. */
struct latencies {
    uint32_t *us; /* owned */
    size_t count, capacity;
    double *ms; /* owned: the others */
    size_t ms_count, ms_capacity;
};
void latencies_add(struct latencies *latencies, double ms);
void latencies_release(struct latencies *latencies);

/* Those of a scope. */
struct scope_latencies {
    const struct latencies **of; /* owned array; each borrowed */
    size_t of_count;
    int64_t count; /* of latencies */
};
void scope_latencies_add(struct scope_latencies *scope,
                         const struct latencies *latencies);
void scope_latencies_release(struct scope_latencies *scope);

/* The nearest-rank percentile: the smallest value that at least 95% of all values do not
 * exceed. `below` more values are taken to be faster and `above` more to be slower than
 * any that is known. NaN: there is no value; infinite: it is one of those. Its cost is
 * linear: nothing is sorted. */
double latency_p95(const struct scope_latencies *scope, int64_t below, int64_t above);

#endif
