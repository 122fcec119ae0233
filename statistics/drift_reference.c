/* statistics/drift_reference.c - what a nightly suite scores as a rule. */
#include "statistics/drift_reference.h"

#include "statistics/domain.h"
#include "statistics/student_t.h"

#include <math.h>

static int nights_check(const struct reference_night *nights, size_t count,
                        struct error *err)
{
    if (count < 2)
        return domain_misfit(err, "a reference needs two nights, there are %zu", count);
    for (size_t i = 0; i < count; i++)
        if (domain_inside("the outcomes of a night", nights[i].outcomes, 0, INFINITY,
                          err) ||
            domain_within("the sum of a night's outcomes", nights[i].sum, 0,
                          nights[i].outcomes, err))
            return -1;
    return 0;
}

int drift_reference(const struct reference_night *nights, size_t count, double tolerance,
                    struct drift_reference *out, struct error *err)
{
    double n = (double)count, mean = 0, outcomes = 0, squares = 0, spread, t, null_mean;

    if (nights_check(nights, count, err) ||
        domain_within("a tolerance", tolerance, 0, 1, err) ||
        student_t_quantile(0.975, n - 1, &t, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        mean += nights[i].sum / nights[i].outcomes / n;
        outcomes += nights[i].outcomes / n;
    }
    for (size_t i = 0; i < count; i++) {
        double off = nights[i].sum / nights[i].outcomes - mean;

        squares += off * off;
    }
    spread = squares / (n - 1);
    null_mean = mean - t * sqrt(spread / n) - tolerance;
    if (!(null_mean > 0 && null_mean < 1))
        return error_set(err, ERROR_INPUT, "N0830",
                         "a mean of %g over %zu nights leaves nothing to fall from: the "
                         "reference would be %g, expected between 0 and 1",
                         mean, count, null_mean);
    *out = (struct drift_reference){mean, sqrt(spread), null_mean, 1};
    if (mean > 0 && mean < 1)
        out->overdispersion = fmax(1, spread / (mean * (1 - mean) / outcomes));
    return 0;
}
