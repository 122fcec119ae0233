/* runner/lanes.c - which calls may go now: one lane a model. */
#include "runner/lanes.h"

#include "base/mem.h"
#include "runner/paces.h"
#include "runner/text_batch.h"

#include <math.h>
#include <stdlib.h>

static struct concurrency model_concurrency(const struct suite_model *model, unsigned all)
{
    bool is_its_own = json_object_get(json_object_get(model->source.json, "limits"),
                                      "concurrency") != NULL;

    return (struct concurrency){.calls =
                                    is_its_own || !all ? model->limits.concurrency : all,
                                .is_given = is_its_own || all};
}

static void paces_set(struct lanes *lanes, const struct prepared *prepared,
                      const struct concurrency *concurrency)
{
    struct pace **paces = mem_new(lanes->count, sizeof(struct pace *));

    paces_make(prepared, concurrency, paces);
    for (size_t i = 0; i < lanes->count; i++) {
        lanes->items[i].pace = paces[i];
        lanes->items[i].output_tokens = pace_output_tokens(&prepared->suite->models[i]);
    }
    lanes->paces = paces;
}

void lanes_init(struct lanes *lanes, const struct prepared *prepared,
                const struct run_options *options, struct budget *budget)
{
    const struct suite *suite = prepared->suite;
    unsigned all = options->concurrency ? options->concurrency : suite->concurrency;
    struct concurrency *concurrency = mem_new(suite->model_count, sizeof *concurrency);

    *lanes = (struct lanes){.count = suite->model_count,
                            .budget = budget,
                            .clock = options->clock,
                            .ask_again_us = -1};
    lanes->items = mem_new(lanes->count, sizeof *lanes->items);
    for (size_t i = 0; i < lanes->count; i++) {
        concurrency[i] = model_concurrency(&suite->models[i], all);
        lanes->items[i].limit = concurrency[i].calls;
        if (prepared->models[i].is_asked)
            lanes->flights += lanes->items[i].limit;
    }
    if (all && all < lanes->flights)
        lanes->flights = all;
    paces_set(lanes, prepared, concurrency);
    free(concurrency);
}

void lanes_release(struct lanes *lanes)
{
    if (lanes->paces)
        paces_free(lanes->paces, lanes->count);
    free(lanes->paces);
    free(lanes->items);
    *lanes = (struct lanes){.items = NULL};
}

static int64_t now_us(const struct lanes *lanes)
{
    return lanes->clock->steady_us(lanes->clock);
}

static void list_add(struct inquiry **first, struct inquiry **last,
                     struct inquiry *inquiry)
{
    inquiry->next = NULL;
    if (*first)
        (*last)->next = inquiry;
    else
        *first = inquiry;
    *last = inquiry;
}

static struct inquiry *list_take(struct inquiry **first)
{
    struct inquiry *inquiry = *first;

    if (inquiry)
        *first = inquiry->next;
    return inquiry;
}

static struct lane *lane_of(struct lanes *lanes, const struct inquiry *inquiry)
{
    return &lanes->items[inquiry->model];
}

void lanes_add(struct lanes *lanes, struct inquiry *inquiry)
{
    struct lane *lane = lane_of(lanes, inquiry);

    inquiry->ready_us = now_us(lanes);
    if (inquiry->goes_first && lane->first_ready) {
        inquiry->next = lane->first_ready;
        lane->first_ready = inquiry;
    } else {
        list_add(&lane->first_ready, &lane->last_ready, inquiry);
    }
}

static bool lane_may_send(const struct lane *lane)
{
    return lane->sent < lane->limit;
}

bool lane_is_open(const struct lane *lane)
{
    return !lane->first_ready && lane_may_send(lane);
}

static void ask_again_in(struct lanes *lanes, int64_t us)
{
    if (us > 0 && (lanes->ask_again_us < 0 || us < lanes->ask_again_us))
        lanes->ask_again_us = us;
}

/* What stands in line is not tried: that time is not the sample's. */
static void inquiry_admit(struct lanes *lanes, struct lane *lane,
                          const struct pace_need *need, int64_t now)
{
    struct inquiry *inquiry = list_take(&lane->first_ready);

    lane->sent++;
    if (isnan(inquiry->queued_ms))
        inquiry->queued_ms = floor((double)(now - inquiry->ready_us) / 1000);
    inquiry->retry.since_us += now - inquiry->ready_us;
    pace_sent(lane->pace, need, now, &inquiry->paced);
    list_add(&lanes->first_admitted, &lanes->last_admitted, inquiry);
}

static bool is_affordable(struct lanes *lanes, const struct inquiry *inquiry, int64_t now)
{
    enum budget_answer answer = budget_ask(lanes->budget, &inquiry->spending.most, now);

    lanes->is_spent |= answer == BUDGET_SPENT;
    return answer == BUDGET_GO;
}

/* Texts to embed go along with the first. */
static void batch_gather(struct lane *lane)
{
    struct inquiry *carrier = lane->first_ready;
    struct inquiry *last = carrier;
    bool has_more = false;

    if (!text_batch_may_carry(carrier))
        return;
    while (last->next) {
        struct inquiry *next = last->next, *behind = next->next;

        if (text_batch_take(carrier, next)) {
            last->next = behind;
            has_more = true;
        } else {
            last = next;
        }
    }
    lane->last_ready = last;
    if (has_more)
        text_batch_build(carrier);
}

static void lane_admit(struct lanes *lanes, struct lane *lane, int64_t now)
{
    while (lane->first_ready && lane_may_send(lane)) {
        batch_gather(lane);
        const struct pace_need need = {
            .input_tokens = (int64_t)lane->first_ready->asking.request.body.length,
            .output_tokens = lane->output_tokens};
        int64_t wait_us = pace_wait_us(lane->pace, &need, now);

        if (wait_us) {
            ask_again_in(lanes, wait_us);
            return;
        }
        if (!is_affordable(lanes, lane->first_ready, now))
            return;
        inquiry_admit(lanes, lane, &need, now);
    }
}

void lanes_admit(struct lanes *lanes)
{
    int64_t now = now_us(lanes);

    lanes->ask_again_us = -1;
    for (size_t i = 0; i < lanes->count; i++)
        lane_admit(lanes, &lanes->items[i], now);
}

int lanes_record(const struct lanes *lanes, struct error *err)
{
    int rc = 0;

    for (struct inquiry *inquiry = lanes->first_admitted; inquiry && rc == 0;
         inquiry = inquiry->next)
        rc = inquiry_record_call(inquiry, err);
    return rc;
}

void lanes_send(struct lanes *lanes)
{
    struct inquiry *inquiry;

    while ((inquiry = list_take(&lanes->first_admitted)))
        inquiry_send(inquiry);
}

void lanes_call_ended(struct lanes *lanes, const struct inquiry *inquiry)
{
    struct lane *lane = lane_of(lanes, inquiry);

    lane->sent--;
    pace_done(lane->pace, &inquiry->paced, &inquiry->reply, &inquiry->rate_limits,
              inquiry->latency_ms, now_us(lanes));
}

bool lanes_call_is_last(const struct lanes *lanes, const struct inquiry *inquiry,
                        struct buf *reason)
{
    const struct lane *lane = &lanes->items[inquiry->model];

    return inquiry->reply.failure != FAILURE_NONE &&
           pace_gave_up(lane->pace, now_us(lanes), reason);
}

bool lanes_inquiry_is_last(struct lanes *lanes, const struct inquiry *inquiry)
{
    struct lane *lane = lane_of(lanes, inquiry);

    if (inquiry->cached_ms || inquiry->reply.failure == FAILURE_UNCACHED)
        return false; /* says nothing of the endpoint */
    return hopeless_count(&lane->hopeless, inquiry->reply.failure,
                          lane->limit < lanes->flights ? lane->limit : lanes->flights);
}

void lanes_append_wait(const struct lanes *lanes, struct buf *out)
{
    int64_t now = 0;

    for (size_t i = 0; i < lanes->count && !out->length; i++) {
        const struct lane *lane = &lanes->items[i];

        if (!lane->first_ready || !lane_may_send(lane))
            continue;
        if (!now)
            now = now_us(lanes);
        pace_append_wait(lane->pace, now, out);
    }
}

void lanes_clear(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        lanes->items[i].first_ready = NULL;
    for (struct inquiry *inquiry = lanes->first_admitted; inquiry;
         inquiry = inquiry->next)
        budget_return(lanes->budget, &inquiry->spending.most);
    lanes->first_admitted = NULL;
}
