/* runner/forecast.c - what a prepared run would ask, and what that costs at most. */
#include "runner/forecast.h"

#include "runner/forecast_graders.h"

struct forecasting {
    struct prepared *prepared;
    struct reuse reuse;
    int64_t day;
    struct forecast_model *models;
    struct asking asking;
    struct sha256 *hash;
    struct reply reply;               /* the last that was here */
    struct graders_forecast *graders; /* NULL: none asks */
    const struct next_sample *sample; /* borrowed: that is counted now */
    /* Bytes that an answer takes in questions about it: at most (SIZE_MAX: nobody knows),
     * and as a guess. */
    size_t answer_most, answer_guess;
};

/* Whether the run would find the reply; it is in of->reply then. */
static bool is_here(struct forecasting *of, int model, const uint8_t *key,
                    const struct request *request)
{
    const struct prepared *prepared = of->prepared;
    const struct next_sample *sample = of->sample;
    const struct reuse_sample of_sample = {
        .key = key,
        .model = &prepared->models[model],
        .suite_model = &prepared->suite->models[model],
        .request = request,
        .cohort = prepared_cohort(prepared, sample->test->cohort)->name,
        .case_id = sample->test->row.id,
        .repeat = sample->repeat};
    struct reuse_facts ignored;

    reply_clear(&of->reply);
    return (of_sample.model->cache == CACHE_USE ||
            of_sample.model->cache == CACHE_ONLY) &&
           reuse_find(&of->reuse, &of_sample, &of->reply, &ignored);
}

/* The most that a request of more bytes than anybody knows can cost is known where its
 * size does not matter. */
static int64_t cost_most(const struct model_price *price, size_t bytes, size_t more,
                         int64_t day)
{
    const int64_t cost = cost_at_most(price, bytes, day);

    if (more != SIZE_MAX)
        return cost_at_most(price, bytes + more, day);
    return cost == cost_at_most(price, 2 * bytes, day) ? cost : MONEY_UNKNOWN;
}

static void most_add(struct forecast_model *out, const struct model_price *price,
                     size_t bytes, size_t more, int64_t day)
{
    const int64_t cost = cost_most(price, bytes, more, day);
    const int64_t tokens =
        more == SIZE_MAX ? UNKNOWN_COUNT : tokens_at_most(price, bytes + more);

    out->cost_most = cost == MONEY_UNKNOWN || out->cost_most == MONEY_UNKNOWN
                         ? MONEY_UNKNOWN
                         : money_add(out->cost_most, cost);
    out->tokens_most = tokens == UNKNOWN_COUNT || out->tokens_most == UNKNOWN_COUNT
                           ? UNKNOWN_COUNT
                           : out->tokens_most + tokens;
}

static int64_t answer_tokens_guess(const struct model_price *price)
{
    return price->max_output && price->max_output < FORECAST_ANSWER_TOKENS
               ? price->max_output
               : FORECAST_ANSWER_TOKENS;
}

static void guess_add(struct forecast_model *out, const struct model_price *price,
                      size_t bytes, int64_t day)
{
    const int64_t answer = answer_tokens_guess(price);
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

static void question_add(void *context, const struct foreseen_question *question)
{
    struct forecasting *of = context;
    struct forecast_model *out = &of->models[question->model];
    const struct model_price *price = &of->prepared->models[question->model].price;
    const size_t bytes = question->request->body.length;

    out->calls++;
    if (is_here(of, question->model, question->key, question->request)) {
        out->cached++;
        return;
    }
    most_add(out, price, bytes,
             question->lacking && of->answer_most == SIZE_MAX
                 ? SIZE_MAX
                 : question->lacking * of->answer_most,
             of->day);
    guess_add(out, price, bytes + question->lacking * of->answer_guess, of->day);
}

static void answer_bytes_set(struct forecasting *of, const struct model_price *price)
{
    of->answer_most =
        price->max_output ? (size_t)price->max_output * FORECAST_TOKEN_BYTES : SIZE_MAX;
    of->answer_guess = (size_t)answer_tokens_guess(price) * FORECAST_TOKEN_BYTES;
}

static int sample_add(struct forecasting *of, int model, struct error *err)
{
    const struct next_sample *sample = of->sample;
    const struct open_case *test = sample->test;
    const struct prepared_model *asked = &of->prepared->models[model];
    struct forecast_model *out = &of->models[model];
    char digest[SHA256_HEX_SIZE];
    uint8_t key[SHA256_BYTES];
    struct error ignored;
    struct reply answer;
    bool has_answer;
    int rc = 0;

    out->calls++;
    if (asking_build(&of->asking, of->prepared, test->cohort, sample->variant,
                     sample->repeat, &test->row, &ignored))
        return 0; /* it will not be sent */
    asking_digest(&of->asking, asked, of->hash, digest);
    asking_key(digest, prepared_cohort(of->prepared, test->cohort)->name, test->row.id,
               sample->repeat, 0, of->hash, key);
    has_answer = is_here(of, model, key, &of->asking.request);
    if (has_answer) {
        out->cached++;
    } else {
        most_add(out, &asked->price, of->asking.request.body.length, 0, of->day);
        guess_add(out, &asked->price, of->asking.request.body.length, of->day);
    }
    if (!of->graders)
        return 0;
    answer_bytes_set(of, &asked->price);
    answer = of->reply; /* replies to graders come into its place */
    reply_init(&of->reply);
    rc = graders_forecast_add(of->graders, sample, has_answer ? &answer : NULL, err);
    reply_release(&answer);
    return rc;
}

int forecast_run(struct prepared *prepared, struct reply_cache *replies, int64_t now_ms,
                 struct forecast_model *models, struct error *err)
{
    struct sample_queue *queue = sample_queue_new(prepared, NULL, NULL);
    struct forecasting of = {.prepared = prepared,
                             .day = price_day(now_ms),
                             .models = models,
                             .hash = sha256_new()};
    int rc = 0;

    asking_init(&of.asking);
    reply_init(&of.reply);
    reuse_init(&of.reuse, replies, prepared, 1, now_ms);
    if (prepared->has_judges)
        of.graders = graders_forecast_new(prepared, question_add, &of);
    while (rc == 0 && !sample_queue_is_empty(queue)) {
        const int model = sample_queue_model(queue);
        struct next_sample sample;

        rc = sample_queue_take(queue, &sample, err);
        if (rc)
            break;
        of.sample = &sample;
        rc = sample_add(&of, model, err);
        sample_queue_return(queue, sample.test);
    }
    graders_forecast_free(of.graders);
    reuse_release(&of.reuse);
    reply_release(&of.reply);
    asking_release(&of.asking);
    sha256_free(of.hash);
    sample_queue_free(queue);
    return rc;
}
