/* limits/spending.h - one call's money: its bound before it is sent, its cost when it has
 * ended. The few lines between prices, budget and flights. */
#ifndef NOWORSE_LIMITS_SPENDING_H
#define NOWORSE_LIMITS_SPENDING_H

#include "limits/budget.h"
#include "providers/cost.h"

struct spending {
    struct budget_use most; /* of each of the sample's calls */
    int64_t day;            /* whose prices hold: that of the first call */
    struct cost call;       /* of the last call that ended, as the ledger counts it */
    struct cost reply;      /* of the last reply, by its usage: the sample's */
};

/* A request was built. */
void spending_begin(struct spending *spending, const struct model_price *price,
                    size_t request_bytes, int64_t wall_ms);

/* A call has ended: prices the reply (its cost_usd is the cost from here on, whoever says
 * it) and settles the budget. */
void spending_settle(struct spending *spending, const struct model_price *price,
                     struct reply *reply, struct budget *budget);

/* A reply that was used again and not paid for: its cost_usd is what it had cost. */
void spending_reuse(struct spending *spending, const struct model_price *price,
                    struct reply *reply);

/* Who says what it cost, as the run file spells it: "vendor", "table", "price";
 * "reserved": nobody; NULL: unknown, or surely nothing. */
const char *cost_word(const struct cost *cost);

#endif
