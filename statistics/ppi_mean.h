/* ppi_mean.h - a judged mean, corrected by labels of a random part of the same outputs.
 *
 * The prediction-powered mean (Angelopoulos et al. 2023; tuned: Angelopoulos, Duchi and
 * Zrnic 2023) assumes nothing about the judge, and takes real scores as well. y are the
 * labels, f the judge's scores of the same n outputs, F those of the other N:
 *
 *   estimate = mean(y) + lam * (mean(F) - mean(f))
 *   SE^2     = lam^2 var(F)/N + var(y - lam*f)/n                 (divisors N and n)
 *   lam      = cov(y,f) / ((1 + n/N) * var(f and F together)), within [0,1]
 *
 * with cov by the divisor n, the variance of all by n + N - 1, and a normal interval:
 * `published`. With few labels, or rates near 100 %, that one is far too narrow
 * (docs/statistics.md), so beside it stands `range`, which is the one to print: SE by
 * leaving out one label at a time, lam chosen anew each time (Efron and Stein 1981), and
 * Wilson's interval at
 *
 *   n_eff = max(n, m(1-m) / SE^2) * (z / t(n-1))^2,    m the estimate within [0,1];
 *           n where that is 0 or 1, or SE is 0
 *
 * as for a run's score (rate.h). The part must be drawn at random, and hold
 * PPI_LABELS_MIN labels for either to be trusted.
 */
#ifndef NOWORSE_STATISTICS_PPI_MEAN_H
#define NOWORSE_STATISTICS_PPI_MEAN_H

#include "statistics/interval.h"

#include <stddef.h>

enum { PPI_LABELS_MIN = 30 }; /* of one mean: the caller's to ask for */

/* All borrowed; all scores in [0,1]. */
struct ppi_scores {
    const double *labels, *judged; /* of the same outputs, in the same order */
    size_t labelled;               /* of both; 2 or more */
    const double *others;          /* the judge's, of outputs without a label */
    size_t other_count;            /* 2 or more */
};

struct ppi_mean {
    double estimate; /* may leave [0,1] a little */
    double se, lam;
    struct interval published; /* not clipped */

    double careful_se;     /* by leaving out one label at a time */
    struct interval range; /* within [0,1]; holds the estimate but for what leaves it */
};

/* lam is chosen as above, which is best where n is not tiny; level is two-sided. N0820
 * for a score out of range, N0822 for too few. */
int ppi_mean(const struct ppi_scores *scores, double level, struct ppi_mean *out,
             struct error *err);

/* With a lam in [0,1] that was fixed beforehand: 0 leaves the judge out, 1 takes it
 * whole. */
int ppi_mean_fixed(const struct ppi_scores *scores, double level, double lam,
                   struct ppi_mean *out, struct error *err);

#endif
