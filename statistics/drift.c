/* statistics/drift.c - the nightly monitor: a lasting drop noticed, rarely a false alarm.
 */
#include "statistics/drift.h"

#include "statistics/domain.h"

#include <float.h>
#include <math.h>

int drift_init(struct drift *drift, double null_mean, double overdispersion,
               struct error *err)
{
    if (domain_inside("a reference", null_mean, 0, 1, err) ||
        domain_within("an overdispersion", overdispersion, 1, DBL_MAX, err))
        return -1;
    *drift = (struct drift){.null_mean = null_mean, .overdispersion = overdispersion};
    for (int i = 0; i < BET_COUNT; i++)
        drift->log_sr[i] = -INFINITY;
    return 0;
}

static int evidence_of(const struct drift *drift, const struct outcome_count *outcomes,
                       size_t count, double log_evidence[BET_COUNT], struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        double gain = (1 - outcomes[i].value) / (1 - drift->null_mean) - 1;
        double times = (double)outcomes[i].count / drift->overdispersion;

        if (domain_within("a score", outcomes[i].value, 0, 1, err))
            return -1;
        for (int bet = 0; bet < BET_COUNT; bet++)
            log_evidence[bet] += times * log1p(bet_sizes[bet] * gain);
    }
    return 0;
}

/* log(1 + exp(x)) without overflow */
static double log_one_plus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

int drift_night(struct drift *drift, const struct outcome_count *outcomes, size_t count,
                struct error *err)
{
    double log_evidence[BET_COUNT] = {0};

    if (evidence_of(drift, outcomes, count, log_evidence, err))
        return -1;
    for (int i = 0; i < BET_COUNT; i++) {
        if (drift->log_cusum[i] <= 0)
            drift->calm[i] = drift->nights;
        drift->log_sr[i] = log_evidence[i] + log_one_plus(drift->log_sr[i]);
        drift->log_cusum[i] = log_evidence[i] + fmax(0, drift->log_cusum[i]);
    }
    drift->nights++;
    return 0;
}

int drift_more(struct drift *drift, const struct outcome_count *outcomes, size_t count,
               struct error *err)
{
    double log_evidence[BET_COUNT] = {0};

    if (drift->nights == 0)
        return domain_empty("night that could have more outcomes", err);
    if (evidence_of(drift, outcomes, count, log_evidence, err))
        return -1;
    for (int i = 0; i < BET_COUNT; i++) {
        drift->log_sr[i] += log_evidence[i];
        drift->log_cusum[i] += log_evidence[i];
    }
    return 0;
}

double drift_log_sr(const struct drift *drift)
{
    return bets_log_mean(drift->log_sr);
}

double drift_log_cusum(const struct drift *drift)
{
    return bets_log_mean(drift->log_cusum);
}

enum drift_state drift_state(const struct drift *drift, double threshold)
{
    double log_sr = drift_log_sr(drift);

    if (log_sr >= log(threshold))
        return DRIFT_CONFIRMED;
    return log_sr >= log(threshold / 10) ? DRIFT_SUSPECTED : DRIFT_QUIET;
}

uint64_t drift_since(const struct drift *drift)
{
    int best = 0;

    for (int i = 1; i < BET_COUNT; i++)
        if (drift->log_cusum[i] > drift->log_cusum[best])
            best = i;
    return drift->log_cusum[best] > 0 ? drift->calm[best] + 1 : 0;
}

double drift_threshold_score(double nights, uint64_t others)
{
    return others ? 2 * nights : nights;
}

double drift_threshold_other(double nights, uint64_t others)
{
    return 2 * (double)others * nights;
}
