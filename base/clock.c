/* clock.c - the time, as a value that is passed in, so that tests can set it. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t milliseconds_of(clockid_t id)
{
    struct timespec now;

    if (clock_gettime(id, &now)) /* a kernel without that one */
        clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t system_wall_ms(const struct clock *clock)
{
    (void)clock;
    return milliseconds_of(CLOCK_REALTIME);
}

static int64_t system_steady_us(const struct clock *clock)
{
    struct timespec now;

    (void)clock;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

const struct clock *clock_system(void)
{
    static const struct clock clock = {system_wall_ms, system_steady_us, 0, 0};

    return &clock;
}

static int64_t even_wall_ms(const struct clock *clock)
{
    return clock->wall_set_ms + milliseconds_of(CLOCK_BOOTTIME);
}

struct clock clock_from_now(void)
{
    return (struct clock){
        even_wall_ms, system_steady_us,
        milliseconds_of(CLOCK_REALTIME) - milliseconds_of(CLOCK_BOOTTIME), 0};
}

static int64_t fixed_wall_ms(const struct clock *clock)
{
    return clock->wall_set_ms;
}

static int64_t fixed_steady_us(const struct clock *clock)
{
    return clock->steady_set_us;
}

struct clock clock_fixed(int64_t wall_ms)
{
    return (struct clock){fixed_wall_ms, fixed_steady_us, wall_ms, 0};
}

void clock_format(int64_t wall_ms, char out[CLOCK_TEXT_SIZE])
{
    const int64_t last_ms = INT64_C(253402300799000);
    int64_t ms = wall_ms < 0 ? 0 : wall_ms > last_ms ? last_ms : wall_ms;
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;

    gmtime_r(&seconds, &parts);
    strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
}
