/* runner/sample_queue.c - which sample is sent next. */
#include "runner/sample_queue.h"

#include "base/mem.h"
#include "runner/case_reading.h"
#include "runner/early_watch.h"

#include <stdlib.h>

struct sample_queue {
    struct prepared *prepared;
    const uint8_t *done;       /* borrowed; NULL: none */
    struct early_watch *watch; /* borrowed; NULL: not in the order of turns */
    unsigned repeat;           /* from 1 */
    int64_t place;             /* in the order of turns, or the number */
    int64_t number;            /* of the case there */
    int variant;
    bool is_broken; /* the run file could not be read: what is taken next fails */
    struct error trouble;
    struct open_case *current; /* of `number`; NULL until its first variant comes up */
    struct open_case **spare;  /* owned; closed ones, to be used again */
    size_t spare_count, spare_capacity;
};

static int64_t sample_index(const struct run_plan *plan, int64_t number, int variant,
                            unsigned repeat)
{
    return ((int64_t)(repeat - 1) * plan->case_count + number) *
               (int64_t)plan->variant_count +
           variant;
}

bool done_samples_add(struct done_samples *done, const struct run_plan *plan,
                      int64_t case_number, int variant, unsigned repeat)
{
    int64_t index;

    if (case_number < 0 || case_number >= plan->case_count || variant < 0 ||
        (size_t)variant >= plan->variant_count || repeat < 1 || repeat > plan->repeats)
        return false;
    if (!done->bits)
        done->bits = mem_new((size_t)plan->sample_count / 8 + 1, 1);
    index = sample_index(plan, case_number, variant, repeat);
    if (done->bits[index / 8] >> (index % 8) & 1)
        return false;
    done->bits[index / 8] |= (uint8_t)(1 << (index % 8));
    return true;
}

void done_samples_release(struct done_samples *done)
{
    free(done->bits);
    done->bits = NULL;
}

static bool is_done(const struct sample_queue *queue, int variant, unsigned repeat)
{
    int64_t index = sample_index(queue->prepared->plan, queue->number, variant, repeat);

    return queue->done && queue->done[index / 8] >> (index % 8) & 1;
}

/* The case at a place that the queue comes to; in the order of turns it is announced. */
static void place_enter(struct sample_queue *queue)
{
    const struct run_plan *plan = queue->prepared->plan;
    struct case_record record;
    unsigned to_come = 0;
    int64_t turn;

    queue->number = queue->place;
    if (!queue->watch)
        return;
    if (queue->place >= plan->case_count) {
        early_watch_close(queue->watch);
        return;
    }
    if (run_file_case_at(queue->prepared->file, queue->place, &record, &turn,
                         &queue->trouble)) {
        queue->is_broken = true;
        return;
    }
    queue->number = record.number;
    for (unsigned repeat = 1; repeat <= plan->repeats; repeat++)
        for (int i = 0; i < (int)plan->variant_count; i++)
            to_come += !is_done(queue, i, repeat);
    early_watch_announce(queue->watch, queue->number, turn, to_come);
}

static void case_leave(struct sample_queue *queue)
{
    if (queue->current)
        sample_queue_return(queue, queue->current);
    queue->current = NULL;
    queue->place++;
}

static void queue_step(struct sample_queue *queue)
{
    const struct run_plan *plan = queue->prepared->plan;

    if (++queue->variant < (int)queue->prepared->variant_count)
        return;
    queue->variant = 0;
    if (queue->watch && ++queue->repeat <= plan->repeats)
        return;
    case_leave(queue);
    if (queue->watch) {
        queue->repeat = 1;
    } else if (queue->place == plan->case_count) {
        queue->place = 0;
        queue->repeat++;
    }
    place_enter(queue);
}

static void queue_pass_over(struct sample_queue *queue)
{
    while (queue->done && !queue->is_broken && !sample_queue_is_empty(queue) &&
           is_done(queue, queue->variant, queue->repeat))
        queue_step(queue);
}

struct sample_queue *sample_queue_new(struct prepared *prepared,
                                      const struct done_samples *done,
                                      struct early_watch *watch)
{
    struct sample_queue *queue = mem_new(1, sizeof *queue);

    queue->prepared = prepared;
    queue->done = done ? done->bits : NULL;
    queue->watch = watch;
    queue->repeat = 1;
    place_enter(queue);
    queue_pass_over(queue);
    return queue;
}

void sample_queue_free(struct sample_queue *queue)
{
    if (!queue)
        return;
    if (queue->current)
        sample_queue_return(queue, queue->current);
    for (size_t i = 0; i < queue->spare_count; i++) {
        eval_case_release(&queue->spare[i]->row);
        free(queue->spare[i]);
    }
    free(queue->spare);
    free(queue);
}

bool sample_queue_is_empty(const struct sample_queue *queue)
{
    return queue->place >= queue->prepared->plan->case_count ||
           queue->repeat > queue->prepared->plan->repeats;
}

int sample_queue_model(const struct sample_queue *queue)
{
    return prepared_variant(queue->prepared, queue->variant)->model;
}

static struct open_case *case_new(struct sample_queue *queue)
{
    static const struct eval_case empty = EVAL_CASE_INIT;
    struct open_case *made;

    if (queue->spare_count)
        return queue->spare[--queue->spare_count];
    made = mem_new(1, sizeof *made);
    made->row = empty;
    return made;
}

void sample_queue_return(struct sample_queue *queue, struct open_case *test)
{
    if (--test->users > 0)
        return;
    eval_case_clear(&test->row);
    MEM_GROW(queue->spare, queue->spare_count, queue->spare_capacity);
    queue->spare[queue->spare_count++] = test;
}

static int case_open(struct sample_queue *queue, struct error *err)
{
    struct open_case *test = case_new(queue);
    struct case_record record;
    int64_t turn;

    test->users = 1;
    test->number = queue->number;
    test->place = queue->place;
    queue->current = test;
    if (kept_cases_take(queue->prepared->kept, queue->number, &test->row, &test->cohort))
        return 0;
    if (queue->watch
            ? run_file_case_at(queue->prepared->file, queue->place, &record, &turn, err)
            : run_file_case(queue->prepared->file, queue->number, &record, err))
        return -1;
    test->cohort = record.cohort;
    return case_read_again(queue->prepared, &record, &test->row, err);
}

int sample_queue_take(struct sample_queue *queue, struct next_sample *out,
                      struct error *err)
{
    if (queue->is_broken) {
        *err = queue->trouble;
        return -1;
    }
    if (!queue->current && case_open(queue, err))
        return -1;
    *out = (struct next_sample){queue->variant, queue->repeat, queue->current};
    queue->current->users++;
    queue_step(queue);
    queue_pass_over(queue);
    return 0;
}
