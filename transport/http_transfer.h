/* transport/http_transfer.h - one easy handle of libcurl, and what it has received.
 * Private to http_transport.c and http_transfer.c. */
#ifndef NOWORSE_TRANSPORT_HTTP_TRANSFER_H
#define NOWORSE_TRANSPORT_HTTP_TRANSFER_H

#include "transport/http_targets.h"
#include "transport/loop_sockets.h"
#include "transport/transfer.h"

enum { HTTP_HEADERS_BYTES_MAX = 256 * 1024 };

/* What all transfers of a transport share. */
struct http_shared {
    uv_loop_t *loop;
    struct curl_library curl;
    CURLSH *share; /* of libcurl: names found, TLS sessions */
    struct loop_sockets *sockets;
    const char *ca_file,
        *ca_folder; /* whose certificates are trusted instead of the
                       system's; or NULL; borrowed from the environment */
};

struct http_transfer {
    struct transfer base;             /* first */
    const struct http_shared *shared; /* borrowed; so are these two, for life: */
    struct http_target *target;
    struct http_shard *shard;
    struct http_transfer *next, *before; /* in one of the transport's lists */
    enum { TRANSFER_IDLE, TRANSFER_ACTIVE, TRANSFER_ENDED } state;
    CURL *easy;
    struct curl_slist *lines; /* request headers, kept for the next request */
    unsigned own_lines;       /* how many of them, at the front, are ours */
    bool is_long;             /* the body that they were made for */
    bool is_posting;          /* the easy handle is set to POST */
    bool has_method;          /* and to another word than that of GET or POST */
    double connect_set_s;     /* in the easy handle */
    struct buf headers;       /* name, NUL, value, NUL, … */
    size_t header_count;
    struct response_header *header_items; /* made at the end; kept for the next use */
    size_t header_capacity;
    struct buf body;
    unsigned sends;        /* times that libcurl wanted to send the request */
    bool is_resent_unread; /* it does so only where the server has not looked at it */
    bool is_too_large;
    bool has_byte; /* of the response */
    bool is_late;  /* it was idle, or its time over, at the last check */
    uint64_t last_byte_ms, started_us;
    uint64_t still_us;   /* the loop stood still since it started */
    enum failure ending; /* of one that did not end by itself */
    const char *ending_message;
    char detail[CURL_ERROR_SIZE];
    char message[CURL_ERROR_SIZE + 160];
};

struct http_transfer *http_transfer_new(const struct http_shared *shared,
                                        struct http_target *target,
                                        struct http_shard *shard);
void http_transfer_free(struct http_transfer *transfer);

/* Sets the easy handle for base.request and forgets the last use. -1: libcurl refuses it.
 */
int http_transfer_aim(struct http_transfer *transfer);

/* Whether limits.timeout_s is over at that time (of uv_now()). */
bool http_transfer_is_over(const struct http_transfer *transfer, uint64_t now_ms);

/* What to tell of one that is over; message is where it says so. */
enum failure http_transfer_timeout(struct http_transfer *transfer);

/* What to tell of a transfer that libcurl ended with this code. */
struct transport_result http_transfer_result(struct http_transfer *transfer,
                                             CURLcode code);

/* What to tell of one that was ended with `ending`. */
struct transport_result http_transfer_stopped(struct http_transfer *transfer);

#endif
