/* transport/loop_sockets.c - libcurl's multi-socket interface on libuv.
 *
 * libcurl 7.88 forgets a socket at the end of each transfer and names it anew for the
 * next one on the same connection. Following it would cost two system calls a request: so
 * a socket that is forgotten stays watched until something comes or it is closed. That is
 * safe only where its closing is known (else its number may come back while epoll has
 * lost it): so of sockets that were opened here and are connected.
 */
#include "transport/loop_sockets.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct loop_multi {
    struct loop_sockets *sockets;
    struct loop_multi *next;
    CURLM *multi;
    void (*on_progress)(void *context);
    void *context;
    uv_timer_t timer;
};

struct watcher {
    uv_poll_t poll;          /* first: libuv's handle is the watcher */
    struct loop_multi *user; /* who uses the descriptor now */
    curl_socket_t fd;
    bool is_ours; /* opened by on_open(): its closing will be known */
    int wanted;   /* by libcurl, as libuv's events; 0: none */
    int watched;  /* by libuv */
};

struct loop_sockets {
    uv_loop_t *loop;
    const struct curl_library *curl;
    struct loop_multi *multis;
    struct watcher **watchers; /* by descriptor; NULL where there is none */
    size_t watcher_count;
    size_t open_count; /* handles that are not closed yet, and one until it is freed */
};

static void act(struct loop_multi *user, curl_socket_t fd, int events)
{
    int running;

    user->sockets->curl->multi_socket_action(user->multi, fd, events, &running);
    user->on_progress(user->context);
}

static void watcher_stop(struct watcher *watcher)
{
    watcher->watched = 0;
    uv_poll_stop(&watcher->poll);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watcher *watcher = (struct watcher *)poll;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0;

    if (!watcher->wanted) { /* an idle connection: libcurl looks at it when it needs it */
        watcher_stop(watcher);
        return;
    }
    if (events & UV_READABLE)
        flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        flags |= CURL_CSELECT_OUT;
    act(watcher->user, watcher->fd, flags);
}

static void on_timer(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static struct watcher *watcher_find(const struct loop_sockets *sockets, curl_socket_t fd)
{
    return (size_t)fd < sockets->watcher_count ? sockets->watchers[fd] : NULL;
}

static struct watcher *watcher_of(struct loop_sockets *sockets, curl_socket_t fd)
{
    size_t index = (size_t)fd;
    struct watcher *watcher = watcher_find(sockets, fd);

    if (watcher)
        return watcher;
    if (index >= sockets->watcher_count) {
        size_t count = 2 * index + 64;

        sockets->watchers =
            mem_resize(sockets->watchers, count, sizeof *sockets->watchers);
        memset(sockets->watchers + sockets->watcher_count, 0,
               (count - sockets->watcher_count) * sizeof *sockets->watchers);
        sockets->watcher_count = count;
    }
    watcher = mem_new(1, sizeof *watcher);
    if (uv_poll_init_socket(sockets->loop, &watcher->poll, fd)) {
        free(watcher);
        return NULL;
    }
    watcher->fd = fd;
    watcher->poll.data = sockets;
    sockets->watchers[index] = watcher;
    sockets->open_count++;
    return watcher;
}

/* One that nobody wants must not hold the loop. One that may not be connected yet is not
 * watched any more: libcurl closes such a socket without on_close(). */
static void watcher_forget(struct watcher *watcher)
{
    bool is_connected = watcher->wanted == UV_READABLE;

    watcher->wanted = 0;
    if (watcher->is_ours && is_connected)
        uv_unref((uv_handle_t *)&watcher->poll);
    else
        watcher_stop(watcher);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
    struct loop_multi *user = context;
    struct watcher *watcher;

    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        watcher = watcher_find(user->sockets, fd);
        if (watcher)
            watcher_forget(watcher);
        return 0;
    }
    watcher = watcher_of(user->sockets, fd);
    if (!watcher)
        return -1;
    watcher->user = user;
    watcher->wanted = what == CURL_POLL_IN    ? UV_READABLE
                      : what == CURL_POLL_OUT ? UV_WRITABLE
                                              : UV_READABLE | UV_WRITABLE;
    uv_ref((uv_handle_t *)&watcher->poll);
    if (watcher->watched == watcher->wanted)
        return 0;
    watcher->watched = watcher->wanted;
    return uv_poll_start(&watcher->poll, watcher->wanted, on_event) ? -1 : 0;
}

static curl_socket_t on_open(void *context, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
    struct loop_sockets *sockets = context;
    curl_socket_t fd =
        socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
               address->protocol);
    struct watcher *watcher = fd < 0 ? NULL : watcher_of(sockets, fd);

    (void)purpose;
    if (watcher)
        watcher->is_ours = true;
    return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int on_close(void *context, curl_socket_t fd)
{
    struct watcher *watcher = watcher_find(context, fd);

    if (watcher) {
        watcher_stop(watcher);
        watcher->is_ours = false;
        watcher->wanted = 0;
    }
    return close(fd);
}

/* Not from within: libcurl may not be called again inside this callback, so that "at
 * once" is the next turn of the loop. */
static int on_timeout(CURLM *multi, long timeout_ms, void *context)
{
    struct loop_multi *user = context;

    (void)multi;
    if (timeout_ms < 0)
        uv_timer_stop(&user->timer);
    else
        uv_timer_start(&user->timer, on_timer, (uint64_t)timeout_ms, 0);
    return 0;
}

struct loop_sockets *loop_sockets_new(uv_loop_t *loop, const struct curl_library *curl)
{
    struct loop_sockets *sockets = mem_new(1, sizeof *sockets);

    *sockets = (struct loop_sockets){.loop = loop, .curl = curl, .open_count = 1};
    return sockets;
}

void loop_sockets_add(struct loop_sockets *sockets, CURLM *multi,
                      void (*on_progress)(void *context), void *context)
{
    const struct curl_library *curl = sockets->curl;
    struct loop_multi *user = mem_new(1, sizeof *user);

    *user = (struct loop_multi){.sockets = sockets,
                                .next = sockets->multis,
                                .multi = multi,
                                .on_progress = on_progress,
                                .context = context};
    sockets->multis = user;
    sockets->open_count++;
    uv_timer_init(sockets->loop, &user->timer);
    user->timer.data = user;
    curl->multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl->multi_setopt(multi, CURLMOPT_SOCKETDATA, user);
    curl->multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl->multi_setopt(multi, CURLMOPT_TIMERDATA, user);
}

void loop_sockets_attach(struct loop_sockets *sockets, CURL *easy)
{
    const struct curl_library *curl = sockets->curl;

    curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl->easy_setopt(easy, CURLOPT_OPENSOCKETDATA, sockets);
    curl->easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    curl->easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, sockets);
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
    struct loop_multi *user = handle->data;
    struct loop_sockets *sockets = user->sockets;

    free(user);
    one_closed(sockets);
}

static void on_watcher_closed(uv_handle_t *handle)
{
    struct watcher *watcher = (struct watcher *)handle;
    struct loop_sockets *sockets = handle->data;

    free(watcher);
    one_closed(sockets);
}

void loop_sockets_free(struct loop_sockets *sockets)
{
    for (size_t i = 0; i < sockets->watcher_count; i++)
        if (sockets->watchers[i])
            uv_close((uv_handle_t *)&sockets->watchers[i]->poll, on_watcher_closed);
    for (struct loop_multi *user = sockets->multis; user; user = user->next)
        uv_close((uv_handle_t *)&user->timer, on_timer_closed);
    one_closed(sockets);
}
