/* store/cluster_turn.c - when a cluster's turn comes in a run that may stop early. */
#include "store/cluster_turn.h"

#include "base/random.h"

#include <endian.h>
#include <string.h>

enum { TAG_GROUP = 'g', TAG_CASE = 'c' };

static uint64_t mixed(uint64_t state, uint64_t word)
{
    struct random random = {state ^ word};

    return random_next(&random);
}

static uint64_t text_mixed(uint64_t state, const char *text)
{
    const size_t length = strlen(text);

    for (size_t at = 0; at < length; at += sizeof state) {
        uint64_t word = 0;

        memcpy(&word, text + at, length - at < sizeof word ? length - at : sizeof word);
        state = mixed(state, le64toh(word));
    }
    return mixed(state, length);
}

int64_t cluster_turn(int64_t seed, const char *cohort, const char *id, const char *group)
{
    uint64_t state = mixed(0, (uint64_t)seed);

    if (group) {
        state = text_mixed(mixed(state, TAG_GROUP), group);
    } else {
        state = text_mixed(mixed(state, TAG_CASE), cohort);
        state = text_mixed(state, id);
    }
    return (int64_t)(state >> 1);
}
