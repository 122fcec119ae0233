/* transport/http_transport.c - many transfers on several multi handles of libcurl.
 *
 * A transfer is active (libcurl has it), ended (by us; done() is still to be called, from
 * the loop) or idle (to be used again, with its handle and memory).
 *
 * libcurl 7.88 walks all connections of a multi handle for each request, so that there
 * are several of these: shards. A handle stays in the shard it was made for, and the one
 * that became idle last is taken first: its shard has an idle connection to its target,
 * and as many connections are made as transfers are under way at the same time.
 */
#include "base/mem.h"
#include "transport/http_transfer.h"

#include <stdlib.h>
#include <string.h>

enum { CHECK_MS = 100, STILL_MIN_MS = 500, SHARD_HANDLES_MAX = 250 };

struct http_shard {
    struct http_transport *http;
    CURLM *multi;
    unsigned handles; /* that belong to it */
};

struct http_transport {
    struct http_shared shared;
    struct http_targets targets;
    struct http_shard **shards; /* owned; handles are made in the last one */
    size_t shard_count, shard_capacity;
    struct http_transfer *active, *ended;
    uv_timer_t ending_timer; /* the next turn of the loop, when there is one ended */
    uv_timer_t limits_timer; /* runs while there is one active */
    uint64_t checked_ms;     /* uv_now() when it was called last */
    unsigned open_timers;    /* not closed yet */
};

static void list_add(struct http_transfer **list, struct http_transfer *transfer)
{
    transfer->before = NULL;
    transfer->next = *list;
    if (*list)
        (*list)->before = transfer;
    *list = transfer;
}

static void list_remove(struct http_transfer **list, struct http_transfer *transfer)
{
    if (transfer->before)
        transfer->before->next = transfer->next;
    else
        *list = transfer->next;
    if (transfer->next)
        transfer->next->before = transfer->before;
}

/* Tells it and puts it aside. */
static void finish(struct http_transfer *transfer, const struct transport_result *result)
{
    transfer_end(&transfer->base, result);
    transfer->state = TRANSFER_IDLE;
    list_add(&transfer->target->idle, transfer);
}

static void on_ending(uv_timer_t *timer)
{
    struct http_transport *http = timer->data;
    struct http_transfer *transfer;

    while ((transfer = http->ended)) {
        struct transport_result result = http_transfer_stopped(transfer);

        list_remove(&http->ended, transfer);
        finish(transfer, &result);
    }
}

/* Ends a transfer that is in no list; done() is called in the next turn of the loop. */
static void end_soon(struct http_transfer *transfer, enum failure failure,
                     const char *message)
{
    struct http_transport *http = transfer->shard->http;

    transfer->state = TRANSFER_ENDED;
    transfer->ending = failure;
    transfer->ending_message = message;
    list_add(&http->ended, transfer);
    uv_timer_start(&http->ending_timer, on_ending, 0, 0);
}

static void deactivate(struct http_transfer *transfer)
{
    struct http_transport *http = transfer->shard->http;

    http->shared.curl.multi_remove_handle(transfer->shard->multi, transfer->easy);
    list_remove(&http->active, transfer);
    if (!http->active)
        uv_timer_stop(&http->limits_timer);
}

static void on_progress(void *context)
{
    const struct http_shard *shard = context;
    const struct curl_library *curl = &shard->http->shared.curl;
    CURLMsg *message;
    int left;

    while ((message = curl->multi_info_read(shard->multi, &left))) {
        CURLcode code = message->data.result;
        struct http_transfer *transfer;
        struct transport_result result;
        char *private;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        transfer = (struct http_transfer *)(void *)private;
        deactivate(transfer);
        result = http_transfer_result(transfer, code);
        finish(transfer, &result);
    }
}

static bool is_idle(const struct http_transfer *transfer, uint64_t now)
{
    return transfer->has_byte &&
           (double)(now - transfer->last_byte_ms) >= transfer->base.limits.idle_s * 1000;
}

/* Since the last check, without the time that lies between two checks. */
static uint64_t still_us(struct http_transport *http, uint64_t now_ms)
{
    const uint64_t since_ms = now_ms - http->checked_ms;

    http->checked_ms = now_ms;
    return since_ms > CHECK_MS + STILL_MIN_MS ? (since_ms - CHECK_MS) * 1000 : 0;
}

/* A reply that comes whole (none is streamed) may let the first byte wait as long as the
 * model thinks: the clock of idle_s begins with that byte. One that is late is so at two
 * checks: before the first the loop itself may have stood still (the machine was busy, or
 * the program was stopped for a while), and between them it looks for what has come. What
 * the loop stood still for longer does not count for timeout_s: a long answer that was
 * under way has not come whole meanwhile, as nobody took it. */
static void on_limits_check(uv_timer_t *timer)
{
    struct http_transport *http = timer->data;
    const uint64_t now = uv_now(http->shared.loop), still = still_us(http, now);

    for (struct http_transfer *at = http->active, *next; at; at = next) {
        next = at->next;
        at->still_us += still;
        const bool is_over = http_transfer_is_over(at, now);
        const bool is_late = is_over || is_idle(at, now);

        if (!is_late || !at->is_late) {
            at->is_late = is_late;
            continue;
        }
        deactivate(at);
        if (is_over)
            end_soon(at, http_transfer_timeout(at), at->message);
        else
            end_soon(at, FAILURE_TIMEOUT, "no byte came for limits.idle_s");
    }
}

/* The last one, as long as it has room. */
static struct http_shard *shard_open(struct http_transport *http)
{
    const struct curl_library *curl = &http->shared.curl;
    struct http_shard *shard =
        http->shard_count ? http->shards[http->shard_count - 1] : NULL;

    if (shard && shard->handles < SHARD_HANDLES_MAX)
        return shard;
    shard = mem_new(1, sizeof *shard);
    shard->http = http;
    shard->multi = mem_check(curl->multi_init());
    /* Each handle's own connection, and room for one that is about to be closed. */
    curl->multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, 2L * SHARD_HANDLES_MAX);
    loop_sockets_add(http->shared.sockets, shard->multi, on_progress, shard);
    MEM_GROW(http->shards, http->shard_count, http->shard_capacity);
    http->shards[http->shard_count++] = shard;
    return shard;
}

/* Names and TLS sessions are found once for all shards. */
static CURLSH *share_new(const struct curl_library *curl)
{
    CURLSH *share = mem_check(curl->share_init());

    curl->share_setopt(share, CURLSHOPT_SHARE, (long)CURL_LOCK_DATA_DNS);
    curl->share_setopt(share, CURLSHOPT_SHARE, (long)CURL_LOCK_DATA_SSL_SESSION);
    return share;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

struct http_transport *http_transport_new(uv_loop_t *loop, struct error *err)
{
    struct http_transport *http;
    struct curl_library curl;

    if (curl_library_load(&curl, err))
        return NULL;
    if (curl.global_init(CURL_GLOBAL_DEFAULT)) {
        error_set(err, ERROR_SYSTEM, "N0780", "libcurl does not start");
        return NULL;
    }
    http = mem_new(1, sizeof *http);
    http->open_timers = 2;
    http->shared.loop = loop;
    http->shared.curl = curl;
    http->shared.sockets = loop_sockets_new(loop, &http->shared.curl);
    if (!http->shared.sockets) {
        error_errno(err, "N0780", "open", "a set of sockets");
        curl.global_cleanup();
        free(http);
        return NULL;
    }
    http->shared.share = share_new(&curl);
    http->shared.ca_file = variable("CURL_CA_BUNDLE");
    if (!http->shared.ca_file) { /* the order of the curl program */
        http->shared.ca_file = variable("SSL_CERT_FILE");
        http->shared.ca_folder = variable("SSL_CERT_DIR");
    }
    uv_timer_init(loop, &http->ending_timer);
    uv_timer_init(loop, &http->limits_timer);
    uv_unref((uv_handle_t *)&http->limits_timer);
    http->ending_timer.data = http;
    http->limits_timer.data = http;
    return http;
}

static struct http_transfer *transfer_take(struct http_transport *http, const char *url)
{
    struct http_target *target =
        http_targets_find(&http->targets, &http->shared.curl, url);
    struct http_transfer *transfer = target->idle;
    struct http_shard *shard;

    if (transfer) {
        list_remove(&target->idle, transfer);
        return transfer;
    }
    shard = shard_open(http);
    shard->handles++;
    return http_transfer_new(&http->shared, target, shard);
}

struct transfer *http_send(struct http_transport *http, struct transport *transport,
                           const struct transport_job *job, transport_done *done,
                           void *context)
{
    struct http_transfer *transfer = transfer_take(http, job->request->url);

    transfer_begin(&transfer->base, transport, job, done, context);
    if (http_transfer_aim(transfer) ||
        http->shared.curl.multi_add_handle(transfer->shard->multi, transfer->easy)) {
        end_soon(transfer, FAILURE_DENIED,
                 transfer->target->parsed ? "libcurl refuses the request"
                                          : "the URL cannot be read");
        return &transfer->base;
    }
    if (!http->active) {
        http->checked_ms = uv_now(http->shared.loop);
        uv_timer_start(&http->limits_timer, on_limits_check, CHECK_MS, CHECK_MS);
    }
    transfer->state = TRANSFER_ACTIVE;
    list_add(&http->active, transfer);
    return &transfer->base;
}

void http_cancel(struct transfer *base)
{
    struct http_transfer *transfer = (struct http_transfer *)base;

    if (transfer->state != TRANSFER_ACTIVE)
        return;
    deactivate(transfer);
    end_soon(transfer, FAILURE_STOPPED, "stopped");
}

static void transfers_free(struct http_transfer **list)
{
    while (*list) {
        struct http_transfer *transfer = *list;

        list_remove(list, transfer);
        http_transfer_free(transfer);
    }
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct http_transport *http = handle->data;

    if (--http->open_timers == 0)
        free(http);
}

void http_transport_free(struct http_transport *http)
{
    const struct curl_library *curl;

    if (!http)
        return;
    curl = &http->shared.curl;
    for (struct http_transfer *at = http->active; at; at = at->next)
        curl->multi_remove_handle(at->shard->multi, at->easy);
    transfers_free(&http->active);
    transfers_free(&http->ended);
    for (size_t i = 0; i < http->targets.count; i++)
        transfers_free(&http->targets.items[i]->idle);
    http_targets_release(&http->targets, curl);
    for (size_t i = 0; i < http->shard_count; i++) {
        curl->multi_cleanup(http->shards[i]->multi);
        free(http->shards[i]);
    }
    free(http->shards);
    curl->share_cleanup(http->shared.share);
    loop_sockets_free(http->shared.sockets);
    uv_close((uv_handle_t *)&http->ending_timer, on_timer_closed);
    uv_close((uv_handle_t *)&http->limits_timer, on_timer_closed);
    curl->global_cleanup();
}
