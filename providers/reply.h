/* providers/reply.h - what came back for one call, the same for every vendor.
 *
 * Absent stays absent, never zero: a count that the vendor did not give is UNKNOWN_COUNT,
 * a text NULL.
 */
#ifndef NOWORSE_PROVIDERS_REPLY_H
#define NOWORSE_PROVIDERS_REPLY_H

#include "base/buf.h"
#include "providers/vectors.h"
#include "values/value.h"

#include <stdbool.h>
#include <stdint.h>

enum { UNKNOWN_COUNT = -1 };

struct usage {           /* tokens */
    int64_t input_total; /* cached and written ones included */
    int64_t input_cached;
    int64_t input_cache_write;
    int64_t output_total; /* reasoning included */
    int64_t output_reasoning;
};
#define USAGE_INIT                                                                       \
    {                                                                                    \
        UNKNOWN_COUNT, UNKNOWN_COUNT, UNKNOWN_COUNT, UNKNOWN_COUNT, UNKNOWN_COUNT        \
    }

enum finish {
    FINISH_UNKNOWN, /* the vendor did not say */
    FINISH_STOP,
    FINISH_LENGTH,
    FINISH_TOOL_CALLS,
    FINISH_CONTENT_FILTER,
    FINISH_REFUSAL,
    FINISH_ERROR,
    FINISH_OTHER /* a word we do not know: finish_raw has it */
};
const char *finish_name(enum finish finish); /* "stop"; FINISH_UNKNOWN: "unknown" */

/* Why there is no answer. Facts about each (retryable, perhaps billed, ends the run) are
 * rows of one table, failure_facts[]. */
enum failure {
    FAILURE_NONE,
    FAILURE_CONNECT,    /* refused, DNS, TLS: surely not billed */
    FAILURE_THROTTLED,  /* 429, 503, 529, not taken by HTTP/2: surely not billed */
    FAILURE_SERVER,     /* other 5xx: perhaps billed */
    FAILURE_TIMEOUT,    /* perhaps billed */
    FAILURE_RESET,      /* the connection died after sending: perhaps billed */
    FAILURE_UNREADABLE, /* a success that cannot be read: truncated, not JSON, no choices
                         */
    FAILURE_TOO_LARGE,  /* more bytes than limits.reply_bytes */
    FAILURE_REJECTED,   /* this request will never do: 400, 413, 422 */
    FAILURE_DENIED,  /* no request will do: bad key, unknown model, quota used up, refused
                        parameter */
    FAILURE_PROGRAM, /* exec: could not start, exit code, signal */
    FAILURE_STOPPED, /* we were told to stop before it came */
    FAILURE_UNCACHED,  /* not in the reply cache, and nothing may be sent */
    FAILURE_UNCERTAIN, /* our process died before it came; nobody knows */
    FAILURE_COUNT
};

struct failure_facts {
    const char *name;    /* "timeout": in run files and reports */
    const char *summary; /* "no answer in time" */
    bool is_retried;
    bool may_be_billed;
    bool ends_run; /* every other sample would fail the same way */
};
extern const struct failure_facts failure_facts[FAILURE_COUNT];

struct reply {
    enum failure failure;
    char *message; /* why it failed: one line, the vendor's words included; untrusted;
                      owned as all texts here */
    int status;    /* HTTP status, or the program's exit code; 0: none */
    int64_t retry_after_ms; /* the vendor's wish; -1: none */
    bool may_retry; /* the failure's rule, or what the vendor's headers say instead */

    bool has_text;
    struct buf text; /* the visible answer */
    char *refusal;
    char *reasoning;
    struct document
        tool_calls; /* array of {id, name, arguments: text as received}; empty: none */
    struct document trace;  /* exec, http; empty: none */
    struct vectors vectors; /* of an embedding model, a text each */
    enum finish finish;
    char *finish_raw;
    struct usage usage;
    double cost_usd;    /* as the vendor reported it; NaN: not reported */
    bool is_other_tier; /* served by a tier that list prices are not for: "priority" */
    char *model_served, *fingerprint, *request_id, *response_id;
    struct document envelope; /* private: room for the reader */
};

enum { REPLY_TEXT_MAX = 64 * 1024 * 1024 };
void reply_init(struct reply *reply);
void reply_clear(struct reply *reply); /* to be read into again; keeps memory */
void reply_release(struct reply *reply);

/* Sets failure, message (made of printf arguments; cut to one line of 2400 bytes) and the
 * retry rule of the failure. Returns -1. */
int reply_fail(struct reply *reply, enum failure failure, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
