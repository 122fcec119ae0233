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
#include "gate/group_numbers.h"

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
    SUITE_SCORED_ALONE,
    SUITE_THIRDS_GROUPS,
    SUITE_CENTS,
    SUITE_PAIRS_APART,
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
    [SUITE_SCORED_ALONE] = "real scores, each case in a group of its own",
    [SUITE_THIRDS_GROUPS] = "weights of 16 digits, real scores, groups of 10",
    [SUITE_CENTS] = "scores of two decimals, gated by score",
    [SUITE_PAIRS_APART] = "real scores in groups of 2 that are 100 cases apart",
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
    case SUITE_THIRDS_GROUPS:
        return number / 10;
    case SUITE_SCORED_APART:
        return number / 1000 * 100 + number % 100;
    case SUITE_SCORED_PAIRS:
        return number / 2;
    case SUITE_SCORED_ALONE:
        return number;
    case SUITE_PAIRS_APART:
        return number / 200 * 100 + number % 100;
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

enum { GROUP_SIZE = 24 };

struct made_up {
    struct case_outcome outcome;
    double latency_ms;
    char group[GROUP_SIZE];
};

static const char *group_make(int64_t number, enum suite_kind kind, char name[GROUP_SIZE])
{
    const int64_t group = group_of(number, kind);

    if (group < 0)
        return NULL;
    snprintf(name, GROUP_SIZE, "g%lld", (long long)group);
    return name;
}

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
    if (kind == SUITE_THIRDS_GROUPS)
        out->weight = 1 + (double)(draw % 1000003) / 1000003;
    if (kind == SUITE_LATENCIES || kind == SUITE_SCORES_LATENCIES) {
        made->latency_ms = (double)(200000 + draw % 10000031) / 1000; /* whole µs */
        out->latencies_ms = &made->latency_ms;
        out->latency_count = 1;
    }
    if (kind_is_scored(kind)) {
        out->score_sum = (double)(draw % 10007) / 10006;
        base->score_sum = fmin(1, out->score_sum + (double)(draw % 101) / 5000);
    }
    if (kind == SUITE_CENTS) {
        out->score_sum = (double)(draw % 100) / 100;
        base->score_sum = (double)(draw / 100 % 100) / 100;
    }
    out->group = group_make(number, kind, made->group);
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

struct all_cases {
    int64_t count;
    size_t cohorts;
    enum suite_kind kind;
    int turns; /* how often their groups were gone through */
};

static int cohort_of(const struct all_cases *all, int64_t number)
{
    return (int)(number * (int64_t)all->cohorts / all->count);
}

static int groups_each(void *from, run_file_group_fn *fn, void *context,
                       struct error *err)
{
    struct all_cases *all = from;
    char name[GROUP_SIZE];
    int rc = 0;

    (void)err;
    all->turns++;
    for (int64_t i = 0; rc == 0 && i < all->count; i++)
        rc = fn(context, cohort_of(all, i), group_make(i, all->kind, name));
    return rc;
}

static int group_pass_by(void *context, int cohort, const char *group)
{
    (void)context;
    (void)cohort;
    (void)group;
    return 0;
}

/* gate NULL: they are made up, and no more. */
static int all_add(struct gate *gate, const struct all_cases *all, struct error *err)
{
    struct made_up made;
    int rc = 0;

    for (int64_t i = 0; rc == 0 && i < all->count; i++) {
        outcome_make(i, cohort_of(all, i), all->kind, &made);
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

/* Twice: names alone, and then all of them. */
struct making {
    struct point names, all;
};

static struct point since(struct point from, int counter)
{
    struct point to = now(counter);

    to.seconds -= from.seconds;
    to.instructions -= from.instructions;
    to.peak_kb -= from.peak_kb;
    return to;
}

static struct making making_measure(struct all_cases *all, int counter)
{
    struct error err = ERROR_INIT;
    struct making out;
    struct point began = now(counter);

    groups_each(all, group_pass_by, NULL, &err);
    out.names = since(began, counter);
    began = now(counter);
    all_add(NULL, all, &err);
    out.all = since(began, counter);
    all->turns = 0;
    return out;
}

/* What was measured, without what making it up took. */
static struct point without(struct point point, struct point making)
{
    point.seconds -= making.seconds;
    point.instructions -= making.instructions;
    return point;
}

static int row_print(int64_t cases, size_t cohorts, enum suite_kind kind)
{
    struct all_cases all = {cases, cohorts, kind, 0};
    struct run_plan *plan = plan_make(cohorts, kind);
    struct gate *gate = gate_new(plan);
    struct error err = ERROR_INIT;
    struct judgement judgement;
    int counter = counter_open();
    const struct making making = making_measure(&all, counter);
    struct point began = now(counter), added, decided;

    gate_groups_from(gate, &(struct group_source){groups_each, &all});
    if (all_add(gate, &all, &err))
        goto failed;
    added = without(since(began, counter), making.all);
    if (all.turns)
        added = without(added, making.names);
    began = now(counter);
    if (gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err))
        goto failed;
    decided = since(began, counter);
    printf("| %s | %lld | %.0f |", kind_names[kind], (long long)cases,
           1e9 * added.seconds / (double)cases);
    instructions_print(added.instructions, (double)cases);
    printf(" %.1f |", 1e3 * decided.seconds);
    instructions_print(decided.instructions, (double)cases);
    printf(" %.1f | %.1f | %s |\n", 1024.0 * (double)added.peak_kb / (double)cases,
           1024.0 * (double)decided.peak_kb / (double)cases,
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
