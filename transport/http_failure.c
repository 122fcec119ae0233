/* transport/http_failure.c - libcurl's codes as our failures. */
#include "transport/http_failure.h"

static const struct {
    CURLcode code;
    struct http_failure failure;
} known[] = {
    {CURLE_COULDNT_RESOLVE_HOST, {FAILURE_CONNECT, "the host's name is not known", true}},
    {CURLE_COULDNT_RESOLVE_PROXY,
     {FAILURE_CONNECT, "the proxy's name is not known", true}},
    {CURLE_COULDNT_CONNECT, {FAILURE_CONNECT, "no connection", true}},
    {CURLE_SSL_CONNECT_ERROR, {FAILURE_CONNECT, "TLS failed", true}},
    {CURLE_PEER_FAILED_VERIFICATION,
     {FAILURE_CONNECT, "the server's certificate is not to be trusted", true}},
    {CURLE_SSL_CACERT_BADFILE,
     {FAILURE_CONNECT, "the certificates of this machine cannot be read", true}},
    {CURLE_UNSUPPORTED_PROTOCOL,
     {FAILURE_DENIED, "only http and https are spoken", false}},
    {CURLE_URL_MALFORMAT, {FAILURE_DENIED, "the URL cannot be read", false}},
    {CURLE_PARTIAL_FILE,
     {FAILURE_RESET, "the connection ended before the answer was whole", false}},
    {CURLE_GOT_NOTHING, {FAILURE_RESET, "the connection ended without an answer", false}},
    {CURLE_RECV_ERROR, {FAILURE_RESET, "the connection broke", true}},
    {CURLE_SEND_ERROR, {FAILURE_RESET, "the connection broke while sending", true}},
    {CURLE_HTTP2, {FAILURE_RESET, "the HTTP/2 connection broke", true}},
    {CURLE_HTTP2_STREAM, {FAILURE_RESET, "the HTTP/2 stream broke", true}},
    {CURLE_WEIRD_SERVER_REPLY, {FAILURE_UNREADABLE, "the answer is not HTTP", false}},
    {CURLE_BAD_CONTENT_ENCODING,
     {FAILURE_UNREADABLE, "the answer's encoding is broken", true}},
};

struct http_failure http_failure_of(CURLcode code, bool begun)
{
    /* libcurl's word for HTTP/0.9, which is anything but HTTP. */
    if (code == CURLE_UNSUPPORTED_PROTOCOL && begun)
        code = CURLE_WEIRD_SERVER_REPLY;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct http_failure failure = known[i].failure;

        if (known[i].code != code)
            continue;
        if (failure.failure == FAILURE_RESET && !begun)
            failure.failure = FAILURE_CONNECT;
        return failure;
    }
    if (!begun)
        return (struct http_failure){FAILURE_CONNECT, "no connection", true};
    return (struct http_failure){FAILURE_RESET, "the transfer failed", true};
}
