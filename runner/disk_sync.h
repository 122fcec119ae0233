/* runner/disk_sync.h - what a run has committed goes to the disk once a second.
 *
 * On libuv's pool, so that the loop never waits for the disk; its threads are started by
 * the first one, a second after the run began.
 */
#ifndef NOWORSE_RUNNER_DISK_SYNC_H
#define NOWORSE_RUNNER_DISK_SYNC_H

#include "base/error.h"
#include "store/run_file.h"
#include "store/run_file_sync.h"

#include <uv.h>

struct disk_sync {
    uv_work_t request;
    struct run_file_sync work;
    int result;
    uv_loop_t *loop;
    struct run_file *file;
    bool is_due;       /* something was committed since the last one began */
    bool is_under_way; /* the loop does not end before it has */
    bool has_failed;   /* there are no more */
    void (*on_failure)(void *context, const struct error *err);
    void *context;
};

/* All borrowed. What was committed before is due. */
void disk_sync_init(struct disk_sync *sync, uv_loop_t *loop, struct run_file *file,
                    void (*on_failure)(void *context, const struct error *err),
                    void *context);

/* Something was committed: begins one at once where the journal has grown long. */
void disk_sync_due(struct disk_sync *sync);

/* All is committed and nothing more comes: on a thread, while the run is judged. */
void disk_sync_last(struct disk_sync *sync);

/* For each second: begins one where it is due and none is under way. */
void disk_sync_tick(struct disk_sync *sync);

#endif
