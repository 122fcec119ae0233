/* runner/runner_state.h - a run under way. Private to runner.c, run_arrivals.c,
 * run_ending.c, run_pairs.c and run_telling.c. */
#ifndef NOWORSE_RUNNER_RUNNER_STATE_H
#define NOWORSE_RUNNER_RUNNER_STATE_H

#include "limits/budget.h"
#include "runner/disk_sync.h"
#include "runner/early_watch.h"
#include "runner/flights.h"
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
    uv_check_t turn;    /* after what has arrived was taken */
    uv_prepare_t quiet; /* after libcurl has sent, before the loop waits */
    uv_idle_t kick;     /* makes the first turn come without an event */
    uv_timer_t wake;    /* when a lane may send again */
    uv_timer_t commit;  /* when what was graded is to be committed at the latest */
    uv_timer_t tick;    /* a turn a second at least, so that waiting is told */
    struct disk_sync sync;
    struct run_signals signals;
    struct transport *transport;
    struct plugins *plugins;
    struct sample_queue *queue;
    struct early_watch *early; /* NULL: it does not stop early */
    struct flights flights;
    size_t arrived_before; /* of the flights, when the loop was quiet last */
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
    bool has_pairs;     /* some flight's baseline came in this turn */
    bool turn_is_open;  /* a transaction is */
    bool is_decided;    /* by what is known: no further answer is asked for */
    bool is_grading;    /* what has arrived; the turn is over */
    bool is_ending;     /* nothing is sent any more */
    bool is_closing;    /* nothing is waited for either */
    bool has_failed;    /* the run file or the machine did; *err says how */
};

enum { WAITING_BYTES_MAX = 4096 };

/* Nothing more is sent; what is under way is waited for. */
void runner_stop(struct runner *runner, enum run_status status, const char *reason);
/* Likewise, for runner->err. */
void runner_fail(struct runner *runner);

/* Likewise; the context is the runner. */
void runner_break(void *context, const struct error *err);

/* The turn's transaction, if it is not open yet. */
int turn_open(struct runner *runner);
/* Not from the turn itself: it comes at once, not with the next event. */
void turn_call(struct runner *runner);

/* The runner's ears: of its context, by which flights and inquiries tell what they have.
 */
void arrivals_connect(struct runner *runner);
/* What has arrived is graded and written, within no turn. */
void arrivals_grade(struct runner *runner);
/* An inquiry is done: a model that cannot be used at all ends the run. */
void failures_watch(struct runner *runner, const struct inquiry *inquiry);
/* A sample has ended: it is written in this turn's transaction. */
void sample_end(struct runner *runner, struct flight *flight);
/* It is free. */
void flight_spare(struct runner *runner, struct flight *flight);

/* SIGUSR1: where the run stands, for a person. */
void situation_tell(struct runner *runner);

/* A sample is done, or one of its calls will be tried again (result NULL). */
void sample_tell(const struct runner *runner, enum run_event_type type,
                 const struct inquiry *inquiry, const struct sample_result *result);

/* The loop has ended: what that came to; then it is written. A run that the machine or a
 * changed file ended is told in the file too; -1: *err of the run says why that, or
 * this, could not be. */
void end_settle(struct runner *runner);
int end_write(struct runner *runner);

/* Flights that wait for the baseline's answer: one that is in the run file now is marked
 * for those that wait for it; these go on, before anything is admitted; and whether one
 * waits for what nobody asks any more. */
void run_pairs_mark(struct runner *runner, const struct flight *baseline);
void run_pairs_go_on(struct runner *runner);
bool run_pair_is_lost(const struct runner *runner, const struct flight *flight);

/* The end of a turn; the last one is always told. */
void turn_tell(struct runner *runner);

#endif
