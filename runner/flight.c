/* runner/flight.c - one sample under way. */
#include "runner/flight.h"

#include "runner/masking.h"

#include <math.h>

static const struct prepared *prepared_of(const struct flight *flight)
{
    return flight->context->inquiries.prepared;
}

static void flight_answered(void *owner);

void flight_open(struct flight *flight, struct flight_context *context)
{
    flight->context = context;
    flight->state = FLIGHT_SPARE;
    inquiry_open(&flight->answer, &context->inquiries, &flight->sample, flight_answered,
                 flight);
}

void flight_close(struct flight *flight)
{
    inquiry_close(&flight->answer);
}

void flight_release(struct flight *flight)
{
    inquiry_release(&flight->answer);
    sample_grades_release(&flight->grades);
}

static void flight_fail(struct flight *flight, enum failure failure, const char *message)
{
    inquiry_fail(&flight->answer, failure, message);
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
                          &sample->test->row, &flight->answer.reply,
                          flight->answer.latency_ms, &flight->grading.what, &err)) {
        flight->context->on_broken(flight->context->on_context, &err);
        flight_fail(flight, FAILURE_STOPPED, "the run ended");
    } else if (grading_pool_grade(flight->context->pool, &flight->grading)) {
        flight->state = FLIGHT_ENDED;
    }
}

static void flight_answered(void *owner)
{
    struct flight *flight = owner;

    flight_grade(flight);
    if (flight->state == FLIGHT_ENDED)
        flight->context->on_end(flight->context->on_context, flight);
}

enum flight_state flight_begin(struct flight *flight)
{
    const struct prepared *prepared = prepared_of(flight);
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    inquiry_clear(&flight->answer, prepared_variant(prepared, sample->variant)->model);
    flight->state = FLIGHT_ASKING;
    if (asking_build(&flight->answer.asking, prepared, sample->test->cohort,
                     sample->variant, sample->repeat, &sample->test->row, &err))
        flight_fail(flight, FAILURE_REJECTED, err.message);
    else if (inquiry_begin(&flight->answer) == INQUIRY_DONE)
        flight_grade(flight);
    return flight->state;
}

bool flight_drop(struct flight *flight)
{
    const enum inquiry_state state = flight->answer.state;

    if (flight->state != FLIGHT_ASKING || state == INQUIRY_SENT)
        return false;
    inquiry_drop(&flight->answer);
    flight_fail(flight, FAILURE_STOPPED, flight->answer.reply.message);
    return true;
}

/* Whatever the graders made of it, no secret goes into the run file. */
static void secrets_remove(struct flight *flight)
{
    const struct secrets *secrets = &prepared_of(flight)->secrets;

    mask_reply(secrets, &flight->answer.reply);
    for (size_t i = 0; i < flight->grades.count; i++) {
        mask_text(secrets, &flight->grades.grades[i].reason);
        flight->grades.records[i].reason = flight->grades.grades[i].reason;
    }
}

int flight_record_call_end(struct inquiry *inquiry, struct error *err)
{
    bool ends_with_sample =
        inquiry->wait_ms < 0 && inquiry->reply.failure != FAILURE_STOPPED;

    return ends_with_sample ? 0 : inquiry_record_call_end(inquiry, err);
}

int flight_record(struct flight *flight, struct error *err)
{
    const struct next_sample *sample = &flight->sample;
    struct inquiry *answer = &flight->answer;
    struct sample_record record = {.case_number = sample->test->number,
                                   .variant = sample->variant,
                                   .repeat = sample->repeat,
                                   .reply = &answer->reply,
                                   .request_digest = answer->request_digest,
                                   .started_ms = answer->started_ms,
                                   .latency_ms = answer->latency_ms,
                                   .first_byte_ms = answer->first_byte_ms,
                                   .attempts = answer->retry.tries,
                                   .cost_source = cost_word(&answer->spending.reply),
                                   .cached_ms = answer->cached_ms,
                                   .queued_ms = (double)NAN};

    /* An answer that is still being graded is lost with its process: until then its call
     * counts as one that was in flight. */
    if (answer->call_is_open && inquiry_record_call_end(answer, err))
        return -1;
    secrets_remove(flight);
    record.verdict = flight->grades.result.verdict;
    record.score = flight->grades.result.score;
    record.grades = flight->grades.records;
    record.grade_count = flight->grades.count;
    return run_file_add_sample(prepared_of(flight)->file, &record, err);
}
