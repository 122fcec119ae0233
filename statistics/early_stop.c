/* statistics/early_stop.c - whether a run's answer is clear before its end. */
#include "statistics/early_stop.h"

#include "statistics/domain.h"

#include <math.h>

/* A cluster's sum is rounded by whoever made it. */
static const double rounding = 1e-9;

int early_stop_init(struct early_stop *stop, double margin, double alpha,
                    double largest_cluster, struct error *err)
{
    if (domain_inside("a margin", margin, 0, 1, err) ||
        domain_inside("an error share", alpha, 0, 1, err) ||
        domain_inside("the cases of a cluster", largest_cluster, 0, INFINITY, err))
        return -1;
    *stop = (struct early_stop){
        .margin = margin, .largest = largest_cluster, .log_threshold = -log(alpha)};
    return 0;
}

int early_stop_add(struct early_stop *stop, double sum, double cases, struct error *err)
{
    double share, gain;

    if (domain_inside("the cases of a cluster", cases, 0, INFINITY, err) ||
        domain_within("the sum of a cluster's differences", sum, -cases * (1 + rounding),
                      cases * (1 + rounding), err))
        return -1;
    if (cases > stop->largest * (1 + rounding))
        return domain_misfit(err, "a cluster of %g cases, where the largest has %g",
                             cases, stop->largest);
    sum = fmin(fmax(sum, -cases), cases);
    share = -sum / stop->largest;
    gain = (sum + stop->margin * cases) / (stop->largest * (1 - stop->margin));
    for (int i = 0; i < BET_COUNT; i++) {
        /* as 1 + x, so that many small gains keep their digits */
        if (share != 0)
            stop->log_drop[i] += log1p(bet_sizes[i] * share);
        stop->log_ok[i] += log1p(bet_sizes[i] * gain);
    }
    sum_add(&stop->sum, sum);
    stop->cases += cases;
    stop->clusters++;
    return 0;
}

double early_stop_log_drop(const struct early_stop *stop)
{
    return bets_log_mean(stop->log_drop);
}

double early_stop_log_ok(const struct early_stop *stop)
{
    return bets_log_mean(stop->log_ok);
}

double early_stop_mean(const struct early_stop *stop)
{
    return stop->clusters ? sum_total(&stop->sum) / stop->cases : 0;
}

enum early_verdict early_stop_verdict(const struct early_stop *stop)
{
    if (early_stop_mean(stop) <= -stop->margin &&
        early_stop_log_drop(stop) >= stop->log_threshold)
        return EARLY_REGRESSION;
    if (early_stop_log_ok(stop) >= stop->log_threshold)
        return EARLY_PASS;
    return EARLY_NONE;
}
