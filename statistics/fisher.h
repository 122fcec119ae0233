/* fisher.h - has this one case got worse? Fisher's exact test on its attempts, one-sided
 * (Fisher 1934).
 */
#ifndef NOWORSE_STATISTICS_FISHER_H
#define NOWORSE_STATISTICS_FISHER_H

#include "base/error.h"

#include <stdint.h>

/* The chance that the candidate passes so rarely or more rarely, given how many of all
 * attempts passed, if the sides do not differ. Attempts from 1 to 1e9, passes from 0
 * (N0820) and not above the attempts (N0822). */
int fisher_drop(int64_t base_passes, int64_t base_attempts, int64_t passes,
                int64_t attempts, double *p, struct error *err);

#endif
