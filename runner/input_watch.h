/* runner/input_watch.h - a loop waits until a descriptor has something to read, and does
 * not read it itself.
 *
 * libuv makes what it watches non-blocking, which for a terminal or a pipe that others
 * share would be so for them too. Here the descriptor stands in an epoll set of its own,
 * and that set is what libuv watches.
 */
#ifndef NOWORSE_RUNNER_INPUT_WATCH_H
#define NOWORSE_RUNNER_INPUT_WATCH_H

#include <stdbool.h>
#include <uv.h>

struct input_watch {
    uv_poll_t poll;
    int set;  /* owned; -1: there is none, and nothing is waited for */
    int file; /* what is waited for; -1: nothing */
    void (*on_ready)(void *context);
    void *context;
};

void input_watch_open(struct input_watch *watch, uv_loop_t *loop,
                      void (*on_ready)(void *context), void *context);
/* on_ready() will be called once, from the loop: there is something to read, or the end.
 * Again while it waits: nothing changes. False: this cannot be waited for. */
bool input_watch_wait(struct input_watch *watch, int file);
/* The loop ends it. Once more is fine. */
void input_watch_close(struct input_watch *watch);

#endif
