/* normal_mixture.h - the normal-mixture boundary: a check on confidence_sequence.h.
 *
 * Half the width of an interval for a mean that holds at every look, after n observations
 * of known variance (Robbins 1970; Howard et al. 2021), two-sided:
 *
 *   sqrt( (n*variance + rho) * log((n*variance + rho) / (rho * alpha^2)) ) / n
 *
 * rho says at which n*variance it is narrowest.
 */
#ifndef NOWORSE_STATISTICS_NORMAL_MIXTURE_H
#define NOWORSE_STATISTICS_NORMAL_MIXTURE_H

#include "base/error.h"

/* n, variance and rho above 0, alpha between 0 and 1; else N0820. */
int normal_mixture(double n, double variance, double rho, double alpha,
                   double *half_width, struct error *err);

#endif
