/* drift.h - the nightly monitor: a lasting drop noticed, rarely a false alarm.
 *
 * From a reference (drift_reference.h) on, each night's outcomes x are fed as (value,
 * count) pairs, so a night costs no more than its distinct values. For each bet c of
 * bets.h
 *
 *   log e_c = (1/phi) * sum over outcomes of log(1 - c + c*(1-x)/(1-null_mean))
 *   R_c <- e_c * (1 + R_c)      Shiryaev-Roberts; R_c = 0 at first
 *   C_c <- e_c * max(1, C_c)    CUSUM, only to date the change; C_c = 1 at first
 *
 * and the monitor is up when R = mean of the R_c reaches a threshold A. While the true
 * mean is not below null_mean, R minus the number of nights cannot grow on average,
 * whatever each case's own rate: the mean time between false alarms is A nights at least,
 * and the chance of one within H nights is H/A at most (Shiryaev 1963; Roberts 1966;
 * Hoeffding 1956; Shin, Ramdas and Rinaldo 2024; dating: Page 1954). All in logarithms.
 *
 * Two stages. At A/10 the drop is suspected: the suite is run again at once and those
 * outcomes are fed into the same night with drift_more(), which is legal with evidence of
 * this kind. At A it is confirmed. Rates that should not rise are fed as 1 - x.
 */
#ifndef NOWORSE_STATISTICS_DRIFT_H
#define NOWORSE_STATISTICS_DRIFT_H

#include "base/error.h"
#include "statistics/bets.h"

#include <stddef.h>
#include <stdint.h>

/* A: nights between false alarms, on average, for one stream and endpoint. */
#define DRIFT_NIGHTS_BETWEEN_FALSE_ALARMS 365.0

enum drift_state { DRIFT_QUIET, DRIFT_SUSPECTED, DRIFT_CONFIRMED };

struct drift {
    double null_mean;      /* between 0 and 1 */
    double overdispersion; /* phi, 1 or more */
    double log_sr[BET_COUNT], log_cusum[BET_COUNT];
    uint64_t calm[BET_COUNT]; /* the last night at whose end C_c was not above 1 */
    uint64_t nights;          /* fed so far */
};

/* N0820 unless 0 < null_mean < 1 and overdispersion is 1 or more. */
int drift_init(struct drift *drift, double null_mean, double overdispersion,
               struct error *err);

/* The next night's outcomes, or more of the night that was fed last. N0820, and nothing
 * is changed, for a value outside [0,1]; a night without an outcome is no error and no
 * evidence. drift_more() before the first night is N0821. */
int drift_night(struct drift *drift, const struct outcome_count *outcomes, size_t count,
                struct error *err);
int drift_more(struct drift *drift, const struct outcome_count *outcomes, size_t count,
               struct error *err);

/* log R and log of the mean of the C_c; log R is -INFINITY before the first night. */
double drift_log_sr(const struct drift *drift);
double drift_log_cusum(const struct drift *drift);

/* What R says now; threshold is A, 1 or more. Whether an alarm stands until it is
 * acknowledged is the caller's. */
enum drift_state drift_state(const struct drift *drift, double threshold);

/* The night (from 1) on which the excursion of the largest C_c above 1 began; 0 where
 * none is above 1. */
uint64_t drift_since(const struct drift *drift);

/* Thresholds so that a score and `others` further streams (cohorts; refused, truncated,
 * …) have one false alarm in `nights` nights together: nights for a score alone, else
 * 2*nights for it and 2*others*nights for each of the others. */
double drift_threshold_score(double nights, uint64_t others);
double drift_threshold_other(double nights, uint64_t others);

#endif
