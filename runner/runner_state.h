/* runner/runner_state.h - a run under way. Private to runner.c and run_telling.c. */
#ifndef NOWORSE_RUNNER_RUNNER_STATE_H
#define NOWORSE_RUNNER_RUNNER_STATE_H

#include "limits/budget.h"
#include "runner/disk_sync.h"
#include "runner/early_watch.h"
#include "runner/flight.h"
#include "runner/lane_watch.h"
#include "runner/lanes.h"
#include "runner/reuse.h"
#include "runner/run_signals.h"
#include "runner/situation.h"

#include <uv.h>

struct runner {
    struct prepared *prepared;
    const struct run_options *options;
    uv_loop_t loop;
    uv_check_t turn; /* after what has arrived was taken */
    uv_idle_t kick;  /* makes the first turn come without an event */
    uv_timer_t wake; /* when a lane may send again */
    uv_timer_t tick; /* a turn a second at least, so that waiting is told */
    struct disk_sync sync;
    struct run_signals signals;
    struct transport *transport;
    struct sample_queue *queue;
    struct early_watch *early; /* NULL: it does not stop early */
    struct flight *flights;    /* owned; `concurrency` of them */
    struct flight **spare;     /* borrowed; those that are free */
    size_t flight_count, spare_count;
    struct lanes lanes;
    struct budget budget;
    uv_timer_t deadline; /* of the budget's time */
    struct reuse reuse;
    struct flight_context context;
    struct run_end *end;
    struct error *err;
    struct buf waiting_for; /* room for the text */
    struct slowest slowest;
    struct lane_watch watch;
    uint64_t told_ms;   /* when progress was; the loop's time */
    int64_t failed_now; /* samples, since this process began */
    bool turn_is_open;  /* a transaction is */
    bool is_ending;     /* nothing is sent any more */
    bool is_closing;    /* nothing is waited for either */
    bool has_failed;    /* the run file or the machine did; *err says how */
};

/* SIGUSR1: where the run stands, for a person. */
void situation_tell(struct runner *runner);

/* A sample is done, or one of its calls will be tried again (result NULL). */
void sample_tell(const struct runner *runner, enum run_event_type type,
                 const struct inquiry *inquiry, const struct sample_result *result);

/* The end of a turn; the last one is always told. */
void turn_tell(struct runner *runner);

#endif
