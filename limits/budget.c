/* limits/budget.c - money, requests, tokens and time that a run may use. */
#include "limits/budget.h"

#include "base/mem.h"
#include "base/shown.h"

#include <stdio.h>

static int64_t known(int64_t count)
{
    return count < 0 ? 0 : count;
}

void budget_init(struct budget *budget, const struct budget_limits *limits,
                 const struct ledger *spent, int64_t now_us)
{
    *budget = (struct budget){.limits = *limits, .started_us = now_us};
    if (spent)
        budget->ledger = *spent;
}

int64_t budget_end_us(const struct budget *budget)
{
    return budget->limits.time_us ? money_add(budget->started_us, budget->limits.time_us)
                                  : INT64_MAX;
}

/* One limit: whether `more` fits beside what is used and reserved, and if not, whether it
 * could when all that is reserved came to nothing. */
static enum budget_answer limit_ask(int64_t limit, int64_t used, int64_t reserved,
                                    int64_t more)
{
    if (!limit || money_add(money_add(used, reserved), more) <= limit)
        return BUDGET_GO;
    return reserved && money_add(used, more) <= limit ? BUDGET_WAIT : BUDGET_SPENT;
}

enum budget_answer budget_ask(struct budget *budget, const struct budget_use *most,
                              int64_t now_us)
{
    const struct budget_limits *limits = &budget->limits;
    const struct ledger *ledger = &budget->ledger;
    int64_t cost = known(most->cost), tokens = known(most->tokens);
    const enum budget_answer answers[] = {
        [BUDGET_COST] =
            limit_ask(limits->cost, ledger->cost, budget->reserved.cost, cost),
        [BUDGET_REQUESTS] = limit_ask(limits->requests, ledger->requests, 0, 1),
        [BUDGET_TOKENS] =
            limit_ask(limits->tokens, ledger->tokens, budget->reserved.tokens, tokens),
        [BUDGET_TIME] = now_us < budget_end_us(budget) ? BUDGET_GO : BUDGET_SPENT};
    enum budget_answer worst = BUDGET_GO;

    for (int i = BUDGET_COST; i <= BUDGET_TIME; i++) {
        if (answers[i] == BUDGET_SPENT && budget->reached == BUDGET_OPEN)
            budget->reached = (enum budget_limit)i;
        if (answers[i] > worst)
            worst = answers[i];
    }
    if (worst != BUDGET_GO)
        return worst;
    budget->reserved.cost = money_add(budget->reserved.cost, cost);
    budget->reserved.tokens = money_add(budget->reserved.tokens, tokens);
    budget->ledger.requests++;
    budget->in_flight++;
    return BUDGET_GO;
}

static void reserve_free(struct budget *budget, const struct budget_use *most)
{
    budget->reserved.cost -= known(most->cost);
    budget->reserved.tokens -= known(most->tokens);
    budget->in_flight--;
}

void budget_settle(struct budget *budget, const struct budget_use *most,
                   const struct budget_use *used, bool is_estimate)
{
    struct ledger *ledger = &budget->ledger;
    int64_t cost = known(used->cost);

    reserve_free(budget, most);
    ledger->cost = money_add(ledger->cost, cost);
    ledger->tokens = money_add(ledger->tokens, known(used->tokens));
    if (is_estimate)
        ledger->estimated = money_add(ledger->estimated, cost);
    if (used->cost == MONEY_UNKNOWN)
        ledger->unknown_calls++;
}

void budget_return(struct budget *budget, const struct budget_use *most)
{
    reserve_free(budget, most);
    budget->ledger.requests--;
}

void budget_expire(struct budget *budget)
{
    if (budget->reached == BUDGET_OPEN)
        budget->reached = BUDGET_TIME;
}

static void limit_text(const struct budget *budget, char out[MONEY_TEXT_SIZE + 16])
{
    char count[SHOWN_COUNT_SIZE];

    switch (budget->reached) {
    case BUDGET_REQUESTS:
        shown_count(budget->limits.requests, count);
        snprintf(out, MONEY_TEXT_SIZE + 16, "%s requests", count);
        break;
    case BUDGET_TOKENS:
        shown_count(budget->limits.tokens, count);
        snprintf(out, MONEY_TEXT_SIZE + 16, "%s tokens", count);
        break;
    case BUDGET_TIME:
        snprintf(out, MONEY_TEXT_SIZE + 16, "%g minutes",
                 (double)budget->limits.time_us / 60e6);
        break;
    case BUDGET_COST:
    case BUDGET_OPEN:
        money_format(budget->limits.cost, out);
        break;
    }
}

/* What of the limit was used; where it is not money, the money. */
static void used_text(const struct budget *budget, char out[MONEY_TEXT_SIZE + 16])
{
    char text[SHOWN_COUNT_SIZE];

    out[0] = '\0';
    if (budget->reached == BUDGET_TOKENS) {
        shown_count(budget->ledger.tokens, text);
        snprintf(out, MONEY_TEXT_SIZE + 16, " (%s used)", text);
    } else if (budget->reached == BUDGET_COST || budget->ledger.cost) {
        money_format(budget->ledger.cost, text);
        snprintf(out, MONEY_TEXT_SIZE + 16, " (%s spent)", text);
    }
}

char *budget_clause(const struct budget *budget)
{
    char limit[MONEY_TEXT_SIZE + 16], used[MONEY_TEXT_SIZE + 16];

    limit_text(budget, limit);
    used_text(budget, used);
    return mem_format("the budget of %s was reached%s", limit, used);
}

char *budget_sentence(const struct budget *budget, int64_t done, int64_t planned,
                      const char *noun)
{
    char limit[MONEY_TEXT_SIZE + 16], used[MONEY_TEXT_SIZE + 16];
    char came[SHOWN_COUNT_SIZE], all[SHOWN_COUNT_SIZE];

    limit_text(budget, limit);
    used_text(budget, used);
    shown_count(done, came);
    shown_count(planned, all);
    return mem_format("the budget of %s was reached after %s of %s %s%s; the same "
                      "command with a larger budget continues",
                      limit, came, all, noun, used);
}
