/* runner/flight.c - one sample under way. */
#include "runner/flight.h"

#include "runner/baseline_answers.h"
#include "runner/masking.h"
#include "runner/regrade.h"
#include "store/run_file_heard.h"

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
    flight->baseline_answer = (struct buf)BUF_INIT(REPLY_TEXT_MAX);
    inquiry_open(&flight->answer, &context->inquiries, &flight->sample, flight_answered,
                 flight);
}

void flight_close(struct flight *flight)
{
    inquiry_close(&flight->answer);
    judging_close(flight->judging);
}

void flight_release(struct flight *flight)
{
    inquiry_release(&flight->answer);
    judging_free(flight->judging);
    sample_grades_release(&flight->grades);
    buf_release(&flight->baseline_answer);
}

static void flight_end_unscored(struct flight *flight)
{
    sample_grades_release(&flight->grades);
    flight->grades.result = (struct sample_result){VERDICT_UNSCORED, (double)NAN};
    flight->state = FLIGHT_ENDED;
}

static void flight_fail(struct flight *flight, enum failure failure, const char *message)
{
    inquiry_fail(&flight->answer, failure, message);
    flight_end_unscored(flight);
}

static void flight_judged(void *owner)
{
    struct flight *flight = owner;

    flight->state = FLIGHT_ENDED;
    flight->context->on_end(flight->context->on_context, flight);
}

static void flight_break(struct flight *flight, const struct error *err)
{
    flight->context->on_broken(flight->context->on_context, err);
    flight_fail(flight, FAILURE_STOPPED, "the run ended");
}

/* What is graded; -1: the run is broken. */
static int grading_find(struct flight *flight)
{
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    if (sample_grading_of(prepared_of(flight), sample->test->cohort, sample->variant,
                          &sample->test->row, &flight->answer.reply,
                          flight->answer.latency_ms, &flight->grading.what, &err) == 0)
        return 0;
    flight_break(flight, &err);
    return -1;
}

/* What is graded has the baseline's answer, where graders compare with it. False: it is
 * waited for, or the run is broken. */
static bool pair_find(struct flight *flight)
{
    const struct prepared *prepared = prepared_of(flight);
    struct sample *sample = &flight->grading.what.sample;
    struct error err = ERROR_INIT;
    enum baseline_answer found;

    if (!flight->grading.what.set->uses_baseline)
        return true;
    sample->is_baseline = prepared->plan->variants[flight->sample.variant].is_baseline;
    buf_clear(&flight->baseline_answer);
    if (baseline_answer_find(prepared, &flight->sample, &flight->baseline_answer, &found,
                             &err)) {
        flight_break(flight, &err);
        return false;
    }
    if (found == BASELINE_ANSWER_TO_COME) {
        flight->state = FLIGHT_PAIRING;
        flight->has_pair = false;
        return false;
    }
    if (found == BASELINE_ANSWER_HERE) {
        sample->baseline_answer = buf_text(&flight->baseline_answer);
        sample->baseline_answer_length = flight->baseline_answer.length;
    }
    return true;
}

static void graders_ask(struct flight *flight)
{
    struct error err = ERROR_INIT;

    flight->state = FLIGHT_JUDGING;
    if (!pair_find(flight))
        return;
    if (!flight->judging)
        flight->judging = judging_new(&flight->context->inquiries, &flight->sample,
                                      flight_judged, flight);
    if (flight->is_stored && judging_recall(flight->judging, &err))
        flight_break(flight, &err);
    else if (judging_begin(flight->judging, &flight->grading.what, &flight->grades))
        flight->state = FLIGHT_ENDED;
}

/* Graded; but by those that ask. The answer is written down first, for it was paid for,
 * and without secrets, which is how it is judged. */
static void flight_judge(struct flight *flight)
{
    struct flight_context *context = flight->context;

    if (!flight->grades.open_count) {
        flight->state = FLIGHT_ENDED;
        return;
    }
    flight->state = FLIGHT_JUDGING;
    if (!flight->number)
        context->on_answered(context->on_context, flight);
    if (grading_find(flight) == 0)
        graders_ask(flight);
}

bool flight_pairs(const struct flight *flight, const struct flight *baseline)
{
    const struct next_sample *sample = &flight->sample, *other = &baseline->sample;

    return flight->state == FLIGHT_PAIRING && sample->test == other->test &&
           sample->repeat == other->repeat &&
           baseline_answers_variant(prepared_of(flight), sample->variant) ==
               other->variant;
}

void flight_pair(struct flight *flight)
{
    graders_ask(flight);
    if (flight->state == FLIGHT_ENDED)
        flight->context->on_end(flight->context->on_context, flight);
}

static void flight_graded(void *given)
{
    struct flight *flight = given;

    flight_judge(flight);
    if (flight->state == FLIGHT_ENDED)
        flight->context->on_end(flight->context->on_context, flight);
}

/* Ended, judged, or grading on another thread. */
static void grading_begin(struct flight *flight)
{
    flight->grading = (struct grading_job){
        .grades = &flight->grades, .done = flight_graded, .context = flight};
    flight->state = FLIGHT_GRADING;
    if (grading_find(flight) == 0 &&
        grading_pool_grade(flight->context->pool, &flight->grading))
        flight_judge(flight);
}

static void flight_answered(void *owner)
{
    struct flight *flight = owner;

    flight->state = FLIGHT_ARRIVED;
    flight->context->on_arrived(flight->context->on_context, flight);
}

void flight_grade(struct flight *flight)
{
    grading_begin(flight);
    if (flight->state == FLIGHT_ENDED)
        flight->context->on_end(flight->context->on_context, flight);
}

void flight_begin_stored(struct flight *flight, const struct sample_view *view)
{
    struct inquiry *answer = &flight->answer;
    struct error err = ERROR_INIT;

    flight->number = view->number;
    flight->is_stored = true;
    flight->grades.open_count = 0;
    inquiry_clear(answer,
                  prepared_variant(prepared_of(flight), flight->sample.variant)->model);
    answer->latency_ms = view->latency_ms;
    answer->state = INQUIRY_DONE;
    if (reply_restore(&answer->reply, view, &err))
        flight_break(flight, &err);
    else
        grading_begin(flight);
}

static void answer_seek(struct flight *flight)
{
    inquiry_identify(&flight->answer);
    if (inquiry_begin(&flight->answer) == INQUIRY_DONE)
        grading_begin(flight);
}

enum flight_state flight_begin(struct flight *flight)
{
    const struct prepared *prepared = prepared_of(flight);
    const struct next_sample *sample = &flight->sample;
    struct error err = ERROR_INIT;

    flight->number = 0;
    flight->is_stored = false;
    flight->grades.open_count = 0;
    inquiry_clear(&flight->answer, prepared_variant(prepared, sample->variant)->model);
    flight->state = FLIGHT_ASKING;
    if (asking_build(&flight->answer.asking, prepared, sample->test->cohort,
                     sample->variant, sample->repeat, &sample->test->row, &err))
        flight_fail(flight, FAILURE_REJECTED, err.message);
    else
        answer_seek(flight);
    return flight->state;
}

const struct inquiry *flight_inquiry(const struct flight *flight)
{
    if (flight->state == FLIGHT_JUDGING)
        return judging_inquiry(flight->judging);
    return flight->state == FLIGHT_ASKING ? &flight->answer : NULL;
}

bool flight_is_cut(const struct flight *flight)
{
    return flight->answer.reply.failure == FAILURE_STOPPED ||
           (flight->grades.open_count && flight->judging &&
            judging_is_cut(flight->judging));
}

bool flight_drop(struct flight *flight)
{
    if (flight->state == FLIGHT_JUDGING)
        return judging_drop(flight->judging);
    if (flight->state != FLIGHT_PAIRING &&
        (flight->state != FLIGHT_ASKING || flight->answer.state == INQUIRY_SENT))
        return false;
    if (flight->state == FLIGHT_ASKING)
        inquiry_drop(&flight->answer);
    flight_end_unscored(flight);
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
    bool ends_with_sample = inquiry->purpose == INQUIRY_ANSWER && inquiry->wait_ms < 0 &&
                            inquiry->reply.failure != FAILURE_STOPPED;

    if (inquiry->is_heard && inquiry->reply.failure == FAILURE_NONE &&
        inquiry->reply.text.length <= HEARD_BYTES_MAX &&
        inquiry_record_heard(inquiry, err))
        return -1;
    return ends_with_sample ? 0 : inquiry_record_call_end(inquiry, err);
}

/* Whether the sample's row tells how its last call ended. */
static bool sample_tells_end(const struct inquiry *answer)
{
    const struct cost *call = &answer->spending.call, *reply = &answer->spending.reply;

    return answer->reply.failure == FAILURE_NONE && call->amount == reply->amount &&
           cost_word(call) == cost_word(reply);
}

/* Writes the row of the answer, with the grades as they are. */
static int answer_write(struct flight *flight, struct error *err)
{
    const struct next_sample *sample = &flight->sample;
    struct inquiry *answer = &flight->answer;
    const struct sample_record record = {.case_number = sample->test->number,
                                         .variant = sample->variant,
                                         .repeat = sample->repeat,
                                         .verdict = flight->grades.result.verdict,
                                         .score = flight->grades.result.score,
                                         .reply = &answer->reply,
                                         .request_digest = answer->request_digest,
                                         .call = answer->call,
                                         .started_ms = answer->started_ms,
                                         .ended_ms = answer->call_ended_ms,
                                         .latency_ms = answer->latency_ms,
                                         .first_byte_ms = answer->first_byte_ms,
                                         .attempts = answer->retry.tries,
                                         .cost_source =
                                             cost_word(&answer->spending.reply),
                                         .cached_ms = answer->cached_ms,
                                         .queued_ms = answer->queued_ms,
                                         .grades = flight->grades.records,
                                         .grade_count = flight->grades.count};

    /* An answer that is still being graded is lost with its process: until then its call
     * counts as one that was in flight. */
    if (answer->call_is_open && !sample_tells_end(answer) &&
        inquiry_record_call_end(answer, err))
        return -1;
    return run_file_add_sample(prepared_of(flight)->file, &record, err);
}

int flight_record_answer(struct flight *flight, struct error *err)
{
    secrets_remove(flight);
    if (answer_write(flight, err))
        return -1;
    flight->number = run_file_added_sample(prepared_of(flight)->file);
    return 0;
}

int flight_record(struct flight *flight, struct error *err)
{
    const struct sample_grades *grades = &flight->grades;

    secrets_remove(flight);
    return flight->number ? run_file_regrade(prepared_of(flight)->file, flight->number,
                                             grades->result.verdict, grades->result.score,
                                             grades->records, grades->count, err)
                          : answer_write(flight, err);
}
