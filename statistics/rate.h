/* rate.h - a run's score with its interval.
 *
 * Where every case has one attempt, scored 0 or 1, weight 1 and a cluster of its own:
 * Wilson's interval. Else Wilson's with n replaced by n_eff = m(1-m) / SE^2 * (z /
 * t(1-alpha, G_eff - 1))^2, SE of cluster.h (Kish 1965; Korn and Graubard 1998; Franco,
 * Little, Louis and Slud 2019); n_eff = G_eff where m is 0 or 1 or SE is 0, and 1 where
 * there is one cluster.
 */
#ifndef NOWORSE_STATISTICS_RATE_H
#define NOWORSE_STATISTICS_RATE_H

#include "statistics/interval.h"

#include <stdbool.h>
#include <stddef.h>

/* `count` cases alike. */
struct rate_kind {
    double score;    /* the mean of the case's attempts, from 0 to 1 */
    double weight;   /* above 0, finite; 1 where the suite says nothing */
    int64_t count;   /* from 1 */
    int32_t cluster; /* cases of one number share a cluster; below 0: each its own */
    bool repeated;   /* the case has more than one attempt */
};

struct rate {
    double mean;
    struct interval interval;
    int64_t n_cases;
    int64_t n_clusters;
    double g_eff;
    double n_eff;
};

/* Kinds that are gone through several times and not held: the same ones in the same
 * order. */
struct rate_walk {
    void (*begin)(void *context);                       /* from the first one on */
    bool (*next)(void *context, struct rate_kind *out); /* false: no more */
    void *context;
};

/* No kinds: N0821. Numbers out of range: N0820. */
int rate_of_walk(const struct rate_walk *kinds, double level, struct rate *rate,
                 struct error *err);
int rate_of(const struct rate_kind *kinds, size_t count, double level, struct rate *rate,
            struct error *err);

#endif
