/* bench/bench_gate.c - bench_gate [CASES [COHORTS [KIND]]]: what a decision costs, in
 * time, instructions and memory, from a hundredth of the cases to all.
 *
 * Outcomes are made up by their number, in no memory, and come cohort by cohort as those
 * of a run file do. Measured are the adding of all (what gathering costs beside reading
 * them; the making up is taken off) and the decision after the last; each row in a
 * process of its own, so that its memory is its own. Instructions are the processor's
 * count, where the system lets a process read it; else "–".
 */
#include "base/mem.h"
#include "gate/gate.h"

#include <linux/perf_event.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum suite_kind {
    SUITE_PLAIN,
    SUITE_LATENCIES,
    SUITE_REPEATS,
    SUITE_GROUPS,
    SUITE_SCORES,
    SUITE_SCORES_LATENCIES,
    SUITE_SCORED_GROUPS,
    SUITE_SCORED_APART,
    SUITE_SCORED_PAIRS,
    SUITE_WEIGHTS,
    SUITE_WEIGHTED_GROUPS,
    SUITE_KINDS
};

static const char *const kind_names[] = {
    [SUITE_PLAIN] = "pass or fail, one attempt a side",
    [SUITE_LATENCIES] = "the same with a latency each",
    [SUITE_REPEATS] = "3 attempts against 5, 1 in 200 unscored",
    [SUITE_GROUPS] = "pass or fail, in groups of 10",
    [SUITE_SCORES] = "real scores, gated by score",
    [SUITE_SCORES_LATENCIES] = "the same with a latency each, gated by score",
    [SUITE_SCORED_GROUPS] = "real scores in groups of 10, gated by score",
    [SUITE_SCORED_APART] = "the same, the cases of a group 100 cases apart",
    [SUITE_SCORED_PAIRS] = "real scores in groups of 2, gated by score",
    [SUITE_WEIGHTS] = "pass or fail, each case with a weight of its own",
    [SUITE_WEIGHTED_GROUPS] = "weights, real scores, groups of 10, gated by score",
};

static bool kind_is_scored(enum suite_kind kind)
{
    return kind >= SUITE_SCORES && kind != SUITE_WEIGHTS;
}

/* -1: none. */
static int64_t group_of(int64_t number, enum suite_kind kind)
{
    switch (kind) {
    case SUITE_GROUPS:
    case SUITE_SCORED_GROUPS:
    case SUITE_WEIGHTED_GROUPS:
        return number / 10;
    case SUITE_SCORED_APART:
        return number / 1000 * 100 + number % 100;
    case SUITE_SCORED_PAIRS:
        return number / 2;
    default:
        return -1;
    }
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
    plan->gate.drop_of_score = kind_is_scored(kind);
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

struct made_up {
    struct case_outcome outcome;
    double latency_ms;
    char group[24];
};

static void outcome_make(int64_t number, int cohort, enum suite_kind kind,
                         struct made_up *made)
{
    uint64_t draw = mixed((uint64_t)number);
    struct case_outcome *out = &made->outcome;
    struct case_partner *base = &out->baseline;

    *out = (struct case_outcome){
        .number = number, .cohort = cohort, .id = "x", .weight = 1, .quarantine = -1};
    base->pairing = base->score_pairing = PAIRING_PAIRED;
    out->score_count = kind == SUITE_REPEATS ? 3 : 1;
    base->score_count = kind == SUITE_REPEATS ? 5 : 1;
    out->unscored = kind == SUITE_REPEATS && draw % 67 == 0;
    out->score_count -= out->unscored;
    out->passed = draw % 10 != 0 ? out->score_count : (unsigned)(draw / 10 % 2);
    base->passed = draw % 10 != 0 ? base->score_count : (unsigned)(draw / 20 % 2);
    out->failed = out->score_count - out->passed;
    base->failed = base->score_count - base->passed;
    out->score_sum = out->passed;
    base->score_sum = base->passed;
    if (kind == SUITE_WEIGHTS || kind == SUITE_WEIGHTED_GROUPS)
        out->weight = (double)(1000000 + number) / 1e6; /* as "1.000123" is read */
    if (kind == SUITE_LATENCIES || kind == SUITE_SCORES_LATENCIES) {
        made->latency_ms = (double)(200000 + draw % 10000031) / 1000; /* whole µs */
        out->latencies_ms = &made->latency_ms;
        out->latency_count = 1;
    }
    if (kind_is_scored(kind)) {
        out->score_sum = (double)(draw % 10007) / 10006;
        base->score_sum = fmin(1, out->score_sum + (double)(draw % 101) / 5000);
    }
    if (group_of(number, kind) >= 0) {
        snprintf(made->group, sizeof made->group, "g%lld",
                 (long long)group_of(number, kind));
        out->group = made->group;
    }
}

/* What this process has run since it began; 0: it may not be known. */
static uint64_t instructions_so_far(int counter)
{
    uint64_t count = 0;

    return counter >= 0 && read(counter, &count, sizeof count) == sizeof count ? count
                                                                               : 0;
}

static int counter_open(void)
{
    struct perf_event_attr attr = {.type = PERF_TYPE_HARDWARE,
                                   .size = sizeof attr,
                                   .config = PERF_COUNT_HW_INSTRUCTIONS,
                                   .exclude_kernel = 1};

    return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

struct point {
    double seconds;
    uint64_t instructions;
    long peak_kb;
};

static struct point now(int counter)
{
    struct rusage usage;
    struct timespec time;
    struct point out = {.instructions = instructions_so_far(counter)};

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    getrusage(RUSAGE_SELF, &usage);
    out.peak_kb = usage.ru_maxrss;
    out.seconds = (double)time.tv_sec + (double)time.tv_nsec / 1e9;
    return out;
}

/* gate NULL: they are made up, and no more. */
static int all_add(struct gate *gate, int64_t cases, size_t cohorts, enum suite_kind kind,
                   struct error *err)
{
    struct made_up made;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < cases; i++) {
        outcome_make(i, (int)(i * (int64_t)cohorts / cases), kind, &made);
        if (gate)
            rc = gate_add(gate, &made.outcome, err);
    }
    return rc;
}

static void instructions_print(uint64_t count, double per)
{
    if (count)
        printf(" %.0f |", (double)count / per);
    else
        printf(" – |");
}

static int row_print(int64_t cases, size_t cohorts, enum suite_kind kind)
{
    struct run_plan *plan = plan_make(cohorts, kind);
    struct gate *gate = gate_new(plan);
    struct error err = ERROR_INIT;
    struct judgement judgement;
    int counter = counter_open();
    struct point began, made, added, decided;

    began = now(counter);
    all_add(NULL, cases, cohorts, kind, &err);
    made = now(counter);
    if (all_add(gate, cases, cohorts, kind, &err))
        goto failed;
    added = now(counter);
    if (gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err))
        goto failed;
    decided = now(counter);
    printf("| %s | %lld | %.0f |", kind_names[kind], (long long)cases,
           1e9 * ((added.seconds - made.seconds) - (made.seconds - began.seconds)) /
               (double)cases);
    instructions_print(added.instructions - made.instructions -
                           (made.instructions - began.instructions),
                       (double)cases);
    printf(" %.1f |", 1e3 * (decided.seconds - added.seconds));
    instructions_print(decided.instructions - added.instructions, (double)cases);
    printf(" %.1f | %.1f | %s |\n",
           1024.0 * (double)(added.peak_kb - made.peak_kb) / (double)cases,
           1024.0 * (double)(decided.peak_kb - added.peak_kb) / (double)cases,
           gate_verdict_name(judgement.verdict));
    judgement_release(&judgement);
    gate_free(gate);
    run_plan_free(plan);
    return 0;

failed:
    fprintf(stderr, "%s\n", err.message);
    return 1;
}

static int row_apart(int64_t cases, size_t cohorts, enum suite_kind kind)
{
    int status = 1;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        status = row_print(cases, cohorts, kind);
        fflush(stdout);
        _exit(status);
    }
    return child < 0 || waitpid(child, &status, 0) < 0 || status != 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
    int64_t most = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    long cohorts = argc > 2 ? strtol(argv[2], NULL, 10) : 20;
    int only = argc > 3 ? (int)strtol(argv[3], NULL, 10) : -1;
    int rc = 0;

    if (most < 100 || cohorts < 1 || cohorts > 10000 || only >= SUITE_KINDS) {
        fprintf(stderr,
                "usage: bench_gate [CASES [COHORTS [KIND]]], a KIND from 0 to %d;"
                " with it CASES alone, in one process\n",
                SUITE_KINDS - 1);
        return 2;
    }
    printf("%ld cohorts\n\n| suite | cases | added, ns a case | instructions a case | "
           "decided, ms | instructions a case | held, bytes a case | more at the peak "
           "| verdict |\n|---|---|---|---|---|---|---|---|---|\n",
           cohorts);
    if (only >= 0)
        return row_print(most, (size_t)cohorts, (enum suite_kind)only);
    for (int kind = 0; rc == 0 && kind < SUITE_KINDS; kind++)
        for (int64_t cases = most / 100; rc == 0 && cases <= most; cases *= 10)
            rc = row_apart(cases, (size_t)cohorts, (enum suite_kind)kind);
    return rc ? 1 : 0;
}
