/* statistics/pass_at_k.c - at least one of k attempts passes, all of k pass. */
#include "statistics/pass_at_k.h"

#include "statistics/domain.h"

#include <inttypes.h>
#include <math.h>

/* log C(n-c,k)/C(n,k), which is symmetric in c and k: the product over the smaller. */
static double log_none_chosen(int64_t n, int64_t c, int64_t k)
{
    int64_t terms = c < k ? c : k;
    double other = (double)(c < k ? k : c);
    double sum = 0;

    for (int64_t i = 0; i < terms; i++)
        sum += log1p(-other / (double)(n - i));
    return sum;
}

static double all_chosen(int64_t n, int64_t c, int64_t k)
{
    double product = 1;

    for (int64_t i = 0; i < k; i++)
        product *= (double)(c - i) / (double)(n - i);
    return product;
}

int pass_at_k(int64_t attempts, int64_t passes, int64_t k, struct pass_at_k *out,
              struct error *err)
{
    if (domain_count("attempts", attempts, 1, err) ||
        domain_count("passes", passes, 0, err) || domain_count("k", k, 1, err))
        return -1;
    if (passes > attempts || k > attempts)
        return domain_misfit(err,
                             "%" PRId64 " passes and k = %" PRId64
                             " do not fit to %" PRId64 " attempts",
                             passes, k, attempts);
    out->any =
        attempts - passes < k ? 1.0 : 0.0 - expm1(log_none_chosen(attempts, passes, k));
    out->all = passes < k ? 0.0 : all_chosen(attempts, passes, k);
    return 0;
}
