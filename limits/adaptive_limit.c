/* limits/adaptive_limit.c - how many calls at the same time do an endpoint good. */
#include "limits/adaptive_limit.h"

#include <math.h>
#include <stdlib.h>

static const double refused_share = 0.7;
static const double suspected_share = 0.8;
static const double rise_max = 2;
static const double rise_min_ms = 100;
static const double relief = 0.9;

enum { SKIP_A_CALL = 4, ANSWERS_TO_RAISE = 16 };

static void medians_restart(struct adaptive_limit *limit)
{
    limit->count = 0;
    limit->to_skip = SKIP_A_CALL * (unsigned)limit->now;
}

void adaptive_limit_init(struct adaptive_limit *limit, unsigned most)
{
    *limit = (struct adaptive_limit){.now = most, .most = most};
    medians_restart(limit);
}

unsigned adaptive_limit_now(const struct adaptive_limit *limit)
{
    return (unsigned)limit->now;
}

static void limit_lower(struct adaptive_limit *limit, double to, uint64_t next_call)
{
    limit->now = fmax(1, fmin(limit->now, to));
    limit->changed_at = next_call;
    medians_restart(limit);
}

static int float_compare(const void *a, const void *b)
{
    float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

static double median_take(struct adaptive_limit *limit)
{
    qsort(limit->latencies, LATENCY_SAMPLES, sizeof *limit->latencies, float_compare);
    limit->count = 0;
    return limit->latencies[LATENCY_SAMPLES / 2];
}

static void trial_begin(struct adaptive_limit *limit, double median, uint64_t next_call)
{
    limit->before_trial = limit->now;
    limit->trial_median = median;
    limit_lower(limit, suspected_share * limit->now, next_call);
}

static void median_judge(struct adaptive_limit *limit, double median, uint64_t next_call)
{
    bool is_high = median > rise_max * limit->base && median > limit->base + rise_min_ms;
    bool was_high = limit->is_slow;

    limit->is_slow = is_high;
    if (!is_high)
        limit->base += (median < limit->base ? 0.3 : 0.02) * (median - limit->base);
    else if (was_high && limit->now > 1)
        trial_begin(limit, median, next_call);
}

static void trial_end(struct adaptive_limit *limit, double median, uint64_t next_call)
{
    double before = limit->before_trial;

    limit->before_trial = 0;
    if (median <= relief * limit->trial_median) {
        median_judge(limit, median, next_call);
        return;
    }
    limit->now = fmax(limit->now, before);
    limit->base = median;
    limit->is_slow = false;
    medians_restart(limit);
}

static void latency_add(struct adaptive_limit *limit, double latency_ms,
                        uint64_t next_call)
{
    double median;

    if (limit->to_skip) {
        limit->to_skip--;
        return;
    }
    limit->latencies[limit->count++] = (float)latency_ms;
    if (limit->count < LATENCY_SAMPLES)
        return;
    median = median_take(limit);
    if (!limit->base)
        limit->base = median;
    else if (limit->before_trial)
        trial_end(limit, median, next_call);
    else
        median_judge(limit, median, next_call);
}

/* Only what was full can be too small. */
static void limit_raise(struct adaptive_limit *limit, unsigned in_flight)
{
    if (++limit->answers <= ANSWERS_TO_RAISE || limit->now >= limit->most ||
        limit->is_slow || in_flight + 1 < (unsigned)limit->now)
        return;
    limit->now = fmin(limit->most, limit->now + fmax(1, limit->most / 32) / limit->now);
}

void adaptive_limit_answer(struct adaptive_limit *limit, uint64_t call, double latency_ms,
                           unsigned in_flight, uint64_t next_call)
{
    if (call < limit->changed_at)
        return;
    limit_raise(limit, in_flight);
    latency_add(limit, latency_ms, next_call);
}

void adaptive_limit_refuse(struct adaptive_limit *limit, uint64_t call,
                           unsigned in_flight, uint64_t next_call)
{
    limit->answers = 0;
    if (call < limit->changed_at)
        return;
    limit->before_trial = 0;
    limit->is_slow = false;
    limit_lower(limit, refused_share * fmin(limit->now, in_flight), next_call);
}
