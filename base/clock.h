/* clock.h - the time, as a value that is passed in, so that tests can set it. */
#ifndef NOWORSE_BASE_CLOCK_H
#define NOWORSE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
    /* Milliseconds since 1970-01-01T00:00:00Z. */
    int64_t (*wall_ms)(const struct clock *clock);
    /* Microseconds since some moment; never goes back. */
    int64_t (*steady_us)(const struct clock *clock);
    int64_t wall_set_ms; /* what the clock of clock_fixed() shows; private otherwise */
    int64_t steady_set_us;
};

/* The system's; borrowed, lives as long as the program. */
const struct clock *clock_system(void);

/* The system's as it is now. From now on its wall time goes on evenly, by a clock that
 * nobody sets and that counts the time a machine sleeps: where the system's is set while
 * it is looked at, nothing lasts an hour more, or less than nothing. */
struct clock clock_from_now(void);

/* A clock that stands until the test moves its two members. */
struct clock clock_fixed(int64_t wall_ms);

/* "2026-11-21T10:00:00Z" of a wall time; years 1970 to 9999, others show as the nearest.
 */
enum { CLOCK_TEXT_SIZE = 21 };
void clock_format(int64_t wall_ms, char out[CLOCK_TEXT_SIZE]);

#endif
