/* runner/inquiry.c - one request to a model, until its reply is final. */
#include "runner/inquiry.h"

#include "base/mem.h"
#include "runner/masking.h"
#include "runner/text_batch.h"
#include "store/run_file_heard.h"

#include <math.h>
#include <string.h>

static const struct prepared *prepared_of(const struct inquiry *inquiry)
{
    return inquiry->context->prepared;
}

static const struct prepared_model *model_of(const struct inquiry *inquiry)
{
    return &prepared_of(inquiry)->models[inquiry->model];
}

static const struct cohort *cohort_of(const struct inquiry *inquiry)
{
    return prepared_cohort(prepared_of(inquiry), inquiry->sample->test->cohort);
}

void inquiry_open(struct inquiry *inquiry, struct inquiry_context *context,
                  const struct next_sample *sample, void (*on_done)(void *owner),
                  void *owner)
{
    inquiry->context = context;
    inquiry->state = INQUIRY_IDLE;
    inquiry->sample = sample;
    inquiry->on_done = on_done;
    inquiry->owner = owner;
    asking_init(&inquiry->asking);
    reply_init(&inquiry->reply);
    uv_timer_init(context->loop, &inquiry->timer);
    inquiry->timer.data = inquiry;
    inquiry->draw.owner = inquiry;
}

void inquiry_close(struct inquiry *inquiry)
{
    if (!uv_is_closing((uv_handle_t *)&inquiry->timer))
        uv_close((uv_handle_t *)&inquiry->timer, NULL);
}

void inquiry_release(struct inquiry *inquiry)
{
    asking_release(&inquiry->asking);
    reply_release(&inquiry->reply);
}

void inquiry_fail(struct inquiry *inquiry, enum failure failure, const char *message)
{
    reply_clear(&inquiry->reply);
    reply_fail(&inquiry->reply, failure, "%s", message);
    inquiry->state = INQUIRY_DONE;
}

static struct reuse_sample reuse_sample_of(const struct inquiry *inquiry)
{
    const struct prepared *prepared = prepared_of(inquiry);
    const struct next_sample *sample = inquiry->sample;
    const struct cohort *cohort = cohort_of(inquiry);

    return (struct reuse_sample){.key = inquiry->draw.key,
                                 .model = model_of(inquiry),
                                 .suite_model = &prepared->suite->models[inquiry->model],
                                 .request = &inquiry->asking.request,
                                 .cohort = cohort->name,
                                 .case_id = sample->test->row.id,
                                 .held_out = cohort->held_out,
                                 .repeat = sample->repeat};
}

/* The vector of a text that was embedded before in this run. */
static bool vector_is_here(struct inquiry *inquiry)
{
    return inquiry->is_shared &&
           vector_memory_find(&inquiry->context->reuse->vectors, inquiry->draw.key,
                              &inquiry->reply.vectors);
}

static void vector_keep(struct inquiry *inquiry)
{
    if (inquiry->is_shared && inquiry->reply.failure == FAILURE_NONE)
        vector_memory_add(&inquiry->context->reuse->vectors, inquiry->draw.key,
                          &inquiry->reply.vectors);
}

static bool reply_is_here(struct inquiry *inquiry)
{
    const struct reuse_sample sample = reuse_sample_of(inquiry);
    struct reuse_facts facts;

    if (!reuse_find(inquiry->context->reuse, &sample, &inquiry->reply, &facts))
        return false;
    spending_reuse(&inquiry->spending, &model_of(inquiry)->price, &inquiry->reply);
    inquiry->cached_ms = facts.stored_ms;
    inquiry->latency_ms = facts.latency_ms;
    inquiry->first_byte_ms = facts.first_byte_ms;
    mask_text(&prepared_of(inquiry)->secrets, &inquiry->reply.message);
    vector_keep(inquiry);
    return true;
}

/* Its reply is here, or on its way to another; else it is to be asked for, if that is
 * allowed. */
static void inquiry_seek(struct inquiry *inquiry)
{
    enum cache_mode mode = model_of(inquiry)->cache;

    if (vector_is_here(inquiry) || (mode != CACHE_OFF && reply_is_here(inquiry)))
        inquiry->state = INQUIRY_DONE;
    else if (mode == CACHE_OFF && !inquiry->is_shared)
        inquiry->state = INQUIRY_READY;
    else if (mode == CACHE_ONLY)
        inquiry_fail(inquiry, FAILURE_UNCACHED, failure_facts[FAILURE_UNCACHED].summary);
    else
        inquiry->state = draws_join(&inquiry->context->reuse->draws, &inquiry->draw)
                             ? INQUIRY_READY
                             : INQUIRY_JOINED;
}

/* What it asked is answered, or will not be: those that waited for that look again. */
static void draw_end(struct inquiry *inquiry)
{
    struct draw *waiting = draws_leave(&inquiry->context->reuse->draws, &inquiry->draw);

    while (waiting) {
        struct inquiry *joined = waiting->owner;

        waiting = waiting->next;
        inquiry_seek(joined);
        if (joined->state == INQUIRY_READY)
            joined->context->on_ready(joined->context->on_context, joined);
        else if (joined->state == INQUIRY_DONE)
            joined->on_done(joined->owner);
    }
}

static void reply_keep(struct inquiry *inquiry, const struct response *response)
{
    const struct clock *clock = inquiry->context->options->clock;
    const struct reuse_sample sample = reuse_sample_of(inquiry);
    const struct reuse_facts facts = {clock->wall_ms(clock), inquiry->latency_ms,
                                      inquiry->first_byte_ms};

    vector_keep(inquiry);
    if (sample.model->cache != CACHE_OFF && inquiry->reply.failure == FAILURE_NONE)
        reuse_keep(inquiry->context->reuse, &sample, response, &inquiry->reply, &facts);
}

/* What came is no one text's alone: each is kept as if it had been. */
static void vector_keep_alone(struct inquiry *inquiry)
{
    struct buf *body = &inquiry->context->reuse->vector;
    struct response response;

    text_batch_response(inquiry, body, &response);
    reply_keep(inquiry, &response);
}

static void inquiry_end(struct inquiry *inquiry)
{
    inquiry->state = INQUIRY_DONE;
    draw_end(inquiry);
    inquiry->on_done(inquiry->owner);
}

/* To one that was carried: its own vector, or why there is none. */
static void vector_give(const struct inquiry *carrier, size_t index,
                        struct inquiry *carried)
{
    const struct reply *from = &carrier->reply;
    struct reply *reply = &carried->reply;
    const size_t bytes = from->vectors.dimension * sizeof(float);

    reply_clear(reply);
    reply->status = from->status;
    reply->model_served = mem_text(from->model_served);
    if (from->failure != FAILURE_NONE) {
        reply_fail(reply, from->failure, "%s", from->message ? from->message : "");
        return;
    }
    reply->vectors = (struct vectors){mem_new(1, bytes), 1, from->vectors.dimension};
    memcpy(reply->vectors.numbers, vector_at(&from->vectors, index), bytes);
}

/* All who asked with it have their replies; its own has the first vector alone. */
static void batch_end(struct inquiry *carrier)
{
    struct inquiry *next = carrier->carried;
    size_t index = 1;

    for (struct inquiry *carried = next; carried; carried = carried->next)
        vector_give(carrier, index++, carried);
    carrier->carried = NULL;
    if (carrier->reply.failure == FAILURE_NONE) {
        carrier->reply.vectors.count = 1;
        text_batch_build(carrier); /* what is kept shows its own text alone */
        vector_keep_alone(carrier);
    }
    while (next) {
        struct inquiry *carried = next;

        next = next->next;
        carried->carrier = NULL;
        if (carried->reply.failure == FAILURE_NONE)
            vector_keep_alone(carried);
        inquiry_end(carried);
    }
}

/* A refused request may be so for one of its texts: each asks again, alone. */
static void batch_split(struct inquiry *carrier)
{
    struct inquiry_context *context = carrier->context;
    struct inquiry *next = carrier->carried;

    text_batch_leave(carrier);
    text_batch_build(carrier);
    carrier->is_alone = true;
    carrier->state = INQUIRY_READY;
    reply_clear(&carrier->reply);
    context->on_ready(context->on_context, carrier);
    while (next) {
        struct inquiry *left = next;

        next = next->next;
        left->is_alone = true;
        context->on_ready(context->on_context, left);
    }
}

static void on_retry_timer(uv_timer_t *timer)
{
    struct inquiry *inquiry = timer->data;

    inquiry->state = INQUIRY_READY;
    inquiry->context->on_ready(inquiry->context->on_context, inquiry);
}

/* A text each: else nobody knows which belongs to which. */
static void vectors_check(struct inquiry *inquiry)
{
    const size_t asked = text_batch_count(inquiry);

    if (inquiry->is_shared && inquiry->reply.failure == FAILURE_NONE &&
        inquiry->reply.vectors.count != asked)
        reply_fail(&inquiry->reply, FAILURE_UNREADABLE, "%zu texts have %zu embeddings",
                   asked, inquiry->reply.vectors.count);
}

static void reply_take(struct inquiry *inquiry, const struct transport_result *result)
{
    const struct prepared_model *model = model_of(inquiry);

    reply_clear(&inquiry->reply);
    rate_limits_read(&result->response, &inquiry->rate_limits);
    inquiry->latency_ms = (double)result->latency_us / 1000;
    inquiry->first_byte_ms =
        result->first_byte_us < 0 ? (double)NAN : (double)result->first_byte_us / 1000;
    if (result->failure == FAILURE_NONE) {
        model->type->read(model->state, &result->response, &inquiry->reply);
    } else {
        reply_fail(&inquiry->reply, result->failure, "%s", result->message);
        inquiry->reply.status = result->response.status;
    }
    vectors_check(inquiry);
    /* It may be shown while the next try is waited for. */
    mask_text(&prepared_of(inquiry)->secrets, &inquiry->reply.message);
}

static void on_call_done(void *given, const struct transport_result *result)
{
    struct inquiry *inquiry = given;
    struct inquiry_context *context = inquiry->context;
    const struct clock *clock = context->options->clock;

    inquiry->transfer = NULL;
    inquiry->call_ended_ms = clock->wall_ms(clock);
    inquiry->wait_ms = -1;
    reply_take(inquiry, result);
    spending_settle(&inquiry->spending, &model_of(inquiry)->price, &inquiry->reply,
                    context->budget);
    if (inquiry->reply.failure != FAILURE_NONE &&
        inquiry->reply.failure != FAILURE_STOPPED)
        inquiry->wait_ms =
            retry_wait_ms(&inquiry->retry, &inquiry->reply, &inquiry->limits,
                          clock->steady_us(clock), &context->random);
    context->on_call_end(context->on_context, inquiry);
    if (inquiry->wait_ms < 0) {
        if (inquiry->carried && inquiry->reply.failure == FAILURE_REJECTED) {
            batch_split(inquiry);
            return;
        }
        if (inquiry->carried)
            batch_end(inquiry);
        else
            reply_keep(inquiry, &result->response);
        inquiry_end(inquiry);
        return;
    }
    inquiry->state = INQUIRY_WAITING;
    uv_timer_start(&inquiry->timer, on_retry_timer, (uint64_t)inquiry->wait_ms, 0);
}

void inquiry_send(struct inquiry *inquiry)
{
    const struct transport_job job = {
        .kind = model_of(inquiry)->type->transport,
        .request = &inquiry->asking.request,
        .limits = {.connect_s = TRANSPORT_CONNECT_S,
                   .timeout_s = inquiry->limits.timeout_s,
                   .idle_s = inquiry->limits.idle_s,
                   .reply_bytes = inquiry->limits.reply_bytes}};

    inquiry->retry.tries++;
    inquiry->state = INQUIRY_SENT;
    inquiry->sent_ms = uv_now(inquiry->context->loop);
    inquiry->transfer =
        transport_send(inquiry->context->transport, &job, on_call_done, inquiry);
}

static void limits_set(struct inquiry *inquiry)
{
    const struct run_options *options = inquiry->context->options;

    inquiry->limits = prepared_of(inquiry)->suite->models[inquiry->model].limits;
    if (options->timeout_s > 0)
        inquiry->limits.timeout_s = options->timeout_s;
    if (options->retries >= 0)
        inquiry->limits.retries = (unsigned)options->retries;
}

void inquiry_clear(struct inquiry *inquiry, int model)
{
    const struct clock *clock = inquiry->context->options->clock;

    inquiry->model = model;
    inquiry->purpose = INQUIRY_ANSWER;
    inquiry->vote = 0;
    inquiry->is_heard = inquiry->is_shared = inquiry->is_alone = false;
    inquiry->carried = inquiry->carrier = NULL;
    inquiry->goes_first = false;
    limits_set(inquiry);
    inquiry->started_ms = clock->wall_ms(clock);
    inquiry->retry = (struct retry_state){.since_us = clock->steady_us(clock)};
    inquiry->latency_ms = inquiry->first_byte_ms = inquiry->queued_ms = (double)NAN;
    inquiry->cached_ms = 0;
    inquiry->call_is_open = false;
    inquiry->call = inquiry->call_ended_ms = 0;
    inquiry->request_digest[0] = '\0';
    reply_clear(&inquiry->reply);
}

void inquiry_identify(struct inquiry *inquiry)
{
    asking_digest(&inquiry->asking, model_of(inquiry), inquiry->context->hash,
                  inquiry->request_digest);
}

enum inquiry_state inquiry_begin(struct inquiry *inquiry)
{
    const struct next_sample *sample = inquiry->sample;
    const struct prepared_model *model = model_of(inquiry);

    spending_begin(&inquiry->spending, &model->price, inquiry->asking.request.body.length,
                   inquiry->started_ms);
    if (inquiry->is_shared)
        asking_key(inquiry->request_digest, "", "", 0, 0, inquiry->context->hash,
                   inquiry->draw.key);
    else if (model->cache != CACHE_OFF)
        asking_key(inquiry->request_digest, cohort_of(inquiry)->name,
                   sample->test->row.id, sample->repeat, inquiry->vote,
                   inquiry->context->hash, inquiry->draw.key);
    inquiry_seek(inquiry);
    return inquiry->state;
}

bool inquiry_is_under_way(const struct inquiry *inquiry)
{
    return inquiry->state == INQUIRY_SENT ||
           (inquiry->state == INQUIRY_CARRIED && inquiry->carrier->state == INQUIRY_SENT);
}

void inquiry_cancel(struct inquiry *inquiry)
{
    if (inquiry->state == INQUIRY_SENT)
        transport_cancel(inquiry->transfer);
}

void inquiry_drop(struct inquiry *inquiry)
{
    uv_timer_stop(&inquiry->timer);
    text_batch_leave(inquiry);
    draws_leave(&inquiry->context->reuse->draws, &inquiry->draw);
    inquiry_fail(inquiry, FAILURE_STOPPED, "the run ended before the next try");
}

const char *inquiry_failure(const struct inquiry *inquiry)
{
    const struct reply *reply = &inquiry->reply;

    return reply->message && !cohort_of(inquiry)->held_out
               ? reply->message
               : failure_facts[reply->failure].summary;
}

char *inquiry_end_reason(const struct inquiry *inquiry)
{
    const struct suite *suite = prepared_of(inquiry)->suite;
    const char *failure = inquiry_failure(inquiry);

    return suite->model_count > 1
               ? mem_format("model %s: %s", suite->models[inquiry->model].id, failure)
               : mem_text(failure);
}

static const char *purpose_of(const struct inquiry *inquiry)
{
    return inquiry->purpose == INQUIRY_ANSWER
               ? NULL
               : prepared_of(inquiry)->plan->graders[inquiry->purpose].name;
}

int inquiry_record_call(struct inquiry *inquiry, struct error *err)
{
    const struct clock *clock = inquiry->context->options->clock;
    const struct next_sample *sample = inquiry->sample;
    const struct call_record record = {.case_number = sample->test->number,
                                       .variant = sample->variant,
                                       .repeat = sample->repeat,
                                       .purpose = purpose_of(inquiry),
                                       .tries = inquiry->retry.tries + 1,
                                       .sent_ms = clock->wall_ms(clock),
                                       .reserved_usd =
                                           money_to_usd(inquiry->spending.most.cost),
                                       .reserved_tokens = inquiry->spending.most.tokens};

    inquiry->call_is_open = true;
    return run_file_add_call(prepared_of(inquiry)->file, &record, &inquiry->call, err);
}

int inquiry_record_call_end(struct inquiry *inquiry, struct error *err)
{
    const struct reply *reply = &inquiry->reply;
    const struct call_outcome outcome = {
        .ended_ms = inquiry->call_ended_ms,
        .failure = reply->failure,
        .status = reply->status,
        .input_tokens = reply->usage.input_total,
        .output_tokens = reply->usage.output_total,
        .cost_usd = money_to_usd(inquiry->spending.call.amount),
        .cost_source = cost_word(&inquiry->spending.call),
        .wait_ms = inquiry->wait_ms};

    inquiry->call_is_open = false;
    return run_file_end_call(prepared_of(inquiry)->file, inquiry->call, &outcome, err);
}

int inquiry_record_heard(struct inquiry *inquiry, struct error *err)
{
    const struct next_sample *sample = inquiry->sample;
    const struct reply *reply = &inquiry->reply;

    mask_reply(&prepared_of(inquiry)->secrets, &inquiry->reply);
    return run_file_add_heard(
        prepared_of(inquiry)->file,
        &(struct heard_record){.case_number = sample->test->number,
                               .variant = sample->variant,
                               .repeat = sample->repeat,
                               .call = inquiry->call,
                               .request_digest = inquiry->request_digest,
                               .vote = inquiry->vote,
                               .text = reply->has_text ? buf_text(&reply->text) : NULL,
                               .text_length = reply->text.length,
                               .refusal = reply->refusal},
        err);
}
