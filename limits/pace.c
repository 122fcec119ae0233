/* limits/pace.c - when the next call to an endpoint may go. */
#include "limits/pace.h"

#include "base/mem.h"
#include "limits/adaptive_limit.h"
#include "limits/circuit.h"
#include "limits/token_bucket.h"
#include "limits/vendor_window.h"

#include <math.h>
#include <stdlib.h>

static const double second_us = 1e6;
static const int64_t shown_wait_us = 500 * 1000;
static const int64_t pause_always_ms = 60 * 1000; /* limits of a minute end in it */
static const double share_weight = 0.2;
static const double share_margin = 1.1;

/* Calls under way before anything is known of an endpoint, where nobody has said how many
 * it takes. The first reply tells its rate limits, or that the key is wrong: what a whole
 * first burst would have run into. A refusal comes fast; what has not come by then is an
 * answer, which takes as long as it takes, and to wait for it would double a short run of
 * slow answers. */
enum { UNHEARD_MAX = 8 };
static const int64_t unheard_us = 200 * 1000;

enum hold { HOLD_NONE, HOLD_PAUSE, HOLD_RATE, HOLD_VENDOR };

struct pace {
    char *endpoint, *name;
    double requests_per_minute, tokens_per_minute, patience_s;
    unsigned concurrency;
    bool is_concurrency_given; /* for all that share it */
    struct token_bucket requests, tokens;
    struct vendor_window windows[RATE_KIND_COUNT];
    struct adaptive_limit limit;
    struct circuit circuit;
    enum failure failure; /* the last that the circuit counted */
    char *no_connection;  /* why the last connection failed; NULL: none did */
    int64_t pause_until_us;
    int64_t asked_pause_ms;           /* of a wait longer than its patience; 0: none */
    double input_share, output_share; /* of the estimates that is used */
    uint64_t next_call;
    unsigned in_flight;
    int64_t first_sent_us;                         /* where next_call is not 0 */
    bool is_heard;                                 /* a reply came, whatever it was */
    bool is_denied;                                /* the last that came denied all */
    double requests_sent, input_sent, output_sent; /* as estimated */
    enum hold hold;                                /* why the last to ask has to wait */
    int64_t hold_until_us;
};

/* What was given begins anew: only before the first call. */
static void limits_begin(struct pace *pace)
{
    token_bucket_init_minute(&pace->requests, pace->requests_per_minute);
    token_bucket_init_minute(&pace->tokens, pace->tokens_per_minute);
    adaptive_limit_init(&pace->limit, pace->concurrency);
    circuit_init(&pace->circuit, pace->concurrency, pace->patience_s);
}

struct pace *pace_new(const struct pace_options *options)
{
    struct pace *pace = mem_new(1, sizeof *pace);

    pace->endpoint = mem_text(options->endpoint);
    pace->name = mem_text(options->name);
    pace->requests_per_minute = options->requests_per_minute;
    pace->tokens_per_minute = options->tokens_per_minute;
    pace->patience_s = options->patience_s;
    pace->concurrency = options->concurrency;
    pace->is_concurrency_given = options->is_concurrency_given;
    pace->input_share = pace->output_share = 1;
    limits_begin(pace);
    return pace;
}

void pace_free(struct pace *pace)
{
    if (!pace)
        return;
    free(pace->endpoint);
    free(pace->name);
    free(pace->no_connection);
    free(pace);
}

static double smaller_limit(double a, double b)
{
    return a > 0 && (b <= 0 || a < b) ? a : b;
}

void pace_share(struct pace *pace, const struct pace_options *options)
{
    pace->requests_per_minute =
        smaller_limit(pace->requests_per_minute, options->requests_per_minute);
    pace->tokens_per_minute =
        smaller_limit(pace->tokens_per_minute, options->tokens_per_minute);
    pace->patience_s = fmax(pace->patience_s, options->patience_s);
    pace->concurrency += options->concurrency;
    pace->is_concurrency_given &= options->is_concurrency_given;
    limits_begin(pace);
}

static double input_of(const struct pace *pace, const struct pace_need *need)
{
    return (double)need->input_tokens * pace->input_share;
}

static double output_of(const struct pace *pace, const struct pace_need *need)
{
    return (double)need->output_tokens * pace->output_share;
}

static int64_t vendor_wait_us(struct pace *pace, double input, double output,
                              int64_t now_us)
{
    const double needs[RATE_KIND_COUNT] = {1, input + output, input, output};
    const double sent[RATE_KIND_COUNT] = {pace->requests_sent,
                                          pace->input_sent + pace->output_sent,
                                          pace->input_sent, pace->output_sent};
    int64_t longest = 0;

    for (size_t i = 0; i < RATE_KIND_COUNT; i++) {
        int64_t wait =
            vendor_window_wait_us(&pace->windows[i], needs[i], sent[i], now_us);

        if (wait > longest)
            longest = wait;
    }
    return longest;
}

static int64_t hold_set(struct pace *pace, enum hold hold, int64_t wait_us,
                        int64_t now_us)
{
    pace->hold = hold;
    pace->hold_until_us = now_us + wait_us;
    return wait_us;
}

static int64_t rate_wait_us(struct pace *pace, const struct pace_need *need,
                            int64_t now_us)
{
    double input = input_of(pace, need), output = output_of(pace, need);
    int64_t requests = token_bucket_wait_us(&pace->requests, 1, now_us);
    int64_t tokens = token_bucket_wait_us(&pace->tokens, input + output, now_us);
    int64_t own = requests > tokens ? requests : tokens;
    int64_t vendor = vendor_wait_us(pace, input, output, now_us);

    return vendor > own ? hold_set(pace, HOLD_VENDOR, vendor, now_us)
                        : hold_set(pace, own ? HOLD_RATE : HOLD_NONE, own, now_us);
}

/* How long only a few may be under way; 0: as many as do it good. */
static int64_t unheard_wait_us(const struct pace *pace, int64_t now_us)
{
    int64_t end_us = (pace->next_call ? pace->first_sent_us : now_us) + unheard_us;

    if (pace->is_concurrency_given || pace->is_heard || end_us <= now_us)
        return 0;
    return end_us - now_us;
}

static unsigned calls_max(const struct pace *pace, int64_t now_us)
{
    unsigned limit = adaptive_limit_now(&pace->limit);

    return limit < UNHEARD_MAX || !unheard_wait_us(pace, now_us) ? limit : UNHEARD_MAX;
}

int64_t pace_wait_us(struct pace *pace, const struct pace_need *need, int64_t now_us)
{
    int64_t wait_us = circuit_wait_us(&pace->circuit, now_us);

    pace->hold = HOLD_NONE;
    if (wait_us)
        return wait_us > 0 ? wait_us : PACE_AFTER_REPLY;
    if (pace->pause_until_us > now_us)
        return hold_set(pace, HOLD_PAUSE, pace->pause_until_us - now_us, now_us);
    if (pace->in_flight >= adaptive_limit_now(&pace->limit) ||
        (pace->in_flight && pace->is_denied)) /* what is under way shows if it is so */
        return PACE_AFTER_REPLY;
    if (pace->in_flight >= calls_max(pace, now_us))
        return unheard_wait_us(pace, now_us);
    return rate_wait_us(pace, need, now_us);
}

void pace_sent(struct pace *pace, const struct pace_need *need, int64_t now_us,
               struct pace_call *call)
{
    double input = input_of(pace, need), output = output_of(pace, need);

    token_bucket_take(&pace->requests, 1, now_us);
    token_bucket_take(&pace->tokens, input + output, now_us);
    pace->requests_sent++;
    pace->input_sent += input;
    pace->output_sent += output;
    pace->in_flight++;
    if (!pace->next_call)
        pace->first_sent_us = now_us;
    *call = (struct pace_call){.number = pace->next_call++,
                               .sent_us = now_us,
                               .input_tokens = input,
                               .output_tokens = output,
                               .requests_sent = pace->requests_sent,
                               .input_sent = pace->input_sent,
                               .output_sent = pace->output_sent,
                               .need = *need,
                               .beside = pace->in_flight,
                               .is_probe = circuit_sent(&pace->circuit)};
}

/* The estimate follows what is used, and keeps a tenth above it. */
static void share_learn(double *share, int64_t used, int64_t need)
{
    double seen;

    if (need <= 0)
        return;
    seen = share_margin * (double)used / (double)need;
    *share += share_weight * (fmin(seen, 1) - *share);
}

/* What is known to be used replaces the estimate. A call that surely was not counted in
 * tokens gives its own back. */
static void tokens_settle(struct pace *pace, const struct pace_call *call,
                          const struct reply *reply)
{
    const struct usage *usage = &reply->usage;
    double taken = call->input_tokens + call->output_tokens;

    if (reply->failure != FAILURE_NONE && !failure_facts[reply->failure].may_be_billed) {
        token_bucket_return(&pace->tokens, taken);
    } else if (usage->input_total >= 0 && usage->output_total >= 0) {
        token_bucket_return(&pace->tokens, taken - (double)usage->input_total -
                                               (double)usage->output_total);
        share_learn(&pace->input_share, usage->input_total, call->need.input_tokens);
        share_learn(&pace->output_share, usage->output_total, call->need.output_tokens);
    }
}

static bool is_refused_for_load(const struct reply *reply)
{
    return reply->failure == FAILURE_THROTTLED &&
           (reply->status == 429 || reply->status == 503 || reply->status == 529);
}

static void windows_tell(struct pace *pace, const struct pace_call *call,
                         const struct rate_limits *limits, int64_t now_us)
{
    const double sent[RATE_KIND_COUNT] = {call->requests_sent,
                                          call->input_sent + call->output_sent,
                                          call->input_sent, call->output_sent};

    for (size_t i = 0; i < RATE_KIND_COUNT; i++)
        vendor_window_tell(&pace->windows[i], &limits->of[i], call->number, sent[i],
                           now_us);
}

/* Sent because of what a window promised, and refused: it does not fill evenly. */
static void windows_doubt(struct pace *pace, const struct pace_call *call)
{
    for (size_t i = 0; i < RATE_KIND_COUNT; i++) {
        struct vendor_window *window = &pace->windows[i];

        if (window->is_known && call->sent_us >= window->told_us && window->remaining < 1)
            vendor_window_refused(window);
    }
}

/* Replies that came together are taken one by one: of the last of these nothing else is
 * under way any more. */
static unsigned in_flight_around(const struct pace *pace, const struct pace_call *call)
{
    return call->beside > pace->in_flight ? call->beside : pace->in_flight;
}

static void pause_set(struct pace *pace, int64_t ms, int64_t now_us)
{
    int64_t until_us = now_us + ms * 1000;

    if (ms > pause_always_ms && (double)ms > pace->patience_s * 1000)
        pace->asked_pause_ms = ms;
    if (until_us > pace->pause_until_us)
        pace->pause_until_us = until_us;
}

void pace_done(struct pace *pace, const struct pace_call *call, const struct reply *reply,
               const struct rate_limits *limits, double latency_ms, int64_t now_us)
{
    pace->is_heard = pace->is_heard || limits || reply->failure == FAILURE_NONE;
    pace->is_denied = reply->failure == FAILURE_DENIED;
    if (circuit_counts(reply->failure))
        pace->failure = reply->failure;
    if (reply->failure == FAILURE_CONNECT && reply->message) {
        free(pace->no_connection);
        pace->no_connection = mem_text(reply->message);
    }
    if (is_refused_for_load(reply)) {
        windows_doubt(pace, call);
        adaptive_limit_refuse(&pace->limit, call->number, in_flight_around(pace, call),
                              pace->next_call);
        if (reply->retry_after_ms > 0 && reply->may_retry)
            pause_set(pace, reply->retry_after_ms, now_us);
    } else if (reply->failure == FAILURE_NONE) {
        adaptive_limit_answer(&pace->limit, call->number, latency_ms, pace->in_flight,
                              pace->next_call);
    }
    if (limits && limits->is_any_known)
        windows_tell(pace, call, limits, now_us);
    circuit_done(&pace->circuit, reply->failure, call->is_probe, now_us);
    tokens_settle(pace, call, reply);
    pace->in_flight--;
}

static void seconds_append(struct buf *out, int64_t us)
{
    buf_append_format(out, "%.0f s", ceil((double)us / second_us));
}

/* Of connections the transport's own words: a certificate, a name, a closed port. */
static const char *failure_text(const struct pace *pace)
{
    return pace->failure == FAILURE_CONNECT && pace->no_connection
               ? pace->no_connection
               : failure_facts[pace->failure].summary;
}

static void circuit_append(const struct pace *pace, int64_t now_us, struct buf *out)
{
    const struct circuit *circuit = &pace->circuit;

    buf_append_format(out, "%s: %s %u times in a row, ", pace->endpoint,
                      failure_facts[pace->failure].summary, circuit->failures);
    if (circuit->is_probing || circuit->next_us <= now_us) {
        buf_append_text(out, "trying again");
        return;
    }
    buf_append_text(out, "next try in ");
    seconds_append(out, circuit->next_us - now_us);
}

void pace_append_wait(const struct pace *pace, int64_t now_us, struct buf *out)
{
    int64_t wait_us = pace->hold_until_us - now_us;

    if (pace->circuit.state == CIRCUIT_OPEN) {
        circuit_append(pace, now_us, out);
        return;
    }
    if (pace->hold == HOLD_NONE || wait_us < shown_wait_us)
        return;
    if (pace->hold == HOLD_PAUSE)
        buf_append_format(out, "%s asks to wait: ", pace->endpoint);
    else if (pace->hold == HOLD_VENDOR)
        buf_append_format(out, "rate limit of %s: ", pace->name);
    else
        buf_append_format(out, "limits of %s in the suite: ", pace->name);
    seconds_append(out, wait_us);
}

bool pace_gave_up(const struct pace *pace, int64_t now_us, struct buf *reason)
{
    if (pace->asked_pause_ms) {
        buf_append_format(reason, "%s asks to wait for %.0f s, longer than retry_for_s",
                          pace->endpoint, ceil((double)pace->asked_pause_ms / 1000));
        return true;
    }
    if (pace->circuit.state != CIRCUIT_GIVEN_UP)
        return false;
    buf_append_format(reason, "%s gave no answer for ", pace->endpoint);
    seconds_append(reason, now_us - pace->circuit.since_us);
    buf_append_format(reason, ": %s", failure_text(pace));
    return true;
}

struct pace_state pace_state(const struct pace *pace, int64_t now_us)
{
    return (struct pace_state){
        .in_flight = pace->in_flight,
        .limit = calls_max(pace, now_us),
        .limit_max = pace->concurrency,
        .is_open = pace->circuit.state == CIRCUIT_OPEN,
        .pause_us = pace->pause_until_us > now_us ? pace->pause_until_us - now_us : 0};
}
