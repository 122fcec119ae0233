/* runner/flights.h - the flights of a run: those that are free, under way, and arrived.
 *
 * A sample whose reply is final has left its place under way to the next one, and is
 * graded when that one is sent: so there are a few flights more than may be under way.
 */
#ifndef NOWORSE_RUNNER_FLIGHTS_H
#define NOWORSE_RUNNER_FLIGHTS_H

#include "runner/flight.h"

struct flights {
    struct flight *items;  /* owned */
    size_t count;          /* all of them, whatever their state */
    size_t under_way_max;  /* asked, graded elsewhere or judged at the same time */
    struct flight **spare; /* owned; the flights borrowed */
    size_t spare_count;
    struct flight **arrived; /* owned; to be graded, first come first */
    size_t arrived_count;
};

/* The context is borrowed. */
void flights_open(struct flights *flights, struct flight_context *context,
                  size_t under_way_max);
void flights_close(struct flights *flights);   /* their timers, on the loop */
void flights_release(struct flights *flights); /* their memory, after the loop */

size_t flights_under_way(const struct flights *flights);
/* None is under way, and none waits to be graded. */
bool flights_are_spare(const struct flights *flights);
/* One more may be taken. */
bool flights_have_room(const struct flights *flights);
/* So many wait to be graded that what they hold is wanted. */
bool flights_are_full(const struct flights *flights);

struct flight *flights_take(struct flights *flights);
void flights_return(struct flights *flights, struct flight *flight);
void flights_arrive(struct flights *flights, struct flight *flight);
/* Grades those that have arrived: each calls on_end(), or asks its graders' questions. */
void flights_grade(struct flights *flights);

#endif
