/* runner/budget_check.c - whether a budget can be kept. */
#include "runner/budget_check.h"

#include "base/clock.h"

struct complaint {
    const char *pointer; /* below the model */
    const char *code, *unit, *lack, *cure;
};

static void complain(const struct suite_model *model, const struct complaint *complaint,
                     struct error_list *errors)
{
    struct place place = source_place(&model->source, complaint->pointer);

    error_list_at(errors, &place, complaint->code,
                  "the budget is in %s, and model \"%s\" has %s", complaint->unit,
                  model->id, complaint->lack);
    error_hint(error_list_last(errors), "%s", complaint->cure);
}

static const struct complaint own_target = {
    "", "N0745", "USD", "no bound on what a call costs",
    "add price: {per_request: 0.01} to the model"};
static const struct complaint unknown_price = {
    "", "N0745", "USD", "no known price",
    "add price: {input: …, output: …} to the model, in USD a million tokens"};
static const struct complaint surcharged = {
    "/params", "N0748", "USD", "params that the price table does not hold for",
    "add price: {input: …, output: …} to the model, in USD a million tokens"};
static const struct complaint open_output = {
    "", "N0746", "USD", "no bound on its output",
    "add params: {max_tokens: 1000} to the model"};
static const struct complaint open_tokens = {
    "", "N0746", "tokens", "no bound on its output",
    "add params: {max_tokens: 1000} to the model"};
static const struct complaint own_tokens = {"", "N0747", "tokens", "no bound on them",
                                            "use `requests` or `cost_usd` in the budget"};

static const struct complaint *cost_complaint(const struct model_price *price,
                                              int64_t day)
{
    bool has_written = price->has_written || price->per_request != MONEY_UNKNOWN;

    if (cost_at_most(price, 0, day) != MONEY_UNKNOWN)
        return NULL;
    if (!price->input_is_bounded)
        return &own_target;
    if (!has_written && price->surcharged_by)
        return &surcharged;
    if (!has_written && (!price->row || !price_row_on(price->row, day)))
        return &unknown_price;
    return &open_output;
}

static const struct complaint *tokens_complaint(const struct model_price *price)
{
    if (tokens_at_most(price, 0) != UNKNOWN_COUNT)
        return NULL;
    return price->input_is_bounded ? &open_tokens : &own_tokens;
}

static void model_check(const struct suite_model *model, const struct model_price *price,
                        const struct budget_limits *limits, int64_t day,
                        struct error_list *errors)
{
    const struct complaint *of_cost = limits->cost ? cost_complaint(price, day) : NULL;
    const struct complaint *of_tokens = limits->tokens ? tokens_complaint(price) : NULL;

    if (of_cost)
        complain(model, of_cost, errors);
    if (of_tokens)
        complain(model, of_tokens, errors);
}

static void limit_lower(int64_t *limit, int64_t other)
{
    if (other && (!*limit || other < *limit))
        *limit = other;
}

/* What all suites of the command may use together, this one may not pass alone. */
static void project_lower(struct budget_limits *limits, const struct project *project)
{
    const struct project_budget *budget = &project->budget;
    int64_t time_us = (int64_t)(budget->minutes * 60e6);

    limit_lower(&limits->cost, budget->cost);
    limit_lower(&limits->requests, budget->requests);
    limit_lower(&limits->tokens, budget->tokens);
    limit_lower(&limits->time_us, budget->minutes > 0 && time_us < 1 ? 1 : time_us);
}

void budget_prepare(struct prepared *prepared, int64_t max_cost,
                    struct error_list *errors)
{
    const struct suite *suite = prepared->suite;
    const struct suite_budget *own = &suite->budget;
    const struct clock *clock = clock_system();
    int64_t day = price_day(clock->wall_ms(clock));

    prepared->budget = (struct budget_limits){.cost = own->cost,
                                              .requests = own->requests,
                                              .tokens = own->tokens,
                                              .time_us = (int64_t)(own->minutes * 60e6)};
    if (own->minutes > 0 && prepared->budget.time_us < 1)
        prepared->budget.time_us = 1;
    limit_lower(&prepared->budget.cost, max_cost);
    if (suite->project)
        project_lower(&prepared->budget, suite->project);
    for (size_t i = 0; i < suite->model_count; i++) {
        if (!prepared->models[i].state || !prepared->models[i].is_asked)
            continue;
        model_check(&suite->models[i], &prepared->models[i].price, &prepared->budget, day,
                    errors);
    }
}
