/* bisection.h - the place where an answer turns from yes to no, to the last digit.
 *
 * Halves the interval until no number of type double lies between its ends; so it always
 * ends (after some 60 steps; 1,100 where the place is 0), and is as exact as `below` is.
 */
#ifndef NOWORSE_STATISTICS_BISECTION_H
#define NOWORSE_STATISTICS_BISECTION_H

#include <stdbool.h>

/* below(x) is true up to some place in [low, high] and false from there on; the place. */
double bisection(double low, double high, bool (*below)(double x, const void *context),
                 const void *context);

#endif
