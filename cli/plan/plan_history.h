/* cli/plan/plan_history.h - what is known of a suite before it is asked: its noise, its
 * usage, its pace.
 *
 * The noise comes from the repeats of the baseline that it is compared with, else from
 * those of the suite's newest run; usage and latency from that run.
 */
#ifndef NOWORSE_CLI_PLAN_HISTORY_H
#define NOWORSE_CLI_PLAN_HISTORY_H

#include "cli/opening.h"
#include "statistics/case_noise.h"

/* Of a suite that was never run; the rate hardly matters beside the noise. */
#define PLAN_MEAN_ASSUMED 0.8

enum noise_source { NOISE_ASSUMED, NOISE_OF_BASELINE, NOISE_OF_RUN };

struct plan_noise {
    enum noise_source source;
    double within;        /* variance of one attempt within its case */
    double mean;          /* of the cases; PLAN_MEAN_ASSUMED where it is not known */
    double design_effect; /* of the clusters; 1 or more; 1 where it is not known */
};

/* Means of a call; NaN: unknown. */
struct plan_usage {
    double call_usd;
    double call_tokens; /* in and out */
};

struct plan_history {
    char run_id[27]; /* of the newest run; "": there is none */
    struct plan_usage answers, graders;
    double asked_per_answer;  /* calls of graders for one of an answer; NaN: unknown */
    double latency_ms;        /* mean; NaN: unknown */
    struct plan_noise *noise; /* owned; of each cohort, then of all */
};

int plan_history_read(struct opened_suite *opened, const char *state,
                      struct plan_history *out, struct error *err);
void plan_history_release(struct plan_history *history);

#endif
