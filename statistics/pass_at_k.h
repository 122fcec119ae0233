/* pass_at_k.h - at least one of k attempts passes, all of k pass.
 *
 * From c passes in n attempts of a case, both unbiased; the share c/n raised to a power
 * is not, and is used nowhere:
 *
 *   pass@k = 1 - C(n-c,k) / C(n,k)     (Chen et al. 2021)
 *   pass^k =     C(c,k)   / C(n,k)     (Yao et al. 2024)
 *
 * Each is a case's score in [0,1]: intervals and gates take the mean over cases as they
 * take any other score. Products of ratios, no factorials: exact to about 1e-15 times the
 * root of k, and small values keep their digits.
 */
#ifndef NOWORSE_STATISTICS_PASS_AT_K_H
#define NOWORSE_STATISTICS_PASS_AT_K_H

#include "base/error.h"

#include <stdint.h>

struct pass_at_k {
    double any; /* pass@k */
    double all; /* pass^k */
};

/* N0820 and N0822 unless 1 <= k <= attempts and 0 <= passes <= attempts. */
int pass_at_k(int64_t attempts, int64_t passes, int64_t k, struct pass_at_k *out,
              struct error *err);

#endif
