/* limits/budget.h - money, requests, tokens and time that a run may use. Pure: the time
 * is a parameter.
 *
 * What a call may use at most is reserved before it is sent and settled by what it did
 * use when it has ended. So the sum of what is spent and what is reserved never passes a
 * limit, however many calls are under way. A call that would pass it waits while those
 * under way may still settle lower; where not even that would make room, the budget is
 * spent.
 *
 * Three promises, each under a condition: money and tokens are kept as long as no call
 * uses more than its bound (cost_at_most(), tokens_at_most()); one that does is counted
 * as it is, and nothing more is sent. Amounts are exact (base/money.h).
 */
#ifndef NOWORSE_LIMITS_BUDGET_H
#define NOWORSE_LIMITS_BUDGET_H

#include "store/run_file_ledger.h"

#include <stdbool.h>
#include <stdint.h>

/* 0: no limit. */
struct budget_limits {
    int64_t cost;     /* base/money.h */
    int64_t requests; /* calls: each try is one */
    int64_t tokens;   /* in and out */
    int64_t time_us;  /* from budget_init() on */
};

/* What a call may use at most, or did use. MONEY_UNKNOWN, UNKNOWN_COUNT: nobody knows;
 * then it counts 0, and in `unknown`. A limited budget is never asked that: see
 * runner/budget_check.h. */
struct budget_use {
    int64_t cost, tokens;
};

enum budget_limit {
    BUDGET_OPEN, /* none is reached */
    BUDGET_COST,
    BUDGET_REQUESTS,
    BUDGET_TOKENS,
    BUDGET_TIME
};

enum budget_answer {
    BUDGET_GO,   /* reserved: send it */
    BUDGET_WAIT, /* nothing reserved: ask again when a call has ended */
    BUDGET_SPENT /* nothing reserved: this call can never be sent */
};

struct budget {
    struct budget_limits limits;
    struct ledger ledger;
    struct budget_use reserved; /* for calls under way */
    int64_t in_flight;
    int64_t started_us;
    enum budget_limit reached; /* the first that a call met */
};

/* spent: what the run had used before (one that goes on); NULL: nothing. */
void budget_init(struct budget *budget, const struct budget_limits *limits,
                 const struct ledger *spent, int64_t now_us);

/* Reserves, or says why not. */
enum budget_answer budget_ask(struct budget *budget, const struct budget_use *most,
                              int64_t now_us);

/* A call that was reserved with `most` has ended. */
void budget_settle(struct budget *budget, const struct budget_use *most,
                   const struct budget_use *used, bool is_estimate);
/* A call that was reserved was not sent after all. */
void budget_return(struct budget *budget, const struct budget_use *most);

/* Its time is over, whether or not a call asks. */
void budget_expire(struct budget *budget);

/* When its time is over, on the steady clock; INT64_MAX: never. */
int64_t budget_end_us(const struct budget *budget);

/* Why it is spent; the caller's: "the budget of $5.00 was reached ($4.97 spent)". */
char *budget_clause(const struct budget *budget);

/* The same of what is counted, for people; the caller's: "the budget of $5.00 was reached
 * after 812 of 2,520 calls ($4.97 spent); the same command with a larger budget
 * continues". noun: of what is counted. */
char *budget_sentence(const struct budget *budget, int64_t done, int64_t planned,
                      const char *noun);

#endif
