/* runner/lane_watch.h - tells when a model's lane begins to wait, and when its endpoint
 * is taken for down or is up again. */
#ifndef NOWORSE_RUNNER_LANE_WATCH_H
#define NOWORSE_RUNNER_LANE_WATCH_H

#include "runner/lanes.h"

struct lane_watch {
    struct lane_seen *seen; /* owned; one for each lane */
};

void lane_watch_init(struct lane_watch *watch, size_t lanes);
void lane_watch_release(struct lane_watch *watch);

/* Tells what has changed since the last look. */
void lane_watch_look(struct lane_watch *watch, const struct lanes *lanes,
                     const struct suite *suite, const struct run_observer *observer);

#endif
