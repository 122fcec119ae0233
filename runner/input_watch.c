/* runner/input_watch.c - a loop waits until a descriptor has something to read. */
#include "runner/input_watch.h"

#include <sys/epoll.h>
#include <unistd.h>

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct input_watch *watch = poll->data;

    (void)status;
    (void)events;
    uv_poll_stop(&watch->poll);
    epoll_ctl(watch->set, EPOLL_CTL_DEL, watch->file, NULL);
    watch->file = -1;
    watch->on_ready(watch->context);
}

void input_watch_open(struct input_watch *watch, uv_loop_t *loop,
                      void (*on_ready)(void *context), void *context)
{
    *watch = (struct input_watch){.set = epoll_create1(EPOLL_CLOEXEC),
                                  .file = -1,
                                  .on_ready = on_ready,
                                  .context = context};
    watch->poll.data = watch;
    if (watch->set >= 0 && uv_poll_init(loop, &watch->poll, watch->set)) {
        close(watch->set);
        watch->set = -1;
    }
}

bool input_watch_wait(struct input_watch *watch, int file)
{
    struct epoll_event event = {.events = EPOLLIN};

    if (watch->file >= 0)
        return true;
    if (watch->set < 0 || epoll_ctl(watch->set, EPOLL_CTL_ADD, file, &event))
        return false;
    watch->file = file;
    uv_poll_start(&watch->poll, UV_READABLE, on_poll);
    return true;
}

static void on_closed(uv_handle_t *handle)
{
    struct input_watch *watch = handle->data;

    close(watch->set);
    watch->set = -1;
}

void input_watch_close(struct input_watch *watch)
{
    if (watch->set >= 0 && !uv_is_closing((uv_handle_t *)&watch->poll))
        uv_close((uv_handle_t *)&watch->poll, on_closed);
}
