/* runner/loop_sockets.c - libcurl's multi-socket interface on libuv.
 *
 * libcurl 7.88 forgets a socket at the end of each transfer and names it anew for the
 * next one on the same connection: so a watcher is kept for each descriptor, stopped but
 * not closed, and used again.
 */
#include "runner/loop_sockets.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct watcher {
    uv_poll_t poll; /* first: libuv's handle is the watcher */
    struct loop_sockets *sockets;
    curl_socket_t fd;
};

struct loop_sockets {
    uv_loop_t *loop;
    const struct curl_library *curl;
    CURLM *multi;
    void (*on_progress)(void *context);
    void *context;
    uv_timer_t timer;
    struct watcher **watchers; /* by descriptor; NULL where there is none */
    size_t watcher_count;
    size_t open_count; /* handles that are not closed yet */
};

static void act(struct loop_sockets *sockets, curl_socket_t fd, int events)
{
    int running;

    sockets->curl->multi_socket_action(sockets->multi, fd, events, &running);
    sockets->on_progress(sockets->context);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watcher *watcher = (struct watcher *)poll;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0;

    if (events & UV_READABLE)
        flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        flags |= CURL_CSELECT_OUT;
    act(watcher->sockets, watcher->fd, flags);
}

static void on_timer(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static struct watcher *watcher_of(struct loop_sockets *sockets, curl_socket_t fd)
{
    size_t index = (size_t)fd;

    if (index >= sockets->watcher_count) {
        size_t count = 2 * index + 64;

        sockets->watchers =
            mem_resize(sockets->watchers, count, sizeof *sockets->watchers);
        memset(sockets->watchers + sockets->watcher_count, 0,
               (count - sockets->watcher_count) * sizeof *sockets->watchers);
        sockets->watcher_count = count;
    }
    if (!sockets->watchers[index]) {
        struct watcher *watcher = mem_new(1, sizeof *watcher);

        if (uv_poll_init_socket(sockets->loop, &watcher->poll, fd)) {
            free(watcher);
            return NULL;
        }
        watcher->sockets = sockets;
        watcher->fd = fd;
        sockets->watchers[index] = watcher;
        sockets->open_count++;
    }
    return sockets->watchers[index];
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
    struct loop_sockets *sockets = context;
    struct watcher *watcher;
    int events = what == CURL_POLL_IN    ? UV_READABLE
                 : what == CURL_POLL_OUT ? UV_WRITABLE
                                         : UV_READABLE | UV_WRITABLE;

    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        if ((size_t)fd < sockets->watcher_count && sockets->watchers[fd])
            uv_poll_stop(&sockets->watchers[fd]->poll);
        return 0;
    }
    watcher = watcher_of(sockets, fd);
    return watcher && !uv_poll_start(&watcher->poll, events, on_event) ? 0 : -1;
}

/* Not from within: libcurl may not be called again inside this callback, so that "at
 * once" is the next turn of the loop. */
static int on_timeout(CURLM *multi, long timeout_ms, void *context)
{
    struct loop_sockets *sockets = context;

    (void)multi;
    if (timeout_ms < 0)
        uv_timer_stop(&sockets->timer);
    else
        uv_timer_start(&sockets->timer, on_timer, (uint64_t)timeout_ms, 0);
    return 0;
}

struct loop_sockets *loop_sockets_new(uv_loop_t *loop, const struct curl_library *curl,
                                      CURLM *multi, void (*on_progress)(void *context),
                                      void *context)
{
    struct loop_sockets *sockets = mem_new(1, sizeof *sockets);

    *sockets = (struct loop_sockets){.loop = loop,
                                     .curl = curl,
                                     .multi = multi,
                                     .on_progress = on_progress,
                                     .context = context,
                                     .open_count = 1};
    uv_timer_init(loop, &sockets->timer);
    sockets->timer.data = sockets;
    curl->multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl->multi_setopt(multi, CURLMOPT_SOCKETDATA, sockets);
    curl->multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl->multi_setopt(multi, CURLMOPT_TIMERDATA, sockets);
    return sockets;
}

static void one_closed(struct loop_sockets *sockets)
{
    if (--sockets->open_count == 0) {
        free(sockets->watchers);
        free(sockets);
    }
}

static void on_timer_closed(uv_handle_t *handle)
{
    one_closed(handle->data);
}

static void on_watcher_closed(uv_handle_t *handle)
{
    struct watcher *watcher = (struct watcher *)handle;
    struct loop_sockets *sockets = watcher->sockets;

    free(watcher);
    one_closed(sockets);
}

void loop_sockets_free(struct loop_sockets *sockets)
{
    for (size_t i = 0; i < sockets->watcher_count; i++)
        if (sockets->watchers[i])
            uv_close((uv_handle_t *)&sockets->watchers[i]->poll, on_watcher_closed);
    uv_close((uv_handle_t *)&sockets->timer, on_timer_closed);
}
