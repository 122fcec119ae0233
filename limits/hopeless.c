/* limits/hopeless.c - a run in which no call can succeed. */
#include "limits/hopeless.h"

#include "limits/circuit.h"

bool hopeless_count(struct hopeless *hopeless, enum failure failure, unsigned concurrency)
{
    unsigned unanswered_max =
        concurrency > UNANSWERED_IN_A_ROW_MIN ? concurrency : UNANSWERED_IN_A_ROW_MIN;

    if (failure == FAILURE_STOPPED || circuit_counts(failure))
        return false;
    hopeless->denied_in_a_row =
        failure_facts[failure].ends_run ? hopeless->denied_in_a_row + 1 : 0;
    hopeless->unanswered_in_a_row =
        failure == FAILURE_NONE ? 0 : hopeless->unanswered_in_a_row + 1;
    return hopeless->denied_in_a_row >= DENIED_IN_A_ROW_MAX ||
           hopeless->unanswered_in_a_row >= unanswered_max;
}
