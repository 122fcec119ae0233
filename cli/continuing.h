/* cli/continuing.h - the same command again goes on with a run that did not finish.
 *
 * Looked for when the suite is prepared, continued when it is run: while all suites of a
 * command are checked nothing is written to it.
 */
#ifndef NOWORSE_CLI_CONTINUING_H
#define NOWORSE_CLI_CONTINUING_H

#include "runner/resume.h"
#include "store/run_file_earlier.h"

struct opened_suite;
struct suite_args;

/* Of one opened suite. Begin zeroed. */
struct continuing {
    struct earlier_runs runs; /* of the suite, in the state folder */
    struct run_file *earlier; /* owned until it is continued; NULL: a new run begins */
    struct run_changes changes;
    struct resumed resumed;
    char *note; /* owned; one line for people, or NULL */
};
void continuing_release(struct continuing *continuing);

/* Looks at the runs that are there, and whether one of them may be such a run, so that no
 * new file is made yet: one that --run-file names (it is opened), or one of this suite in
 * the state folder. 1: yes; 0: no. */
int earlier_expect(struct opened_suite *opened, const struct suite_args *args,
                   struct error *err);

/* The suite is prepared: finds the run to go on with, and what differs. -1: the one that
 * --run-file names was asked something else, or cannot be continued. */
int earlier_find(struct opened_suite *opened, const struct suite_args *args,
                 struct error *err);

/* The file is chosen: its plan says which run of its candidate this is, where one before
 * it did not pass. */
int earlier_tell(struct opened_suite *opened, struct error *err);

/* Goes on with it, if there is one: opened->file is it from here on, and what was
 * prepared into is removed. */
int earlier_continue(struct opened_suite *opened, enum uncertain uncertain,
                     struct error *err);

#endif
