/* ulid.c - names that sort by time. */
#include "base/ulid.h"

void ulid_make(int64_t wall_ms, struct random *random, char out[ULID_SIZE])
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t time = (uint64_t)wall_ms;

    for (int i = 9; i >= 0; i--, time >>= 5)
        out[i] = letters[time & 31];
    for (int half = 0; half < 2; half++) {
        uint64_t bits = random_next(random);

        for (int i = 0; i < 8; i++, bits >>= 5)
            out[10 + 8 * half + i] = letters[bits & 31];
    }
    out[26] = '\0';
}
