/* store/run_file_continue.h - a run that did not finish, gone on with.
 *
 * What is asked decides whether a run can be continued (suite-format 7.6); what graders
 * and gates are today may differ from what they were when it began. So today's suite is
 * prepared into a fresh file, compared with, and its plan and cases taken over.
 */
#ifndef NOWORSE_STORE_RUN_FILE_CONTINUE_H
#define NOWORSE_STORE_RUN_FILE_CONTINUE_H

#include "store/run_file.h"

/* What differs from when the run began. */
struct run_changes {
    bool asked;     /* it cannot be continued */
    char what[256]; /* where `asked`: the first thing that differs: "the prompt of v8
                       changed"; nothing of held-out cases */
    bool graded;    /* what answers are judged by, or the noworse that does it */
    bool cases;     /* a row of the case table */
    bool contents;  /* which cases there are, their order, or what is in one */
};
int run_file_compare(struct run_file *file, struct run_file *fresh,
                     struct run_changes *out, struct error *err);

/* What becomes of a call that was in flight when its process died. */
enum uncertain {
    UNCERTAIN_RESEND, /* its sample is asked again */
    UNCERTAIN_SKIP    /* its sample is left without an answer: FAILURE_UNCERTAIN */
};

struct run_continued {
    int64_t in_flight;    /* calls that were, when it ended */
    double in_flight_usd; /* their reserved price, where it is known */
};

/* Opens a turn and leaves it open, for run_file_commit() when the grades are right too,
 * or run_file_roll_back(). In it: the fresh file's plan, what it is compared
 * with and, where they differ, cases are taken over; where `graded`, all grades are
 * removed; calls in flight are marked uncertain and count at their reserved price;
 * samples without an answer are removed, so that they are asked again. `file` is of
 * run_file_open_again(). */
int run_file_continue(struct run_file *file, struct run_file *fresh,
                      const struct run_changes *changes, enum uncertain uncertain,
                      struct run_continued *out, struct error *err);
void run_file_roll_back(struct run_file *file);

/* Copies the samples of another run, without their grades and calls, into one that was
 * asked the same (run_file_compare()), for samples_regrade(). In an open turn. A file of
 * a schema before 2 is refused, N0640. */
int run_file_take_answers(struct run_file *file, struct run_file *from,
                          struct error *err);

/* Gives a file that run_file_create() just made the plan and the cases of the fresh one.
 */
int run_file_adopt(struct run_file *file, struct run_file *fresh, struct error *err);

/* Which samples are there, in order of arrival. Not 0 from the function ends the walk,
 * which then returns that. */
typedef int run_file_done_fn(void *context, int64_t case_number, int variant,
                             unsigned repeat, enum verdict verdict, bool has_answer);
int run_file_each_done(struct run_file *file, run_file_done_fn *fn, void *context,
                       struct error *err);

/* Calls whose end nobody knows, of a run that is not under way: perhaps billed. usd: what
 * they count in the ledger; 0 where none has a known price. */
int run_file_uncertain(struct run_file *file, int64_t *count, double *usd,
                       struct error *err);

#endif
