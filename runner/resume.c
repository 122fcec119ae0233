/* runner/resume.c - a run that did not finish, gone on with. */
#include "runner/resume.h"

#include "base/mem.h"
#include "runner/regrade.h"

void resumed_release(struct resumed *resumed)
{
    done_samples_release(&resumed->done);
}

struct done_walk {
    const struct run_plan *plan;
    bool graders_ask;
    struct resumed *resumed;
    struct error *err;
};

static int done_add(void *context, int64_t case_number, int variant, unsigned repeat,
                    enum verdict verdict, bool has_answer)
{
    struct done_walk *walk = context;
    struct resumed *resumed = walk->resumed;

    /* Its judge or program was not asked yet, or may be reached this time. */
    if (verdict == VERDICT_UNSCORED && has_answer && walk->graders_ask) {
        resumed->to_judge++;
        return 0;
    }
    if (!done_samples_add(&resumed->done, walk->plan, case_number, variant, repeat))
        return error_set(walk->err, ERROR_SYSTEM, "N0604",
                         "the run file is damaged: a sample outside of the plan");
    resumed->count++;
    resumed->passed += verdict == VERDICT_PASS;
    resumed->failed += verdict == VERDICT_FAIL;
    resumed->unscored += verdict == VERDICT_UNSCORED;
    return 0;
}

int run_resume(struct prepared *prepared, struct run_file *earlier,
               const struct run_changes *changes, enum uncertain uncertain,
               struct resumed *out, struct error *err)
{
    struct run_file *fresh = prepared->file;
    struct done_walk walk = {prepared->plan, prepared->graders_ask, out, err};

    if (run_file_continue(earlier, fresh, changes, uncertain, &out->continued, err))
        return -1;
    prepared->file = earlier;
    if ((changes->graded && samples_regrade(prepared, &out->regraded, err)) ||
        run_file_each_done(earlier, done_add, &walk, err)) {
        run_file_roll_back(earlier);
        prepared->file = fresh;
        return -1;
    }
    if (run_file_commit(earlier, err)) {
        prepared->file = fresh;
        return -1;
    }
    return 0;
}
