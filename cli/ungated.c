/* cli/ungated.c - a run in which nothing is gated cannot fail. */
#include "cli/ungated.h"

#include "gate/gate.h"

int is_gated(struct opened_suite *opened, struct error *err)
{
    struct place place = {opened->suite->path, 0, 0, 0};
    struct run_plan *plan = NULL;
    struct judgement judgement;
    int rc = 1;

    if (plan_decides(opened->prepared.plan))
        return 1;
    if (judge_run(opened->file, &plan, &judgement, err))
        return -1;
    if (!judgement_decides(&judgement)) {
        error_at(err, &place, "N0906",
                 "nothing in this %s is gated: the run could not fail",
                 plan->is_partial ? "selection" : "suite");
        error_hint(err, "add gate: {pass_rate: …}, or run it with --advisory");
        rc = 0;
    }
    judgement_release(&judgement);
    run_plan_free(plan);
    return rc;
}
