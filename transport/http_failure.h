/* transport/http_failure.h - what a transfer that libcurl gave up is for us. */
#ifndef NOWORSE_TRANSPORT_HTTP_FAILURE_H
#define NOWORSE_TRANSPORT_HTTP_FAILURE_H

#include "providers/reply.h"

#include <curl/curl.h>

struct http_failure {
    enum failure failure;
    const char *message; /* one plain sentence without names */
    bool has_detail;     /* libcurl's own words say more: which host, which certificate */
};

/* `begun`: the request, or a part of it, may have left this machine. */
struct http_failure http_failure_of(CURLcode code, bool begun);

#endif
