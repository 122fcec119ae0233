/* runner/budget_end.c - how a run ends that met its budget. */
#include "runner/budget_end.h"

int budget_tell(const struct prepared *prepared, const struct budget *budget,
                struct run_end *end, struct error *err)
{
    unsigned rounds = 0;

    if (prepared->suite->budget.judge_complete &&
        run_file_complete_rounds(prepared->file, &rounds, err))
        return -1;
    end->status = rounds ? RUN_SPENT_JUDGED : RUN_SPENT;
    end->reason = budget_sentence(budget, end->counts.done, end->counts.planned,
                                  prepared_samples_word(prepared));
    return 0;
}
