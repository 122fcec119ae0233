/* simulator/exchange.c - one reply sent: at its time, and with its fault. */
#include "simulator/service.h"

#include "base/mem.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event_struct.h>
#include <math.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
    TICK_MS = 50,
    ENDLESS_TICK_MS = 1,
    ENDLESS_AHEAD_BYTES = 1 << 20,
    PAD_BYTES = 1 << 16
};

struct exchange {
    LIST_ENTRY(exchange) link;
    struct simulator *simulator;         /* borrowed */
    struct evhttp_request *http_request; /* evhttp's, once it was answered or is closed */
    struct evbuffer *body;
    struct response response;
    struct event timer;
    bool begun; /* the head was sent */
    size_t sent;
    int64_t since_ms; /* when the fault began */
};

static int64_t now_ms(const struct exchange *exchange)
{
    struct timeval now;

    event_base_gettimeofday_cached(exchange->simulator->base, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_usec / 1000;
}

static void wait_ms(struct exchange *exchange, double ms)
{
    int64_t us = (int64_t)llround(ms * 1000);
    struct timeval delay = {us / 1000000, us % 1000000};

    evtimer_add(&exchange->timer, &delay);
}

static void exchange_free(struct exchange *exchange)
{
    evtimer_del(&exchange->timer);
    LIST_REMOVE(exchange, link);
    evbuffer_free(exchange->body);
    free(exchange);
}

/* NULL: the client has gone. */
static struct evhttp_connection *connection_of(const struct exchange *exchange)
{
    return evhttp_request_get_connection(exchange->http_request);
}

/* Ends the connection in the middle of whatever it did. */
static void drop(struct exchange *exchange)
{
    struct evhttp_connection *connection = connection_of(exchange);

    if (connection)
        evhttp_connection_free(connection);
    else
        evhttp_request_free(exchange->http_request);
    exchange_free(exchange);
}

/* connect() to nowhere is Linux's way to send RST at once; evhttp would send FIN first.
 */
static void reset(struct exchange *exchange)
{
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    struct evhttp_connection *connection = connection_of(exchange);

    if (connection)
        (void)connect(bufferevent_getfd(evhttp_connection_get_bufferevent(connection)),
                      &nowhere, sizeof nowhere);
    drop(exchange);
}

static void add_header(struct evhttp_request *http_request, const char *name,
                       const char *value)
{
    evhttp_add_header(evhttp_request_get_output_headers(http_request), name, value);
}

/* The whole of it in one piece; a stream as one chunk. */
static void send_whole(struct evhttp_request *http_request,
                       const struct response *response, struct evbuffer *body)
{
    if (response->stream && response->status == 200) {
        evhttp_send_reply_start(http_request, response->status, NULL);
        evhttp_send_reply_chunk(http_request, body);
        evhttp_send_reply_end(http_request);
    } else {
        evhttp_send_reply(http_request, response->status, NULL, body);
    }
}

static void send_truncated(struct exchange *exchange)
{
    char length[24];
    size_t whole = evbuffer_get_length(exchange->body);
    struct evbuffer *half = evbuffer_new();

    snprintf(length, sizeof length, "%zu", whole);
    add_header(exchange->http_request, "Content-Length", length);
    add_header(exchange->http_request, "Connection", "close");
    evbuffer_remove_buffer(exchange->body, half, whole / 2);
    evhttp_send_reply(exchange->http_request, exchange->response.status, NULL, half);
    evbuffer_free(half);
    exchange_free(exchange);
}

static void drip(struct exchange *exchange)
{
    const struct fault *fault = exchange->response.fault;
    struct evbuffer *drop_of_it;
    char length[24];

    if (!exchange->begun) {
        snprintf(length, sizeof length, "%zu", evbuffer_get_length(exchange->body));
        if (!exchange->response.stream)
            add_header(exchange->http_request, "Content-Length", length);
        evhttp_send_reply_start(exchange->http_request, exchange->response.status, NULL);
        exchange->begun = true;
    }
    if (!connection_of(exchange) || evbuffer_get_length(exchange->body) == 0) {
        evhttp_send_reply_end(exchange->http_request);
        exchange_free(exchange);
        return;
    }
    drop_of_it = evbuffer_new();
    evbuffer_remove_buffer(exchange->body, drop_of_it, fault->bytes);
    evhttp_send_reply_chunk(exchange->http_request, drop_of_it);
    evbuffer_free(drop_of_it);
    wait_ms(exchange, fault->ms);
}

/* The beginning of a right answer, whose text never ends. */
static void pour(struct exchange *exchange)
{
    static const char begin[] = "{\"choices\": [{\"message\": {\"content\": \"";
    static const char pad[] = "on and on ";
    const struct fault *fault = exchange->response.fault;
    struct evhttp_connection *connection;
    struct evbuffer *chunk = exchange->body;

    if (!exchange->begun) {
        evhttp_send_reply_start(exchange->http_request, 200, NULL);
        evbuffer_drain(chunk, evbuffer_get_length(chunk));
        evbuffer_add(chunk, begin, sizeof begin - 1);
        exchange->begun = true;
    }
    connection = connection_of(exchange);
    if (!connection || exchange->sent >= fault->bytes ||
        now_ms(exchange) - exchange->since_ms >= (int64_t)fault->ms) {
        drop(exchange);
        return;
    }
    struct evbuffer *ahead =
        bufferevent_get_output(evhttp_connection_get_bufferevent(connection));
    while (evbuffer_get_length(ahead) < ENDLESS_AHEAD_BYTES &&
           exchange->sent < fault->bytes) {
        size_t room = fault->bytes - exchange->sent;
        size_t size = room < PAD_BYTES ? room : PAD_BYTES;
        while (evbuffer_get_length(chunk) < size)
            evbuffer_add(chunk, pad, sizeof pad - 1);
        exchange->sent += evbuffer_get_length(chunk);
        evhttp_send_reply_chunk(exchange->http_request, chunk);
    }
    wait_ms(exchange, ENDLESS_TICK_MS);
}

static void hang(struct exchange *exchange)
{
    if (!connection_of(exchange) ||
        now_ms(exchange) - exchange->since_ms >= (int64_t)exchange->response.fault->ms)
        drop(exchange);
    else
        wait_ms(exchange, TICK_MS);
}

static void on_time(evutil_socket_t fd, short what, void *context)
{
    struct exchange *exchange = context;

    (void)fd;
    (void)what;
    if (exchange->since_ms == 0)
        exchange->since_ms = now_ms(exchange);
    switch (exchange->response.fault ? exchange->response.fault->kind : FAULT_STATUS) {
    case FAULT_RESET:
        reset(exchange);
        return;
    case FAULT_TRUNCATED:
        send_truncated(exchange);
        return;
    case FAULT_DRIP:
        drip(exchange);
        return;
    case FAULT_ENDLESS:
        pour(exchange);
        return;
    case FAULT_HANG:
        hang(exchange);
        return;
    default:
        send_whole(exchange->http_request, &exchange->response, exchange->body);
        exchange_free(exchange);
    }
}

static void date_format(time_t seconds, char *out)
{
    struct tm parts;

    gmtime_r(&seconds, &parts);
    strftime(out, DATE_SIZE, "%a, %d %b %Y %H:%M:%S GMT", &parts);
}

/* evhttp would format the date anew for each reply. */
static const char *date_now(struct simulator *simulator)
{
    struct timeval now;

    event_base_gettimeofday_cached(simulator->base, &now);
    if (now.tv_sec != simulator->date_s) {
        date_format(now.tv_sec, simulator->date);
        simulator->date_s = now.tv_sec;
    }
    return simulator->date;
}

static void add_retry_after(struct simulator *simulator,
                            struct evhttp_request *http_request,
                            const struct fault *fault)
{
    long long seconds = (fault->retry_after_ms + 999) / 1000;
    char text[DATE_SIZE];

    if (fault->retry_after_date)
        date_format(simulator->date_s + (time_t)seconds, text);
    else
        snprintf(text, sizeof text, "%lld", seconds);
    add_header(http_request, "Retry-After", text);
    if (!fault->retry_after_date && fault->retry_after_ms % 1000 != 0) {
        snprintf(text, sizeof text, "%lld", (long long)fault->retry_after_ms);
        add_header(http_request, "retry-after-ms", text);
    }
}

static void add_number(struct evhttp_request *http_request, const char *name,
                       int64_t number, const char *unit)
{
    char text[40];

    snprintf(text, sizeof text, "%lld%s", (long long)number, unit);
    add_header(http_request, name, text);
}

static void add_allowance(const struct allowance *allowance,
                          struct evhttp_request *http_request)
{
    static const char *const names[ALLOWANCE_KIND_COUNT][3] = {
        {"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
         "x-ratelimit-reset-requests"},
        {"x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens",
         "x-ratelimit-reset-tokens"}};

    for (int i = 0; i < ALLOWANCE_KIND_COUNT; i++) {
        struct allowance_rest rest;

        if (allowance->buckets[i].size <= 0)
            continue;
        rest = allowance_rest(allowance, (enum allowance_kind)i);
        add_number(http_request, names[i][0], rest.limit, "");
        add_number(http_request, names[i][1], rest.remaining, "");
        add_number(http_request, names[i][2], rest.reset_ms, "ms");
    }
}

static void add_rate_limit(const struct simulator *simulator,
                           struct evhttp_request *http_request,
                           const struct response *response)
{
    const struct allowance *allowance = &simulator->allowance;

    if (allowance->tells == ALLOWANCE_TELLS_ALL)
        add_allowance(allowance, http_request);
    if (!response->is_limited || allowance->tells == ALLOWANCE_TELLS_NOTHING)
        return;
    add_number(http_request, "Retry-After", (allowance->wait_ms + 999) / 1000, "");
    add_number(http_request, "retry-after-ms", allowance->wait_ms, "");
}

static void add_headers(struct simulator *simulator, struct evhttp_request *http_request,
                        const struct response *response)
{
    const struct fault *fault = response->fault;
    char text[40];

    add_header(http_request, "Content-Type", response->type);
    add_header(http_request, "Date", date_now(simulator));
    snprintf(text, sizeof text, "req_%016llx",
             (unsigned long long)simulator->counts.requests);
    add_header(http_request, "x-request-id", text);
    snprintf(text, sizeof text, "%.0f", response->latency_ms);
    add_header(http_request, "openai-processing-ms", text);
    if (response->is_counted)
        add_rate_limit(simulator, http_request, response);
    if (response->status == 405)
        add_header(http_request, "Allow", "GET, POST");
    if (fault && fault->kind == FAULT_REDIRECT)
        add_header(http_request, "Location", fault->location);
    if (fault && fault->kind == FAULT_BOMB)
        add_header(http_request, "Content-Encoding", "gzip");
    if (fault && fault->kind == FAULT_STATUS && fault->retry_after_ms >= 0)
        add_retry_after(simulator, http_request, fault);
}

void exchange_begin(struct simulator *simulator, struct evhttp_request *http_request,
                    const struct response *response)
{
    struct evbuffer *out = simulator->out;
    bool at_once = response->latency_ms <= 0 &&
                   (!response->fault || response->fault->kind == FAULT_STATUS);

    add_headers(simulator, http_request, response);
    evbuffer_add(out, simulator->body.data, simulator->body.length);
    if (at_once) {
        send_whole(http_request, response, out);
        evbuffer_drain(out, evbuffer_get_length(out));
        return;
    }
    struct exchange *exchange = mem_new(1, sizeof *exchange);
    exchange->simulator = simulator;
    exchange->http_request = http_request;
    exchange->body = evbuffer_new();
    evbuffer_add_buffer(exchange->body, out);
    exchange->response = *response;
    evtimer_assign(&exchange->timer, simulator->base, on_time, exchange);
    LIST_INSERT_HEAD(&simulator->exchanges, exchange, link);
    wait_ms(exchange, response->latency_ms);
}

void exchanges_abandon(struct simulator *simulator)
{
    struct exchange *next;

    for (struct exchange *exchange = LIST_FIRST(&simulator->exchanges); exchange;
         exchange = next) {
        next = LIST_NEXT(exchange, link);
        if (!connection_of(exchange))
            evhttp_request_free(exchange->http_request);
        exchange_free(exchange);
    }
}
