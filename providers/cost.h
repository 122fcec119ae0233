/* providers/cost.h - what the calls of one model cost: before they are sent at most,
 * after they are answered in fact. Pure.
 *
 * Whose price holds: what the suite wrote (`price`); else what the vendor says that it
 * billed (a cost in the reply); else the table, by the model that the reply names as
 * served, or where that is in no table by the one that was asked for. A cost that none of
 * these tells is unknown, never 0.
 *
 * Of the table: written and cached input costs its own price where there is one, else as
 * input; the whole request costs the prices for long input where its input is longer than
 * these begin; reasoning is output. Discounts and surcharges that a parameter asks for
 * (service tiers, web search) are in no table: their cost is unknown unless the vendor or
 * the suite says it.
 */
#ifndef NOWORSE_PROVIDERS_COST_H
#define NOWORSE_PROVIDERS_COST_H

#include "providers/prices.h"
#include "providers/reply.h"
#include "suites/suite.h"

enum cost_source {
    COST_UNKNOWN,
    COST_WRITTEN, /* the suite's `price` */
    COST_VENDOR,  /* the reply says so */
    COST_TABLE
};
const char *cost_source_name(enum cost_source source); /* "price", "vendor", "table";
                                                          NULL: unknown */

struct model_price {
    const struct prices *table;  /* borrowed */
    const struct price_row *row; /* of the model as it is asked for; NULL: in no table */
    const char *provider;        /* borrowed from the suite */
    bool has_written;            /* `written` holds */
    struct token_prices written; /* of `price` */
    int64_t per_request;         /* of `price`; MONEY_UNKNOWN: none */
    const char *surcharged_by;   /* a parameter that the table has no price for; NULL */
    bool input_is_bounded;       /* a vendor's: no more tokens than bytes are sent; a
                                    program or an application of one's own may ask more */
    bool is_input_only;          /* an embedding model: there is no output to pay for */
    int64_t max_output; /* tokens: the parameter's, else the table's; 0: no bound */
};

/* -1: `price` makes no sense; told at its place. is_vendor: see input_is_bounded. */
int model_price_compile(const struct suite_model *model, const struct prices *table,
                        struct model_price *out, struct error_list *errors);

/* The most that a call can cost or use, with the bytes of its rendered request;
 * MONEY_UNKNOWN, UNKNOWN_COUNT: there is no bound. */
int64_t cost_at_most(const struct model_price *price, size_t request_bytes, int64_t day);
int64_t tokens_at_most(const struct model_price *price, size_t request_bytes);

struct cost {
    int64_t amount; /* base/money.h; MONEY_UNKNOWN */
    enum cost_source source;
    bool is_estimate; /* what was reserved: the call may have been billed, and nobody says
                         what */
};

/* Of an answer, by its usage. */
struct cost cost_of_reply(const struct model_price *price, const struct reply *reply,
                          int64_t day);

/* Of a call, answered or failed: that which was surely not billed costs 0; that whose
 * cost nobody tells costs what was reserved for it. */
struct cost cost_of_call(const struct model_price *price, const struct reply *reply,
                         int64_t reserved, int64_t day);

/* Tokens in and out, likewise. */
int64_t tokens_of_call(const struct reply *reply, int64_t reserved);

#endif
