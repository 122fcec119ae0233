/* random.c - seeded numbers, for jitter and names. */
#include "base/random.h"

#include "base/clock.h"

#include <sys/random.h>
#include <unistd.h>

uint64_t random_next(struct random *random)
{
    uint64_t mixed = (random->state += UINT64_C(0x9e3779b97f4a7c15));

    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

double random_share(struct random *random)
{
    return (double)(random_next(random) >> 11) / 9007199254740992.0;
}

struct random random_system(void)
{
    struct random random;

    if (getrandom(&random.state, sizeof random.state, 0) != sizeof random.state)
        random.state = (uint64_t)clock_system()->steady_us(clock_system()) ^
                       (uint64_t)getpid() << 40;
    return random;
}
