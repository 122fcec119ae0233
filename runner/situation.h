/* runner/situation.h - how a run stands, for a person who asks by SIGUSR1. */
#ifndef NOWORSE_RUNNER_SITUATION_H
#define NOWORSE_RUNNER_SITUATION_H

#include "runner/flight.h"
#include "runner/lanes.h"

#include <stdio.h>

enum { SITUATION_SLOWEST = 5, SITUATION_NAME_SIZE = 120 };

/* The slowest samples so far. {0} is none. */
struct slowest {
    struct {
        double latency_ms;
        char name[SITUATION_NAME_SIZE];
    } items[SITUATION_SLOWEST]; /* slowest first */
    size_t count;
};

/* One that has ended; it costs a comparison where it is not among the slowest. */
void slowest_add(struct slowest *slowest, const struct flight *flight);

/* What is looked at; all borrowed. */
struct situation {
    const struct prepared *prepared;
    const struct run_counts *counts;
    const struct flight *flights;
    size_t flight_count;
    const struct lanes *lanes;
    const struct slowest *slowest;
    uint64_t now_ms; /* of the loop */
};

/* Counts, calls under way (the oldest twenty), lanes, the slowest samples. Cases of
 * held-out cohorts are not named. Nothing here changes the run. */
void situation_print(const struct situation *situation, FILE *out);

#endif
