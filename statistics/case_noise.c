/* statistics/case_noise.c - how much the attempts of one case differ among themselves. */
#include "statistics/case_noise.h"

#include "statistics/domain.h"

#include <inttypes.h>
#include <math.h>

static enum case_steadiness steadiness_of(double least, double most)
{
    if (least >= 1)
        return CASE_SOLID_PASS;
    if (most <= 0)
        return CASE_SOLID_FAIL;
    return most - least > CASE_RANGE_STEADY ? CASE_FLAKY : CASE_STEADY;
}

static void noise_note(struct case_noise *noise, double variance,
                       enum case_steadiness found, enum case_steadiness *steadiness)
{
    noise->within += variance;
    noise->cases++;
    noise->flaky += found == CASE_FLAKY;
    if (steadiness)
        *steadiness = found;
}

int case_noise_add(struct case_noise *noise, const double *scores, size_t count,
                   enum case_steadiness *steadiness, struct error *err)
{
    double sum = 0, squares = 0, least = 1, most = 0;

    for (size_t i = 0; i < count; i++) {
        if (domain_within("a score", scores[i], 0, 1, err))
            return -1;
        sum += scores[i];
        least = fmin(least, scores[i]);
        most = fmax(most, scores[i]);
    }
    if (count < 2) {
        if (steadiness)
            *steadiness = CASE_UNKNOWN;
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        double off = scores[i] - sum / (double)count;

        squares += off * off;
    }
    noise_note(noise, squares / (double)(count - 1), steadiness_of(least, most),
               steadiness);
    return 0;
}

int case_noise_add_passes(struct case_noise *noise, uint64_t passes, uint64_t attempts,
                          enum case_steadiness *steadiness, struct error *err)
{
    double share;

    if (passes > attempts)
        return domain_misfit(err, "%" PRIu64 " passes of %" PRIu64 " attempts", passes,
                             attempts);
    if (attempts < 2) {
        if (steadiness)
            *steadiness = CASE_UNKNOWN;
        return 0;
    }
    share = (double)passes / (double)attempts;
    noise_note(noise, share * (1 - share) * (double)attempts / (double)(attempts - 1),
               passes == 0          ? CASE_SOLID_FAIL
               : passes == attempts ? CASE_SOLID_PASS
                                    : CASE_FLAKY,
               steadiness);
    return 0;
}

int case_noise_within(const struct case_noise *noise, double *within, struct error *err)
{
    if (noise->cases == 0)
        return domain_empty("case with two attempts or more, which tells its noise", err);
    *within = noise->within / (double)noise->cases;
    return 0;
}

int case_noise_difference(double within, int64_t candidate_repeats,
                          int64_t baseline_repeats, double *v0, struct error *err)
{
    if (domain_within("a variance within cases", within, 0, 0.5, err) ||
        domain_count("attempts a case", candidate_repeats, 1, err) ||
        domain_count("attempts a case of the baseline", baseline_repeats, 1, err))
        return -1;
    *v0 = within / (double)candidate_repeats + within / (double)baseline_repeats;
    return 0;
}
