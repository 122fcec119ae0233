/* runner/forecast.c - what a prepared run would ask, and what that costs at most. */
#include "runner/forecast.h"

#include "runner/asking.h"
#include "runner/sample_queue.h"

struct forecasting {
    struct prepared *prepared;
    struct reply_cache *replies;
    int64_t day;
    struct forecast_model *models;
    struct asking asking;
    struct sha256 *hash;
};

static bool is_here(struct forecasting *of, const struct next_sample *sample, int model)
{
    const struct prepared_model *asked = &of->prepared->models[model];
    const struct open_case *test = sample->test;
    char digest[SHA256_HEX_SIZE];
    uint8_t key[SHA256_BYTES];
    struct kept_reply ignored;

    if (!of->replies || (asked->cache != CACHE_USE && asked->cache != CACHE_ONLY))
        return false;
    asking_digest(&of->asking, asked, of->hash, digest);
    asking_key(digest, prepared_cohort(of->prepared, test->cohort)->name, test->row.id,
               sample->repeat, 0, of->hash, key);
    return reply_cache_find(of->replies, key, INT64_MIN, &ignored);
}

static void most_add(struct forecast_model *out, const struct model_price *price,
                     size_t bytes, int64_t day)
{
    const int64_t cost = cost_at_most(price, bytes, day);
    const int64_t tokens = tokens_at_most(price, bytes);

    out->cost_most = cost == MONEY_UNKNOWN || out->cost_most == MONEY_UNKNOWN
                         ? MONEY_UNKNOWN
                         : money_add(out->cost_most, cost);
    out->tokens_most = tokens == UNKNOWN_COUNT || out->tokens_most == UNKNOWN_COUNT
                           ? UNKNOWN_COUNT
                           : out->tokens_most + tokens;
}

static void guess_add(struct forecast_model *out, const struct model_price *price,
                      size_t bytes, int64_t day)
{
    const int64_t answer = price->max_output && price->max_output < FORECAST_ANSWER_TOKENS
                               ? price->max_output
                               : FORECAST_ANSWER_TOKENS;
    struct reply reply;
    struct cost cost;

    reply_init(&reply);
    reply.usage.input_total = (int64_t)(bytes / FORECAST_TOKEN_BYTES) + 1;
    reply.usage.output_total = answer;
    cost = cost_of_reply(price, &reply, day);
    out->tokens_guess += reply.usage.input_total + answer;
    out->cost_guess = cost.amount == MONEY_UNKNOWN || out->cost_guess == MONEY_UNKNOWN
                          ? MONEY_UNKNOWN
                          : money_add(out->cost_guess, cost.amount);
    reply_release(&reply);
}

static void sample_add(struct forecasting *of, const struct next_sample *sample,
                       int model)
{
    const struct open_case *test = sample->test;
    struct forecast_model *out = &of->models[model];
    const struct model_price *price = &of->prepared->models[model].price;
    struct error err;

    out->calls++;
    if (asking_build(&of->asking, of->prepared, test->cohort, sample->variant,
                     sample->repeat, &test->row, &err))
        return; /* it will not be sent */
    if (is_here(of, sample, model)) {
        out->cached++;
        return;
    }
    most_add(out, price, of->asking.request.body.length, of->day);
    guess_add(out, price, of->asking.request.body.length, of->day);
}

int forecast_run(struct prepared *prepared, struct reply_cache *replies, int64_t now_ms,
                 struct forecast_model *models, struct error *err)
{
    struct sample_queue *queue = sample_queue_new(prepared, NULL, NULL);
    struct forecasting of = {.prepared = prepared,
                             .replies = replies,
                             .day = price_day(now_ms),
                             .models = models,
                             .hash = sha256_new()};
    int rc = 0;

    asking_init(&of.asking);
    while (rc == 0 && !sample_queue_is_empty(queue)) {
        const int model = sample_queue_model(queue);
        struct next_sample sample;

        rc = sample_queue_take(queue, &sample, err);
        if (rc)
            break;
        sample_add(&of, &sample, model);
        sample_queue_return(queue, sample.test);
    }
    asking_release(&of.asking);
    sha256_free(of.hash);
    sample_queue_free(queue);
    return rc;
}
