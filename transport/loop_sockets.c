/* transport/loop_sockets.c - libcurl's multi-socket interface on libuv.
 *
 * The sockets stand in an epoll set of their own, which libuv watches as one descriptor.
 * libuv would hand out all that are ready before the loop turns, and what a turn answers
 * is sent at its end: a hundred replies that came together would wait for each other, and
 * come together again. So a turn has EVENTS_A_TURN at most.
 *
 * libcurl 7.88 forgets a socket at the end of each transfer and names it anew for the
 * next one on the same connection. Following it would cost two system calls a request: so
 * a socket that is forgotten stays watched until something comes or it is closed. That is
 * safe only where its closing is known (else its number may come back while epoll has
 * lost it): so of sockets that were opened here and are connected.
 */
#include "transport/loop_sockets.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 16 };

struct loop_multi {
    struct loop_sockets *sockets;
    struct loop_multi *next;
    CURLM *multi;
    void (*on_progress)(void *context);
    void *context;
    uv_timer_t timer;
};

/* Of one descriptor. Events are those of epoll; 0: none. */
struct watcher {
    struct loop_multi *user; /* who uses the descriptor now */
    bool is_ours;            /* opened by on_open(): its closing will be known */
    uint32_t wanted;         /* by libcurl */
    uint32_t watched;
};

struct loop_sockets {
    const struct curl_library *curl;
    uv_loop_t *loop;
    uv_poll_t poll; /* of the set; holds the loop while a socket is wanted */
    int set;
    struct loop_multi *multis;
    struct watcher *watchers; /* by descriptor */
    size_t watcher_count, wanted_count;
    size_t open_count; /* handles that are not closed yet, and one until it is freed */
};

static void act(struct loop_multi *user, curl_socket_t fd, int events)
{
    int running;

    user->sockets->curl->multi_socket_action(user->multi, fd, events, &running);
    user->on_progress(user->context);
}

static void want(struct loop_sockets *sockets, struct watcher *watcher, uint32_t events)
{
    sockets->wanted_count += (events != 0);
    sockets->wanted_count -= (watcher->wanted != 0);
    watcher->wanted = events;
    if (sockets->wanted_count)
        uv_ref((uv_handle_t *)&sockets->poll);
    else
        uv_unref((uv_handle_t *)&sockets->poll);
}

static int watch(struct loop_sockets *sockets, curl_socket_t fd, uint32_t events)
{
    struct watcher *watcher = &sockets->watchers[fd];
    struct epoll_event event = {.events = events, .data.fd = fd};

    if (watcher->watched == events)
        return 0;
    watcher->watched = events;
    if (!events) /* or it is closed already */
        return epoll_ctl(sockets->set, EPOLL_CTL_DEL, fd, &event), 0;
    if (epoll_ctl(sockets->set, EPOLL_CTL_ADD, fd, &event) == 0)
        return 0;
    return errno == EEXIST ? epoll_ctl(sockets->set, EPOLL_CTL_MOD, fd, &event) : -1;
}

static void on_event(struct loop_sockets *sockets, const struct epoll_event *event)
{
    const curl_socket_t fd = event->data.fd;
    const struct watcher *watcher = &sockets->watchers[fd];
    int flags = 0;

    /* An idle connection: libcurl looks at it when it needs it. */
    if (!watcher->wanted || event->events & EPOLLERR)
        watch(sockets, fd, 0);
    if (!watcher->wanted)
        return;
    if (event->events & EPOLLERR)
        flags |= CURL_CSELECT_ERR;
    if (event->events & (EPOLLIN | EPOLLHUP))
        flags |= CURL_CSELECT_IN;
    if (event->events & EPOLLOUT)
        flags |= CURL_CSELECT_OUT;
    act(watcher->user, fd, flags);
}

static void on_events(uv_poll_t *poll, int status, int unused)
{
    struct loop_sockets *sockets = poll->data;
    struct epoll_event events[EVENTS_A_TURN];
    int count = epoll_wait(sockets->set, events, EVENTS_A_TURN, 0);

    (void)status;
    (void)unused;
    for (int i = 0; i < count && !uv_is_closing((uv_handle_t *)poll); i++)
        on_event(sockets, &events[i]);
}

static void on_timer(uv_timer_t *timer)
{
    act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static struct watcher *watcher_of(struct loop_sockets *sockets, curl_socket_t fd)
{
    const size_t had = sockets->watcher_count, count = 2 * (size_t)fd + 64;

    if ((size_t)fd >= had) {
        sockets->watchers =
            mem_resize(sockets->watchers, count, sizeof *sockets->watchers);
        memset(sockets->watchers + had, 0, (count - had) * sizeof *sockets->watchers);
        sockets->watcher_count = count;
    }
    return &sockets->watchers[fd];
}

/* One that may not be connected yet is not watched any more: libcurl closes such a socket
 * without on_close(). */
static void forget(struct loop_sockets *sockets, curl_socket_t fd)
{
    struct watcher *watcher = watcher_of(sockets, fd);
    bool is_connected = watcher->wanted == EPOLLIN;

    want(sockets, watcher, 0);
    if (!watcher->is_ours || !is_connected)
        watch(sockets, fd, 0);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *unused)
{
    struct loop_multi *user = context;
    struct watcher *watcher;

    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        forget(user->sockets, fd);
        return 0;
    }
    watcher = watcher_of(user->sockets, fd);
    watcher->user = user;
    want(user->sockets, watcher,
         (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U));
    return watch(user->sockets, fd, watcher->wanted);
}

static curl_socket_t on_open(void *context, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
    curl_socket_t fd =
        socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
               address->protocol);

    (void)purpose;
    if (fd < 0)
        return CURL_SOCKET_BAD;
    watcher_of(context, fd)->is_ours = true;
    return fd;
}

static int on_close(void *context, curl_socket_t fd)
{
    struct loop_sockets *sockets = context;
    struct watcher *watcher = watcher_of(sockets, fd);

    watch(sockets, fd, 0);
    want(sockets, watcher, 0);
    watcher->is_ours = false;
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

    *sockets = (struct loop_sockets){.curl = curl, .loop = loop, .open_count = 2};
    sockets->poll.data = sockets;
    sockets->set = epoll_create1(EPOLL_CLOEXEC);
    if (sockets->set < 0 || uv_poll_init(loop, &sockets->poll, sockets->set) ||
        uv_poll_start(&sockets->poll, UV_READABLE, on_events)) {
        if (sockets->set >= 0)
            close(sockets->set);
        free(sockets);
        return NULL;
    }
    uv_unref((uv_handle_t *)&sockets->poll);
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

static void on_poll_closed(uv_handle_t *handle)
{
    one_closed(handle->data);
}

void loop_sockets_free(struct loop_sockets *sockets)
{
    uv_close((uv_handle_t *)&sockets->poll, on_poll_closed);
    close(sockets->set);
    for (struct loop_multi *user = sockets->multis; user; user = user->next)
        uv_close((uv_handle_t *)&user->timer, on_timer_closed);
    one_closed(sockets);
}
