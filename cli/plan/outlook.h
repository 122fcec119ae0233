/* cli/plan/outlook.h - what a run will ask, cost and take, before anything is sent. */
#ifndef NOWORSE_CLI_OUTLOOK_H
#define NOWORSE_CLI_OUTLOOK_H

#include "cli/sight.h"
#include "runner/forecast.h"

enum usage_source { USAGE_GUESSED, USAGE_OF_BASELINE, USAGE_OF_RUN };

/* What the minutes rest on. */
enum pace_source { PACE_UNKNOWN, PACE_REQUESTS, PACE_TOKENS, PACE_LATENCY };

/* What the candidates and baselines answer, or what graders ask about that. */
struct outlook_part {
    int64_t calls, cached; /* of graders: at most */
    double likely_calls;   /* of those that are left to send */
    double likely_usd;     /* NaN: no price is known */
    double likely_tokens;
    enum usage_source usd_from, tokens_from;
};

struct outlook {
    struct forecast_model *models; /* owned; one for each of the suite's */
    size_t model_count;
    struct outlook_part answers, graders;
    /* Of both. */
    int64_t cost_most;   /* base/money.h; MONEY_UNKNOWN: there is no bound */
    int64_t tokens_most; /* UNKNOWN_COUNT: likewise */
    double likely_usd;   /* NaN: no price is known */
    double likely_tokens;
    enum usage_source usd_from, tokens_from;
    double minutes; /* NaN: unknown */
    enum pace_source pace;
    double pace_limit; /* a minute, of the model that takes longest; or calls at a time */
    double false_alarm; /* chance, where there are more than four candidates; else 0 */
    size_t candidates;
    struct sight *sights; /* owned; none: nothing is compared */
    size_t sight_count;
    struct plan_history history;
};

/* Calls that are left to send, at most. */
int64_t outlook_to_send(const struct outlook *outlook);

int outlook_make(struct opened_suite *opened, const char *state, struct outlook *out,
                 struct error *err);
void outlook_release(struct outlook *outlook);

/* "gpt-4.1-mini", "2 models"; nothing is shown raw. */
void outlook_print(const struct outlook *outlook, const struct opened_suite *opened,
                   FILE *stream);
json_t *outlook_to_json(const struct outlook *outlook, const struct opened_suite *opened);

#endif
