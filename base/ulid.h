/* ulid.h - names that sort by time: 48 bits of milliseconds, 80 random bits, 26 letters
 * of Crockford's base 32. */
#ifndef NOWORSE_BASE_ULID_H
#define NOWORSE_BASE_ULID_H

#include "base/random.h"

#include <stdint.h>

enum { ULID_SIZE = 27 };

void ulid_make(int64_t wall_ms, struct random *random, char out[ULID_SIZE]);

#endif
