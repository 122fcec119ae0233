/* cli/plan/outlook.c - what a run will ask, cost and take, before anything is sent. */
#include "cli/plan/outlook.h"

#include "base/clock.h"
#include "base/mem.h"
#include "cli/suite_cache.h"
#include "gate/gate.h"

#include <math.h>
#include <stdlib.h>

enum { CANDIDATES_FEW = 4 };

static int replies_forecast(struct opened_suite *opened, const char *state,
                            struct outlook *out, struct error *err)
{
    const struct clock *clock = clock_system();
    struct error_list notes = ERROR_LIST_INIT;
    struct reply_cache *replies = suite_cache_read(opened->suite, state, &notes);
    const int rc =
        forecast_run(&opened->prepared, replies, clock->wall_ms(clock), out->models, err);

    reply_cache_close(replies);
    error_list_release(&notes);
    return rc;
}

static void sums_set(struct outlook *out)
{
    int64_t cost_guess = 0;

    for (size_t i = 0; i < out->model_count; i++) {
        const struct forecast_model *model = &out->models[i];

        out->calls += model->calls;
        out->cached += model->cached;
        out->likely_tokens += (double)model->tokens_guess;
        out->cost_most =
            out->cost_most == MONEY_UNKNOWN || model->cost_most == MONEY_UNKNOWN
                ? MONEY_UNKNOWN
                : money_add(out->cost_most, model->cost_most);
        out->tokens_most =
            out->tokens_most == UNKNOWN_COUNT || model->tokens_most == UNKNOWN_COUNT
                ? UNKNOWN_COUNT
                : out->tokens_most + model->tokens_most;
        cost_guess = cost_guess == MONEY_UNKNOWN || model->cost_guess == MONEY_UNKNOWN
                         ? MONEY_UNKNOWN
                         : money_add(cost_guess, model->cost_guess);
    }
    out->likely_usd = money_to_usd(cost_guess);
}

/* Mean cost of a sample of the baseline's entries; NaN: none tells it. */
static double baseline_usd(const struct run_plan *plan)
{
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < plan->baseline_entry_count; i++)
        if (!isnan(plan->baseline_entries[i].cost_usd)) {
            sum += plan->baseline_entries[i].cost_usd;
            count++;
        }
    return count ? sum / (double)count : (double)NAN;
}

/* Earlier calls know better than a guess, and cost no more than the bound. */
static void likely_set(struct outlook *out, const struct run_plan *plan)
{
    const double to_send = (double)(out->calls - out->cached);
    const double base = baseline_usd(plan);

    if (!isnan(out->history.call_usd)) {
        out->likely_usd = to_send * out->history.call_usd;
        out->usd_from = USAGE_OF_RUN;
    } else if (!isnan(base)) {
        out->likely_usd = to_send * base;
        out->usd_from = USAGE_OF_BASELINE;
    }
    if (!isnan(out->history.call_tokens)) {
        out->likely_tokens = to_send * out->history.call_tokens;
        out->tokens_from = USAGE_OF_RUN;
    }
    if (out->cost_most != MONEY_UNKNOWN)
        out->likely_usd = fmin(out->likely_usd, money_to_usd(out->cost_most));
    if (out->tokens_most != UNKNOWN_COUNT)
        out->likely_tokens = fmin(out->likely_tokens, (double)out->tokens_most);
}

static void minutes_take(struct outlook *out, double minutes, enum pace_source pace,
                         double limit)
{
    if (isnan(minutes) || (!isnan(out->minutes) && minutes <= out->minutes))
        return;
    out->minutes = minutes;
    out->pace = pace;
    out->pace_limit = limit;
}

/* Models are asked at the same time: the slowest of them makes the run's. */
static void minutes_set(struct outlook *out, const struct suite *suite)
{
    const double to_send = (double)(out->calls - out->cached);

    out->minutes = to_send > 0 ? (double)NAN : 0;
    for (size_t i = 0; i < out->model_count; i++) {
        const struct forecast_model *model = &out->models[i];
        const struct model_limits *limits = &suite->models[i].limits;
        const double calls = (double)(model->calls - model->cached);
        double at_once = limits->concurrency;

        if (calls <= 0)
            continue;
        if (suite->concurrency && suite->concurrency < at_once)
            at_once = suite->concurrency;
        if (limits->requests_per_minute > 0)
            minutes_take(out, calls / limits->requests_per_minute, PACE_REQUESTS,
                         limits->requests_per_minute);
        if (limits->tokens_per_minute > 0)
            minutes_take(out,
                         out->likely_tokens * calls / to_send / limits->tokens_per_minute,
                         PACE_TOKENS, limits->tokens_per_minute);
        minutes_take(out, calls * out->history.latency_ms / 60e3 / fmin(at_once, calls),
                     PACE_LATENCY, fmin(at_once, calls));
    }
}

/* Each candidate has its own chance to fail though nothing has changed. */
static void false_alarm_set(struct outlook *out, const struct run_plan *plan)
{
    size_t watched = 0;
    double chance;

    for (size_t i = 0; i < plan->variant_count; i++)
        out->candidates += !plan->variants[i].is_baseline;
    for (size_t i = 0; i < plan->cohort_count; i++)
        watched += plan->cohorts[i].watch && plan->cohorts[i].case_count > 0;
    if (out->candidates <= CANDIDATES_FEW || !sight_is_made(plan))
        return;
    chance = (1 - gate_confidence(plan)) / 2;
    if (plan->stop_early)
        chance += gate_early_alpha(plan);
    out->false_alarm =
        1 - pow(1 - (watched > 1 ? 2 : 1) * chance, (double)out->candidates);
}

int outlook_make(struct opened_suite *opened, const char *state, struct outlook *out,
                 struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;

    *out = (struct outlook){.model_count = opened->suite->model_count,
                            .models =
                                mem_new(opened->suite->model_count, sizeof *out->models)};
    if (plan_history_read(opened, state, &out->history, err) ||
        replies_forecast(opened, state, out, err) ||
        (sight_is_made(plan) &&
         sight_make(opened, &out->history, &out->sights, &out->sight_count, err))) {
        outlook_release(out);
        return -1;
    }
    sums_set(out);
    likely_set(out, plan);
    minutes_set(out, opened->suite);
    false_alarm_set(out, plan);
    return 0;
}

void outlook_release(struct outlook *outlook)
{
    plan_history_release(&outlook->history);
    free(outlook->models);
    free(outlook->sights);
    outlook->models = NULL;
    outlook->sights = NULL;
}
