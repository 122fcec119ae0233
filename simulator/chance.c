/* simulator/chance.c - what is left to chance, drawn from a request's body. */
#include "simulator/chance.h"

#include <endian.h>
#include <math.h>
#include <string.h>

static uint64_t number_at(const uint8_t *bytes)
{
    uint64_t number;

    memcpy(&number, bytes, sizeof number);
    return le64toh(number);
}

void chance_draw(struct chance *chance, struct sha256 *hash, const char *salt,
                 const void *body, size_t length)
{
    sha256_clear(hash);
    sha256_add_text(hash, salt);
    sha256_add_field(hash, body, length);
    sha256_end(hash, chance->digest);
    chance->answer = (double)(number_at(chance->digest) >> 11) * 0x1p-53;
    chance->key = number_at(chance->digest + 8);
    chance->random.state = 0;
}

void chance_attempt(struct chance *chance, uint32_t attempt)
{
    /* Not SplitMix64's own step, or attempt 2 would begin with attempt 1's second draw.
     */
    chance->random.state =
        number_at(chance->digest + 16) ^ (attempt * UINT64_C(0xd1342543de82ef95));
}

const struct answer *chance_answer(const struct chance *chance, const struct rule *rule)
{
    double end = 0;

    if (rule->answer_count == 0)
        return NULL;
    for (size_t i = 0; i + 1 < rule->answer_count; i++) {
        end += rule->answers[i].share;
        if (chance->answer < end)
            return &rule->answers[i];
    }
    return &rule->answers[rule->answer_count - 1];
}

const struct fault *chance_fault(struct chance *chance, const struct fault_list *faults,
                                 uint32_t attempt)
{
    double drawn = random_share(&chance->random);
    double end = 0;

    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *fault = &faults->items[i];
        end += fault->share;
        /* Shares that add up to 1 leave no gap, whatever the rounding. */
        if (drawn < end || end > 1 - 1e-9)
            return fault->attempts == 0 || attempt <= fault->attempts ? fault : NULL;
    }
    return NULL;
}

double chance_latency_ms(struct chance *chance, const struct latency *latency)
{
    const double full_turn = 6.283185307179586;
    double u = random_share(&chance->random);
    double v = random_share(&chance->random);

    switch (latency->kind) {
    case LATENCY_UNIFORM:
        return latency->min + u * (latency->max - latency->min);
    case LATENCY_LOGNORMAL: /* the normal draw by Box and Muller */
        return fmin(latency->max,
                    latency->median *
                        exp(latency->sigma * sqrt(-2 * log(1 - u)) * cos(full_turn * v)));
    default:
        return latency->median;
    }
}
