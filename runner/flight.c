/* runner/flight.c - one sample under way. */
#include "runner/flight.h"

#include "runner/masking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct prepared_model *flight_model(const struct flight *flight)
{
    const struct prepared *prepared = flight->context->prepared;

    return &prepared->models[prepared_variant(prepared, flight->sample.variant)->model];
}

void flight_open(struct flight *flight, struct flight_context *context)
{
    flight->context = context;
    asking_init(&flight->asking);
    reply_init(&flight->reply);
    uv_timer_init(context->loop, &flight->timer);
    flight->timer.data = flight;
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

static void waiting_set(struct flight *flight, bool is_waiting)
{
    if (flight->is_waiting != is_waiting)
        flight->context->waiting_count += is_waiting ? 1 : -1;
    flight->is_waiting = is_waiting;
}

static void flight_end(struct flight *flight)
{
    waiting_set(flight, false);
    flight->context->on_end(flight->context->on_end_context, flight);
}

static void on_end_timer(uv_timer_t *timer)
{
    flight_end(timer->data);
}

static void flight_send(struct flight *flight);

static void on_retry_timer(uv_timer_t *timer)
{
    struct flight *flight = timer->data;

    waiting_set(flight, false);
    flight_send(flight);
}

static void reply_take(struct flight *flight, const struct transport_result *result)
{
    const struct prepared_model *model = flight_model(flight);

    reply_clear(&flight->reply);
    flight->latency_ms = (double)result->latency_us / 1000;
    flight->first_byte_ms =
        result->first_byte_us < 0 ? (double)NAN : (double)result->first_byte_us / 1000;
    if (result->failure == FAILURE_NONE)
        model->type->read(model->state, &result->response, &flight->reply);
    else
        reply_fail(&flight->reply, result->failure, "%s", result->message);
    /* It may be shown while the next try is waited for. */
    mask_text(&flight->context->prepared->secrets, &flight->reply.message);
}

static void on_done(void *context, const struct transport_result *result)
{
    struct flight *flight = context;
    const struct clock *clock = flight->context->options->clock;
    int64_t wait_ms = -1;

    flight->transfer = NULL;
    reply_take(flight, result);
    if (flight->reply.failure != FAILURE_NONE && flight->reply.failure != FAILURE_STOPPED)
        wait_ms = retry_wait_ms(&flight->retry, &flight->reply, &flight->limits,
                                clock->steady_us(clock), &flight->context->random);
    if (wait_ms < 0) {
        flight_end(flight);
        return;
    }
    waiting_set(flight, true);
    uv_timer_start(&flight->timer, on_retry_timer, (uint64_t)wait_ms, 0);
}

static void flight_send(struct flight *flight)
{
    const struct transport_job job = {
        .kind = flight_model(flight)->type->transport,
        .request = &flight->asking.request,
        .limits = {.connect_s = TRANSPORT_CONNECT_S,
                   .timeout_s = flight->limits.timeout_s,
                   .idle_s = flight->limits.idle_s,
                   .reply_bytes = flight->limits.reply_bytes}};

    flight->retry.tries++;
    flight->transfer = transport_send(flight->context->transport, &job, on_done, flight);
}

static void limits_set(struct flight *flight)
{
    const struct prepared *prepared = flight->context->prepared;
    const struct run_options *options = flight->context->options;
    int model = prepared_variant(prepared, flight->sample.variant)->model;

    flight->limits = prepared->suite->models[model].limits;
    if (options->timeout_s > 0)
        flight->limits.timeout_s = options->timeout_s;
    if (options->retries >= 0)
        flight->limits.retries = (unsigned)options->retries;
}

void flight_start(struct flight *flight)
{
    const struct clock *clock = flight->context->options->clock;
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    limits_set(flight);
    flight->started_ms = clock->wall_ms(clock);
    flight->retry = (struct retry_state){.since_us = clock->steady_us(clock)};
    flight->latency_ms = flight->first_byte_ms = (double)NAN;
    flight->request_digest[0] = '\0';
    reply_clear(&flight->reply);
    if (asking_build(&flight->asking, flight->context->prepared, sample->test->cohort,
                     sample->variant, sample->repeat, &sample->test->row, &err)) {
        reply_fail(&flight->reply, FAILURE_REJECTED, "%s", err.message);
        uv_timer_start(&flight->timer, on_end_timer, 0, 0);
        return;
    }
    asking_digest(&flight->asking, flight_model(flight), flight->context->hash,
                  flight->request_digest);
    flight_send(flight);
}

void flight_give_up_waiting(struct flight *flight)
{
    if (!flight->is_waiting)
        return;
    reply_clear(&flight->reply);
    reply_fail(&flight->reply, FAILURE_STOPPED, "the run ended before the next try");
    uv_timer_start(&flight->timer, on_end_timer, 0, 0);
}

void flight_cancel(struct flight *flight)
{
    if (flight->transfer)
        transport_cancel(flight->transfer);
    flight_give_up_waiting(flight);
}

const char *flight_failure(const struct flight *flight)
{
    const struct reply *reply = &flight->reply;
    const struct cohort *cohort =
        prepared_cohort(flight->context->prepared, flight->sample.test->cohort);

    return reply->message && !cohort->held_out ? reply->message
                                               : failure_facts[reply->failure].summary;
}

bool flight_is_waiting(const struct flight *flight)
{
    return flight->is_waiting;
}

/* Whatever the graders made of it, no secret goes into the run file. */
static void secrets_remove(struct flight *flight)
{
    const struct secrets *secrets = &flight->context->prepared->secrets;

    mask_reply(secrets, &flight->reply);
    for (size_t i = 0; i < flight->grades.count; i++) {
        mask_text(secrets, &flight->grades.grades[i].reason);
        flight->grades.records[i].reason = flight->grades.grades[i].reason;
    }
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
                                   .attempts = flight->retry.tries};

    if (sample_grade(flight->context->prepared, sample->test->cohort, sample->variant,
                     &sample->test->row, &flight->reply, flight->latency_ms,
                     flight->context->scratch, &flight->grades))
        return error_set(
            err, ERROR_INPUT, "N0721",
            "the graders of a case of %s changed while the run was reading "
            "it",
            prepared_cohort(flight->context->prepared, sample->test->cohort)->name);
    secrets_remove(flight);
    record.verdict = flight->grades.result.verdict;
    record.score = flight->grades.result.score;
    record.grades = flight->grades.records;
    record.grade_count = flight->grades.count;
    return run_file_add_sample(flight->context->prepared->file, &record, err);
}
