/* bench/bench_gate.c - bench_gate [CASES [COHORTS]]: what a decision costs, in time and
 * in memory, from a tenth of the cases to all, in four kinds of suite.
 *
 * Outcomes are made up beforehand in no memory: by their number. Timed are the adding of
 * all (what gathering costs beside reading them) and the decision after the last.
 */
#include "base/mem.h"
#include "gate/gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum suite_kind { SUITE_PLAIN, SUITE_REPEATS, SUITE_GROUPS, SUITE_SCORES, SUITE_KINDS };

static const char *const kind_names[] = {
    [SUITE_PLAIN] = "pass or fail, one attempt a side",
    [SUITE_REPEATS] = "3 attempts against 5",
    [SUITE_GROUPS] = "in groups of 10",
    [SUITE_SCORES] = "real scores, gated by score",
};

static double now_s(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct run_plan *plan_make(size_t cohorts, enum suite_kind kind)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("bench");
    plan->repeats = kind == SUITE_REPEATS ? 3 : 1;
    plan->has_baseline = true;
    plan->variant_count = 1;
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variants[0] = (struct plan_variant){
        .label = mem_text("v8"), .baseline = -1, .baseline_entry = 0, .anchor_entry = -1};
    plan->baseline_entry_count = 1;
    plan->baseline_entries = mem_new(1, sizeof *plan->baseline_entries);
    plan->baseline_entries[0].repeats = kind == SUITE_REPEATS ? 5 : 1;
    plan->gate.is_given = true;
    plan->gate.max_drop = 0.05;
    plan->gate.drop_of_score = kind == SUITE_SCORES;
    plan->cohort_count = cohorts;
    plan->cohorts = mem_new(cohorts, sizeof *plan->cohorts);
    for (size_t i = 0; i < cohorts; i++) {
        plan->cohorts[i] =
            (struct plan_cohort){.name = mem_format("c%zu", i), .watch = true};
        gate_rules_init(&plan->cohorts[i].gate);
    }
    return plan;
}

static uint64_t mixed(uint64_t number)
{
    number = (number + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    return number ^ number >> 29;
}

static void outcome_make(int64_t number, size_t cohorts, enum suite_kind kind,
                         struct case_outcome *out, char group[32])
{
    uint64_t draw = mixed((uint64_t)number);
    struct case_partner *base = &out->baseline;

    *out = (struct case_outcome){.number = number,
                                 .cohort = (int)(draw >> 40) % (int)cohorts,
                                 .id = "x",
                                 .weight = 1,
                                 .quarantine = -1};
    base->pairing = base->score_pairing = PAIRING_PAIRED;
    out->score_count = kind == SUITE_REPEATS ? 3 : 1;
    base->score_count = kind == SUITE_REPEATS ? 5 : 1;
    out->passed = draw % 10 != 0 ? out->score_count : (unsigned)(draw / 10 % 2);
    base->passed = draw % 10 != 0 ? base->score_count : (unsigned)(draw / 20 % 2);
    out->failed = out->score_count - out->passed;
    base->failed = base->score_count - base->passed;
    out->score_sum = out->passed;
    base->score_sum = base->passed;
    if (kind == SUITE_SCORES) {
        out->score_sum = (double)(draw % 10007) / 10006;
        base->score_sum = fmin(1, out->score_sum + (double)(draw % 101) / 5000);
    }
    if (kind == SUITE_GROUPS) {
        snprintf(group, 32, "g%lld", (long long)(number / 10));
        out->group = group;
    }
}

static int suite_time(int64_t cases, size_t cohorts, enum suite_kind kind)
{
    struct run_plan *plan = plan_make(cohorts, kind);
    struct gate *gate = gate_new(plan);
    struct error err = ERROR_INIT;
    struct judgement judgement;
    struct case_outcome outcome;
    double began, added, decided;
    struct rusage usage;
    char group[32];
    int rc = 0;

    began = now_s();
    for (int64_t i = 0; rc == 0 && i < cases; i++) {
        outcome_make(i, cohorts, kind, &outcome, group);
        rc = gate_add(gate, &outcome, &err);
    }
    added = now_s();
    getrusage(RUSAGE_SELF, &usage);
    if (rc == 0)
        rc = gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err);
    decided = now_s();
    if (rc) {
        fprintf(stderr, "%s\n", err.message);
    } else {
        printf("| %s | %lld | %.0f | %.1f | %ld | %s |\n", kind_names[kind],
               (long long)cases, 1e9 * (added - began) / (double)cases,
               1e3 * (decided - added), usage.ru_maxrss / 1024,
               gate_verdict_name(judgement.verdict));
        judgement_release(&judgement);
    }
    gate_free(gate);
    run_plan_free(plan);
    return rc;
}

int main(int argc, char **argv)
{
    int64_t most = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    long cohorts = argc > 2 ? strtol(argv[2], NULL, 10) : 20;
    int rc = 0;

    if (most < 10 || cohorts < 1 || cohorts > 10000) {
        fprintf(stderr, "usage: bench_gate [CASES [COHORTS]]\n");
        return 2;
    }
    printf(
        "%ld cohorts\n\n| suite | cases | added, ns a case | decided, ms | MB | verdict "
        "|\n| --- | --- | --- | --- | --- | --- |\n",
        cohorts);
    for (int kind = 0; rc == 0 && kind < SUITE_KINDS; kind++)
        for (int64_t cases = most / 10; rc == 0 && cases <= most; cases *= 10)
            rc = suite_time(cases, (size_t)cohorts, (enum suite_kind)kind);
    return rc ? 1 : 0;
}
