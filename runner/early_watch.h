/* runner/early_watch.h - watches a run that may stop early, as its cases are answered.
 *
 * Cases are announced in the order of their turns and come to their end in any order;
 * limits/early_end.h is fed in the order of the turns alone, for what is quick would
 * count first else. A case is read from the run file when all of its samples are there:
 * so it does not matter whether this process asked them or an earlier one.
 */
#ifndef NOWORSE_RUNNER_EARLY_WATCH_H
#define NOWORSE_RUNNER_EARLY_WATCH_H

#include "limits/early_end.h"
#include "runner/runner.h"

struct early_watch;

/* Works out the order of the cases too (run_file_case_at()). *out: the caller's; NULL
 * where the run's plan does not say stop_early. */
int early_watch_new(const struct prepared *prepared, struct early_watch **out,
                    struct error *err);
void early_watch_free(struct early_watch *watch); /* takes NULL */

/* The next case, with how many samples of it are still to come; 0: it was asked before.
 */
void early_watch_announce(struct early_watch *watch, int64_t number, int64_t turn,
                          unsigned to_come);
/* No further case comes. */
void early_watch_close(struct early_watch *watch);
/* A sample of the case announced at `place` (from 0) is in the run file, if only in the
 * turn that is open. */
void early_watch_sample(struct early_watch *watch, int64_t place);

/* Takes what is complete. To be called within a turn, or outside of one. */
int early_watch_look(struct early_watch *watch, struct error *err);

/* So much waits for a slow case that nothing should be announced for now. */
bool early_watch_is_full(const struct early_watch *watch);
bool early_watch_is_decided(const struct early_watch *watch);

/* Sets end->reason of a run that it ended: what was saved. `spent`: by all of the run. */
void early_watch_tell(const struct early_watch *watch, const struct ledger *spent,
                      struct run_end *end);

#endif
