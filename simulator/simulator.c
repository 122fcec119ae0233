/* simulator/simulator.c - the server's life: listening, serving, ending. */
#include "simulator/simulator.h"

#include "base/descriptors.h"
#include "base/mem.h"
#include "simulator/service.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEADERS_BYTES_MAX = 64 << 10,
    /* evhttp leaves a body in the connection's buffer until all of it is there. */
    READ_AHEAD_BYTES_MAX = BODY_BYTES_MAX + (1 << 20),
    REPLY_BYTES_MAX = 256 << 20,
    DESCRIPTORS_BESIDE = 64, /* files, pipes, and what the rest of the process has open */
    QUEUE_MAX = 4096,
    IDLE_S_MAX = 4000, /* over the longest latency and hang */
    ACCEPT_AGAIN_MS = 10
};

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static int read_address(const struct simulator_options *options, union address *address,
                        socklen_t *length, struct error *err)
{
    memset(address, 0, sizeof *address);
    if (options->port > 65535)
        return error_set(err, ERROR_USAGE, "N0870", "port %u is over 65535",
                         options->port);
    if (inet_pton(AF_INET, options->address, &address->v4.sin_addr) == 1) {
        address->v4.sin_family = AF_INET;
        address->v4.sin_port = htons((uint16_t)options->port);
        *length = sizeof address->v4;
        if (ntohl(address->v4.sin_addr.s_addr) >> 24 == 127)
            return 0;
    } else if (inet_pton(AF_INET6, options->address, &address->v6.sin6_addr) == 1) {
        address->v6.sin6_family = AF_INET6;
        address->v6.sin6_port = htons((uint16_t)options->port);
        *length = sizeof address->v6;
        if (IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr))
            return 0;
    }
    error_set(err, ERROR_USAGE, "N0870",
              "the simulator listens on loopback alone, not on \"%.60s\"",
              options->address);
    return error_hint(err, "use 127.0.0.1 or ::1");
}

static unsigned bound_port(int fd)
{
    union address address = {.any.sa_family = AF_UNSPEC};
    socklen_t length = sizeof address;

    if (getsockname(fd, &address.any, &length) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
                                                   : address.v4.sin_port);
}

/* A socket of our own, since evhttp's queues 128 connections only. -1: errno says why. */
static int listen_at(const union address *address, socklen_t length)
{
    const int on = 1;
    int fd =
        socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on,
               sizeof on); /* accepted ones inherit it */
    if (bind(fd, &address->any, length) == 0 && listen(fd, QUEUE_MAX) == 0)
        return fd;
    int cause = errno;
    close(fd);
    errno = cause;
    return -1;
}

/* connect() to nowhere is Linux's way to send RST at once. */
static void on_reset(evutil_socket_t none, short what, void *context)
{
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};

    (void)none;
    (void)what;
    (void)connect(bufferevent_getfd(context), &nowhere, sizeof nowhere);
}

static struct bufferevent *connection_new(struct event_base *base, void *context)
{
    struct simulator *simulator = context;
    struct bufferevent *buffered =
        bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);

    if (simulator->resets_left > 0) {
        simulator->resets_left--;
        service_reset(simulator);
        /* As soon as evhttp has given it its socket, before that is read. */
        event_base_once(base, -1, EV_TIMEOUT, on_reset, buffered, NULL);
    }
    bufferevent_setwatermark(buffered, EV_READ, 0, READ_AHEAD_BYTES_MAX);
    return buffered;
}

static void on_accept_failed(struct evconnlistener *listener, void *context)
{
    const struct timeval pause = {0, ACCEPT_AGAIN_MS * 1000};
    struct simulator *simulator = context;

    evconnlistener_disable(listener);
    event_add(simulator->accept_again, &pause);
}

static void on_accept_again(evutil_socket_t fd, short what, void *context)
{
    (void)fd;
    (void)what;
    evconnlistener_enable(context);
}

static void on_wake(evutil_socket_t fd, short what, void *context)
{
    struct simulator *simulator = context;

    (void)fd;
    (void)what;
    event_base_loopbreak(simulator->base);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct simulator *simulator = context;

    (void)what;
    simulator->signal = (int)number;
    event_base_loopbreak(simulator->base);
}

static int listen_http(struct simulator *simulator,
                       const struct simulator_options *options, struct error *err)
{
    const struct timeval idle = {IDLE_S_MAX, 0};
    struct evhttp_bound_socket *bound;
    union address address;
    socklen_t length = 0;

    if (read_address(options, &address, &length, err))
        return -1;
    int fd = listen_at(&address, length);
    if (fd < 0)
        return error_set(err, ERROR_SYSTEM, "N0871", "cannot listen on %s port %u: %s",
                         options->address, options->port, strerror(errno));
    simulator->port = bound_port(fd);
    evhttp_set_max_headers_size(simulator->http, HEADERS_BYTES_MAX);
    evhttp_set_max_body_size(simulator->http, BODY_BYTES_MAX);
    /* A queue of its own: every read and write would move the timeout in the heap. */
    evhttp_set_timeout_tv(simulator->http,
                          event_base_init_common_timeout(simulator->base, &idle));
    evhttp_set_allowed_methods(simulator->http, UINT16_MAX); /* service.c answers 405 */
    evhttp_set_bevcb(simulator->http, connection_new, simulator);
    evhttp_set_gencb(simulator->http, service_request, simulator);
    bound = evhttp_accept_socket_with_handle(simulator->http, fd);
    if (!bound) {
        close(fd);
        return error_set(err, ERROR_SYSTEM, "N0871", "cannot accept connections");
    }
    struct evconnlistener *listener = evhttp_bound_socket_get_listener(bound);
    simulator->accept_again = evtimer_new(simulator->base, on_accept_again, listener);
    evconnlistener_set_error_cb(listener, on_accept_failed);
    return 0;
}

static int start_loop(struct simulator *simulator,
                      const struct simulator_options *options, struct error *err)
{
    const int numbers[2] = {SIGINT, SIGTERM};
    struct event_config *config = event_config_new();

    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_PRECISE_TIMER |
                                      EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    simulator->base = event_base_new_with_config(config);
    event_config_free(config);
    simulator->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (!simulator->base || simulator->wake_fd < 0)
        return error_set(err, ERROR_SYSTEM, "N0873", "cannot start the event loop: %s",
                         strerror(errno));
    simulator->http = evhttp_new(simulator->base);
    simulator->wake = event_new(simulator->base, simulator->wake_fd, EV_READ | EV_PERSIST,
                                on_wake, simulator);
    event_add(simulator->wake, NULL);
    for (size_t i = 0; options->signals == SIGNALS_TAKEN && i < 2; i++) {
        simulator->signal_events[i] =
            evsignal_new(simulator->base, numbers[i], on_signal, simulator);
        event_add(simulator->signal_events[i], NULL);
    }
    return 0;
}

static int open_record(struct simulator *simulator, const char *path, struct error *err)
{
    if (!path)
        return 0;
    simulator->record = fopen(path, "we");
    return simulator->record ? 0 : error_errno(err, "N0872", "write", path);
}

int simulator_start(const struct simulator_options *options,
                    struct simulator_script *script, struct simulator **out,
                    struct error *err)
{
    struct simulator *simulator = mem_new(1, sizeof *simulator);

    simulator->script = script;
    allowance_init(&simulator->allowance, &script->settings.allowance);
    simulator->latency_ms = options->latency_ms;
    simulator->faults = options->faults;
    if (options->faults == FAULTS_SCRIPTED)
        simulator->resets_left = script->settings.resets;
    simulator->wake_fd = -1;
    simulator->hash = sha256_new();
    simulator->out = evbuffer_new();
    chat_request_init(&simulator->request);
    match_memory_init(&simulator->match);
    buf_init(&simulator->body, REPLY_BYTES_MAX);
    LIST_INIT(&simulator->exchanges);
    signal(SIGPIPE, SIG_IGN);
    descriptors_raise(options->connections_max + DESCRIPTORS_BESIDE);
    if (open_record(simulator, options->record, err) ||
        start_loop(simulator, options, err) || listen_http(simulator, options, err)) {
        simulator_free(simulator);
        return -1;
    }
    *out = simulator;
    return 0;
}

unsigned simulator_port(const struct simulator *simulator)
{
    return simulator->port;
}

int simulator_run(struct simulator *simulator, int *signal_out, struct error *err)
{
    int rc = event_base_dispatch(simulator->base);

    if (signal_out)
        *signal_out = simulator->signal;
    if (rc < 0)
        return error_set(err, ERROR_SYSTEM, "N0873", "the event loop failed");
    if (simulator->record_errno != 0)
        return error_set(err, ERROR_SYSTEM, "N0872", "cannot write the record: %s",
                         strerror(simulator->record_errno));
    return 0;
}

void simulator_stop(struct simulator *simulator)
{
    const uint64_t one = 1;
    ssize_t written = write(simulator->wake_fd, &one, sizeof one);

    (void)written; /* fails only when 2^64 stops wait already */
}

struct simulator_counts simulator_counts(const struct simulator *simulator)
{
    return simulator->counts;
}

static void free_event(struct event *event)
{
    if (event)
        event_free(event);
}

void simulator_free(struct simulator *simulator)
{
    if (!simulator)
        return;
    exchanges_abandon(simulator);
    if (simulator->http)
        evhttp_free(simulator->http);
    free_event(simulator->wake);
    free_event(simulator->accept_again);
    free_event(simulator->signal_events[0]);
    free_event(simulator->signal_events[1]);
    if (simulator->base)
        event_base_free(simulator->base);
    if (simulator->wake_fd >= 0)
        close(simulator->wake_fd);
    if (simulator->record)
        fclose(simulator->record);
    evbuffer_free(simulator->out);
    sha256_free(simulator->hash);
    arrivals_release(&simulator->arrivals);
    match_memory_release(&simulator->match);
    chat_request_release(&simulator->request);
    buf_release(&simulator->body);
    simulator_script_free(simulator->script);
    free(simulator);
}
