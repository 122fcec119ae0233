/* runner/flight.h - one sample under way: asked, graded, recorded.
 *
 * The runner opens as many as samples may be under way and uses each again and again:
 *
 *   flight_begin()    its request is built, and the inquiry (inquiry.h) begun
 *   on_arrived()      its reply is final
 *   flight_grade()    grades it, when the runner has time for that
 *   on_answered()     its reply is graded; but graders are to ask about it (judging.h)
 *   on_end()          its reply is final and graded
 *   flight_record()   into the turn's transaction
 *
 * What begins with on_ is called from the loop; of what is called here flight_grade()
 * alone calls on_answered() or on_end().
 */
#ifndef NOWORSE_RUNNER_FLIGHT_H
#define NOWORSE_RUNNER_FLIGHT_H

#include "runner/grade_sample.h"
#include "runner/grading_pool.h"
#include "runner/inquiry.h"
#include "runner/judging.h"

struct flight;

/* What all flights of a run share; all borrowed. */
struct flight_context {
    struct inquiry_context inquiries;
    struct grading_pool *pool;
    void (*on_arrived)(void *context, struct flight *flight);
    void (*on_answered)(void *context, struct flight *flight);
    void (*on_end)(void *context, struct flight *flight);
    void (*on_broken)(void *context, const struct error *err); /* the run cannot go on */
    void *on_context;                                          /* of all */
};

enum flight_state {
    FLIGHT_SPARE,
    FLIGHT_ASKING,  /* its inquiry is under way */
    FLIGHT_ARRIVED, /* its reply is final and not graded yet */
    FLIGHT_GRADING, /* on another thread */
    FLIGHT_PAIRING, /* graders are to compare its answer with the baseline's, which is to
                       come */
    FLIGHT_JUDGING, /* graders ask */
    FLIGHT_ENDED    /* its reply is final and graded */
};

struct flight {
    struct flight_context *context;
    enum flight_state state;
    struct next_sample sample; /* set by the runner before flight_begin() */
    struct inquiry answer;
    struct judging *judging; /* owned; NULL until a grader asks */
    int64_t
        number; /* its row in the run file, where its answer stands already; 0: none */
    bool is_stored; /* since an earlier start of the run */
    bool has_pair;  /* FLIGHT_PAIRING: the baseline's answer came, or will not */
    struct buf baseline_answer;
    struct sample_grades grades;
    struct grading_job grading;
};

void flight_open(struct flight *flight, struct flight_context *context);
void flight_close(struct flight *flight);   /* its timer, on the loop */
void flight_release(struct flight *flight); /* its memory, after the loop */

/* Its answer stands in the run file, its grades are open: grading, or ended already. */
void flight_begin_stored(struct flight *flight, const struct sample_view *view);

/* Asking; or answered from the cache: grading or ended already, as is one whose request
 * cannot be built. */
enum flight_state flight_begin(struct flight *flight);

/* Of one that has arrived. */
void flight_grade(struct flight *flight);

/* Whether it waits for what the other one is to bring. */
bool flight_pairs(const struct flight *flight, const struct flight *baseline);
/* FLIGHT_PAIRING, and what it waits for is in the run file: goes on, to on_end() too. */
void flight_pair(struct flight *flight);

/* What is asked for it now; NULL: nothing is. */
const struct inquiry *flight_inquiry(const struct flight *flight);

/* The run ended before it was judged: there is nothing to record. */
bool flight_is_cut(const struct flight *flight);

/* The run ends: one that waits, to be sent, for its next try or the baseline, is cut,
 * without on_end(). False: it is not one of these. */
bool flight_drop(struct flight *flight);

/* A call of the inquiry has ended: into the journal, with what a grader is to hear;
 * unless its sample ends with it: flight_record() writes both, for one without the other
 * would be an answer that was paid for and is lost. */
int flight_record_call_end(struct inquiry *inquiry, struct error *err);

/* Both in the transaction that is open: writes the answer of one that is to be judged,
 * with the grades that are open; and one that has ended. */
int flight_record_answer(struct flight *flight, struct error *err);
int flight_record(struct flight *flight, struct error *err);

#endif
