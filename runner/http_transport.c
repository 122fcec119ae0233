/* runner/http_transport.c - many transfers on one multi handle of libcurl.
 *
 * A transfer is in one of three lists: active (libcurl has it), ended (by us; done() is
 * still to be called, from the loop), idle (to be used again, with its handle and
 * memory). All that knows the multi handle is in this file, so that there can be several
 * of them where one's list of connections becomes long.
 */
#include "base/mem.h"
#include "runner/http_transfer.h"
#include "runner/loop_sockets.h"

#include <stdlib.h>
#include <string.h>

enum { IDLE_CHECK_MS = 100 };

struct http_transport {
    uv_loop_t *loop;
    struct curl_library curl;
    CURLM *multi;
    struct loop_sockets *sockets;
    struct http_transfer *active, *ended, *idle;
    uv_timer_t ending_timer; /* the next turn of the loop, when there is one ended */
    uv_timer_t idle_timer;   /* runs while there is one active */
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

static void on_ending(uv_timer_t *timer)
{
    struct http_transport *http = timer->data;
    struct http_transfer *transfer;

    while ((transfer = http->ended)) {
        struct transport_result result = http_transfer_stopped(transfer);

        list_remove(&http->ended, transfer);
        transfer_end(&transfer->base, &result);
        list_add(&http->idle, transfer);
    }
}

/* Ends a transfer that is in no list; done() is called in the next turn of the loop. */
static void end_soon(struct http_transfer *transfer, enum failure failure,
                     const char *message)
{
    transfer->ending = failure;
    transfer->ending_message = message;
    list_add(&transfer->http->ended, transfer);
    uv_timer_start(&transfer->http->ending_timer, on_ending, 0, 0);
}

static void deactivate(struct http_transfer *transfer)
{
    transfer->http->curl.multi_remove_handle(transfer->http->multi, transfer->easy);
    list_remove(&transfer->http->active, transfer);
    if (!transfer->http->active)
        uv_timer_stop(&transfer->http->idle_timer);
}

static void on_progress(void *context)
{
    struct http_transport *http = context;
    CURLMsg *message;
    int left;

    while ((message = http->curl.multi_info_read(http->multi, &left))) {
        CURLcode code = message->data.result;
        struct http_transfer *transfer;
        struct transport_result result;
        char *private;

        if (message->msg != CURLMSG_DONE)
            continue;
        http->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        transfer = (struct http_transfer *)(void *)private;
        deactivate(transfer);
        result = http_transfer_result(transfer, code);
        transfer_end(&transfer->base, &result);
        list_add(&http->idle, transfer);
    }
}

/* A reply that comes whole (none is streamed) may let the first byte wait as long as the
 * model thinks: the clock of idle_s begins with that byte. */
static void on_idle_check(uv_timer_t *timer)
{
    struct http_transport *http = timer->data;
    uint64_t now = uv_now(http->loop);

    for (struct http_transfer *at = http->active, *next; at; at = next) {
        next = at->next;
        if (!at->has_byte ||
            (double)(now - at->last_byte_ms) < at->base.limits.idle_s * 1000)
            continue;
        deactivate(at);
        end_soon(at, FAILURE_TIMEOUT, "no byte came for limits.idle_s");
    }
}

struct http_transport *http_transport_new(uv_loop_t *loop, unsigned connections,
                                          struct error *err)
{
    struct http_transport *http;
    struct curl_library curl;
    CURLM *multi;

    if (curl_library_load(&curl, err))
        return NULL;
    if (curl.global_init(CURL_GLOBAL_DEFAULT) || !(multi = curl.multi_init())) {
        error_set(err, ERROR_SYSTEM, "N0780", "libcurl does not start");
        return NULL;
    }
    http = mem_new(1, sizeof *http);
    *http = (struct http_transport){
        .loop = loop, .curl = curl, .multi = multi, .open_timers = 2};
    if (connections)
        curl.multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)connections);
    http->sockets = loop_sockets_new(loop, &http->curl, multi, on_progress, http);
    uv_timer_init(loop, &http->ending_timer);
    uv_timer_init(loop, &http->idle_timer);
    uv_unref((uv_handle_t *)&http->idle_timer);
    http->ending_timer.data = http;
    http->idle_timer.data = http;
    return http;
}

static struct http_transfer *transfer_take(struct http_transport *http)
{
    struct http_transfer *transfer = http->idle;

    if (transfer)
        list_remove(&http->idle, transfer);
    else
        transfer = http_transfer_new(http, &http->curl, http->loop);
    return transfer;
}

struct transfer *http_send(struct http_transport *http, struct transport *transport,
                           const struct transport_job *job, transport_done *done,
                           void *context)
{
    struct http_transfer *transfer = transfer_take(http);

    transfer_begin(&transfer->base, transport, job, done, context);
    if (http_transfer_aim(transfer) ||
        http->curl.multi_add_handle(http->multi, transfer->easy)) {
        end_soon(transfer, FAILURE_DENIED, "libcurl refuses the request");
        return &transfer->base;
    }
    if (!http->active)
        uv_timer_start(&http->idle_timer, on_idle_check, IDLE_CHECK_MS, IDLE_CHECK_MS);
    list_add(&http->active, transfer);
    return &transfer->base;
}

void http_cancel(struct transfer *base)
{
    struct http_transfer *transfer = (struct http_transfer *)base;

    for (struct http_transfer *at = transfer->http->ended; at; at = at->next)
        if (at == transfer)
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
    if (!http)
        return;
    for (struct http_transfer *at = http->active; at; at = at->next)
        http->curl.multi_remove_handle(http->multi, at->easy);
    transfers_free(&http->active);
    transfers_free(&http->ended);
    transfers_free(&http->idle);
    http->curl.multi_cleanup(http->multi);
    loop_sockets_free(http->sockets);
    uv_close((uv_handle_t *)&http->ending_timer, on_timer_closed);
    uv_close((uv_handle_t *)&http->idle_timer, on_timer_closed);
    http->curl.global_cleanup();
}
