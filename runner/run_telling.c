/* runner/run_telling.c - what a run tells of itself while it goes on. */
#include "runner/runner_state.h"

#include <math.h>

enum { TOLD_EACH_MS = 100 };

/* What is not counted sample by sample. */
static void counts_set(struct runner *runner)
{
    struct run_counts *counts = &runner->end->counts;

    counts->in_flight = (unsigned)flights_under_way(&runner->flights);
    counts->spent = runner->budget.ledger;
    counts->cost_limit = runner->budget.limits.cost;
}

void situation_tell(struct runner *runner)
{
    const struct situation situation = {.prepared = runner->prepared,
                                        .counts = &runner->end->counts,
                                        .flights = runner->flights.items,
                                        .flight_count = runner->flights.count,
                                        .lanes = &runner->lanes,
                                        .slowest = &runner->slowest,
                                        .now_ms = uv_now(&runner->loop)};

    counts_set(runner);
    if (runner->options->situation)
        situation_print(&situation, runner->options->situation);
}

void sample_tell(const struct runner *runner, enum run_event_type type,
                 const struct inquiry *inquiry, const struct sample_result *result)
{
    const struct run_observer *observer = &runner->options->observer;
    const struct run_event event = {.type = type,
                                    .cohort = inquiry->sample->test->cohort,
                                    .variant = inquiry->sample->variant,
                                    .case_id = inquiry->sample->test->row.id,
                                    .repeat = inquiry->sample->repeat,
                                    .calls = inquiry->retry.tries,
                                    .failure = inquiry->reply.failure,
                                    .verdict =
                                        result ? result->verdict : VERDICT_UNSCORED,
                                    .score = result ? result->score : (double)NAN,
                                    .latency_ms = inquiry->latency_ms,
                                    .cost_usd = inquiry->reply.cost_usd,
                                    .is_cached = inquiry->cached_ms != 0,
                                    .wait_ms = inquiry->wait_ms};

    if (observer->event)
        observer->event(observer->context, &event);
}

static const char *waiting_for(struct runner *runner)
{
    buf_clear(&runner->waiting_for);
    lanes_append_wait(&runner->lanes, &runner->waiting_for);
    if (runner->waiting_for.length)
        return buf_text(&runner->waiting_for);
    for (size_t i = 0; i < runner->flights.count; i++) {
        const struct inquiry *inquiry = flight_inquiry(&runner->flights.items[i]);

        if (inquiry && inquiry->state == INQUIRY_WAITING)
            return inquiry_failure(inquiry);
    }
    return NULL;
}

/* Nothing here is for each sample: a turn that comes soon after another tells nothing. */
static void progress_tell(struct runner *runner)
{
    struct run_counts *counts = &runner->end->counts;

    counts_set(runner);
    counts->waiting_for = waiting_for(runner);
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

    if (flights_are_spare(&runner->flights) ||
        uv_now(&runner->loop) >= runner->told_ms + TOLD_EACH_MS)
        progress_tell(runner);
    if (observer->turn_end)
        observer->turn_end(observer->context);
}
