/* runner/sample_queue.c - which sample is sent next. */
#include "runner/sample_queue.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct sample_queue {
    struct prepared *prepared;
    unsigned repeat; /* from 1 */
    int64_t number;
    int variant;
    struct open_case *current; /* of `number`; NULL until its first variant comes up */
    struct open_case **spare;  /* owned; closed ones, to be used again */
    size_t spare_count, spare_capacity;
};

struct sample_queue *sample_queue_new(struct prepared *prepared)
{
    struct sample_queue *queue = mem_new(1, sizeof *queue);

    queue->prepared = prepared;
    queue->repeat = 1;
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
    return queue->prepared->plan->case_count == 0 ||
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

    test->users = 1;
    queue->current = test;
    if (run_file_case(queue->prepared->file, queue->number, &record, err))
        return -1;
    test->number = record.number;
    test->cohort = record.cohort;
    if (dataset_read_at(queue->prepared->datasets[record.cohort], record.source,
                        record.offset, record.length, record.line, &test->row, err))
        return -1;
    if (strcmp(test->row.digest, record.digest) != 0)
        return error_set(err, ERROR_INPUT, "N0720",
                         "%s changed while the run was reading it (line %u)", record.file,
                         record.line);
    return 0;
}

static void queue_advance(struct sample_queue *queue)
{
    if (++queue->variant < (int)queue->prepared->variant_count)
        return;
    queue->variant = 0;
    sample_queue_return(queue, queue->current);
    queue->current = NULL;
    if (++queue->number < queue->prepared->plan->case_count)
        return;
    queue->number = 0;
    queue->repeat++;
}

int sample_queue_take(struct sample_queue *queue, struct next_sample *out,
                      struct error *err)
{
    if (!queue->current && case_open(queue, err))
        return -1;
    *out = (struct next_sample){queue->variant, queue->repeat, queue->current};
    queue->current->users++;
    queue_advance(queue);
    return 0;
}
