/* runner/run_pairs.c - flights that wait for the baseline's answer. */
#include "runner/runner_state.h"

void run_pairs_mark(struct runner *runner, const struct flight *baseline)
{
    if (!runner->prepared->plan->variants[baseline->sample.variant].is_baseline)
        return;
    for (size_t i = 0; i < runner->flights.count; i++)
        if (flight_pairs(&runner->flights.items[i], baseline))
            runner->flights.items[i].has_pair = runner->has_pairs = true;
}

void run_pairs_go_on(struct runner *runner)
{
    if (!runner->has_pairs)
        return;
    runner->has_pairs = false;
    for (size_t i = 0; i < runner->flights.count; i++) {
        struct flight *flight = &runner->flights.items[i];

        if (flight->state == FLIGHT_PAIRING && flight->has_pair)
            flight_pair(flight);
    }
}

bool run_pair_is_lost(const struct runner *runner, const struct flight *flight)
{
    if (flight->state != FLIGHT_PAIRING || flight->has_pair)
        return false;
    for (size_t i = 0; i < runner->flights.count; i++)
        if (runner->flights.items[i].state != FLIGHT_SPARE &&
            flight_pairs(flight, &runner->flights.items[i]))
            return false;
    return true;
}
