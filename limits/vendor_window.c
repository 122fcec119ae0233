/* limits/vendor_window.c - what is left of a vendor's rate limit, by its headers. */
#include "limits/vendor_window.h"

#include <math.h>

static const int64_t minute_ms = 60 * 1000;
static const int64_t believed_us = 60 * 1000000;

/* A rest without a limit or a reset says nothing about when there is more. */
static int64_t reset_ms_of(const struct rate_limit *told)
{
    if (told->reset_ms >= 0)
        return told->reset_ms;
    if (told->limit <= 0 || told->remaining > told->limit)
        return RATE_UNKNOWN;
    return minute_ms * (told->limit - told->remaining) / told->limit;
}

void vendor_window_tell(struct vendor_window *window, const struct rate_limit *told,
                        uint64_t call, double sent, int64_t now_us)
{
    int64_t reset_ms = reset_ms_of(told);

    if (told->remaining < 0 || reset_ms < 0 || (window->is_known && call < window->call))
        return;
    window->is_known = true;
    window->call = call;
    window->limit = told->limit > 0 ? (double)told->limit : 0;
    window->remaining = (double)told->remaining;
    window->sent = sent;
    window->told_us = now_us;
    window->reset_us = now_us + reset_ms * 1000;
}

void vendor_window_refused(struct vendor_window *window)
{
    window->is_fixed = true;
}

/* How long one takes to come back; 0: nothing does before the reset. */
static double each_us_of(const struct vendor_window *window)
{
    if (window->is_fixed || window->limit <= window->remaining)
        return 0;
    return (double)(window->reset_us - window->told_us) /
           (window->limit - window->remaining);
}

static int64_t until_forgotten_us(const struct vendor_window *window, int64_t now_us)
{
    int64_t end_us = window->told_us + believed_us;

    return (window->reset_us < end_us ? window->reset_us : end_us) - now_us;
}

int64_t vendor_window_wait_us(struct vendor_window *window, double need, double sent,
                              int64_t now_us)
{
    int64_t longest_us = until_forgotten_us(window, now_us);
    double left, missing, each_us;

    if (!window->is_known)
        return 0;
    if (longest_us <= 0) {
        window->is_known = false;
        return 0;
    }
    each_us = each_us_of(window);
    left = window->remaining - (sent - window->sent);
    if (each_us > 0)
        left += (double)(now_us - window->told_us) / each_us;
    missing = (window->limit > 0 ? fmin(need, window->limit) : need) - left;
    if (missing <= 0)
        return 0;
    return each_us > 0 && missing * each_us < (double)longest_us
               ? (int64_t)ceil(missing * each_us)
               : longest_us;
}
