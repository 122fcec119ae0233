/* limits/spending.c - one call's money. */
#include "limits/spending.h"

void spending_begin(struct spending *spending, const struct model_price *price,
                    size_t request_bytes, int64_t wall_ms)
{
    int64_t day = price_day(wall_ms);

    *spending =
        (struct spending){.most = {.cost = cost_at_most(price, request_bytes, day),
                                   .tokens = tokens_at_most(price, request_bytes)},
                          .day = day,
                          .call = {.amount = MONEY_UNKNOWN},
                          .reply = {.amount = MONEY_UNKNOWN}};
}

void spending_reuse(struct spending *spending, const struct model_price *price,
                    struct reply *reply)
{
    spending->reply = cost_of_reply(price, reply, spending->day);
    reply->cost_usd = money_to_usd(spending->reply.amount);
}

void spending_settle(struct spending *spending, const struct model_price *price,
                     struct reply *reply, struct budget *budget)
{
    struct budget_use used;

    spending->call = cost_of_call(price, reply, spending->most.cost, spending->day);
    spending->reply = (struct cost){.amount = MONEY_UNKNOWN};
    used = (struct budget_use){.cost = spending->call.amount,
                               .tokens = tokens_of_call(reply, spending->most.tokens)};
    budget_settle(budget, &spending->most, &used, spending->call.is_estimate);
    if (reply->failure == FAILURE_NONE || spending->call.source != COST_UNKNOWN)
        spending_reuse(spending, price, reply);
}

const char *cost_word(const struct cost *cost)
{
    if (cost->is_estimate && cost->amount != MONEY_UNKNOWN)
        return "reserved";
    return cost_source_name(cost->source);
}
