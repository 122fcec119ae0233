/* runner/http_transfer.h - one easy handle of libcurl, and what it has received. Private
 * to http_transport.c and http_transfer.c. */
#ifndef NOWORSE_RUNNER_HTTP_TRANSFER_H
#define NOWORSE_RUNNER_HTTP_TRANSFER_H

#include "runner/curl_library.h"
#include "runner/transfer.h"

enum { HTTP_HEADERS_BYTES_MAX = 512 * 1024 };

struct http_transfer {
    struct transfer base; /* first */
    struct http_transport *http;
    const struct curl_library *curl;     /* borrowed from http */
    struct http_transfer *next, *before; /* in one of the transport's lists */
    uv_loop_t *loop;
    CURL *easy;
    struct curl_slist *lines; /* request headers */
    struct buf headers;       /* name, NUL, value, NUL, … */
    size_t header_count;
    struct response_header *header_items; /* made at the end; kept for the next use */
    size_t header_capacity;
    struct buf body;
    unsigned sends; /* times that libcurl wanted to send the request */
    bool is_too_large;
    bool has_byte; /* of the response */
    uint64_t last_byte_ms, started_us;
    enum failure ending; /* of one that did not end by itself */
    const char *ending_message;
    char detail[CURL_ERROR_SIZE];
    char message[CURL_ERROR_SIZE + 160];
};

struct http_transfer *http_transfer_new(struct http_transport *http,
                                        const struct curl_library *curl, uv_loop_t *loop);
void http_transfer_free(struct http_transfer *transfer);

/* Sets the easy handle for base.request and forgets the last use. -1: libcurl refuses it.
 */
int http_transfer_aim(struct http_transfer *transfer);

/* What to tell of a transfer that libcurl ended with this code. */
struct transport_result http_transfer_result(struct http_transfer *transfer,
                                             CURLcode code);

/* What to tell of one that was ended with `ending`. */
struct transport_result http_transfer_stopped(struct http_transfer *transfer);

#endif
