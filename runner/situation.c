/* runner/situation.c - how a run stands, for a person who asks by SIGUSR1. */
#include "runner/situation.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum {
    CALLS_SHOWN_MAX = 20,
    CASE_COLUMNS_MAX = 40,
    NAME_BYTES_MAX = 1024,
    WAIT_COLUMNS_MAX = 100
};

/* "angry/a-17 of refund@v8/mini, repeat 2" */
static void sample_name(const struct inquiry *inquiry, char out[SITUATION_NAME_SIZE])
{
    const struct prepared *prepared = inquiry->context->prepared;
    const struct next_sample *sample = inquiry->sample;
    const struct cohort *cohort = prepared_cohort(prepared, sample->test->cohort);
    const char *id = sample->test->row.id;
    struct buf name = BUF_INIT(NAME_BYTES_MAX);

    shown_append(&name, cohort->name, strlen(cohort->name), CASE_COLUMNS_MAX);
    if (cohort->held_out) {
        buf_append_text(&name, " (held out)");
    } else {
        buf_append_char(&name, '/');
        shown_append(&name, id, strlen(id), CASE_COLUMNS_MAX);
    }
    buf_append_text(&name, " of ");
    buf_append_text(&name, prepared->plan->variants[sample->variant].name);
    if (prepared->plan->repeats > 1)
        buf_append_format(&name, ", repeat %u", sample->repeat);
    snprintf(out, SITUATION_NAME_SIZE, "%s", buf_text(&name));
    buf_release(&name);
}

void slowest_add(struct slowest *slowest, const struct flight *flight)
{
    const size_t full = SITUATION_SLOWEST;
    size_t at = slowest->count;

    if (!(flight->answer.latency_ms >= 0) ||
        (at == full && flight->answer.latency_ms <= slowest->items[full - 1].latency_ms))
        return;
    if (at == full)
        at--;
    else
        slowest->count++;
    for (; at && slowest->items[at - 1].latency_ms < flight->answer.latency_ms; at--)
        slowest->items[at] = slowest->items[at - 1];
    slowest->items[at].latency_ms = flight->answer.latency_ms;
    sample_name(&flight->answer, slowest->items[at].name);
}

static int by_age(const void *a, const void *b)
{
    const struct inquiry *left = *(const struct inquiry *const *)a;
    const struct inquiry *right = *(const struct inquiry *const *)b;

    if (left->sent_ms != right->sent_ms)
        return left->sent_ms < right->sent_ms ? -1 : 1;
    return left->sample->test->number < right->sample->test->number ? -1 : 1;
}

static void calls_print(const struct situation *situation, FILE *out)
{
    const struct inquiry **sent = mem_new(situation->flight_count + 1, sizeof(void *));
    size_t count = 0;

    for (size_t i = 0; i < situation->flight_count; i++) {
        const struct inquiry *inquiry = flight_inquiry(&situation->flights[i]);

        if (inquiry && inquiry->state == INQUIRY_SENT)
            sent[count++] = inquiry;
    }
    qsort(sent, count, sizeof(void *), by_age);
    fprintf(out, "  calls under way: %zu%s\n", count, count > 1 ? ", oldest first" : "");
    for (size_t i = 0; i < count && i < CALLS_SHOWN_MAX; i++) {
        char name[SITUATION_NAME_SIZE];

        sample_name(sent[i], name);
        fprintf(out, "  %8.1f s  %s, try %u\n",
                (double)(situation->now_ms - sent[i]->sent_ms) / 1000, name,
                sent[i]->retry.tries);
    }
    if (count > CALLS_SHOWN_MAX)
        fprintf(out, "              and %zu younger ones\n", count - CALLS_SHOWN_MAX);
    free(sent);
}

static void lane_print(const struct lane *lane, const char *model, int64_t now_us,
                       FILE *out)
{
    struct pace_state pace = pace_state(lane->pace, now_us);
    struct buf wait = BUF_INIT(NAME_BYTES_MAX), shown = BUF_INIT(NAME_BYTES_MAX);

    fprintf(out, "  model %s: %u calls under way, of at most %u now (%u in all)", model,
            lane->sent, pace.limit < lane->limit ? pace.limit : lane->limit, lane->limit);
    pace_append_wait(lane->pace, now_us, &wait);
    shown_append(&shown, buf_text(&wait), wait.length, WAIT_COLUMNS_MAX);
    if (pace.is_open || wait.length)
        fprintf(out, "; %s", buf_text(&shown));
    fputc('\n', out);
    buf_release(&wait);
    buf_release(&shown);
}

static void lanes_print(const struct situation *situation, FILE *out)
{
    const struct suite *suite = situation->prepared->suite;
    const struct clock *clock = situation->lanes->clock;
    int64_t now_us = clock->steady_us(clock);

    for (size_t i = 0; i < situation->lanes->count; i++) {
        const struct lane *lane = &situation->lanes->items[i];
        size_t ready = 0, waiting = 0;

        for (size_t j = 0; j < situation->flight_count; j++) {
            const struct inquiry *inquiry = flight_inquiry(&situation->flights[j]);

            if (inquiry && inquiry->model == (int)i) {
                ready += inquiry->state == INQUIRY_READY;
                waiting += inquiry->state == INQUIRY_WAITING;
            }
        }
        lane_print(lane, suite->models[i].id, now_us, out);
        if (ready || waiting)
            fprintf(out, "    %zu ready to be sent, %zu wait for their next try\n", ready,
                    waiting);
    }
}

static void spent_print(const struct run_counts *counts, FILE *out)
{
    char cost[MONEY_TEXT_SIZE], limit[MONEY_TEXT_SIZE];

    money_format(counts->spent.cost || !counts->spent.unknown_calls ? counts->spent.cost
                                                                    : MONEY_UNKNOWN,
                 cost);
    money_format(counts->cost_limit, limit);
    fprintf(out, "  spent: %s%s%s, %lld calls sent", cost,
            counts->cost_limit ? " of at most " : "", counts->cost_limit ? limit : "",
            (long long)counts->spent.requests);
    if (counts->spent.cost && counts->spent.unknown_calls)
        fprintf(out, " (%lld of unknown cost not counted)",
                (long long)counts->spent.unknown_calls);
    fputc('\n', out);
}

void situation_print(const struct situation *situation, FILE *out)
{
    const struct run_counts *counts = situation->counts;

    fprintf(out, "\n%s: %lld of %lld samples: %lld pass, %lld fail, %lld unscored\n",
            situation->prepared->plan->suite, (long long)counts->done,
            (long long)counts->planned, (long long)counts->passed,
            (long long)counts->failed, (long long)counts->unscored);
    spent_print(counts, out);
    calls_print(situation, out);
    lanes_print(situation, out);
    if (situation->slowest->count)
        fputs("  slowest so far:\n", out);
    for (size_t i = 0; i < situation->slowest->count; i++)
        fprintf(out, "  %8.1f s  %s\n", situation->slowest->items[i].latency_ms / 1000,
                situation->slowest->items[i].name);
    fflush(out);
}
