/* providers/prices.h - what models cost: a dated table, by vendor and model. Pure.
 *
 * The table that the program has is providers/prices.json, compiled in; a suite can name
 * a file of its own (`prices: path`, schemas/prices.schema.json), which is then used
 * instead. A price is a function of the day, and of the vendor: the same weights cost
 * something else elsewhere. What is in no table has no price, which is not the price 0.
 */
#ifndef NOWORSE_PROVIDERS_PRICES_H
#define NOWORSE_PROVIDERS_PRICES_H

#include "base/error_list.h"
#include "base/money.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one token (base/money.h); MONEY_UNKNOWN: the table does not say. */
struct token_prices {
    int64_t input, output;
    int64_t cached;          /* input read from the vendor's cache; unknown: as input */
    int64_t write, write_1h; /* input written to it; unknown: as input, as write */
};

struct price_period {
    int64_t from_day; /* days since 1970-01-01 (UTC); INT64_MIN: ever since */
    struct token_prices prices;
    int64_t long_above; /* the whole request costs `longer` where its input has more
                           tokens than this; 0: it never does */
    struct token_prices longer;
};

struct price_row {
    const char *provider, *model;       /* borrowed from the table, as all here */
    const char *as_of;                  /* "2026-09-23" */
    const char *kind;                   /* "chat", "embedding" */
    int64_t max_output;                 /* tokens; 0: the table does not say */
    const struct price_period *periods; /* oldest first */
    size_t period_count;
};

struct prices;

struct prices *prices_shipped(void);
/* A file, checked; every mistake goes to errors with its place. -1: there was one. */
int prices_load(const char *path, struct prices **out, struct error_list *errors);
void prices_free(struct prices *prices); /* takes NULL */

const char *prices_as_of(const struct prices *prices); /* "2026-09-23"; borrowed */
json_t *prices_json(const struct prices *prices); /* as it was read; a new reference */
size_t prices_count(const struct prices *prices);
const struct price_row *prices_row(const struct prices *prices, size_t index);

/* By any of the model's names, letter for letter; or NULL. Cheap: done for every reply.
 */
const struct price_row *prices_find(const struct prices *prices, const char *provider,
                                    const char *model);

/* The prices that hold on a day, or NULL: they began later. */
const struct price_period *price_row_on(const struct price_row *row, int64_t day);

/* The day of a wall time, in UTC. */
int64_t price_day(int64_t wall_ms);
/* The day of "2026-09-23"; -1: no such day. */
int64_t price_day_parse(const char *text);

#endif
