/* runner/flights.c - the flights of a run: those that are free, under way, and arrived.
 */
#include "runner/flights.h"

#include "base/mem.h"

#include <stdlib.h>

/* What a few turns of the loop bring: see transport/loop_sockets.c. */
enum { ARRIVED_MAX = 32 };

void flights_open(struct flights *flights, struct flight_context *context,
                  size_t under_way_max)
{
    size_t more = under_way_max < ARRIVED_MAX ? under_way_max : ARRIVED_MAX;

    *flights =
        (struct flights){.count = under_way_max + more, .under_way_max = under_way_max};
    flights->items = mem_new(flights->count, sizeof *flights->items);
    flights->spare = mem_new(flights->count, sizeof *flights->spare);
    flights->arrived = mem_new(flights->count, sizeof *flights->arrived);
    for (size_t i = 0; i < flights->count; i++) {
        flight_open(&flights->items[i], context);
        flights->spare[flights->spare_count++] = &flights->items[i];
    }
}

void flights_close(struct flights *flights)
{
    for (size_t i = 0; i < flights->count; i++)
        flight_close(&flights->items[i]);
}

void flights_release(struct flights *flights)
{
    for (size_t i = 0; i < flights->count; i++)
        flight_release(&flights->items[i]);
    free(flights->items);
    free(flights->spare);
    free(flights->arrived);
    *flights = (struct flights){.items = NULL};
}

size_t flights_under_way(const struct flights *flights)
{
    return flights->count - flights->spare_count - flights->arrived_count;
}

bool flights_are_spare(const struct flights *flights)
{
    return flights->spare_count == flights->count;
}

bool flights_have_room(const struct flights *flights)
{
    return flights->spare_count && flights_under_way(flights) < flights->under_way_max;
}

bool flights_are_full(const struct flights *flights)
{
    return !flights->spare_count || flights->arrived_count >= ARRIVED_MAX;
}

struct flight *flights_take(struct flights *flights)
{
    return flights->spare[--flights->spare_count];
}

void flights_return(struct flights *flights, struct flight *flight)
{
    flight->state = FLIGHT_SPARE;
    flights->spare[flights->spare_count++] = flight;
}

void flights_arrive(struct flights *flights, struct flight *flight)
{
    flights->arrived[flights->arrived_count++] = flight;
}

void flights_grade(struct flights *flights)
{
    const size_t count = flights->arrived_count;

    /* None arrives while they are graded. */
    flights->arrived_count = 0;
    for (size_t i = 0; i < count; i++)
        flight_grade(flights->arrived[i]);
}
