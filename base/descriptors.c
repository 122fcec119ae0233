/* base/descriptors.c - how many files and sockets this process may have open. */
#include "base/descriptors.h"

#include <limits.h>
#include <sys/resource.h>

unsigned descriptors_raise(unsigned wanted)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return UINT_MAX;
    if (limit.rlim_cur < wanted) {
        rlim_t before = limit.rlim_cur;

        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
    }
    return limit.rlim_cur < UINT_MAX ? (unsigned)limit.rlim_cur : UINT_MAX;
}
