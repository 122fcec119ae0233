/* runner/disk_sync.c - what a run has committed goes to the disk once a second. */
#include "runner/disk_sync.h"

void disk_sync_init(struct disk_sync *sync, uv_loop_t *loop, struct run_file *file,
                    void (*on_failure)(void *context, const struct error *err),
                    void *context)
{
    *sync = (struct disk_sync){.loop = loop,
                               .file = file,
                               .is_due = true,
                               .on_failure = on_failure,
                               .context = context};
    sync->request.data = sync;
}

static void sync_fail(struct disk_sync *sync, const struct error *err)
{
    sync->has_failed = true;
    sync->on_failure(sync->context, err);
}

static void sync_work(uv_work_t *request)
{
    struct disk_sync *sync = request->data;

    sync->result = run_file_sync(&sync->work);
}

static void on_synced(uv_work_t *request, int status)
{
    struct disk_sync *sync = request->data;
    struct error err = ERROR_INIT;

    (void)status;
    sync->is_under_way = false;
    run_file_sync_end(sync->file, &sync->work);
    if (sync->result) {
        run_file_unsynced(sync->file, sync->result, &err);
        sync_fail(sync, &err);
    }
}

void disk_sync_tick(struct disk_sync *sync)
{
    struct error err = ERROR_INIT;

    if (!sync->is_due || sync->is_under_way || sync->has_failed)
        return;
    sync->is_due = false;
    if (run_file_sync_begin(sync->file, &sync->work, &err)) {
        sync_fail(sync, &err);
    } else if (sync->work.journal >= 0) {
        sync->is_under_way = true;
        uv_queue_work(sync->loop, &sync->request, sync_work, on_synced);
    }
}

void disk_sync_due(struct disk_sync *sync)
{
    sync->is_due = true;
    if (run_file_sync_is_urgent(sync->file))
        disk_sync_tick(sync);
}

void disk_sync_last(struct disk_sync *sync)
{
    if (!sync->is_under_way && !sync->has_failed)
        run_file_sync_ahead(sync->file);
    sync->is_due = false;
}
