/* paired.h - candidate against baseline, case by case: the comparison that the gate
 * decides on.
 *
 * paired_binary, where every case has one attempt a side, scored 0 or 1, weight 1 and a
 * cluster of its own: Tango's interval and McNemar's mid-p test.
 *
 * paired_general, everything else: D, the mean of the cases' differences, with SE and df
 * of cluster.h, upper  = D + t(1-alpha, df) SE p_drop = P(T_df <= D / SE), and where SE
 * is 0: 0 if D < 0, else 1 lower  = the smaller of D - t SE and the same with one
 * imaginary cluster of average size more, whose cases all fell from 1 to 0 (for the
 * broken case that the suite happens not to hold; Hanley and Lippman-Hand 1983) within
 * [-1, 1]; with fewer than two clusters -1, 1 and p_drop 1 (Miller 2024; MacKinnon,
 * Nielsen and Webb 2023).
 */
#ifndef NOWORSE_STATISTICS_PAIRED_H
#define NOWORSE_STATISTICS_PAIRED_H

#include "statistics/interval.h"

#include <stdbool.h>
#include <stddef.h>

/* `count` cases alike: so a million cases of pass or fail are a handful of kinds. */
struct paired_kind {
    double base, candidate; /* means of the case's attempts on each side, from 0 to 1 */
    double weight;          /* above 0, finite; 1 where the suite says nothing */
    int64_t count;          /* from 1 */
    int32_t cluster; /* cases of one number share a cluster; below 0: each its own */
    bool repeated;   /* more than one attempt on either side */
};

enum paired_method { PAIRED_BINARY, PAIRED_GENERAL };

/* In the general branch fewer clusters than this, with a difference, carry no verdict of
 * a drop. (Fewer losses than this do not bring the mid-p test to 0.025 either.) */
#define PAIRED_FEWEST_CHANGED 5

struct paired_comparison {
    enum paired_method method;
    int64_t n_cases;
    int64_t n_clusters;
    int64_t gains, losses; /* cases with a higher, with a lower score than before */
    int64_t changed;       /* clusters (binary: cases) whose summed difference is not 0 */
    double base, candidate; /* weighted means */
    double diff;            /* candidate - base */
    double lower, upper;
    double lower_plain; /* without the imaginary cluster; binary: the same as lower */
    double p_drop;      /* one-sided: this low or lower, had nothing changed */
    bool can_drop;      /* enough changed for p_drop to count */
    /* The general branch with two clusters or more; else 0. */
    double se, df, g_eff;
};

/* Kinds that are gone through several times and not held: the same ones in the same
 * order. */
struct paired_walk {
    void (*begin)(void *context);                         /* from the first one on */
    bool (*next)(void *context, struct paired_kind *out); /* false: no more */
    void *context;
};

/* Picks the branch. No kinds: N0821. Numbers out of range, NaN: N0820. The order of kinds
 * changes nothing but, perhaps, last digits: keep one (that of case ids). Takes 24 bytes
 * for each kind that has a cluster, and 24 for each cluster. */
int paired_compare_walk(const struct paired_walk *kinds, double level,
                        struct paired_comparison *comparison, struct error *err);
int paired_compare(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err);

/* The general branch, whatever the kinds. */
int paired_general(const struct paired_kind *kinds, size_t count, double level,
                   struct paired_comparison *comparison, struct error *err);

const char *paired_method_name(enum paired_method method); /* "paired_binary", … */

#endif
