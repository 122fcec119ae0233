/* runner/http_transfer.c - one easy handle of libcurl: set, fed, read. */
#include "runner/http_transfer.h"

#include "base/mem.h"
#include "runner/http_failure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BODY_KEPT_MAX = 256 * 1024 };

static void byte_came(struct http_transfer *transfer)
{
    transfer->has_byte = true;
    transfer->last_byte_ms = uv_now(transfer->loop);
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    size_t length = size * count;
    const char *colon = memchr(line, ':', length);
    const char *value, *end = line + length;

    byte_came(transfer);
    if (length >= 5 && !memcmp(line, "HTTP/", 5)) { /* after a 1xx it begins anew */
        buf_clear(&transfer->headers);
        transfer->header_count = 0;
        return length;
    }
    if (!colon || memchr(line, '\0', length))
        return length;
    value = colon + 1;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (unsigned char)end[-1] <= ' ')
        end--;
    buf_append(&transfer->headers, line, (size_t)(colon - line));
    buf_append_char(&transfer->headers, '\0');
    buf_append(&transfer->headers, value, (size_t)(end - value));
    buf_append_char(&transfer->headers, '\0');
    transfer->header_count++;
    transfer->is_too_large = buf_is_over(&transfer->headers);
    return transfer->is_too_large ? 0 : length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;

    byte_came(transfer);
    if (buf_append(&transfer->body, bytes, size * count)) {
        transfer->is_too_large = true;
        return 0;
    }
    return size * count;
}

/* Called before each sending. libcurl sends again by itself when a kept connection dies
 * before the first byte of the answer; the server may have worked (and billed) by then,
 * so that is for the runner to decide. */
static int on_send(void *context, char *their_ip, char *our_ip, int their_port,
                   int our_port)
{
    struct http_transfer *transfer = context;

    (void)their_ip;
    (void)our_ip;
    (void)their_port;
    (void)our_port;
    return transfer->sends++ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

struct http_transfer *http_transfer_new(struct http_transport *http,
                                        const struct curl_library *curl, uv_loop_t *loop)
{
    struct http_transfer *transfer = mem_new(1, sizeof *transfer);
    CURL *easy = curl->easy_init();

    if (!easy) /* out of memory: as in base/mem.c */
        abort();
    transfer->http = http;
    transfer->curl = curl;
    transfer->loop = loop;
    transfer->easy = easy;
    buf_init(&transfer->headers, HTTP_HEADERS_BYTES_MAX);
    transfer->curl->easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    transfer->curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    transfer->curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    transfer->curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    transfer->curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    transfer->curl->easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    transfer->curl->easy_setopt(easy, CURLOPT_USERAGENT, "noworse");
    transfer->curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
    transfer->curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    transfer->curl->easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    transfer->curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    transfer->curl->easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    transfer->curl->easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
    transfer->curl->easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    return transfer;
}

void http_transfer_free(struct http_transfer *transfer)
{
    transfer->curl->easy_cleanup(transfer->easy);
    transfer->curl->slist_free_all(transfer->lines);
    buf_release(&transfer->headers);
    buf_release(&transfer->body);
    free(transfer->header_items);
    free(transfer);
}

static bool url_is_loopback(const char *url)
{
    const char *host = strstr(url, "://");

    if (!host)
        return false;
    host += 3;
    return !strncmp(host, "127.", 4) || !strncmp(host, "[::1]", 5) ||
           (!strncasecmp(host, "localhost", 9) && strchr(":/?", host[9]));
}

static long milliseconds(double seconds)
{
    double ms = ceil(seconds * 1000);

    return ms < 1 ? 1 : ms > 1e9 ? 1000000000L : (long)ms;
}

static int lines_set(struct http_transfer *transfer)
{
    const char *const *header = transfer->base.request->headers;
    struct curl_slist *lines = transfer->curl->slist_append(NULL, "Expect:"),
                      *longer = lines;

    for (; longer && header && *header; header++) {
        longer = transfer->curl->slist_append(lines, *header);
        lines = longer ? longer : lines;
    }
    transfer->curl->slist_free_all(transfer->lines);
    transfer->lines = lines;
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, lines);
    return longer ? 0 : -1;
}

static void body_set(struct http_transfer *transfer)
{
    const struct request *request = transfer->base.request;
    bool is_get = !strcmp(request->method, "GET") && request->body.length == 0;

    if (is_get) {
        transfer->curl->easy_setopt(transfer->easy, CURLOPT_HTTPGET, 1L);
        transfer->curl->easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, NULL);
        return;
    }
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_POST, 1L);
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                (curl_off_t)request->body.length);
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDS,
                                buf_text(&request->body));
    transfer->curl->easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST,
                                strcmp(request->method, "POST") != 0 ? request->method
                                                                     : NULL);
}

int http_transfer_aim(struct http_transfer *transfer)
{
    const struct transport_limits *limits = &transfer->base.limits;
    const struct request *request = transfer->base.request;
    CURL *easy = transfer->easy;

    buf_clear(&transfer->headers);
    if (transfer->body.capacity > BODY_KEPT_MAX)
        buf_release(&transfer->body);
    buf_clear(&transfer->body);
    transfer->body.limit = limits->reply_bytes;
    transfer->header_count = 0;
    transfer->sends = 0;
    transfer->is_too_large = false;
    transfer->has_byte = false;
    transfer->started_us = uv_hrtime() / 1000;
    transfer->detail[0] = '\0';
    body_set(transfer);
    transfer->curl->easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                                milliseconds(limits->connect_s));
    transfer->curl->easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                                milliseconds(limits->timeout_s));
    /* Proxies come from the usual variables of the environment; none stands between us
     * and our own machine. */
    transfer->curl->easy_setopt(easy, CURLOPT_PROXY,
                                url_is_loopback(request->url) ? "" : NULL);
    if (transfer->curl->easy_setopt(easy, CURLOPT_URL, request->url))
        return -1;
    return lines_set(transfer);
}

static void response_make(struct http_transfer *transfer, struct response *response)
{
    const char *at = buf_text(&transfer->headers);
    long status = 0;

    if (transfer->header_capacity < transfer->header_count) {
        transfer->header_capacity = 2 * transfer->header_count;
        transfer->header_items =
            mem_resize(transfer->header_items, transfer->header_capacity,
                       sizeof *transfer->header_items);
    }
    for (size_t i = 0; i < transfer->header_count; i++) {
        transfer->header_items[i].name = at;
        at += strlen(at) + 1;
        transfer->header_items[i].value = at;
        at += strlen(at) + 1;
    }
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    *response = (struct response){.status = (int)status,
                                  .headers = transfer->header_items,
                                  .header_count = transfer->header_count,
                                  .body = buf_text(&transfer->body),
                                  .length = transfer->body.length};
}

static void times_take(struct http_transfer *transfer, struct transport_result *result)
{
    curl_off_t first = 0, connect = 0, tls = 0;

    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T, &first);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_CONNECT_TIME_T, &connect);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
    result->first_byte_us = transfer->has_byte ? first : -1;
    result->connect_us = tls > connect ? tls : connect;
}

static enum failure timeout_read(struct http_transfer *transfer)
{
    const struct transport_limits *limits = &transfer->base.limits;

    if (!transfer->sends) {
        snprintf(transfer->message, sizeof transfer->message, "no connection within %g s",
                 limits->connect_s < limits->timeout_s ? limits->connect_s
                                                       : limits->timeout_s);
        return FAILURE_CONNECT;
    }
    snprintf(transfer->message, sizeof transfer->message,
             transfer->has_byte ? "the answer was not whole after %g s"
                                : "no answer after %g s",
             limits->timeout_s);
    return FAILURE_TIMEOUT;
}

static enum failure failure_read(struct http_transfer *transfer, CURLcode code)
{
    struct http_failure failure;
    const char *detail = transfer->detail;

    if (transfer->is_too_large) {
        snprintf(transfer->message, sizeof transfer->message,
                 "the reply is over limits.reply_bytes, %zu",
                 transfer->base.limits.reply_bytes);
        return FAILURE_TOO_LARGE;
    }
    if (code == CURLE_OPERATION_TIMEDOUT)
        return timeout_read(transfer);
    if (transfer->sends > 1) { /* on_send() stopped the second sending */
        snprintf(transfer->message, sizeof transfer->message,
                 "the connection ended without an answer");
        return FAILURE_RESET;
    }
    failure = http_failure_of(code, transfer->sends > 0);
    if (failure.has_detail && !*detail)
        detail = transfer->curl->easy_strerror(code);
    snprintf(transfer->message, sizeof transfer->message, "%s%s%s", failure.message,
             failure.has_detail ? ": " : "", failure.has_detail ? detail : "");
    return failure.failure;
}

struct transport_result http_transfer_result(struct http_transfer *transfer,
                                             CURLcode code)
{
    struct transport_result result = {.message = ""};
    curl_off_t total = 0;

    response_make(transfer, &result.response);
    times_take(transfer, &result);
    transfer->curl->easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &total);
    result.latency_us = total;
    if (code != CURLE_OK) {
        result.failure = failure_read(transfer, code);
        result.message = transfer->message;
    }
    return result;
}

struct transport_result http_transfer_stopped(struct http_transfer *transfer)
{
    struct transport_result result = {.failure = transfer->ending,
                                      .message = transfer->ending_message};

    response_make(transfer, &result.response);
    times_take(transfer, &result);
    result.latency_us = (int64_t)(uv_hrtime() / 1000 - transfer->started_us);
    return result;
}
