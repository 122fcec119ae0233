/* statistics/confidence_sequence.c - an interval for a mean that holds at every look. */
#include "statistics/confidence_sequence.h"

#include "statistics/bisection.h"
#include "statistics/domain.h"

#include <math.h>
#include <stdbool.h>

struct mean_limit {
    const struct outcome_count *outcomes;
    size_t count;
    bool is_mirrored; /* of 1 - y */
    double log_threshold;
};

/* Against a mean of m; it falls as m rises. */
static bool evidence_is_enough(double m, const void *context)
{
    const struct mean_limit *limit = context;
    double log_wealth[BET_COUNT] = {0};

    for (size_t i = 0; i < limit->count; i++) {
        const struct outcome_count *outcome = &limit->outcomes[i];
        double y = limit->is_mirrored ? 1 - outcome->value : outcome->value;

        for (int bet = 0; bet < BET_COUNT && outcome->count; bet++)
            log_wealth[bet] +=
                (double)outcome->count * log1p(bet_sizes[bet] * (y / m - 1));
    }
    return bets_log_mean(log_wealth) >= limit->log_threshold;
}

static double limit_find(const struct outcome_count *outcomes, size_t count,
                         bool mirrored, double log_threshold)
{
    struct mean_limit limit = {outcomes, count, mirrored, log_threshold};
    bool is_zero = true;

    for (size_t i = 0; i < count; i++)
        is_zero = is_zero &&
                  (outcomes[i].count == 0 || outcomes[i].value == (mirrored ? 1.0 : 0.0));
    if (is_zero)
        return 0;
    return bisection(0, 1, evidence_is_enough, &limit);
}

int confidence_sequence(const struct outcome_count *outcomes, size_t count, double alpha,
                        struct interval *out, struct error *err)
{
    uint64_t total = 0;

    if (domain_inside("an error share", alpha, 0, 1, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (domain_within("a score", outcomes[i].value, 0, 1, err))
            return -1;
        total += outcomes[i].count;
    }
    if (total == 0)
        return domain_empty("score", err);
    out->lower = limit_find(outcomes, count, false, log(2 / alpha));
    out->upper = 1 - limit_find(outcomes, count, true, log(2 / alpha));
    return 0;
}
