/* runner/flight.c - one sample under way. */
#include "runner/flight.h"

#include "runner/masking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct prepared *prepared_of(const struct flight *flight)
{
    return flight->context->prepared;
}

int flight_model(const struct flight *flight)
{
    return prepared_variant(prepared_of(flight), flight->sample.variant)->model;
}

static const struct prepared_model *model_of(const struct flight *flight)
{
    return &prepared_of(flight)->models[flight_model(flight)];
}

void flight_open(struct flight *flight, struct flight_context *context)
{
    flight->context = context;
    flight->state = FLIGHT_SPARE;
    asking_init(&flight->asking);
    reply_init(&flight->reply);
    uv_timer_init(context->loop, &flight->timer);
    flight->timer.data = flight;
    flight->draw.owner = flight;
}

void flight_close(struct flight *flight)
{
    if (!uv_is_closing((uv_handle_t *)&flight->timer))
        uv_close((uv_handle_t *)&flight->timer, NULL);
}

void flight_release(struct flight *flight)
{
    asking_release(&flight->asking);
    reply_release(&flight->reply);
    sample_grades_release(&flight->grades);
}

static void flight_fail(struct flight *flight, enum failure failure, const char *message)
{
    reply_clear(&flight->reply);
    reply_fail(&flight->reply, failure, "%s", message);
    sample_grades_release(&flight->grades);
    flight->grades.result = (struct sample_result){VERDICT_UNSCORED, (double)NAN};
    flight->state = FLIGHT_ENDED;
}

static void flight_graded(void *given)
{
    struct flight *flight = given;

    flight->state = FLIGHT_ENDED;
    flight->context->on_end(flight->context->on_context, flight);
}

/* Ended, or grading on another thread. */
static void flight_grade(struct flight *flight)
{
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    flight->grading = (struct grading_job){
        .grades = &flight->grades, .done = flight_graded, .context = flight};
    flight->state = FLIGHT_GRADING;
    if (sample_grading_of(prepared_of(flight), sample->test->cohort, sample->variant,
                          &sample->test->row, &flight->reply, flight->latency_ms,
                          &flight->grading.what, &err)) {
        flight->context->on_broken(flight->context->on_context, &err);
        flight_fail(flight, FAILURE_STOPPED, "the run ended");
    } else if (grading_pool_grade(flight->context->pool, &flight->grading)) {
        flight->state = FLIGHT_ENDED;
    }
}

static struct reuse_sample reuse_sample_of(const struct flight *flight)
{
    const struct prepared *prepared = prepared_of(flight);
    const struct next_sample *sample = &flight->sample;
    const struct cohort *cohort = prepared_cohort(prepared, sample->test->cohort);

    return (struct reuse_sample){.key = flight->draw.key,
                                 .model = model_of(flight),
                                 .suite_model =
                                     &prepared->suite->models[flight_model(flight)],
                                 .request = &flight->asking.request,
                                 .cohort = cohort->name,
                                 .case_id = sample->test->row.id,
                                 .held_out = cohort->held_out,
                                 .repeat = sample->repeat};
}

static bool reply_is_here(struct flight *flight)
{
    const struct reuse_sample sample = reuse_sample_of(flight);
    struct reuse_facts facts;

    if (!reuse_find(flight->context->reuse, &sample, &flight->reply, &facts))
        return false;
    spending_reuse(&flight->spending, &model_of(flight)->price, &flight->reply);
    flight->cached_ms = facts.stored_ms;
    flight->latency_ms = facts.latency_ms;
    flight->first_byte_ms = facts.first_byte_ms;
    mask_text(&prepared_of(flight)->secrets, &flight->reply.message);
    return true;
}

/* Its reply is here, or on its way to another; else it is to be asked for, if that is
 * allowed. */
static void flight_seek(struct flight *flight)
{
    enum cache_mode mode = model_of(flight)->cache;

    if (mode == CACHE_OFF)
        flight->state = FLIGHT_READY;
    else if (reply_is_here(flight))
        flight_grade(flight);
    else if (mode == CACHE_ONLY)
        flight_fail(flight, FAILURE_UNCACHED, failure_facts[FAILURE_UNCACHED].summary);
    else
        flight->state = draws_join(&flight->context->reuse->draws, &flight->draw)
                            ? FLIGHT_READY
                            : FLIGHT_JOINED;
}

static void end_tell(struct flight *flight)
{
    if (flight->state == FLIGHT_ENDED)
        flight->context->on_end(flight->context->on_context, flight);
}

/* What it asked is answered, or will not be: those that waited for that look again. */
static void draw_end(struct flight *flight)
{
    struct draw *waiting = draws_leave(&flight->context->reuse->draws, &flight->draw);

    while (waiting) {
        struct flight *joined = waiting->owner;

        waiting = waiting->next;
        flight_seek(joined);
        if (joined->state == FLIGHT_READY)
            joined->context->on_ready(joined->context->on_context, joined);
        end_tell(joined);
    }
}

static void reply_keep(struct flight *flight, const struct transport_result *result)
{
    const struct clock *clock = flight->context->options->clock;
    const struct reuse_sample sample = reuse_sample_of(flight);
    const struct reuse_facts facts = {clock->wall_ms(clock), flight->latency_ms,
                                      flight->first_byte_ms};

    if (sample.model->cache != CACHE_OFF && flight->reply.failure == FAILURE_NONE)
        reuse_keep(flight->context->reuse, &sample, &result->response, &flight->reply,
                   &facts);
}

static void on_retry_timer(uv_timer_t *timer)
{
    struct flight *flight = timer->data;

    flight->state = FLIGHT_READY;
    flight->context->on_ready(flight->context->on_context, flight);
}

static void reply_take(struct flight *flight, const struct transport_result *result)
{
    const struct prepared_model *model = model_of(flight);

    reply_clear(&flight->reply);
    rate_limits_read(&result->response, &flight->rate_limits);
    flight->latency_ms = (double)result->latency_us / 1000;
    flight->first_byte_ms =
        result->first_byte_us < 0 ? (double)NAN : (double)result->first_byte_us / 1000;
    if (result->failure == FAILURE_NONE) {
        model->type->read(model->state, &result->response, &flight->reply);
    } else {
        reply_fail(&flight->reply, result->failure, "%s", result->message);
        flight->reply.status = result->response.status;
    }
    /* It may be shown while the next try is waited for. */
    mask_text(&prepared_of(flight)->secrets, &flight->reply.message);
}

static void on_done(void *given, const struct transport_result *result)
{
    struct flight *flight = given;
    const struct flight_context *context = flight->context;
    const struct clock *clock = context->options->clock;

    flight->transfer = NULL;
    flight->call_ended_ms = clock->wall_ms(clock);
    flight->wait_ms = -1;
    reply_take(flight, result);
    spending_settle(&flight->spending, &model_of(flight)->price, &flight->reply,
                    context->budget);
    if (flight->reply.failure != FAILURE_NONE && flight->reply.failure != FAILURE_STOPPED)
        flight->wait_ms =
            retry_wait_ms(&flight->retry, &flight->reply, &flight->limits,
                          clock->steady_us(clock), &flight->context->random);
    context->on_call_end(context->on_context, flight);
    if (flight->wait_ms < 0) {
        reply_keep(flight, result);
        flight_grade(flight);
        draw_end(flight);
        end_tell(flight);
        return;
    }
    flight->state = FLIGHT_WAITING;
    uv_timer_start(&flight->timer, on_retry_timer, (uint64_t)flight->wait_ms, 0);
}

void flight_send(struct flight *flight)
{
    const struct transport_job job = {
        .kind = model_of(flight)->type->transport,
        .request = &flight->asking.request,
        .limits = {.connect_s = TRANSPORT_CONNECT_S,
                   .timeout_s = flight->limits.timeout_s,
                   .idle_s = flight->limits.idle_s,
                   .reply_bytes = flight->limits.reply_bytes}};

    flight->retry.tries++;
    flight->state = FLIGHT_SENT;
    flight->sent_ms = uv_now(flight->context->loop);
    flight->transfer = transport_send(flight->context->transport, &job, on_done, flight);
}

static void limits_set(struct flight *flight)
{
    const struct run_options *options = flight->context->options;

    flight->limits = prepared_of(flight)->suite->models[flight_model(flight)].limits;
    if (options->timeout_s > 0)
        flight->limits.timeout_s = options->timeout_s;
    if (options->retries >= 0)
        flight->limits.retries = (unsigned)options->retries;
}

enum flight_state flight_begin(struct flight *flight)
{
    const struct clock *clock = flight->context->options->clock;
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    limits_set(flight);
    flight->started_ms = clock->wall_ms(clock);
    flight->retry = (struct retry_state){.since_us = clock->steady_us(clock)};
    flight->latency_ms = flight->first_byte_ms = (double)NAN;
    flight->cached_ms = 0;
    flight->call_is_open = false;
    flight->request_digest[0] = '\0';
    reply_clear(&flight->reply);
    if (asking_build(&flight->asking, prepared_of(flight), sample->test->cohort,
                     sample->variant, sample->repeat, &sample->test->row, &err)) {
        flight_fail(flight, FAILURE_REJECTED, err.message);
        return flight->state;
    }
    asking_digest(&flight->asking, model_of(flight), flight->context->hash,
                  flight->request_digest);
    spending_begin(&flight->spending, &model_of(flight)->price,
                   flight->asking.request.body.length, flight->started_ms);
    if (model_of(flight)->cache != CACHE_OFF)
        asking_key(flight->request_digest,
                   prepared_cohort(prepared_of(flight), sample->test->cohort)->name,
                   sample->test->row.id, sample->repeat, flight->context->hash,
                   flight->draw.key);
    flight_seek(flight);
    return flight->state;
}

void flight_cancel(struct flight *flight)
{
    if (flight->state == FLIGHT_SENT)
        transport_cancel(flight->transfer);
}

void flight_drop(struct flight *flight)
{
    uv_timer_stop(&flight->timer);
    draws_leave(&flight->context->reuse->draws, &flight->draw);
    flight_fail(flight, FAILURE_STOPPED, "the run ended before the next try");
}

const char *flight_failure(const struct flight *flight)
{
    const struct reply *reply = &flight->reply;
    const struct cohort *cohort =
        prepared_cohort(prepared_of(flight), flight->sample.test->cohort);

    return reply->message && !cohort->held_out ? reply->message
                                               : failure_facts[reply->failure].summary;
}

/* Whatever the graders made of it, no secret goes into the run file. */
static void secrets_remove(struct flight *flight)
{
    const struct secrets *secrets = &prepared_of(flight)->secrets;

    mask_reply(secrets, &flight->reply);
    for (size_t i = 0; i < flight->grades.count; i++) {
        mask_text(secrets, &flight->grades.grades[i].reason);
        flight->grades.records[i].reason = flight->grades.grades[i].reason;
    }
}

int flight_record_call(struct flight *flight, struct error *err)
{
    const struct clock *clock = flight->context->options->clock;
    const struct call_record record = {.case_number = flight->sample.test->number,
                                       .variant = flight->sample.variant,
                                       .repeat = flight->sample.repeat,
                                       .tries = flight->retry.tries + 1,
                                       .sent_ms = clock->wall_ms(clock),
                                       .reserved_usd =
                                           money_to_usd(flight->spending.most.cost),
                                       .reserved_tokens = flight->spending.most.tokens};

    flight->call_is_open = true;
    return run_file_add_call(prepared_of(flight)->file, &record, &flight->call, err);
}

static int call_end_write(struct flight *flight, struct error *err)
{
    const struct reply *reply = &flight->reply;
    const struct call_outcome outcome = {.ended_ms = flight->call_ended_ms,
                                         .failure = reply->failure,
                                         .status = reply->status,
                                         .input_tokens = reply->usage.input_total,
                                         .output_tokens = reply->usage.output_total,
                                         .cost_usd =
                                             money_to_usd(flight->spending.call.amount),
                                         .cost_source = cost_word(&flight->spending.call),
                                         .wait_ms = flight->wait_ms};

    flight->call_is_open = false;
    return run_file_end_call(prepared_of(flight)->file, flight->call, &outcome, err);
}

int flight_record_call_end(struct flight *flight, struct error *err)
{
    bool ends_with_sample =
        flight->wait_ms < 0 && flight->reply.failure != FAILURE_STOPPED;

    return ends_with_sample ? 0 : call_end_write(flight, err);
}

int flight_record(struct flight *flight, struct error *err)
{
    const struct next_sample *sample = &flight->sample;
    struct sample_record record = {.case_number = sample->test->number,
                                   .variant = sample->variant,
                                   .repeat = sample->repeat,
                                   .reply = &flight->reply,
                                   .request_digest = flight->request_digest,
                                   .started_ms = flight->started_ms,
                                   .latency_ms = flight->latency_ms,
                                   .first_byte_ms = flight->first_byte_ms,
                                   .attempts = flight->retry.tries,
                                   .cost_source = cost_word(&flight->spending.reply),
                                   .cached_ms = flight->cached_ms,
                                   .queued_ms = (double)NAN};

    /* An answer that is still being graded is lost with its process: until then its call
     * counts as one that was in flight. */
    if (flight->call_is_open && call_end_write(flight, err))
        return -1;
    secrets_remove(flight);
    record.verdict = flight->grades.result.verdict;
    record.score = flight->grades.result.score;
    record.grades = flight->grades.records;
    record.grade_count = flight->grades.count;
    return run_file_add_sample(prepared_of(flight)->file, &record, err);
}
