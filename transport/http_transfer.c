/* transport/http_transfer.c - one easy handle of libcurl: set, fed, read. */
#include "transport/http_transfer.h"

#include "base/mem.h"
#include "transport/http_failure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BODY_KEPT_MAX = 32 * 1024, /* between two uses */
    EXPECT_FROM = 256 * 1024   /* libcurl would ask before it sends a body of 1 MiB */
};

/* Not br and zstd, whose windows take what memory the sender wants. */
#define ENCODINGS "gzip, deflate"
#define ENCODINGS_LINE "Accept-Encoding: " ENCODINGS

static void byte_came(struct http_transfer *transfer)
{
    transfer->has_byte = true;
    transfer->last_byte_ms = uv_now(transfer->shared->loop);
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

/* Called before each sending: a second one is for the runner to decide. */
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

/* With a folder libcurl reads all certificates again for each connection, which takes
 * milliseconds; with a file alone it keeps them. */
static void trust_set(struct http_transfer *transfer)
{
    const struct http_shared *shared = transfer->shared;
    const struct curl_library *curl = &shared->curl;
    char *file = NULL;

    if (shared->ca_file)
        curl->easy_setopt(transfer->easy, CURLOPT_CAINFO, shared->ca_file);
    curl->easy_getinfo(transfer->easy, CURLINFO_CAINFO, &file);
    if (shared->ca_folder || file)
        curl->easy_setopt(transfer->easy, CURLOPT_CAPATH, shared->ca_folder);
}

/* libcurl sends again by itself in two cases, and does not tell which it was: a kept
 * connection died before the first byte of the answer, when the server may have worked
 * (and billed) by then; and, over HTTP/2, the server says that it has not looked at the
 * request (REFUSED_STREAM, or GOAWAY with an earlier stream as the last; RFC 9113, 8.7).
 * The first it leaves out where RTSP's word for "wait for data" is set, which means
 * nothing else to HTTP; so a second sending is the second case. A libcurl without RTSP
 * refuses the option. */
static void resending_limit(struct http_transfer *transfer)
{
    CURLcode code = transfer->shared->curl.easy_setopt(
        transfer->easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_RECEIVE);

    transfer->is_resent_unread = code == CURLE_OK && transfer->target->is_tls;
}

/* What stays as it is for all requests of the handle. */
static void easy_set(struct http_transfer *transfer)
{
    const struct http_shared *shared = transfer->shared;
    const struct curl_library *curl = &shared->curl;
    CURL *easy = transfer->easy;

    curl->easy_setopt(easy, CURLOPT_CURLU, transfer->target->parsed);
    curl->easy_setopt(easy, CURLOPT_SHARE, shared->share);
    curl->easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    /* A burst waits for the first connection, to share it where it speaks HTTP/2. */
    if (transfer->target->is_tls)
        curl->easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl->easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl->easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ENCODINGS);
    curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
    curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl->easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl->easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl->easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
    curl->easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    resending_limit(transfer);
    /* Proxies come from the usual variables of the environment; none stands between us
     * and our own machine. */
    if (transfer->target->is_loopback)
        curl->easy_setopt(easy, CURLOPT_NOPROXY, "*");
    trust_set(transfer);
    loop_sockets_attach(shared->sockets, easy);
}

struct http_transfer *http_transfer_new(const struct http_shared *shared,
                                        struct http_target *target,
                                        struct http_shard *shard)
{
    struct http_transfer *transfer = mem_new(1, sizeof *transfer);

    transfer->shared = shared;
    transfer->target = target;
    transfer->shard = shard;
    transfer->easy = mem_check(shared->curl.easy_init());
    buf_init(&transfer->headers, HTTP_HEADERS_BYTES_MAX);
    easy_set(transfer);
    return transfer;
}

void http_transfer_free(struct http_transfer *transfer)
{
    transfer->shared->curl.easy_cleanup(transfer->easy);
    transfer->shared->curl.slist_free_all(transfer->lines);
    buf_release(&transfer->headers);
    buf_release(&transfer->body);
    free(transfer->header_items);
    free(transfer);
}

static long milliseconds(double seconds)
{
    double ms = ceil(seconds * 1000);

    return ms < 1 ? 1 : ms > 1e9 ? 1000000000L : (long)ms;
}

static bool lines_are(const struct http_transfer *transfer, bool is_long,
                      const char *const *header)
{
    const struct curl_slist *line = transfer->lines;

    if (!line || is_long != transfer->is_long)
        return false;
    for (unsigned i = 0; i < transfer->own_lines; i++)
        line = line->next;
    for (; line && *header; line = line->next, header++)
        if (strcmp(line->data, *header) != 0)
            return false;
    return !line && !*header;
}

static bool is_given(const char *const *header, const char *line)
{
    const size_t name = strcspn(line, ":") + 1;

    while (*header && strncasecmp(*header, line, name) != 0)
        header++;
    return *header != NULL;
}

static int line_add(struct http_transfer *transfer, const char *line)
{
    struct curl_slist *longer =
        transfer->shared->curl.slist_append(transfer->lines, line);

    transfer->lines = longer ? longer : transfer->lines;
    return longer ? 0 : -1;
}

/* What libcurl says by itself it prints twice for each request, byte by byte, and a line
 * that it is given once. The headers of one model are the same for each request, so that
 * the list is made once and compared then. */
static int lines_set(struct http_transfer *transfer)
{
    static const char *const none[] = {NULL};
    static const char *const own[] = {"User-Agent: noworse", ENCODINGS_LINE, "Expect:"};
    const struct curl_library *curl = &transfer->shared->curl;
    const struct request *request = transfer->base.request;
    const char *const *header = request->headers ? request->headers : none;
    const bool is_long = request->body.length >= EXPECT_FROM;
    int rc = 0;

    if (lines_are(transfer, is_long, header))
        return 0;
    curl->slist_free_all(transfer->lines);
    transfer->lines = NULL;
    transfer->own_lines = 0;
    transfer->is_long = is_long;
    for (size_t i = 0; rc == 0 && i < (is_long ? 3 : 2); i++)
        if (!is_given(header, own[i])) {
            rc = line_add(transfer, own[i]);
            transfer->own_lines++;
        }
    for (; rc == 0 && *header; header++)
        rc = line_add(transfer, *header);
    curl->easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->lines);
    return rc;
}

static void body_set(struct http_transfer *transfer)
{
    const struct curl_library *curl = &transfer->shared->curl;
    const struct request *request = transfer->base.request;
    bool is_get = !strcmp(request->method, "GET") && request->body.length == 0;
    bool has_method = !is_get && strcmp(request->method, "POST") != 0;

    if (is_get || !transfer->is_posting)
        curl->easy_setopt(transfer->easy, is_get ? CURLOPT_HTTPGET : CURLOPT_POST, 1L);
    transfer->is_posting = !is_get;
    if (has_method || transfer->has_method)
        curl->easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST,
                          has_method ? request->method : NULL);
    transfer->has_method = has_method;
    if (is_get)
        return;
    curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                      (curl_off_t)request->body.length);
    curl->easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, buf_text(&request->body));
}

static double connect_s(const struct http_transfer *transfer)
{
    const struct transport_limits *limits = &transfer->base.limits;

    return limits->connect_s < limits->timeout_s ? limits->connect_s : limits->timeout_s;
}

/* libcurl's own limit for the whole counts the time in which this program was stopped,
 * and cuts off what came meanwhile: http_transfer_is_over() is in its place. */
static void limits_set(struct http_transfer *transfer)
{
    const double limit_s = connect_s(transfer);

    if (limit_s < transfer->connect_set_s || limit_s > transfer->connect_set_s)
        transfer->shared->curl.easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS,
                                           milliseconds(limit_s));
    transfer->connect_set_s = limit_s;
}

int http_transfer_aim(struct http_transfer *transfer)
{
    buf_clear(&transfer->headers);
    if (transfer->body.capacity > BODY_KEPT_MAX)
        buf_release(&transfer->body);
    buf_clear(&transfer->body);
    transfer->body.limit = transfer->base.limits.reply_bytes;
    transfer->header_count = 0;
    transfer->sends = 0;
    transfer->is_too_large = false;
    transfer->has_byte = transfer->is_late = false;
    transfer->started_us = uv_hrtime() / 1000;
    transfer->still_us = 0;
    transfer->detail[0] = '\0';
    if (!transfer->target->parsed)
        return -1;
    body_set(transfer);
    limits_set(transfer);
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
    transfer->shared->curl.easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    *response = (struct response){.status = (int)status,
                                  .headers = transfer->header_items,
                                  .header_count = transfer->header_count,
                                  .body = buf_text(&transfer->body),
                                  .length = transfer->body.length};
}

static void times_take(struct http_transfer *transfer, struct transport_result *result)
{
    curl_off_t first = 0, connect = 0, tls = 0;

    transfer->shared->curl.easy_getinfo(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T,
                                        &first);
    transfer->shared->curl.easy_getinfo(transfer->easy, CURLINFO_CONNECT_TIME_T,
                                        &connect);
    transfer->shared->curl.easy_getinfo(transfer->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
    result->first_byte_us = transfer->has_byte ? first : -1;
    result->connect_us = tls > connect ? tls : connect;
}

bool http_transfer_is_over(const struct http_transfer *transfer, uint64_t now_ms)
{
    const uint64_t begun_us = transfer->started_us + transfer->still_us;

    return now_ms * 1000 > begun_us &&
           (double)(now_ms * 1000 - begun_us) >= transfer->base.limits.timeout_s * 1e6;
}

enum failure http_transfer_timeout(struct http_transfer *transfer)
{
    const struct transport_limits *limits = &transfer->base.limits;

    if (!transfer->sends) {
        snprintf(transfer->message, sizeof transfer->message, "no connection within %g s",
                 connect_s(transfer));
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
        bool is_body = !buf_is_over(&transfer->headers);

        snprintf(
            transfer->message, sizeof transfer->message, "the reply%s over %s%zu",
            is_body ? " is" : "'s headers are", is_body ? "limits.reply_bytes, " : "",
            is_body ? transfer->base.limits.reply_bytes : (size_t)HTTP_HEADERS_BYTES_MAX);
        return FAILURE_TOO_LARGE;
    }
    if (code == CURLE_OPERATION_TIMEDOUT)
        return http_transfer_timeout(transfer);
    if (transfer->sends > 1) { /* on_send() stopped the second sending */
        snprintf(transfer->message, sizeof transfer->message,
                 transfer->is_resent_unread
                     ? "the server did not take the request (HTTP/2)"
                     : "the connection ended without an answer");
        return transfer->is_resent_unread ? FAILURE_THROTTLED : FAILURE_RESET;
    }
    failure = http_failure_of(code, transfer->sends > 0);
    if (failure.has_detail && !*detail)
        detail = transfer->shared->curl.easy_strerror(code);
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
    transfer->shared->curl.easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &total);
    result.latency_us = total;
    if (code == CURLE_OK && !result.response.status) /* a stream that only ended */
        code = CURLE_GOT_NOTHING;
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
