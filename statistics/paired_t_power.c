/* statistics/paired_t_power.c - the power of the paired t test. */
#include "statistics/paired_t_power.h"

#include "statistics/beta.h"
#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/student_t.h"

#include <math.h>

/* P(T > t) for t > 0 where T is noncentral t. Lenth's sums for P(0 < T <= t), with the
 * upper tails of the betas, give P(T > t) itself. */
static int noncentral_sf(double t, double df, double shift, double *probability,
                         struct error *err)
{
    double half = shift * shift / 2;
    double even = exp(-half);                   /* Poisson term j */
    double odd = shift * even * sqrt(2 / M_PI); /* its partner at j + 1/2 */
    double x = t * t / (df + t * t), y = df / (df + t * t);
    double sum = 0;

    /* The terms rise up to j = half, then fall. */
    for (unsigned term = 0; term <= half || even > 1e-18; term++) {
        double j = term;
        struct tails at, between;

        if (beta_tails_split(x, y, j + 0.5, df / 2, &at, err) ||
            beta_tails_split(x, y, j + 1, df / 2, &between, err))
            return -1;
        sum += (even * at.upper + odd * between.upper) / 2;
        even *= half / (j + 1);
        odd *= half / (j + 1.5);
    }
    *probability = fmin(fmax(sum, 0), 1);
    return 0;
}

int paired_t_power(int64_t cases, double effect, double alpha,
                   struct paired_t_power *power, struct error *err)
{
    double shift = effect * sqrt((double)cases), df = (double)cases - 1;
    double t_one, t_two, one, high, low;

    if (domain_count("the number of cases", cases, 2, err) ||
        domain_inside("alpha", alpha, 0, 1, err) ||
        domain_within("the effect times the root of the cases", shift,
                      -PAIRED_T_SHIFT_MAX, PAIRED_T_SHIFT_MAX, err) ||
        student_t_quantile(1 - alpha, df, &t_one, err) ||
        student_t_quantile(1 - alpha / 2, df, &t_two, err))
        return -1;
    /* P(T > -t) of one shift is 1 - P(T > t) of the other. */
    if (noncentral_sf(fabs(t_one), df, t_one < 0 ? -shift : shift, &one, err) ||
        noncentral_sf(t_two, df, shift, &high, err) ||
        noncentral_sf(t_two, df, -shift, &low, err))
        return -1;
    power->one_sided = t_one < 0 ? 1 - one : one;
    power->two_sided = fmin(1, high + low);
    return 0;
}
