/* runner/runner.c - asks every planned sample, grades it, records it. */
#include "runner/runner.h"

#include "base/mem.h"
#include "base/money.h"
#include "runner/runner_state.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* What was graded waits for the next calls, to be committed with them; but no longer. */
enum { COMMIT_MS = 5 };

/* Samples that end without a call, in one turn: the loop is to see signals too. And new
 * calls: a thousand connections at once would wait for each other before the first of
 * them is written to, and fill the list of those that a server has yet to accept. */
enum { ENDED_AT_ONCE_MAX = 256, CALLED_AT_ONCE_MAX = 16 };

enum { TICK_MS = 1000 };

void run_end_release(struct run_end *end)
{
    free(end->reason);
    end->reason = NULL;
}

static void runner_close(struct runner *runner, bool at_once);

void runner_stop(struct runner *runner, enum run_status status, const char *reason)
{
    if (runner->is_ending)
        return;
    runner->is_ending = true;
    runner->end->status = status;
    runner->end->reason = mem_text(reason);
}

void runner_fail(struct runner *runner)
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
        runner_close(runner, true);
    }
}

int turn_open(struct runner *runner)
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

void turn_call(struct runner *runner)
{
    if (!runner->is_closing)
        uv_idle_start(&runner->kick, on_kick);
}

static int sample_take(struct runner *runner, struct flight **out)
{
    struct flight *flight = flights_take(&runner->flights);

    if (sample_queue_take(runner->queue, &flight->sample, runner->err)) {
        flights_return(&runner->flights, flight);
        arrivals_grade(runner); /* nothing is written after the failure */
        runner_fail(runner);
        return -1;
    }
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

/* Its lane is open: the samples of a case stay side by side. */
static bool next_can_begin(const struct runner *runner)
{
    return !runner->is_ending && !runner->is_decided && !runner->lanes.is_spent &&
           flights_have_room(&runner->flights) && !sample_queue_is_empty(runner->queue) &&
           !(runner->early && early_watch_is_full(runner->early)) &&
           lane_is_open(&runner->lanes.items[sample_queue_model(runner->queue)]);
}

/* New samples, as many as a turn may begin. */
static void samples_take(struct runner *runner)
{
    struct flight *flight;
    int ended = 0, called = 0;

    while (ended < ENDED_AT_ONCE_MAX && called < CALLED_AT_ONCE_MAX &&
           next_can_begin(runner)) {
        if (sample_take(runner, &flight))
            return;
        sample_begin(runner, flight);
        if (flight->state == FLIGHT_ENDED) {
            failures_watch(runner, &flight->answer);
            sample_end(runner, flight);
            ended++;
        } else if (flight->answer.state == INQUIRY_READY) {
            lanes_add(&runner->lanes, &flight->answer);
            lanes_admit(&runner->lanes);
            called++;
        }
    }
    if (ended || called == CALLED_AT_ONCE_MAX)
        uv_idle_start(&runner->kick, on_kick);
}

/* Samples that all ended at once leave nothing under way, and others still to come. */
static bool run_is_over(const struct runner *runner)
{
    return flights_are_spare(&runner->flights) &&
           (runner->is_ending || runner->is_decided || runner->lanes.is_spent ||
            sample_queue_is_empty(runner->queue));
}

/* The run ends: what is not under way will not be. */
static void flights_drop(struct runner *runner)
{
    lanes_clear(&runner->lanes);
    for (size_t i = 0; i < runner->flights.count; i++) {
        struct flight *flight = &runner->flights.items[i];

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
    if (run_file_commit(runner->prepared->file, runner->err))
        runner_fail(runner);
    disk_sync_due(&runner->sync);
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

/* Answers that are waited for no more; what graders ask about others goes on. Before
 * anything is admitted. */
static void answers_drop(struct runner *runner)
{
    lanes_clear(&runner->lanes);
    for (size_t i = 0; i < runner->flights.count; i++) {
        struct flight *flight = &runner->flights.items[i];

        if (flight->state == FLIGHT_JUDGING) {
            struct inquiry *inquiry = judging_inquiry(flight->judging);

            if (inquiry->state == INQUIRY_READY)
                lanes_add(&runner->lanes, inquiry);
        } else if (flight->state != FLIGHT_PAIRING && flight_drop(flight)) {
            flight_spare(runner, flight);
        }
    }
    for (size_t i = 0; i < runner->flights.count; i++)
        if (run_pair_is_lost(runner, &runner->flights.items[i]) &&
            flight_drop(&runner->flights.items[i]))
            flight_spare(runner, &runner->flights.items[i]);
}

/* Where what is known now decides the comparison, no further answer is asked for. */
static void early_look(struct runner *runner)
{
    if (!runner->early || runner->is_ending || runner->is_decided)
        return;
    if (early_watch_look(runner->early, runner->err)) {
        runner_fail(runner);
    } else if (early_watch_is_decided(runner->early)) {
        runner->is_decided = true;
        answers_drop(runner);
    }
}

/* Commit first, send then: a call is never sent that the run file does not know of, nor
 * one whose predecessors could still be lost. */
static void on_turn(uv_check_t *handle)
{
    struct runner *runner = handle->data;

    uv_idle_stop(&runner->kick);
    run_pairs_go_on(runner);
    early_look(runner);
    lanes_admit(&runner->lanes);
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
        runner_close(runner, false);
}

/* What has arrived is graded when no more has arrived meanwhile: so that replies which
 * come together do not wait for each other's grades, to have their places taken. */
static void on_quiet(uv_prepare_t *handle)
{
    struct runner *runner = handle->data;
    const size_t arrived = runner->flights.arrived_count;
    bool was_full = flights_are_full(&runner->flights);

    if (arrived > runner->arrived_before && !was_full && !runner->is_ending) {
        runner->arrived_before = arrived;
        turn_call(runner);
        return;
    }
    runner->arrived_before = 0;
    if (!arrived)
        return;
    arrivals_grade(runner);
    if (was_full || runner->is_ending || flights_are_spare(&runner->flights))
        turn_call(runner);
    else if (runner->turn_is_open && !uv_is_active((uv_handle_t *)&runner->commit))
        uv_timer_start(&runner->commit, on_wake, COMMIT_MS, 0);
}

static void handle_close(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* at_once: nothing is waited for. */
static void runner_close(struct runner *runner, bool at_once)
{
    runner->is_closing = true;
    handle_close((uv_handle_t *)&runner->turn);
    handle_close((uv_handle_t *)&runner->quiet);
    handle_close((uv_handle_t *)&runner->kick);
    handle_close((uv_handle_t *)&runner->commit);
    handle_close((uv_handle_t *)&runner->wake);
    handle_close((uv_handle_t *)&runner->tick);
    run_signals_close(&runner->signals);
    handle_close((uv_handle_t *)&runner->deadline);
    disk_sync_last(&runner->sync);
    flights_close(&runner->flights);
    transport_free(runner->transport);
    runner->transport = NULL;
    plugins_free(runner->plugins, at_once);
    runner->plugins = NULL;
}

static void handles_open(struct runner *runner)
{
    uv_check_init(&runner->loop, &runner->turn);
    uv_prepare_init(&runner->loop, &runner->quiet);
    uv_prepare_start(&runner->quiet, on_quiet);
    uv_idle_init(&runner->loop, &runner->kick);
    uv_timer_init(&runner->loop, &runner->commit);
    uv_timer_init(&runner->loop, &runner->wake);
    uv_timer_init(&runner->loop, &runner->tick);
    uv_timer_start(&runner->tick, on_tick, TICK_MS, TICK_MS);
    runner->turn.data = runner->deadline.data = runner;
    runner->wake.data = runner->tick.data = runner;
    runner->quiet.data = runner->commit.data = runner;
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

static void samples_open(struct runner *runner)
{
    runner->context = (struct flight_context){
        .inquiries =
            {
                .prepared = runner->prepared,
                .options = runner->options,
                .loop = &runner->loop,
                .transport = runner->transport,
                .plugins = runner->plugins,
                .random = {runner->options->seed},
                .reuse = &runner->reuse,
                .hash = sha256_new(),
                .budget = &runner->budget,
            },
        .pool = grading_pool_new(&runner->loop),
    };
    arrivals_connect(runner);
    flights_open(&runner->flights, &runner->context, flights_wanted(runner));
    reuse_init(&runner->reuse, runner->options->cache, runner->prepared,
               runner->flights.count,
               runner->options->clock->wall_ms(runner->options->clock));
}

static void runner_release(struct runner *runner)
{
    for (size_t i = 0; i < runner->flights.count; i++) {
        struct flight *flight = &runner->flights.items[i];

        if (flight->state != FLIGHT_SPARE) /* not waited for any more */
            sample_queue_return(runner->queue, flight->sample.test);
    }
    flights_release(&runner->flights);
    reuse_release(&runner->reuse);
    sample_queue_free(runner->queue);
    early_watch_free(runner->early);
    grading_pool_free(runner->context.pool);
    sha256_free(runner->context.inquiries.hash);
    lane_watch_release(&runner->watch);
    lanes_release(&runner->lanes);
    buf_release(&runner->waiting_for);
}

static struct run_counts counts_begin(const struct run_plan *plan,
                                      const struct resumed *resumed)
{
    struct run_counts counts = {.planned = plan->sample_count};

    if (resumed) {
        counts.planned -= resumed->left_out;
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
    runner.plugins = plugins_new(&runner.loop);
    lane_watch_init(&runner.watch, runner.lanes.count);
    disk_sync_init(&runner.sync, &runner.loop, prepared->file, runner_break, &runner);
    handles_open(&runner);
    samples_open(&runner);
    uv_run(&runner.loop, UV_RUN_DEFAULT);
    end_settle(&runner);
    rc = end_write(&runner);

done:
    runner_release(&runner);
    uv_loop_close(&runner.loop);
    return rc;
}
