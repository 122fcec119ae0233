/* runner/grading_pool.h - where a reply is graded: on the loop's own thread where that
 * takes no time, on libuv's pool where it may.
 *
 * Slow graders must not delay replies. What a grader set takes is measured: after one
 * slow grading it is the pool's, until it was quick so often in a row; so are all long
 * answers, and all that plug-ins judge, whose code nobody here knows. Handing over costs
 * about 10 us, and once there are threads each piece of memory costs more (5% of a run's
 * CPU), so that quick graders (nearly all) are better off here. What that costs is one
 * slow grading on the loop: tens of milliseconds with a pattern that meets its limit of
 * work.
 *
 * Compiled graders are shared by threads; scratch is lent to one job at a time.
 */
#ifndef NOWORSE_RUNNER_GRADING_POOL_H
#define NOWORSE_RUNNER_GRADING_POOL_H

#include "runner/grade_sample.h"

#include <uv.h>

struct grading_pool;
struct grading_job;
typedef void grading_done(void *context);

/* One sample to be graded. Owned by who asks, and left alone until done() is called; all
 * in it is borrowed. */
struct grading_job {
    struct sample_grading what;
    struct sample_grades *grades; /* filled */
    grading_done *done;
    void *context;

    struct grading_pool *pool; /* private, as all below */
    struct grade_scratch *scratch;
    uint64_t took_ns;
    uv_work_t work;
};

/* loop is borrowed and must outlive the pool. */
struct grading_pool *grading_pool_new(uv_loop_t *loop);
void grading_pool_free(
    struct grading_pool *pool); /* no job may be under way; takes NULL */

/* True: graded. False: done() will be called, from the loop. */
bool grading_pool_grade(struct grading_pool *pool, struct grading_job *job);

#endif
