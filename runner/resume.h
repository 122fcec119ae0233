/* runner/resume.h - a run that did not finish, gone on with: what is there is kept, what
 * was judged otherwise is graded again, what is missing will be asked.
 */
#ifndef NOWORSE_RUNNER_RESUME_H
#define NOWORSE_RUNNER_RESUME_H

#include "runner/prepare.h"
#include "runner/sample_queue.h"
#include "store/run_file_continue.h"

/* What a continued run begins with. Begin zeroed. */
struct resumed {
    struct done_samples done;
    int64_t count, passed, failed, unscored;
    int64_t to_judge; /* answers that are there, and graders are to ask about */
    int64_t left_out; /* samples of the plan that are no part of this run */
    int64_t regraded; /* samples that were graded again */
    struct run_continued continued;
};
void resumed_release(struct resumed *resumed);

/* earlier: of run_file_open_again(), compared with prepared->file and asked the same.
 * After that prepared->file is `earlier`; the file that was prepared into is the
 * caller's. -1: `earlier` is as it was. */
int run_resume(struct prepared *prepared, struct run_file *earlier,
               const struct run_changes *changes, enum uncertain uncertain,
               struct resumed *out, struct error *err);

#endif
