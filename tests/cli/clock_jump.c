/* tests/cli/clock_jump.c - a program that has this loaded (LD_PRELOAD) sees its wall
 * clock set by CLOCK_JUMP seconds, CLOCK_JUMP_AFTER_MS after it looked at it first.
 * Clocks that nobody can set go on.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long number_of(const char *name)
{
    const char *text = getenv(name);

    return text ? strtol(text, NULL, 10) : 0;
}

static long jump_now(void)
{
    static long begun;
    struct timespec steady;
    long now;

    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &steady);
    now = steady.tv_sec * 1000 + steady.tv_nsec / 1000000;
    if (!begun)
        begun = now;
    return now - begun >= number_of("CLOCK_JUMP_AFTER_MS") ? number_of("CLOCK_JUMP") : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, id, out);

    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)
        out->tv_sec += jump_now();
    return rc;
}

time_t time(time_t *out)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *out, void *zone)
{
    struct timespec now;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *out = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}
