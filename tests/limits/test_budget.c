/* tests/limits/test_budget.c - no limit is ever passed, and the ledger is exact: rules
 * one by one, then 1,000 random runs in virtual time. */
#include "base/mem.h"
#include "base/random.h"
#include "limits/budget.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { CENT = MONEY_DOLLAR / 100000 }; /* a thousandth of a cent: fits an int */

static struct budget budget_of(struct budget_limits limits)
{
    struct budget budget;

    budget_init(&budget, &limits, NULL, 0);
    return budget;
}

Test(budget, a_call_that_would_pass_the_limit_waits_for_those_under_way)
{
    struct budget budget = budget_of((struct budget_limits){.cost = 100});
    const struct budget_use most = {60, 10}, used = {40, 5};

    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_WAIT);
    budget_settle(&budget, &most, &used, false);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_GO);
    budget_settle(&budget, &most, &most, false);
    cr_expect_eq(budget.ledger.cost, 100);
    cr_expect_eq(budget.reached, BUDGET_OPEN);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_SPENT);
    cr_expect_eq(budget.reached, BUDGET_COST);
}

Test(budget, what_no_settlement_could_make_room_for_is_spent_at_once)
{
    struct budget budget = budget_of((struct budget_limits){.cost = 100});
    const struct budget_use small = {60, 0}, large = {101, 0};

    cr_expect_eq(budget_ask(&budget, &small, 0), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &large, 0), BUDGET_SPENT);
    cr_expect_eq(budget.in_flight, 1);
}

Test(budget, a_limit_is_met_to_the_last_picodollar)
{
    struct budget budget = budget_of((struct budget_limits){.cost = 100});
    const struct budget_use all = {100, 0}, none = {0, 0};

    cr_expect_eq(budget_ask(&budget, &all, 0), BUDGET_GO);
    budget_settle(&budget, &all, &all, false);
    cr_expect_eq(budget_ask(&budget, &none, 0), BUDGET_GO);
}

Test(budget, requests_are_counted_when_they_are_sent)
{
    struct budget budget = budget_of((struct budget_limits){.requests = 2});
    const struct budget_use use = {MONEY_UNKNOWN, -1};

    cr_expect_eq(budget_ask(&budget, &use, 0), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &use, 0), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &use, 0), BUDGET_SPENT);
    cr_expect_eq(budget.reached, BUDGET_REQUESTS);
    budget_return(&budget, &use);
    cr_expect_eq(budget_ask(&budget, &use, 0), BUDGET_GO);
}

Test(budget, tokens_have_a_limit_of_their_own)
{
    struct budget budget = budget_of((struct budget_limits){.tokens = 100});
    const struct budget_use most = {5, 60}, used = {5, 50};

    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_WAIT);
    budget_settle(&budget, &most, &used, false);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_SPENT);
    cr_expect_eq(budget.reached, BUDGET_TOKENS);
}

Test(budget, time_counts_from_the_start)
{
    const struct budget_limits limits = {.time_us = 100};
    const struct budget_use use = {0, 0};
    struct budget budget;

    budget_init(&budget, &limits, NULL, 1000);
    cr_expect_eq(budget_end_us(&budget), 1100);
    cr_expect_eq(budget_ask(&budget, &use, 1099), BUDGET_GO);
    cr_expect_eq(budget_ask(&budget, &use, 1100), BUDGET_SPENT);
    cr_expect_eq(budget.reached, BUDGET_TIME);
}

Test(budget, a_run_that_goes_on_has_spent_already)
{
    const struct budget_limits limits = {.cost = 100};
    const struct ledger before = {.cost = 50, .requests = 3};
    const struct budget_use most = {60, 0};
    struct budget budget;

    budget_init(&budget, &limits, &before, 0);
    cr_expect_eq(budget_ask(&budget, &most, 0), BUDGET_SPENT);
}

Test(budget, what_nobody_knows_is_counted_apart)
{
    struct budget budget = budget_of((struct budget_limits){.requests = 9});
    const struct budget_use unknown = {MONEY_UNKNOWN, -1}, most = {10, 10};

    budget_ask(&budget, &unknown, 0);
    budget_settle(&budget, &unknown, &unknown, false);
    budget_ask(&budget, &most, 0);
    budget_settle(&budget, &most, &most, true);
    cr_expect_eq(budget.ledger.unknown_calls, 1);
    cr_expect_eq(budget.ledger.cost, 10);
    cr_expect_eq(budget.ledger.estimated, 10);
}

Test(budget, the_sentence_says_what_was_reached)
{
    struct budget budget = budget_of((struct budget_limits){.cost = 5 * MONEY_DOLLAR});
    const struct budget_use most = {4 * MONEY_DOLLAR, 0};
    char *sentence;

    budget_ask(&budget, &most, 0);
    budget_settle(&budget, &most, &(struct budget_use){497 * (MONEY_DOLLAR / 100), 9},
                  false);
    budget_ask(&budget, &most, 0);
    sentence = budget_sentence(&budget, 812, 2520, "calls");
    cr_expect_str_eq(sentence, "the budget of $5.00 was reached after 812 of 2,520 calls "
                               "($4.97 spent); the same command with a larger budget "
                               "continues");
    free(sentence);
}

/* A run in virtual time: so many calls at once, each with a bound, an end and a use of
 * its own; now and then one fails, perhaps billed. */
struct virtual_call {
    bool is_under_way;
    struct budget_use most, used;
    bool is_estimate;
    int64_t ends_us;
};

struct virtual_run {
    struct random random;
    struct budget budget;
    struct virtual_call calls[64];
    size_t concurrency;
    int64_t now_us;
    int64_t cost, tokens, requests; /* by hand: what was settled */
    int64_t cost_most;              /* settled, and under way at its bound */
};

static int64_t drawn(struct virtual_run *run, int64_t below)
{
    return (int64_t)(random_next(&run->random) % (uint64_t)below);
}

static void call_draw(struct virtual_run *run, struct virtual_call *call)
{
    int64_t price = 1 + drawn(run, 100 * CENT);
    int64_t kind = drawn(run, 10);

    call->most.tokens = 1 + drawn(run, 5000);
    call->most.cost = money_times(price, call->most.tokens);
    call->used.tokens = drawn(run, call->most.tokens + 1);
    call->is_estimate = kind == 0;
    if (kind == 0)
        call->used.tokens = call->most.tokens; /* it failed, perhaps billed */
    else if (kind == 1)
        call->used.tokens = 0; /* it was refused */
    call->used.cost = money_times(price, call->used.tokens);
    call->ends_us = 1 + drawn(run, 1000000);
}

static void limits_hold(const struct virtual_run *run)
{
    const struct budget_limits *limits = &run->budget.limits;
    int64_t cost = run->cost, tokens = run->tokens;

    for (size_t i = 0; i < run->concurrency; i++)
        if (run->calls[i].is_under_way) {
            cost += run->calls[i].most.cost;
            tokens += run->calls[i].most.tokens;
        }
    cr_assert(!limits->cost || cost <= limits->cost);
    cr_assert(!limits->tokens || tokens <= limits->tokens);
    cr_assert(!limits->requests || run->requests <= limits->requests);
    cr_assert_eq(run->budget.ledger.cost, run->cost);
    cr_assert_eq(run->budget.ledger.tokens, run->tokens);
    cr_assert_eq(run->budget.ledger.requests, run->requests);
}

static void next_end(struct virtual_run *run)
{
    struct virtual_call *first = NULL;

    for (size_t i = 0; i < run->concurrency; i++)
        if (run->calls[i].is_under_way &&
            (!first || run->calls[i].ends_us < first->ends_us))
            first = &run->calls[i];
    cr_assert_not_null(first, "a budget that waits has a call under way");
    run->now_us = first->ends_us;
    first->is_under_way = false;
    budget_settle(&run->budget, &first->most, &first->used, first->is_estimate);
    run->cost += first->used.cost;
    run->tokens += first->used.tokens;
}

static struct virtual_call *spare_find(struct virtual_run *run)
{
    for (size_t i = 0; i < run->concurrency; i++)
        if (!run->calls[i].is_under_way)
            return &run->calls[i];
    return NULL;
}

static void run_virtually(struct virtual_run *run, int calls)
{
    struct virtual_call next;
    bool is_drawn = false;

    while (calls > 0) {
        struct virtual_call *spare = spare_find(run);
        enum budget_answer answer = BUDGET_WAIT;

        if (!is_drawn)
            call_draw(run, &next);
        is_drawn = true;
        if (spare)
            answer = budget_ask(&run->budget, &next.most, run->now_us);
        if (answer == BUDGET_SPENT)
            break;
        if (answer == BUDGET_WAIT) {
            next_end(run);
        } else {
            next.ends_us += run->now_us;
            *spare = next;
            spare->is_under_way = true;
            run->requests++;
            is_drawn = false;
            calls--;
        }
        limits_hold(run);
    }
    while (run->budget.in_flight) {
        next_end(run);
        limits_hold(run);
    }
    cr_assert_eq(run->budget.reserved.cost, 0);
    cr_assert_eq(run->budget.reserved.tokens, 0);
    /* Money is left that a further call would have needed: the last one asked says it. */
    if (run->budget.reached == BUDGET_COST)
        cr_assert_gt(run->cost + next.most.cost, run->budget.limits.cost);
}

Test(budget, no_limit_is_passed_in_1000_random_runs)
{
    int spent = 0, open = 0;

    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct virtual_run run = {.random = {seed}};
        int calls = 1 + (int)drawn(&run, 400);
        struct budget_limits limits = {
            .cost = drawn(&run, 4) ? 1 + drawn(&run, MONEY_DOLLAR) : 0,
            .tokens = drawn(&run, 2) ? 1 + drawn(&run, 1000000) : 0,
            .requests = drawn(&run, 3) ? 0 : 1 + drawn(&run, 300),
            .time_us = drawn(&run, 3) ? 0 : 1 + drawn(&run, 20000000)};

        run.concurrency = 1 + (size_t)drawn(&run, 64);
        budget_init(&run.budget, &limits, NULL, 0);
        run_virtually(&run, calls);
        spent += run.budget.reached != BUDGET_OPEN;
        open += run.budget.reached == BUDGET_OPEN;
    }
    /* Both kinds were among them. */
    cr_expect_gt(spent, 100);
    cr_expect_gt(open, 100);
}
