/* runner/lanes.h - which calls may go now: one lane a model.
 *
 * A lane holds the inquiries of its model that are ready to be sent, first come first
 * served, and knows how many of its calls are under way. What is admitted is written down
 * and sent after the turn's commit.
 */
#ifndef NOWORSE_RUNNER_LANES_H
#define NOWORSE_RUNNER_LANES_H

#include "limits/hopeless.h"
#include "limits/pace.h"
#include "runner/inquiry.h"

struct lane {
    struct pace *pace; /* may be another lane's too */
    struct hopeless hopeless;
    int64_t output_tokens; /* that an answer may have */
    unsigned limit;        /* calls at the same time */
    unsigned sent;         /* calls under way, admitted ones included */
    struct inquiry *first_ready, *last_ready;
};

struct lanes {
    struct lane *items;  /* owned; one for each of the suite's models */
    struct pace **paces; /* owned; likewise, some of them shared */
    size_t count;
    const struct clock *clock; /* borrowed */
    int64_t ask_again_us;      /* after lanes_admit(): who is ready may go in so many
                                  microseconds; -1: not by time alone */
    unsigned flights;          /* samples under way at most, over all lanes */
    struct inquiry *first_admitted, *last_admitted; /* to be sent */
    struct budget *budget;                          /* borrowed */
    bool is_spent; /* a call that is ready does not fit the budget, and never will */
};

/* A model's own limit of concurrency holds; where it gives none, the command line's or
 * the suite's (0: none) holds for it too. */
void lanes_init(struct lanes *lanes, const struct prepared *prepared,
                const struct run_options *options, struct budget *budget);
void lanes_release(struct lanes *lanes);

/* One that is ready to be sent, and waits for its turn: the last, or the first where it
 * goes first. */
void lanes_add(struct lanes *lanes, struct inquiry *inquiry);

/* Whether the lane would take a new sample: none waits in it, and it may send. */
bool lane_is_open(const struct lane *lane);

/* Admits as many of the ready ones as may go now, and reserves what each may cost. */
void lanes_admit(struct lanes *lanes);
/* Writes what was admitted into the journal, in the transaction that is open. */
int lanes_record(const struct lanes *lanes, struct error *err);
/* Sends what was admitted. */
void lanes_send(struct lanes *lanes);

/* The call has ended, well or not. */
void lanes_call_ended(struct lanes *lanes, const struct inquiry *inquiry);

/* A call has ended, or an inquiry: true: the run has to end, for the endpoint is given
 * up, or refuses all that it is asked; appends why. */
bool lanes_call_is_last(const struct lanes *lanes, const struct inquiry *inquiry,
                        struct buf *reason);
bool lanes_inquiry_is_last(struct lanes *lanes, const struct inquiry *inquiry);

/* Appends what a lane with ready inquiries waits for; nothing where none does. */
void lanes_append_wait(const struct lanes *lanes, struct buf *out);

/* Forgets what is ready or admitted: the run ends. */
void lanes_clear(struct lanes *lanes);

#endif
