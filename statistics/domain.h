/* domain.h - what a statistic may be given: checks, and the words for what it may not.
 *
 * Each check returns 0, or -1 with an error of kind ERROR_INPUT that names the argument:
 * the numbers come from run files and other files that people hold. NaN is never within
 * a range.
 */
#ifndef NOWORSE_STATISTICS_DOMAIN_H
#define NOWORSE_STATISTICS_DOMAIN_H

#include "base/error.h"

#include <stdint.h>

/* N0820: lowest <= value <= highest; infinities may be limits. */
int domain_within(const char *what, double value, double lowest, double highest,
                  struct error *err);

/* N0820: lowest < value < highest, both left out. A level or an alpha: (0, 1). */
int domain_inside(const char *what, double value, double lowest, double highest,
                  struct error *err);

/* N0820: a count is not below `lowest`. */
int domain_count(const char *what, int64_t value, int64_t lowest, struct error *err);

/* N0821: there is nothing to compute on. Returns -1. */
int domain_empty(const char *what, struct error *err);

/* N0822: arguments that are fine alone and do not fit together, or too few of them to
 * compute this. Returns -1. */
int domain_misfit(struct error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
