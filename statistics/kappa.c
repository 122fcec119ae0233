/* statistics/kappa.c - two raters' agreement beyond chance: Cohen's kappa, Gwet's AC1. */
#include "statistics/kappa.h"

#include "base/mem.h"
#include "statistics/domain.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Shares of each category with rater one (first q) and rater two (next q); the caller's.
 */
static double *shares_of(const struct rating_table *table, double *total,
                         struct error *err)
{
    size_t q = table->rows;
    double *shares, sum = 0;

    if (table->rows != table->columns || q == 0) {
        domain_misfit(err, "a table of ratings is square, this one is %zu by %zu",
                      table->rows, table->columns);
        return NULL;
    }
    for (size_t i = 0; i < q * q; i++) {
        if (domain_within("a count", table->counts[i], 0, DBL_MAX, err))
            return NULL;
        sum += table->counts[i];
    }
    if (!(sum > 0)) {
        domain_empty("rating", err);
        return NULL;
    }
    shares = mem_new(2 * q, sizeof *shares);
    for (size_t i = 0; i < q * q; i++) {
        shares[i / q] += table->counts[i] / sum;
        shares[q + i % q] += table->counts[i] / sum;
    }
    *total = sum;
    return shares;
}

int kappa_of(const struct rating_table *table, struct kappa *out, struct error *err)
{
    double seen[3] = {0}, expected[3] = {0}, total;
    size_t q = table->rows;
    double *shares = shares_of(table, &total, err);

    if (!shares)
        return -1;
    for (size_t row = 0; row < q; row++)
        for (size_t column = 0; column < q; column++) {
            double apart = fabs((double)row - (double)column);
            double far = q > 1 ? apart / (double)(q - 1) : 0;
            double weights[3] = {apart > 0 ? 1 : 0, far, far * far};

            for (int k = 0; k < 3; k++) {
                seen[k] += weights[k] * table->counts[row * q + column] / total;
                expected[k] += weights[k] * shares[row] * shares[q + column];
            }
        }
    free(shares);
    *out = (struct kappa){.is_defined = expected[0] > 0};
    if (out->is_defined) {
        out->plain = 1 - seen[0] / expected[0];
        out->linear = 1 - seen[1] / expected[1];
        out->quadratic = 1 - seen[2] / expected[2];
    }
    return 0;
}

int gwet_ac1(const struct rating_table *table, double *out, struct error *err)
{
    size_t q = table->rows;
    double total, agreed = 0, chance = 0;
    double *shares = shares_of(table, &total, err);

    if (!shares)
        return -1;
    for (size_t k = 0; k < q; k++) {
        double share = (shares[k] + shares[q + k]) / 2;

        agreed += table->counts[k * q + k] / total;
        chance += share * (1 - share);
    }
    free(shares);
    if (q < 2)
        return domain_misfit(err, "agreement needs two categories, there is one");
    chance /= (double)(q - 1);
    *out = (agreed - chance) / (1 - chance);
    return 0;
}
