/* runner/forecast.h - what a prepared run would ask, and what that costs at most.
 *
 * Every planned sample is rendered as the run would render it, so the bounds are those
 * that a budget would reserve, and a reply counts as here if the run would find it.
 * What graders would ask is counted with the model that they ask (forecast_graders.h).
 * Nothing is sent, and memory does not grow with the cases. Failed calls that are tried
 * again come on top.
 */
#ifndef NOWORSE_RUNNER_FORECAST_H
#define NOWORSE_RUNNER_FORECAST_H

#include "runner/prepare.h"

/* Of one model. `calls` are planned (of one that graders ask: at most); all else is of
 * those whose reply is not here. */
struct forecast_model {
    int64_t calls, cached;
    int64_t cost_most;   /* base/money.h; MONEY_UNKNOWN: there is no bound */
    int64_t tokens_most; /* in and out; UNKNOWN_COUNT: likewise */
    int64_t cost_guess;  /* by FORECAST_TOKEN_BYTES and FORECAST_ANSWER_TOKENS;
                            MONEY_UNKNOWN: no price */
    int64_t tokens_guess;
};

/* A guess, for where nothing is known of answers: bytes of a request for a token of it,
 * and tokens of an answer where fewer are not the limit. An answer that is to be judged
 * takes as many bytes a token of its most. */
enum { FORECAST_TOKEN_BYTES = 4, FORECAST_ANSWER_TOKENS = 300 };

/* models: one for each of the suite's, zeroed. replies: NULL: none are here; it may be
 * opened to read alone. */
int forecast_run(struct prepared *prepared, struct reply_cache *replies, int64_t now_ms,
                 struct forecast_model *models, struct error *err);

#endif
