/* transport/transfer.h - what the transports share: a transfer under way, for HTTP or a
 * program. Private to transport.c, http_transport.c and program_transport.c. */
#ifndef NOWORSE_TRANSPORT_TRANSFER_H
#define NOWORSE_TRANSPORT_TRANSFER_H

#include "transport/transport.h"

struct http_transport;
struct program_transport;

/* The first member of each transport's own struct. */
struct transfer {
    struct transport *transport;
    enum transport_kind kind;
    struct transport_limits limits;
    const struct request *request;
    transport_done *done;
    void *context;
};

/* Reads the job into a transfer that was just made, and counts it. */
void transfer_begin(struct transfer *transfer, struct transport *transport,
                    const struct transport_job *job, transport_done *done, void *context);

/* Uncounts it and calls done(), unless the transport is being freed. The caller frees the
 * transfer afterwards. */
void transfer_end(struct transfer *transfer, const struct transport_result *result);

struct http_transport *http_transport_new(uv_loop_t *loop, struct error *err);
struct transfer *http_send(struct http_transport *http, struct transport *transport,
                           const struct transport_job *job, transport_done *done,
                           void *context);
void http_cancel(struct transfer *base);
void http_transport_free(struct http_transport *http); /* takes NULL */

struct program_transport *program_transport_new(uv_loop_t *loop);
struct transfer *program_send(struct program_transport *programs,
                              struct transport *transport,
                              const struct transport_job *job, transport_done *done,
                              void *context);
void program_cancel(struct transfer *base);
void program_transport_free(struct program_transport *programs); /* takes NULL */

#endif
