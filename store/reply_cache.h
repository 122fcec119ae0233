/* store/reply_cache.h - replies that were paid for, kept to be used again.
 *
 * One SQLite database for all runs of a state folder (STATE/replies.db), shared by
 * processes. It saves calls and decides nothing, so nothing that is wrong with it ends a
 * run: what cannot be read, or is not as it was written (each row has a checksum), is a
 * miss; what cannot be written is not kept; each kind of trouble is told once, as a
 * warning. docs/cache.md describes it for people.
 *
 * Who may be handed a reply is the caller's to decide: the cache knows its key alone.
 * It is as confidential as a run file: it holds prompts and held-out cases, and no
 * secret, for which the caller cares.
 */
#ifndef NOWORSE_STORE_REPLY_CACHE_H
#define NOWORSE_STORE_REPLY_CACHE_H

#include "base/error_list.h"
#include "providers/provider.h"

#include <stdbool.h>
#include <stdint.h>

struct reply_cache;

enum { REPLY_KEY_BYTES = 32, KEPT_HEADERS_MAX = 8 };

/* A whole response, and what was asked; all borrowed. */
struct kept_reply {
    uint8_t key[REPLY_KEY_BYTES];
    const char *provider, *model, *url; /* for people; model may be NULL */
    const char *cohort, *case_id;       /* the draw: whose reply it was */
    unsigned repeat;                    /* from 1 */
    bool held_out;                      /* the cohort is */
    const char *request;                /* the body that was sent, without secrets */
    size_t request_length;
    int status;
    struct response_header headers[KEPT_HEADERS_MAX]; /* those that readers look at */
    size_t header_count;
    const char *body;
    size_t body_length;
    int64_t stored_ms;                   /* wall clock: when it came */
    double latency_ms, first_byte_ms;    /* it had; NaN: unknown */
    double cost_usd;                     /* likewise */
    int64_t input_tokens, output_tokens; /* UNKNOWN_COUNT: not told */
};

struct reply_cache_options {
    const char *path;
    bool is_read_only;        /* nothing is made, marked as used or kept */
    int64_t now_ms;           /* wall clock: what is used is marked with its day */
    struct error_list *notes; /* borrowed; gets the warnings, as long as it is open */
};

/* Opens it, and makes it where it is not there. A database that cannot be read at all is
 * set aside (renamed), which a note tells, and a new one is made. -1: it cannot be used:
 * a newer schema, no permission, no folder; read-only: not there. */
int reply_cache_open(const struct reply_cache_options *options, struct reply_cache **out,
                     struct error *err);
void reply_cache_close(struct reply_cache *cache); /* commits; takes NULL */

/* The reply with this key, stored at since_ms or later. Borrowed until the next call. */
bool reply_cache_find(struct reply_cache *cache, const uint8_t key[REPLY_KEY_BYTES],
                      int64_t since_ms, struct kept_reply *out);

/* The reply that was found last belongs to a held-out cohort, whoever stored it. */
void reply_cache_hold_out(struct reply_cache *cache);

/* Keeps it in the place of one with the same key, in a turn that reply_cache_commit()
 * ends: whoever has this cache open finds it at once, others then. */
void reply_cache_add(struct reply_cache *cache, const struct kept_reply *reply);
void reply_cache_commit(struct reply_cache *cache);

/* Not 0 from the function ends the walk, which then returns that. */
typedef int reply_cache_fn(void *context, const struct kept_reply *reply);

/* Every whole reply, by cohort, case and repeat; what is damaged is passed over and
 * noted. */
int reply_cache_each(struct reply_cache *cache, reply_cache_fn *fn, void *context,
                     struct error *err);

/* When it was used last counts, in days; stored counts as used. */
struct reply_cache_limits {
    int64_t bytes; /* at most; 0: no limit */
    int days;      /* not used for more than these; 0: no limit */
};
enum { REPLY_CACHE_DAYS = 30 };
#define REPLY_CACHE_BYTES ((int64_t)1 << 30)

/* Removes what is over the limits, least recently used first, in steps: not all at once
 * where there is much. */
void reply_cache_evict(struct reply_cache *cache,
                       const struct reply_cache_limits *limits);

/* Removes what was stored before before_ms (INT64_MAX: all, be it damaged), and gives the
 * space back. */
int reply_cache_clear(struct reply_cache *cache, int64_t before_ms, int64_t *removed,
                      struct error *err);

/* One vendor's model. */
struct reply_cache_model {
    char *provider, *model; /* owned; model may be NULL */
    int64_t replies, bytes; /* bytes of bodies, as they are stored */
    int64_t input_tokens, output_tokens;
    double cost_usd; /* of those whose cost is known */
};
struct reply_cache_stats {
    int64_t replies, held_out;
    int64_t bytes;                    /* that the file uses */
    int64_t oldest_ms, newest_ms;     /* stored; 0: none */
    struct reply_cache_model *models; /* owned; by provider, model */
    size_t model_count;
};
int reply_cache_stats(struct reply_cache *cache, struct reply_cache_stats *out,
                      struct error *err);
void reply_cache_stats_release(struct reply_cache_stats *stats);

#endif
