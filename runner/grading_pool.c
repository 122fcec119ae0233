/* runner/grading_pool.c - where a reply is graded: here, or on libuv's pool. */
#include "runner/grading_pool.h"

#include "base/mem.h"

#include <stdlib.h>

enum { QUICK_IN_A_ROW = 16, LONG_ANSWER_BYTES = 64 * 1024 };
static const uint64_t slow_ns = 1000 * 1000;

struct grading_pool {
    uv_loop_t *loop;
    struct grade_scratch **spare; /* owned; those that no job has */
    size_t spare_count, spare_capacity;
};

struct grading_pool *grading_pool_new(uv_loop_t *loop)
{
    struct grading_pool *pool = mem_new(1, sizeof *pool);

    pool->loop = loop;
    return pool;
}

void grading_pool_free(struct grading_pool *pool)
{
    if (!pool)
        return;
    for (size_t i = 0; i < pool->spare_count; i++)
        grade_scratch_free(pool->spare[i]);
    free(pool->spare);
    free(pool);
}

static struct grade_scratch *scratch_take(struct grading_pool *pool)
{
    return pool->spare_count ? pool->spare[--pool->spare_count] : grade_scratch_new();
}

static void scratch_return(struct grading_pool *pool, struct grade_scratch *scratch)
{
    MEM_GROW(pool->spare, pool->spare_count, pool->spare_capacity);
    pool->spare[pool->spare_count++] = scratch;
}

static void job_grade(struct grading_job *job)
{
    uint64_t begun = uv_hrtime();

    sample_grade(&job->what, job->scratch, job->grades);
    job->took_ns = uv_hrtime() - begun;
}

static void pace_learn(struct grading_job *job)
{
    struct grader_set *set = job->what.set;

    if (set && job->took_ns > slow_ns)
        set->quick_to_come = QUICK_IN_A_ROW;
    else if (set && set->quick_to_come)
        set->quick_to_come--;
}

static void on_work(uv_work_t *work)
{
    job_grade(work->data);
}

static void on_worked(uv_work_t *work, int status)
{
    struct grading_job *job = work->data;

    (void)status; /* no job is ever cancelled */
    scratch_return(job->pool, job->scratch);
    pace_learn(job);
    job->done(job->context);
}

static bool is_quick(const struct grading_job *job)
{
    return !job->what.set ||
           (!job->what.set->quick_to_come && !job->what.set->is_foreign &&
            job->what.sample.answer_length <= LONG_ANSWER_BYTES);
}

bool grading_pool_grade(struct grading_pool *pool, struct grading_job *job)
{
    job->pool = pool;
    job->scratch = scratch_take(pool);
    if (is_quick(job)) {
        job_grade(job);
        scratch_return(pool, job->scratch);
        pace_learn(job);
        return true;
    }
    job->work.data = job;
    uv_queue_work(pool->loop, &job->work, on_work, on_worked);
    return false;
}
