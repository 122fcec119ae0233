/* runner/lanes.c - which calls may go now: one lane a model. */
#include "runner/lanes.h"

#include "base/mem.h"

#include <stdlib.h>

static unsigned model_limit(const struct suite_model *model, unsigned all)
{
    bool is_given = json_object_get(json_object_get(model->source.json, "limits"),
                                    "concurrency") != NULL;

    return is_given || !all ? model->limits.concurrency : all;
}

void lanes_init(struct lanes *lanes, const struct suite *suite, unsigned concurrency)
{
    *lanes = (struct lanes){.count = suite->model_count};
    lanes->items = mem_new(lanes->count, sizeof *lanes->items);
    for (size_t i = 0; i < lanes->count; i++) {
        lanes->items[i].limit = model_limit(&suite->models[i], concurrency);
        lanes->flights += lanes->items[i].limit;
    }
    if (concurrency && concurrency < lanes->flights)
        lanes->flights = concurrency;
}

void lanes_release(struct lanes *lanes)
{
    free(lanes->items);
    *lanes = (struct lanes){.items = NULL};
}

static void list_add(struct flight **first, struct flight **last, struct flight *flight)
{
    flight->next = NULL;
    if (*first)
        (*last)->next = flight;
    else
        *first = flight;
    *last = flight;
}

static struct flight *list_take(struct flight **first)
{
    struct flight *flight = *first;

    if (flight)
        *first = flight->next;
    return flight;
}

static struct lane *lane_of(struct lanes *lanes, const struct flight *flight)
{
    return &lanes->items[flight_model(flight)];
}

void lanes_add(struct lanes *lanes, struct flight *flight)
{
    struct lane *lane = lane_of(lanes, flight);

    list_add(&lane->first_ready, &lane->last_ready, flight);
}

static bool lane_may_send(const struct lane *lane)
{
    return lane->sent < lane->limit;
}

bool lane_is_open(const struct lane *lane)
{
    return !lane->first_ready && lane_may_send(lane);
}

void lanes_admit(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->items[i];

        while (lane->first_ready && lane_may_send(lane)) {
            lane->sent++;
            list_add(&lanes->first_admitted, &lanes->last_admitted,
                     list_take(&lane->first_ready));
        }
    }
}

int lanes_record(const struct lanes *lanes, struct error *err)
{
    int rc = 0;

    for (struct flight *flight = lanes->first_admitted; flight && rc == 0;
         flight = flight->next)
        rc = flight_record_call(flight, err);
    return rc;
}

void lanes_send(struct lanes *lanes)
{
    struct flight *flight;

    while ((flight = list_take(&lanes->first_admitted)))
        flight_send(flight);
}

void lanes_call_ended(struct lanes *lanes, const struct flight *flight)
{
    lane_of(lanes, flight)->sent--;
}

void lanes_clear(struct lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        lanes->items[i].first_ready = NULL;
    lanes->first_admitted = NULL;
}
