/* gate/judgement.c - what was decided, to be read and released; a run file judged. */
#include "gate/gate.h"

#include <stdlib.h>

void judgement_release(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        struct gate_scope *scope = &judgement->scopes[i];

        for (size_t k = 0; k < scope->check_count; k++)
            free(scope->checks[k].sentence);
        free(scope->checks);
    }
    free(judgement->scopes);
    free(judgement->sentence);
    for (size_t i = 0; i < judgement->note_count; i++)
        free(judgement->notes[i]);
    free(judgement->notes);
    *judgement = (struct judgement){.verdict = GATE_NOT_GATED};
}

const struct gate_scope *judgement_scope(const struct judgement *judgement, int variant,
                                         int cohort)
{
    for (size_t i = 0; i < judgement->scope_count; i++)
        if (judgement->scopes[i].variant == variant &&
            judgement->scopes[i].cohort == cohort)
            return &judgement->scopes[i];
    return NULL;
}

bool judgement_decides(const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++)
        if (judgement->scopes[i].verdict != GATE_NOT_GATED &&
            judgement->scopes[i].case_count > 0)
            return true;
    return false;
}

/* The walk has no place for an error of its own. */
struct taking {
    struct gate *gate;
    struct error *err;
};

static int outcome_take(void *context, const struct case_outcome *outcome)
{
    struct taking *taking = context;

    return gate_add(taking->gate, outcome, taking->err);
}

int judge_run(struct run_file *file, struct run_plan **plan, struct judgement *out,
              struct error *err)
{
    struct run_plan *own = NULL;
    struct run_info info = {.reason = NULL};
    struct gate *gate = NULL;
    struct taking taking = {NULL, err};
    int rc = -1;

    if (run_file_plan(file, &own, err) || run_file_info(file, &info, err))
        goto done;
    gate = gate_new(own);
    taking.gate = gate;
    gate_began(gate, info.started_ms);
    if (run_file_each_outcome(file, outcome_take, &taking, err) ||
        gate_decide(gate, info.status, info.reason, out, err))
        goto done;
    rc = 0;

done:
    gate_free(gate);
    run_info_release(&info);
    if (rc == 0)
        *plan = own;
    else
        run_plan_free(own);
    return rc;
}
