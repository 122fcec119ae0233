/* reports/events.h - a run told while it goes on: JSON Lines (docs/events.md).
 *
 * Lines are gathered and written at the end of each turn of the runner. A reader that
 * closes its end early is no error: nothing more is written then. No event holds an
 * answer; of a held-out case neither id nor verdict, as the order of the events could
 * tell which it is.
 */
#ifndef NOWORSE_REPORTS_EVENTS_H
#define NOWORSE_REPORTS_EVENTS_H

#include "base/clock.h"
#include "gate/gate.h"
#include "store/run_event.h"

struct events;

/* "-": standard output. A file that is there is written anew. The clock is borrowed. */
int events_open(const char *file, const struct clock *clock, struct events **out,
                struct error *err);

/* One run after the other: the id is copied, the plan borrowed until the next. done: the
 * samples that are in the run file already. */
void events_run_start(struct events *events, const char *run_id,
                      const struct run_plan *plan, int64_t done);
struct run_observer events_observer(struct events *events);
void events_gate(struct events *events, const struct judgement *judgement);
void events_run_end(struct events *events, const struct judgement *judgement,
                    const struct run_info *info, int exit_code);

/* Takes NULL. -1: not all was written, for another reason than a reader that left. */
int events_close(struct events *events, struct error *err);

#endif
