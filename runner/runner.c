/* runner/runner.c - asks every planned sample, grades it, records it. */
#include "runner/runner.h"

#include "base/mem.h"
#include "base/money.h"
#include "runner/budget_end.h"
#include "runner/runner_state.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { WAITING_BYTES_MAX = 4096 };

/* Samples that end without a call, in one turn: the loop is to see signals too. */
enum { ENDED_AT_ONCE_MAX = 256 };

enum { TICK_MS = 1000 };

void run_end_release(struct run_end *end)
{
    free(end->reason);
    end->reason = NULL;
}

static void runner_close(struct runner *runner);

/* Nothing more is sent; what is under way is waited for. */
static void runner_stop(struct runner *runner, enum run_status status, const char *reason)
{
    if (runner->is_ending)
        return;
    runner->is_ending = true;
    runner->end->status = status;
    runner->end->reason = mem_text(reason);
}

static void runner_fail(struct runner *runner)
{
    runner->has_failed = true;
    runner_stop(runner, RUN_STOPPED, runner->err->message);
}

/* The first that is to end the run lets what is under way come in; the second does not:
 * those calls stay in the journal as sent. */
static void on_signal(void *context, int number)
{
    struct runner *runner = context;

    if (number == SIGUSR1) {
        situation_tell(runner);
    } else if (runner->end->status != RUN_INTERRUPTED) {
        runner_stop(runner, RUN_INTERRUPTED, NULL);
        runner->end->status = RUN_INTERRUPTED;
        runner->end->signal = number;
    } else {
        runner_close(runner);
    }
}

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

static int turn_open(struct runner *runner)
{
    if (!runner->turn_is_open && run_file_begin(runner->prepared->file, runner->err))
        return -1;
    runner->turn_is_open = true;
    return 0;
}

/* While it is active the loop does not block, so that the turn comes at once. */
static void on_kick(uv_idle_t *handle)
{
    (void)handle;
}

static void turn_call(struct runner *runner)
{
    if (!runner->is_closing)
        uv_idle_start(&runner->kick, on_kick);
}

static void flight_spare(struct runner *runner, struct flight *flight)
{
    sample_queue_return(runner->queue, flight->sample.test);
    flight->state = FLIGHT_SPARE;
    runner->spare[runner->spare_count++] = flight;
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
    if (runner->early)
        early_watch_sample(runner->early, flight->sample.test->place);
    counts_add(&runner->end->counts, flight->grades.result.verdict,
               flight->answer.cached_ms != 0);
    slowest_add(&runner->slowest, flight);
    sample_tell(runner, RUN_EVENT_SAMPLE_DONE, &flight->answer, &flight->grades.result);
    verdicts_watch(runner, flight->grades.result.verdict);
}

/* A sample has ended: it is written in this turn's transaction. */
static void sample_end(struct runner *runner, struct flight *flight)
{
    if (!flight_is_cut(flight) && !runner->has_failed) {
        sample_write(runner, flight);
        if (lanes_inquiry_is_last(&runner->lanes, &flight->answer))
            runner_stop(runner, RUN_STOPPED, inquiry_failure(&flight->answer));
    }
    flight_spare(runner, flight);
}

static void on_sample_end(void *context, struct flight *flight)
{
    struct runner *runner = context;

    turn_call(runner);
    sample_end(runner, flight);
}

/* Its answer is here and not judged yet: written down, for it was paid for. */
static void on_answered(void *context, struct flight *flight)
{
    struct runner *runner = context;

    turn_call(runner);
    if (!runner->has_failed &&
        (turn_open(runner) || flight_record_answer(flight, runner->err)))
        runner_fail(runner);
}

static void on_call_end(void *context, struct inquiry *inquiry)
{
    struct runner *runner = context;

    struct buf reason = BUF_INIT(WAITING_BYTES_MAX);

    lanes_call_ended(&runner->lanes, inquiry);
    if (lanes_call_is_last(&runner->lanes, inquiry, &reason))
        runner_stop(runner, RUN_STOPPED, buf_text(&reason));
    else if (inquiry->purpose != INQUIRY_ANSWER && inquiry->wait_ms < 0 &&
             lanes_inquiry_is_last(&runner->lanes, inquiry))
        runner_stop(runner, RUN_STOPPED, inquiry_failure(inquiry));
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

static void on_broken(void *context, const struct error *err)
{
    struct runner *runner = context;

    *runner->err = *err;
    runner_fail(runner);
}

static int sample_take(struct runner *runner, struct flight **out)
{
    struct flight *flight = runner->spare[runner->spare_count - 1];

    if (sample_queue_take(runner->queue, &flight->sample, runner->err)) {
        runner_fail(runner);
        return -1;
    }
    runner->spare_count--;
    *out = flight;
    return 0;
}

struct stored_answer {
    struct flight *flight;
    bool is_there;
};

static int answer_find(void *context, const struct sample_view *view)
{
    struct stored_answer *stored = context;
    const struct next_sample *sample = &stored->flight->sample;

    if (view->variant == sample->variant && view->repeat == sample->repeat &&
        view->failure == FAILURE_NONE) {
        stored->is_there = true;
        flight_begin_stored(stored->flight, view);
    }
    return 0;
}

/* Of a run that is gone on with, an answer may be there that is not judged yet. */
static void sample_begin(struct runner *runner, struct flight *flight)
{
    struct stored_answer stored = {flight, false};

    if (runner->options->resumed && runner->options->resumed->to_judge &&
        run_file_case_samples(runner->prepared->file, flight->sample.test->number,
                              answer_find, &stored, runner->err))
        runner_fail(runner);
    if (!stored.is_there)
        flight_begin(flight);
}

/* New samples, as long as the lane of the next one is open: those of a case stay side by
 * side. */
static void samples_take(struct runner *runner)
{
    struct flight *flight;
    int ended = 0;

    while (!runner->is_ending && !runner->lanes.is_spent && runner->spare_count &&
           ended < ENDED_AT_ONCE_MAX && !sample_queue_is_empty(runner->queue) &&
           !(runner->early && early_watch_is_full(runner->early)) &&
           lane_is_open(&runner->lanes.items[sample_queue_model(runner->queue)])) {
        if (sample_take(runner, &flight))
            return;
        sample_begin(runner, flight);
        if (flight->state == FLIGHT_ENDED) {
            sample_end(runner, flight);
            ended++;
        } else if (flight->answer.state == INQUIRY_READY) {
            lanes_add(&runner->lanes, &flight->answer);
            lanes_admit(&runner->lanes);
        }
    }
    if (ended)
        uv_idle_start(&runner->kick, on_kick);
}

/* Samples that all ended at once leave nothing under way, and others still to come. */
static bool run_is_over(const struct runner *runner)
{
    return runner->spare_count == runner->flight_count &&
           (runner->is_ending || runner->lanes.is_spent ||
            sample_queue_is_empty(runner->queue));
}

/* The run ends: what is not under way will not be. */
static void flights_drop(struct runner *runner)
{
    lanes_clear(&runner->lanes);
    for (size_t i = 0; i < runner->flight_count; i++) {
        struct flight *flight = &runner->flights[i];

        if (flight_drop(flight))
            flight_spare(runner, flight);
    }
}

/* The journal: what is about to be sent is written down before. */
static void calls_record(struct runner *runner)
{
    if (runner->lanes.first_admitted && !runner->has_failed &&
        (turn_open(runner) || lanes_record(&runner->lanes, runner->err)))
        runner_fail(runner);
}

static void turn_commit(struct runner *runner)
{
    reply_cache_commit(runner->options->cache);
    if (!runner->turn_is_open)
        return;
    runner->turn_is_open = false;
    runner->sync.is_due = true;
    if (run_file_commit(runner->prepared->file, runner->err))
        runner_fail(runner);
}

/* A timer is called before the loop looks for events, and what it called for would wait
 * until one came. */
static void on_wake(uv_timer_t *handle)
{
    struct runner *runner = handle->data;

    uv_idle_start(&runner->kick, on_kick);
}

static void on_tick(uv_timer_t *handle)
{
    struct runner *runner = handle->data;

    disk_sync_tick(&runner->sync);
    on_wake(handle);
}

/* A lane that waits for the time alone is asked again then. */
static void wake_plan(struct runner *runner)
{
    int64_t us = runner->lanes.ask_again_us;

    if (us > 0 && !runner->is_ending)
        uv_timer_start(&runner->wake, on_wake, (uint64_t)(us + 999) / 1000, 0);
}

/* What fits was sent; what waits to be is dropped in the next turn. */
static void budget_stop(struct runner *runner)
{
    const struct run_observer *observer = &runner->options->observer;
    const struct budget *budget = &runner->budget;
    const struct run_event event = {.type = RUN_EVENT_BUDGET,
                                    .spent_usd = money_to_usd(budget->ledger.cost),
                                    .limit_usd = budget->limits.cost
                                                     ? money_to_usd(budget->limits.cost)
                                                     : (double)NAN};

    if (runner->is_ending)
        return;
    runner_stop(runner, RUN_SPENT, NULL);
    if (observer->event)
        observer->event(observer->context, &event);
    uv_idle_start(&runner->kick, on_kick);
}

static void on_deadline(uv_timer_t *timer)
{
    struct runner *runner = timer->data;

    budget_expire(&runner->budget);
    budget_stop(runner);
}

/* Where what is known now decides the comparison, nothing more is asked. */
static void early_look(struct runner *runner)
{
    if (!runner->early || runner->is_ending)
        return;
    if (early_watch_look(runner->early, runner->err))
        runner_fail(runner);
    else if (early_watch_is_decided(runner->early))
        runner_stop(runner, RUN_DECIDED, NULL);
}

/* Commit first, send then: a call is never sent that the run file does not know of, nor
 * one whose predecessors could still be lost. */
static void on_turn(uv_check_t *handle)
{
    struct runner *runner = handle->data;

    uv_idle_stop(&runner->kick);
    lanes_admit(&runner->lanes);
    early_look(runner);
    samples_take(runner);
    if (runner->is_ending)
        flights_drop(runner);
    calls_record(runner);
    turn_commit(runner);
    if (runner->has_failed)
        flights_drop(runner);
    lanes_send(&runner->lanes);
    wake_plan(runner);
    if (runner->lanes.is_spent)
        budget_stop(runner);
    turn_tell(runner);
    if (run_is_over(runner))
        runner_close(runner);
}

static void handle_close(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void runner_close(struct runner *runner)
{
    runner->is_closing = true;
    handle_close((uv_handle_t *)&runner->turn);
    handle_close((uv_handle_t *)&runner->kick);
    handle_close((uv_handle_t *)&runner->wake);
    handle_close((uv_handle_t *)&runner->tick);
    run_signals_close(&runner->signals);
    handle_close((uv_handle_t *)&runner->deadline);
    for (size_t i = 0; i < runner->flight_count; i++)
        flight_close(&runner->flights[i]);
    transport_free(runner->transport);
    runner->transport = NULL;
}

static void handles_open(struct runner *runner)
{
    uv_check_init(&runner->loop, &runner->turn);
    uv_idle_init(&runner->loop, &runner->kick);
    uv_timer_init(&runner->loop, &runner->wake);
    uv_timer_init(&runner->loop, &runner->tick);
    uv_timer_start(&runner->tick, on_tick, TICK_MS, TICK_MS);
    runner->turn.data = runner->deadline.data = runner;
    runner->wake.data = runner->tick.data = runner;
    uv_check_start(&runner->turn, on_turn);
    uv_idle_start(&runner->kick, on_kick);
    run_signals_open(&runner->signals, &runner->loop, on_signal, runner);
    uv_timer_init(&runner->loop, &runner->deadline);
    if (runner->budget.limits.time_us)
        uv_timer_start(&runner->deadline, on_deadline,
                       (uint64_t)(runner->budget.limits.time_us / 1000), 0);
}

/* As many samples as may be under way, and no more than there are. */
static unsigned flights_wanted(const struct runner *runner)
{
    int64_t planned = runner->end->counts.planned;

    return (int64_t)runner->lanes.flights > planned ? (unsigned)planned
                                                    : runner->lanes.flights;
}

static void flights_open(struct runner *runner)
{
    runner->context =
        (struct flight_context){.inquiries = {.prepared = runner->prepared,
                                              .options = runner->options,
                                              .loop = &runner->loop,
                                              .transport = runner->transport,
                                              .random = {runner->options->seed},
                                              .reuse = &runner->reuse,
                                              .hash = sha256_new(),
                                              .budget = &runner->budget,
                                              .on_call_end = on_call_end,
                                              .on_ready = on_ready,
                                              .on_context = runner},
                                .pool = grading_pool_new(&runner->loop),
                                .on_answered = on_answered,
                                .on_end = on_sample_end,
                                .on_broken = on_broken,
                                .on_context = runner};
    runner->flight_count = flights_wanted(runner);
    reuse_init(&runner->reuse, runner->options->cache, runner->prepared,
               runner->flight_count,
               runner->options->clock->wall_ms(runner->options->clock));
    runner->flights = mem_new(runner->flight_count, sizeof *runner->flights);
    runner->spare = mem_new(runner->flight_count, sizeof *runner->spare);
    for (size_t i = 0; i < runner->flight_count; i++) {
        flight_open(&runner->flights[i], &runner->context);
        runner->spare[runner->spare_count++] = &runner->flights[i];
    }
}

static void runner_release(struct runner *runner)
{
    for (size_t i = 0; runner->flights && i < runner->flight_count; i++) {
        if (runner->flights[i].state != FLIGHT_SPARE) /* not waited for any more */
            sample_queue_return(runner->queue, runner->flights[i].sample.test);
        flight_release(&runner->flights[i]);
    }
    reuse_release(&runner->reuse);
    sample_queue_free(runner->queue);
    early_watch_free(runner->early);
    grading_pool_free(runner->context.pool);
    sha256_free(runner->context.inquiries.hash);
    free(runner->flights);
    free(runner->spare);
    lane_watch_release(&runner->watch);
    lanes_release(&runner->lanes);
    buf_release(&runner->waiting_for);
}

/* What the run file says of the end. A run that the machine or a changed file ended is
 * told there too; only where even that cannot be written the error is all there is. */
static int end_write(struct runner *runner)
{
    const struct run_options *options = runner->options;
    struct error later = ERROR_INIT;
    int rc;

    if (runner->end->status == RUN_SPENT &&
        budget_tell(runner->prepared, &runner->budget, runner->end, runner->err))
        return -1;
    rc = run_file_end(runner->prepared->file, runner->end->status, runner->end->signal,
                      runner->end->reason, options->clock->wall_ms(options->clock),
                      &later);

    if (rc && !runner->has_failed)
        *runner->err = later;
    return rc;
}

/* What ended the run came with the last samples: all is there. */
static void end_settle(struct runner *runner)
{
    struct run_end *end = runner->end;

    if ((end->status == RUN_FAILED || end->status == RUN_DECIDED) &&
        end->counts.done == end->counts.planned)
        end->status = RUN_FINISHED;
    else if (end->status == RUN_DECIDED)
        early_watch_tell(runner->early, &runner->budget.ledger, end);
}

static struct run_counts counts_begin(const struct run_plan *plan,
                                      const struct resumed *resumed)
{
    struct run_counts counts = {.planned = plan->sample_count};

    if (resumed) {
        counts.done = resumed->count;
        counts.passed = resumed->passed;
        counts.failed = resumed->failed;
        counts.unscored = resumed->unscored;
    }
    return counts;
}

int run_samples(struct prepared *prepared, const struct run_options *options,
                struct run_end *end, struct error *err)
{
    struct runner runner = {.prepared = prepared,
                            .options = options,
                            .end = end,
                            .err = err,
                            .waiting_for = BUF_INIT(WAITING_BYTES_MAX)};
    struct ledger spent = {.cost = 0};
    int rc = -1;

    *end = (struct run_end){.status = RUN_FINISHED};
    end->counts = counts_begin(prepared->plan, options->resumed);
    if (options->resumed && run_file_ledger(prepared->file, &spent, err))
        return -1;
    budget_init(&runner.budget, &prepared->budget, &spent,
                options->clock->steady_us(options->clock));
    lanes_init(&runner.lanes, prepared, options, &runner.budget);
    if (transport_make_room(flights_wanted(&runner), err)) {
        lanes_release(&runner.lanes);
        return -1;
    }
    uv_loop_init(&runner.loop);
    if (early_watch_new(prepared, &runner.early, err))
        goto done;
    runner.queue = sample_queue_new(
        prepared, options->resumed ? &options->resumed->done : NULL, runner.early);
    if (transport_new(&runner.loop, &runner.transport, err))
        goto done;
    lane_watch_init(&runner.watch, runner.lanes.count);
    disk_sync_init(&runner.sync, &runner.loop, prepared->file, on_broken, &runner);
    handles_open(&runner);
    flights_open(&runner);
    uv_run(&runner.loop, UV_RUN_DEFAULT);
    end_settle(&runner);
    rc = end_write(&runner);

done:
    runner_release(&runner);
    uv_loop_close(&runner.loop);
    return rc;
}
