/* transport/http_targets.h - the URLs that are asked, each parsed once. Private to the
 * HTTP transport.
 *
 * An easy handle stays with one target and one shard for life: what was kept for the last
 * request (the parsed URL, the headers, the connection) fits the next one. There are as
 * many targets as the suite's models have URLs.
 */
#ifndef NOWORSE_TRANSPORT_HTTP_TARGETS_H
#define NOWORSE_TRANSPORT_HTTP_TARGETS_H

#include "transport/curl_library.h"

#include <stdbool.h>
#include <stddef.h>

struct http_transfer;

struct http_target {
    char *url;
    CURLU *parsed; /* NULL: it cannot be read */
    bool is_loopback, is_tls;
    struct http_transfer
        *idle; /* the transport's: handles to be used again, last first */
};

struct http_targets {
    struct http_target **items; /* owned */
    size_t count, capacity;
};

/* The target of that URL, made where there is none. Borrowed. */
struct http_target *http_targets_find(struct http_targets *targets,
                                      const struct curl_library *curl, const char *url);

/* Once no easy handle is left. */
void http_targets_release(struct http_targets *targets, const struct curl_library *curl);

#endif
