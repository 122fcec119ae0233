/* multiple.h - several tests at once: adjusted p values, in the order given.
 *
 * p from 0 to 1, else N0820. `adjusted` has room for `count`, and may be `p` itself; of
 * none there is nothing to adjust, which is fine.
 */
#ifndef NOWORSE_STATISTICS_MULTIPLE_H
#define NOWORSE_STATISTICS_MULTIPLE_H

#include "base/error.h"

#include <stddef.h>

/* Holm 1979: the chance of one false call among all of them. Sorted ascending, the k-th
 * of K times K-k+1, the running maximum, at most 1. */
int holm_adjust(const double *p, size_t count, double *adjusted, struct error *err);

/* Benjamini and Hochberg 1995: the share of false calls among the calls. The k-th of K
 * times K/k, the running minimum from the largest, at most 1. */
int bh_adjust(const double *p, size_t count, double *adjusted, struct error *err);

#endif
