/* gate/judgement.c - what was decided, to be read and released. */
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
    for (size_t i = 0; i < judgement->label_count; i++)
        confusion_release(&judgement->labels[i].confusion);
    free(judgement->labels);
    free(judgement->scopes);
    free(judgement->sentence);
    for (size_t i = 0; i < judgement->note_count; i++)
        free(judgement->notes[i]);
    free(judgement->notes);
    free(judgement->judged);
    *judgement = (struct judgement){.verdict = GATE_NOT_GATED};
}

const struct gate_scope *judgement_scope(const struct judgement *judgement, int variant,
                                         int cohort)
{
    for (size_t i = 0; i < judgement->scope_count; i++)
        if (judgement->scopes[i].variant == variant &&
            judgement->scopes[i].cohort == cohort &&
            judgement->scopes[i].grader == SCOPE_ALL)
            return &judgement->scopes[i];
    return NULL;
}

const struct gate_scope *judgement_grader(const struct judgement *judgement, int variant,
                                          int grader)
{
    for (size_t i = 0; i < judgement->scope_count; i++)
        if (judgement->scopes[i].variant == variant &&
            judgement->scopes[i].grader == grader)
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
