/* providers/cost.c - what the calls of one model cost. */
#include "providers/cost.h"

#include "providers/provider.h"

#include <string.h>

const char *cost_source_name(enum cost_source source)
{
    static const char *const names[] = {[COST_UNKNOWN] = NULL,
                                        [COST_WRITTEN] = "price",
                                        [COST_VENDOR] = "vendor",
                                        [COST_TABLE] = "table"};

    return names[source];
}

static int64_t price_of(const json_t *map, const char *key)
{
    const json_t *price = json_object_get(map, key);

    return price ? money_from_usd(json_number_value(price)) / 1000000 : MONEY_UNKNOWN;
}

static int written_read(const struct suite_model *model, struct model_price *out,
                        struct error_list *errors)
{
    const json_t *map = json_object_get(model->source.json, "price");
    const json_t *per_request = json_object_get(map, "per_request");
    bool has_tokens = json_object_size(map) > (per_request ? 1 : 0);
    struct place place;

    if (!map)
        return 0;
    out->written = (struct token_prices){.input = price_of(map, "input"),
                                         .output = price_of(map, "output"),
                                         .cached = price_of(map, "cached"),
                                         .write = MONEY_UNKNOWN,
                                         .write_1h = MONEY_UNKNOWN};
    if (per_request && !has_tokens) {
        out->per_request = money_from_usd(json_number_value(per_request));
        return 0;
    }
    if (out->is_input_only && !json_object_get(map, "output"))
        out->written.output = 0;
    out->has_written = true;
    if (!per_request && out->written.input >= 0 && out->written.output >= 0)
        return 0;
    out->has_written = false;
    out->per_request = 0; /* so that nothing follows from it */
    place = source_place(&model->source, "/price");
    error_list_at(errors, &place, "N0457",
                  per_request ? "`per_request` stands alone in a price"
                              : "a price needs both `input` and `output`");
    return error_hint(error_list_last(errors),
                      "price: {input: 0.4, output: 1.6}, or price: {per_request: 0.01}");
}

/* What makes a request cost something else than the tokens of the table. */
static const char *surcharge_of(const json_t *params)
{
    static const char *const names[] = {"service_tier", "web_search_options", "audio",
                                        "models", NULL};

    for (size_t i = 0; names[i]; i++) {
        const char *word = json_string_value(json_object_get(params, names[i]));

        if (json_object_get(params, names[i]) && !(word && !strcmp(word, "default")))
            return names[i];
    }
    return NULL;
}

static int64_t max_output_of(const json_t *params, const struct price_row *row)
{
    int64_t one = json_integer_value(json_object_get(params, "max_completion_tokens"));
    int64_t other = json_integer_value(json_object_get(params, "max_tokens"));
    int64_t most = one > other ? one : other;

    if (most > 0)
        return most;
    return row ? row->max_output : 0;
}

int model_price_compile(const struct suite_model *model, const struct prices *table,
                        struct model_price *out, struct error_list *errors)
{
    const struct provider_type *type = provider_find(model->provider);
    const json_t *params = json_object_get(model->source.json, "params");

    *out = (struct model_price){.table = table,
                                .provider = model->provider,
                                .per_request = MONEY_UNKNOWN,
                                .surcharged_by = surcharge_of(params),
                                .is_input_only = model->role == MODEL_EMBEDDER,
                                .input_is_bounded = type && type->needs_name};
    if (model->name)
        out->row = prices_find(table, model->provider, model->name);
    if (out->input_is_bounded)
        out->max_output = max_output_of(params, out->row);
    return written_read(model, out, errors);
}

static int64_t dearest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Unknown where one of both is. */
static int64_t sum_of(int64_t input, int64_t output)
{
    return input < 0 || output < 0 ? MONEY_UNKNOWN : money_add(input, output);
}

static int64_t at_most_of(const struct model_price *price,
                          const struct token_prices *prices, size_t bytes)
{
    int64_t input = dearest(dearest(prices->input, prices->cached),
                            dearest(prices->write, prices->write_1h));
    int64_t output = price->is_input_only ? 0 : prices->output;

    if (input != 0)
        input =
            price->input_is_bounded ? money_times(input, (int64_t)bytes) : MONEY_UNKNOWN;
    if (output > 0)
        output =
            price->max_output ? money_times(output, price->max_output) : MONEY_UNKNOWN;
    return sum_of(input, output);
}

int64_t cost_at_most(const struct model_price *price, size_t request_bytes, int64_t day)
{
    const struct price_period *period = price->row ? price_row_on(price->row, day) : NULL;
    int64_t most;

    if (price->per_request != MONEY_UNKNOWN)
        return price->per_request;
    if (price->has_written)
        return at_most_of(price, &price->written, request_bytes);
    if (!period || price->surcharged_by)
        return MONEY_UNKNOWN;
    most = at_most_of(price, &period->prices, request_bytes);
    if (most >= 0 && period->long_above && request_bytes > (size_t)period->long_above)
        most = dearest(most, at_most_of(price, &period->longer, request_bytes));
    return most;
}

int64_t tokens_at_most(const struct model_price *price, size_t request_bytes)
{
    if (!price->input_is_bounded || (!price->max_output && !price->is_input_only))
        return UNKNOWN_COUNT;
    return money_add((int64_t)request_bytes, price->max_output);
}

static int64_t known(int64_t count, int64_t most)
{
    return count < 0 ? 0 : count < most ? count : most;
}

/* What is cached or written is part of the input; a vendor that says otherwise is
 * believed as far as the input goes. */
static int64_t usage_cost(const struct token_prices *prices, const struct usage *usage)
{
    int64_t cached = known(usage->input_cached, usage->input_total);
    int64_t written = known(usage->input_cache_write, usage->input_total - cached);
    int64_t plain = usage->input_total - cached - written;
    int64_t cost;

    if (usage->input_total < 0 || usage->output_total < 0 ||
        (prices->output < 0 && usage->output_total > 0))
        return MONEY_UNKNOWN;
    cost = money_times(prices->input, plain);
    cost = money_add(
        cost, money_times(prices->cached < 0 ? prices->input : prices->cached, cached));
    cost = money_add(
        cost, money_times(prices->write < 0 ? prices->input : prices->write, written));
    return usage->output_total
               ? money_add(cost, money_times(prices->output, usage->output_total))
               : cost;
}

static struct cost cost_made(int64_t amount, enum cost_source source)
{
    return (struct cost){.amount = amount,
                         .source = amount == MONEY_UNKNOWN ? COST_UNKNOWN : source};
}

static int64_t table_cost(const struct model_price *price, const struct reply *reply,
                          int64_t day)
{
    const struct price_row *row =
        reply->model_served
            ? prices_find(price->table, price->provider, reply->model_served)
            : NULL;
    const struct price_period *period;

    if (price->surcharged_by || reply->is_other_tier)
        return MONEY_UNKNOWN;
    if (!row)
        row = price->row;
    period = row ? price_row_on(row, day) : NULL;
    if (!period)
        return MONEY_UNKNOWN;
    return usage_cost(period->long_above && reply->usage.input_total > period->long_above
                          ? &period->longer
                          : &period->prices,
                      &reply->usage);
}

struct cost cost_of_reply(const struct model_price *price, const struct reply *reply,
                          int64_t day)
{
    int64_t reported = money_from_usd(reply->cost_usd);

    if (price->per_request != MONEY_UNKNOWN)
        return cost_made(price->per_request, COST_WRITTEN);
    if (price->has_written)
        return cost_made(usage_cost(&price->written, &reply->usage), COST_WRITTEN);
    if (reported != MONEY_UNKNOWN)
        return cost_made(reported, COST_VENDOR);
    return cost_made(table_cost(price, reply, day), COST_TABLE);
}

/* Whether the reply tells what was billed, though it may be no answer. */
static bool is_told(const struct reply *reply)
{
    return reply->failure == FAILURE_NONE ||
           (reply->usage.input_total >= 0 && reply->usage.output_total >= 0) ||
           reply->cost_usd >= 0;
}

struct cost cost_of_call(const struct model_price *price, const struct reply *reply,
                         int64_t reserved, int64_t day)
{
    struct cost cost = {MONEY_UNKNOWN, COST_UNKNOWN, false};

    if (is_told(reply))
        cost = cost_of_reply(price, reply, day);
    else if (!failure_facts[reply->failure].may_be_billed)
        return (struct cost){.amount = 0, .source = COST_UNKNOWN};
    if (cost.amount == MONEY_UNKNOWN)
        cost = (struct cost){.amount = reserved, .is_estimate = true};
    return cost;
}

int64_t tokens_of_call(const struct reply *reply, int64_t reserved)
{
    if (reply->usage.input_total >= 0 && reply->usage.output_total >= 0)
        return money_add(reply->usage.input_total, reply->usage.output_total);
    if (reply->failure != FAILURE_NONE && !failure_facts[reply->failure].may_be_billed)
        return 0;
    return reserved;
}
