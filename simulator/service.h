/* simulator/service.h - the simulator's own parts: from a request to what is sent back.
 *
 * simulator.c starts and ends the server, service.c decides on each request, exchange.c
 * sends what was decided, at its time and with its fault.
 */
#ifndef NOWORSE_SIMULATOR_SERVICE_H
#define NOWORSE_SIMULATOR_SERVICE_H

#include "simulator/arrivals.h"
#include "simulator/chance.h"
#include "simulator/chat_reply.h"
#include "simulator/script.h"

#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <sys/queue.h>
#include <time.h>

struct exchange;
LIST_HEAD(exchange_list, exchange);

enum { DATE_SIZE = 32, BODY_BYTES_MAX = 8 << 20 };

struct simulator {
    struct simulator_script *script;
    int latency_ms; /* -1: the script's */
    enum simulator_faults faults;
    unsigned port;

    struct event_base *base;
    struct evhttp *http;
    struct event *wake, *accept_again;
    struct event *signal_events[2];
    int wake_fd;
    int signal; /* that ended the run; 0: none */

    /* Reused by all requests. */
    struct sha256 *hash;
    struct chat_request request;
    struct match_memory match;
    struct buf body;
    struct evbuffer *out;

    struct arrivals arrivals;
    struct allowance allowance;
    struct exchange_list exchanges; /* under way: waiting, or sent slowly */
    struct simulator_counts counts;
    unsigned resets_left; /* connections that are still to be reset */
    FILE *record;         /* or NULL */
    int record_errno;     /* the first failure to write it */
    time_t date_s;
    char date[DATE_SIZE]; /* the Date header of date_s */
};

/* A reply as it is to be sent; body in simulator->body. */
struct response {
    int status;                /* 0: the fault is that there is none */
    const char *type;          /* of its content */
    bool stream;               /* chunked */
    const struct fault *fault; /* borrowed from the script; NULL: none */
    double latency_ms;
    bool is_counted; /* by the allowance, whose headers go with it */
    bool is_limited; /* and refused by it */
};

/* What was decided on one chat request. */
struct decision {
    const struct rule *rule;     /* borrowed; NULL: none fits */
    const struct answer *answer; /* borrowed; NULL: none */
    uint32_t attempt;            /* 0: the body was not read */
    struct response response;
};

/* A connection that was reset before anything was read of it. */
void service_reset(struct simulator *simulator);

/* evhttp's callback for every request; context is the simulator. */
void service_request(struct evhttp_request *http_request, void *context);

/* Sends simulator->body as the response says; at once where nothing delays it. */
void exchange_begin(struct simulator *simulator, struct evhttp_request *http_request,
                    const struct response *response);

/* Forgets all that are under way; evhttp_free() must follow at once. */
void exchanges_abandon(struct simulator *simulator);

#endif
