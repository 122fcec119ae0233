/* runner/lane_watch.c - tells when a model's lane begins to wait, and when its endpoint
 * is taken for down or is up again. */
#include "runner/lane_watch.h"

#include "base/mem.h"

#include <stdlib.h>

enum { REASON_BYTES_MAX = 4096 };

struct lane_seen {
    bool is_open, is_waiting;
};

void lane_watch_init(struct lane_watch *watch, size_t lanes)
{
    watch->seen = mem_new(lanes, sizeof *watch->seen);
}

void lane_watch_release(struct lane_watch *watch)
{
    free(watch->seen);
}

static void circuit_tell(struct lane_seen *seen, bool is_open, const char *model,
                         const struct run_observer *observer)
{
    const struct run_event event = {
        .type = RUN_EVENT_CIRCUIT, .model = model, .state = is_open ? "open" : "closed"};

    if (seen->is_open != is_open)
        observer->event(observer->context, &event);
    seen->is_open = is_open;
}

static void wait_tell(struct lane_seen *seen, const struct buf *reason, int64_t wait_us,
                      const char *model, const struct run_observer *observer)
{
    const struct run_event event = {.type = RUN_EVENT_LIMIT_WAIT,
                                    .model = model,
                                    .reason = buf_text(reason),
                                    .wait_ms = wait_us > 0 ? wait_us / 1000 : 0};

    if (reason->length && !seen->is_waiting)
        observer->event(observer->context, &event);
    seen->is_waiting = reason->length > 0;
}

void lane_watch_look(struct lane_watch *watch, const struct lanes *lanes,
                     const struct suite *suite, const struct run_observer *observer)
{
    int64_t now_us = lanes->clock->steady_us(lanes->clock);
    struct buf reason = BUF_INIT(REASON_BYTES_MAX);

    for (size_t i = 0; i < lanes->count; i++) {
        const struct lane *lane = &lanes->items[i];
        struct pace_state state = pace_state(lane->pace, now_us);

        circuit_tell(&watch->seen[i], state.is_open, suite->models[i].id, observer);
        buf_clear(&reason);
        if (lane->first_ready && !state.is_open)
            pace_append_wait(lane->pace, now_us, &reason);
        wait_tell(&watch->seen[i], &reason, lanes->ask_again_us, suite->models[i].id,
                  observer);
    }
    buf_release(&reason);
}
