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

static struct outlook_part *part_of(struct outlook *out, const struct suite *suite,
                                    size_t model)
{
    return suite->models[model].role == MODEL_CANDIDATE ? &out->answers : &out->graders;
}

static void sums_set(struct outlook *out, const struct suite *suite)
{
    int64_t guesses[2] = {0, 0};

    for (size_t i = 0; i < out->model_count; i++) {
        const struct forecast_model *model = &out->models[i];
        struct outlook_part *part = part_of(out, suite, i);
        int64_t *guess = &guesses[part == &out->graders];

        part->calls += model->calls;
        part->cached += model->cached;
        part->likely_tokens += (double)model->tokens_guess;
        out->cost_most =
            out->cost_most == MONEY_UNKNOWN || model->cost_most == MONEY_UNKNOWN
                ? MONEY_UNKNOWN
                : money_add(out->cost_most, model->cost_most);
        out->tokens_most =
            out->tokens_most == UNKNOWN_COUNT || model->tokens_most == UNKNOWN_COUNT
                ? UNKNOWN_COUNT
                : out->tokens_most + model->tokens_most;
        *guess = *guess == MONEY_UNKNOWN || model->cost_guess == MONEY_UNKNOWN
                     ? MONEY_UNKNOWN
                     : money_add(*guess, model->cost_guess);
    }
    out->answers.likely_usd = money_to_usd(guesses[0]);
    out->graders.likely_usd = money_to_usd(guesses[1]);
    out->answers.likely_calls = (double)(out->answers.calls - out->answers.cached);
    out->graders.likely_calls = (double)(out->graders.calls - out->graders.cached);
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

static void usage_take(struct outlook_part *part, const struct plan_usage *usage)
{
    if (!isnan(usage->call_usd)) {
        part->likely_usd = part->likely_calls * usage->call_usd;
        part->usd_from = USAGE_OF_RUN;
    }
    if (!isnan(usage->call_tokens)) {
        part->likely_tokens = part->likely_calls * usage->call_tokens;
        part->tokens_from = USAGE_OF_RUN;
    }
}

/* Graders that wait for others asked less often in the last run than they may. */
static void fewer_asked(struct outlook *out)
{
    const double most =
        out->answers.calls ? (double)out->graders.calls / (double)out->answers.calls : 0;

    if (out->history.asked_per_answer < most)
        out->graders.likely_calls *= out->history.asked_per_answer / most;
}

static enum usage_source weaker(const struct outlook_part *graders,
                                enum usage_source of_answers,
                                enum usage_source of_graders)
{
    return graders->likely_calls > 0 && of_graders < of_answers ? of_graders : of_answers;
}

/* Earlier calls know better than a guess, and cost no more than the bound. */
static void likely_set(struct outlook *out, const struct run_plan *plan)
{
    const double base = baseline_usd(plan);

    fewer_asked(out);
    if (!isnan(base)) {
        out->answers.likely_usd = out->answers.likely_calls * base;
        out->answers.usd_from = USAGE_OF_BASELINE;
    }
    usage_take(&out->answers, &out->history.answers);
    usage_take(&out->graders, &out->history.graders);
    out->usd_from = weaker(&out->graders, out->answers.usd_from, out->graders.usd_from);
    out->tokens_from =
        weaker(&out->graders, out->answers.tokens_from, out->graders.tokens_from);
    out->likely_usd = out->answers.likely_usd + out->graders.likely_usd;
    out->likely_tokens = out->answers.likely_tokens + out->graders.likely_tokens;
    if (out->cost_most != MONEY_UNKNOWN)
        out->likely_usd = fmin(out->likely_usd, money_to_usd(out->cost_most));
    if (out->tokens_most != UNKNOWN_COUNT)
        out->likely_tokens = fmin(out->likely_tokens, (double)out->tokens_most);
}

int64_t outlook_to_send(const struct outlook *outlook)
{
    return outlook->answers.calls - outlook->answers.cached + outlook->graders.calls -
           outlook->graders.cached;
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
    out->minutes = outlook_to_send(out) > 0 ? (double)NAN : 0;
    for (size_t i = 0; i < out->model_count; i++) {
        const struct forecast_model *model = &out->models[i];
        const struct model_limits *limits = &suite->models[i].limits;
        const struct outlook_part *part = part_of(out, suite, i);
        const double to_send = (double)(part->calls - part->cached);
        const double share =
            to_send > 0 ? (double)(model->calls - model->cached) / to_send : 0;
        const double calls = share * part->likely_calls;
        double at_once = limits->concurrency;

        if (calls <= 0)
            continue;
        if (suite->concurrency && suite->concurrency < at_once)
            at_once = suite->concurrency;
        if (limits->requests_per_minute > 0)
            minutes_take(out, calls / limits->requests_per_minute, PACE_REQUESTS,
                         limits->requests_per_minute);
        if (limits->tokens_per_minute > 0)
            minutes_take(out, part->likely_tokens * share / limits->tokens_per_minute,
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
    sums_set(out, opened->suite);
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
