/* statistics/fisher.c - Fisher's exact test on one case. */
#include "statistics/fisher.h"

#include "statistics/domain.h"
#include "statistics/point_mass.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>

static int side_check(int64_t passes, int64_t attempts, struct error *err)
{
    if (domain_within("a number of attempts", (double)attempts, 1, 1e9, err) ||
        domain_count("a number of passes", passes, 0, err))
        return -1;
    if (passes > attempts)
        return domain_misfit(err, "%" PRId64 " passes of %" PRId64 " attempts", passes,
                             attempts);
    return 0;
}

/* P(X = x) of the hypergeometric distribution, from three binomial terms (Loader 2000).
 */
static double term(int64_t x, int64_t attempts, int64_t base_attempts, int64_t passes)
{
    double all = (double)(attempts + base_attempts), of = (double)passes;
    double p = of / all, q = (all - of) / all, k = (double)x;
    double here = point_mass_binomial(k, (double)attempts - k, p, q);
    double there = point_mass_binomial(of - k, (double)base_attempts - of + k, p, q);
    return here * there / point_mass_binomial(of, all - of, p, q);
}

int fisher_drop(int64_t base_passes, int64_t base_attempts, int64_t passes,
                int64_t attempts, double *p, struct error *err)
{
    if (side_check(base_passes, base_attempts, err) || side_check(passes, attempts, err))
        return -1;
    int64_t all_passes = base_passes + passes;
    int64_t fewest = all_passes > base_attempts ? all_passes - base_attempts : 0;
    int64_t most = all_passes < attempts ? all_passes : attempts;
    /* Down from `passes`, each term from the one above; up from it where that is the
     * smaller part. */
    double mean =
        (double)all_passes * (double)attempts / (double)(attempts + base_attempts);
    bool down = (double)passes <= mean;
    double fails = (double)(base_attempts - all_passes), sum = 0;
    int64_t from = down ? passes : passes + 1;
    double next = from <= most ? term(from, attempts, base_attempts, all_passes) : 0;
    for (int64_t x = from; x >= fewest && x <= most; x += down ? -1 : 1) {
        double k = (double)x;
        if (sum + next == sum)
            break; /* below the last digit, and falling */
        sum += next;
        next *= down ? k * (fails + k) /
                           (((double)attempts - k + 1) * ((double)all_passes - k + 1))
                     : ((double)attempts - k) * ((double)all_passes - k) /
                           ((k + 1) * (fails + k + 1));
    }
    *p = fmin(1, down ? sum : 1 - sum);
    return 0;
}
