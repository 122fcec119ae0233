/* limits/vendor_window.h - what is left of a vendor's rate limit, by its headers.
 *
 * A response tells what was left when its call was counted. What was sent after that call
 * is taken away from it (the vendor counted it later, or has not yet), and what has come
 * back since is added: OpenAI's and Anthropic's limits fill evenly, so that `limit` less
 * `remaining` come back by the reset. A 429 against that means that the vendor counts by
 * fixed windows: from then on nothing comes back before the reset.
 *
 * Where a rest is told without its reset (Mistral), it fills in a minute. No news is
 * believed for longer than a minute: then a call goes and brings newer ones, or a 429
 * with words of its own.
 */
#ifndef NOWORSE_LIMITS_VENDOR_WINDOW_H
#define NOWORSE_LIMITS_VENDOR_WINDOW_H

#include "providers/rate_limits.h"

struct vendor_window {
    bool is_known, is_fixed;
    uint64_t call;    /* the number of the call that told it */
    double limit;     /* 0: unknown */
    double remaining; /* as told */
    double sent;      /* the sum of what was sent when that call was */
    int64_t told_us;  /* when */
    int64_t reset_us; /* when `limit` are left again */
};

/* A response to the call of this number, `sent` being the sum of all that was sent up to
 * and with it. Older news than what is known changes nothing. */
void vendor_window_tell(struct vendor_window *window, const struct rate_limit *told,
                        uint64_t call, double sent, int64_t now_us);

/* The vendor refused although enough was thought to be left. */
void vendor_window_refused(struct vendor_window *window);

/* 0: `need` more may go now, `sent` being the sum so far; else how long to wait. What is
 * over the limit itself goes when all of it is left. */
int64_t vendor_window_wait_us(struct vendor_window *window, double need, double sent,
                              int64_t now_us);

#endif
