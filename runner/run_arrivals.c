/* runner/run_arrivals.c - what has arrived of a run: its place is taken, it is graded and
 * written. */
#include "base/mem.h"
#include "runner/runner_state.h"

#include <inttypes.h>
#include <stdlib.h>

static void counts_add(struct run_counts *counts, enum verdict verdict, bool is_cached)
{
    counts->done++;
    counts->cached += is_cached;
    if (verdict == VERDICT_PASS)
        counts->passed++;
    else if (verdict == VERDICT_FAIL)
        counts->failed++;
    else
        counts->unscored++;
}

void flight_spare(struct runner *runner, struct flight *flight)
{
    sample_queue_return(runner->queue, flight->sample.test);
    flights_return(&runner->flights, flight);
}

/* --max-failures. Those of an earlier start of the same run do not count. */
static void verdicts_watch(struct runner *runner, enum verdict verdict)
{
    const int64_t max = runner->options->failures_max;
    char *reason;

    runner->failed_now += verdict == VERDICT_FAIL;
    if (!max || runner->failed_now < max)
        return;
    reason = mem_format("%" PRId64 " sample%s failed, as --max-failures says", max,
                        max == 1 ? "" : "s");
    runner_stop(runner, RUN_FAILED, reason);
    free(reason);
}

static void sample_write(struct runner *runner, struct flight *flight)
{
    if (turn_open(runner) || flight_record(flight, runner->err)) {
        runner_fail(runner);
        return;
    }
    run_pairs_mark(runner, flight);
    if (runner->early)
        early_watch_sample(runner->early, flight->sample.test->place);
    counts_add(&runner->end->counts, flight->grades.result.verdict,
               flight->answer.cached_ms != 0);
    slowest_add(&runner->slowest, flight);
    sample_tell(runner, RUN_EVENT_SAMPLE_DONE, &flight->answer, &flight->grades.result);
    verdicts_watch(runner, flight->grades.result.verdict);
}

void sample_end(struct runner *runner, struct flight *flight)
{
    if (!flight_is_cut(flight) && !runner->has_failed)
        sample_write(runner, flight);
    flight_spare(runner, flight);
}

void failures_watch(struct runner *runner, const struct inquiry *inquiry)
{
    char *reason;

    if (!lanes_inquiry_is_last(&runner->lanes, inquiry))
        return;
    reason = inquiry_end_reason(inquiry);
    runner_stop(runner, RUN_STOPPED, reason);
    free(reason);
}

static void on_sample_end(void *context, struct flight *flight)
{
    struct runner *runner = context;

    if (!runner->is_grading)
        turn_call(runner);
    sample_end(runner, flight);
}

/* Its place is free at once; it is graded when the calls that follow are sent. But where
 * grades decide whether any follow, nothing is sent that would not have been needed; and
 * where graders ask, a sample keeps its place until they have heard. */
static void on_arrived(void *context, struct flight *flight)
{
    struct runner *runner = context;

    turn_call(runner);
    failures_watch(runner, &flight->answer);
    if (runner->early || runner->options->failures_max || runner->prepared->graders_ask)
        flight_grade(flight);
    else
        flights_arrive(&runner->flights, flight);
}

void arrivals_grade(struct runner *runner)
{
    runner->is_grading = true;
    flights_grade(&runner->flights);
    runner->is_grading = false;
}

/* Its answer is here and not judged yet: written down, for it was paid for. */
static void on_answered(void *context, struct flight *flight)
{
    struct runner *runner = context;

    turn_call(runner);
    if (runner->has_failed)
        return;
    if (turn_open(runner) || flight_record_answer(flight, runner->err))
        runner_fail(runner);
    else
        run_pairs_mark(runner, flight);
}

static void on_call_end(void *context, struct inquiry *inquiry)
{
    struct runner *runner = context;

    struct buf reason = BUF_INIT(WAITING_BYTES_MAX);

    lanes_call_ended(&runner->lanes, inquiry);
    if (lanes_call_is_last(&runner->lanes, inquiry, &reason))
        runner_stop(runner, RUN_STOPPED, buf_text(&reason));
    else if (inquiry->purpose != INQUIRY_ANSWER && inquiry->wait_ms < 0)
        failures_watch(runner, inquiry);
    buf_release(&reason);
    if (!runner->has_failed &&
        (turn_open(runner) || flight_record_call_end(inquiry, runner->err)))
        runner_fail(runner);
    if (inquiry->wait_ms >= 0)
        sample_tell(runner, RUN_EVENT_CALL_RETRY, inquiry, NULL);
}

static void on_ready(void *context, struct inquiry *inquiry)
{
    struct runner *runner = context;

    turn_call(runner);
    lanes_add(&runner->lanes, inquiry);
}

void runner_break(void *context, const struct error *err)
{
    struct runner *runner = context;

    *runner->err = *err;
    runner_fail(runner);
}

void arrivals_connect(struct runner *runner)
{
    struct flight_context *context = &runner->context;

    context->inquiries.on_call_end = on_call_end;
    context->inquiries.on_ready = on_ready;
    context->inquiries.on_context = runner;
    context->on_arrived = on_arrived;
    context->on_answered = on_answered;
    context->on_end = on_sample_end;
    context->on_broken = runner_break;
    context->on_context = runner;
}
