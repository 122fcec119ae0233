/* statistics/bisection.c - the place where an answer turns. */
#include "statistics/bisection.h"

double bisection(double low, double high, bool (*below)(double x, const void *context),
                 const void *context)
{
    for (;;) {
        double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high))
            return middle;
        if (below(middle, context))
            low = middle;
        else
            high = middle;
    }
}
