/* runner/run_telling.c - what a run tells of itself while it goes on. */
#include "runner/runner_state.h"

#include <math.h>

enum { TOLD_EACH_MS = 100 };

void situation_tell(struct runner *runner)
{
    const struct situation situation = {.prepared = runner->prepared,
                                        .counts = &runner->end->counts,
                                        .flights = runner->flights,
                                        .flight_count = runner->flight_count,
                                        .lanes = &runner->lanes,
                                        .slowest = &runner->slowest,
                                        .now_ms = uv_now(&runner->loop)};

    if (runner->options->situation)
        situation_print(&situation, runner->options->situation);
}

void sample_tell(const struct runner *runner, enum run_event_type type,
                 const struct flight *flight)
{
    const struct run_observer *observer = &runner->options->observer;
    const struct run_event event = {.type = type,
                                    .cohort = flight->sample.test->cohort,
                                    .variant = flight->sample.variant,
                                    .case_id = flight->sample.test->row.id,
                                    .repeat = flight->sample.repeat,
                                    .calls = flight->answer.retry.tries,
                                    .failure = flight->answer.reply.failure,
                                    .verdict = flight->grades.result.verdict,
                                    .score = flight->grades.result.score,
                                    .latency_ms = flight->answer.latency_ms,
                                    .cost_usd = flight->answer.reply.cost_usd,
                                    .is_cached = flight->answer.cached_ms != 0,
                                    .wait_ms = flight->answer.wait_ms};

    if (observer->event)
        observer->event(observer->context, &event);
}

static const char *waiting_for(struct runner *runner)
{
    buf_clear(&runner->waiting_for);
    lanes_append_wait(&runner->lanes, &runner->waiting_for);
    if (runner->waiting_for.length)
        return buf_text(&runner->waiting_for);
    for (size_t i = 0; i < runner->flight_count; i++)
        if (runner->flights[i].state == FLIGHT_ASKING &&
            runner->flights[i].answer.state == INQUIRY_WAITING)
            return inquiry_failure(&runner->flights[i].answer);
    return NULL;
}

/* Nothing here is for each sample: a turn that comes soon after another tells nothing. */
static void progress_tell(struct runner *runner)
{
    struct run_counts *counts = &runner->end->counts;

    counts->in_flight = (unsigned)(runner->flight_count - runner->spare_count);
    counts->waiting_for = waiting_for(runner);
    counts->spent = runner->budget.ledger;
    counts->cost_limit = runner->budget.limits.cost;
    if (runner->options->progress)
        runner->options->progress(runner->options->progress_context, counts);
    counts->waiting_for = NULL;
    if (runner->options->observer.event)
        lane_watch_look(&runner->watch, &runner->lanes, runner->prepared->suite,
                        &runner->options->observer);
    runner->told_ms = uv_now(&runner->loop);
}

void turn_tell(struct runner *runner)
{
    const struct run_observer *observer = &runner->options->observer;

    if (runner->spare_count == runner->flight_count ||
        uv_now(&runner->loop) >= runner->told_ms + TOLD_EACH_MS)
        progress_tell(runner);
    if (observer->turn_end)
        observer->turn_end(observer->context);
}
