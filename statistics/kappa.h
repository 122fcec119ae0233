/* kappa.h - two raters' agreement beyond chance: Cohen's kappa, Gwet's AC1.
 *
 * A table counts the things that rater one put into category i and rater two into
 * category j; row-major. Printed side by side: with lopsided labels kappa can be near 0
 * while the raters agree nearly always (Feinstein and Cicchetti 1990), and AC1 does not
 * collapse.
 *
 *   kappa = 1 - sum w_ij o_ij / sum w_ij e_ij      (Cohen 1960; weights: Cohen 1968)
 *   AC1   = (pa - pe) / (1 - pe),  pe = sum pi_k (1 - pi_k) / (q - 1)       (Gwet 2008)
 *
 * o are shares seen, e the shares expected from the raters' own shares, w_ij is 1 off the
 * diagonal, |i-j|/(q-1) or its square; pi_k is the mean of both raters' shares.
 */
#ifndef NOWORSE_STATISTICS_KAPPA_H
#define NOWORSE_STATISTICS_KAPPA_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct rating_table {
    const double *counts; /* borrowed; rows * columns, each 0 or more */
    size_t rows, columns; /* the same number, at least 1 */
};

struct kappa {
    bool is_defined; /* false where both raters used one and the same category only */
    double plain, linear, quadratic; /* 0 unless defined */
};

/* N0822 for a table that is not square, N0820 for a count that is none, N0821 where all
 * are 0. */
int kappa_of(const struct rating_table *table, struct kappa *out, struct error *err);

/* AC1 into *out; N0822 too for fewer than two categories. */
int gwet_ac1(const struct rating_table *table, double *out, struct error *err);

#endif
