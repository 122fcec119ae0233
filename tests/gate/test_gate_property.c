/* tests/gate/test_gate_property.c - random runs: the gate's verdicts equal a slow
 * re-computation from the definitions, which keeps every repeat and tries it both ways.
 */
#include "base/mem.h"
#include "base/random.h"
#include "gate/gate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CASES = 12, REPEATS = 3, COHORTS = 3, RUNS = 6000 };

struct slow_case {
    int cohort;
    double weight;
    bool must_pass;
    char letters[REPEATS + 1]; /* P, F, ? */
};

struct slow_run {
    struct run_plan *plan;
    struct slow_case cases[CASES];
    size_t count;
};

static double pick(struct random *random, const double *from, size_t count)
{
    return from[random_next(random) % count];
}

static void run_make(struct random *random, struct slow_run *run)
{
    static const double limits[] = {NAN, NAN, 0, 0.5, 2.0 / 3, 0.75, 0.9, 1};
    static const double shares[] = {NAN, 0, 0.1, 0.3, 1};
    static const double weights[] = {1, 1, 1, 2, 0.5, 3.25};
    static const double cohort_weights[] = {0, 0, 1, 2.5, 10};
    static const char letters[] = "PPPPPPFF?";
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("s");
    plan->repeats = REPEATS;
    plan->variant_count = 1;
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variants[0].label = mem_text("v");
    plan->variants[0].baseline = plan->variants[0].baseline_entry =
        plan->variants[0].anchor_entry = -1;
    plan->cohort_count = COHORTS;
    plan->cohorts = mem_new(COHORTS, sizeof *plan->cohorts);
    plan->gate.pass_rate = pick(random, limits, 8);
    plan->gate.is_given = !isnan(plan->gate.pass_rate);
    plan->gate.unscored = pick(random, shares, 5);
    for (size_t i = 0; i < COHORTS; i++) {
        struct plan_cohort *cohort = &plan->cohorts[i];

        cohort->name = mem_format("c%zu", i);
        cohort->watch = random_next(random) % 5 != 0;
        cohort->weight = pick(random, cohort_weights, 5);
        gate_rules_init(&cohort->gate);
        cohort->gate.pass_rate = cohort->watch ? pick(random, limits, 8) : (double)NAN;
        cohort->gate.is_given = !isnan(cohort->gate.pass_rate);
    }
    run->plan = plan;
    run->count = random_next(random) % (CASES + 1);
    for (size_t i = 0; i < run->count; i++) {
        struct slow_case *one = &run->cases[i];

        one->cohort = (int)(random_next(random) % COHORTS);
        one->weight = pick(random, weights, 6);
        one->must_pass = random_next(random) % 20 == 0;
        for (size_t k = 0; k < REPEATS; k++)
            one->letters[k] = letters[random_next(random) % (sizeof letters - 1)];
        one->letters[REPEATS] = '\0';
    }
}

static size_t letters_count(const struct slow_case *one, char letter)
{
    size_t count = 0;

    for (size_t i = 0; i < REPEATS; i++)
        count += one->letters[i] == letter;
    return count;
}

static bool is_in(const struct slow_run *run, const struct slow_case *one, int cohort)
{
    return cohort == SCOPE_ALL ? run->plan->cohorts[one->cohort].watch
                               : one->cohort == cohort;
}

/* The rate of one cohort, and in *weight what its cases in the rate weigh. */
static double cohort_rate(const struct slow_run *run, int cohort, double *weight)
{
    double sum = 0;

    *weight = 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct slow_case *one = &run->cases[i];
        double passed = (double)letters_count(one, 'P');
        double scored = passed + (double)letters_count(one, 'F');

        if (one->cohort != cohort || scored == 0)
            continue;
        sum += one->weight * passed / scored;
        *weight += one->weight;
    }
    return *weight > 0 ? sum / *weight : (double)NAN;
}

static double slow_rate(const struct slow_run *run, int cohort)
{
    double sum = 0, weight = 0;

    if (cohort != SCOPE_ALL)
        return cohort_rate(run, cohort, &weight);
    for (int i = 0; i < COHORTS; i++) {
        const struct plan_cohort *of = &run->plan->cohorts[i];
        double cases;
        double rate = cohort_rate(run, i, &cases);

        if (!of->watch || isnan(rate))
            continue;
        sum += (of->weight > 0 ? of->weight : cases) * rate;
        weight += of->weight > 0 ? of->weight : cases;
    }
    return weight > 0 ? sum / weight : (double)NAN;
}

/* The rate as it would be had every unscored repeat come out as `letter`. */
static double rate_with(const struct slow_run *run, int cohort, char letter)
{
    struct slow_run changed = *run;

    for (size_t i = 0; i < changed.count; i++)
        for (size_t k = 0; k < REPEATS; k++)
            if (changed.cases[i].letters[k] == '?')
                changed.cases[i].letters[k] = letter;
    return slow_rate(&changed, cohort);
}

static bool reaches(double rate, double limit)
{
    return rate >= limit - 1e-9;
}

/* What there is in a scope. */
struct slow_counts {
    size_t cases, unscored, must, must_failed, must_unknown;
};

static struct slow_counts slow_count(const struct slow_run *run, int cohort)
{
    struct slow_counts out = {0};

    for (size_t i = 0; i < run->count; i++) {
        const struct slow_case *one = &run->cases[i];
        size_t failed = letters_count(one, 'F'), unscored = letters_count(one, '?');

        if (!is_in(run, one, cohort))
            continue;
        out.cases++;
        out.unscored += unscored;
        if (cohort == SCOPE_ALL || !one->must_pass)
            continue;
        out.must++;
        out.must_failed += failed > 0;
        out.must_unknown += failed == 0 && unscored > 0;
    }
    return out;
}

static bool is_incomplete(const struct slow_run *run, const struct slow_counts *counts)
{
    double given = run->plan->gate.unscored;
    double allowed = isnan(given) ? 0.01 : given;
    double samples = (double)(counts->cases * REPEATS);

    return counts->cases == 0 || counts->unscored == counts->cases * REPEATS ||
           counts->must_unknown > 0 ||
           (double)counts->unscored > allowed * samples + 1e-9;
}

static enum gate_verdict slow_scope(const struct slow_run *run, int cohort)
{
    const struct run_plan *plan = run->plan;
    double limit =
        cohort == SCOPE_ALL ? plan->gate.pass_rate : plan->cohorts[cohort].gate.pass_rate;
    struct slow_counts counts = slow_count(run, cohort);
    bool is_unwatched = cohort != SCOPE_ALL && !plan->cohorts[cohort].watch;
    bool fails = counts.must_failed > 0, doubted = false;

    if (is_unwatched || (isnan(limit) && counts.must == 0))
        return GATE_NOT_GATED;
    if (!isnan(limit) && counts.unscored < counts.cases * REPEATS) {
        bool found = reaches(slow_rate(run, cohort), limit);

        doubted = found != reaches(rate_with(run, cohort, 'F'), limit) ||
                  found != reaches(rate_with(run, cohort, 'P'), limit);
        fails |= !found && !doubted;
    }
    if (fails)
        return GATE_FAIL;
    if (is_incomplete(run, &counts))
        return GATE_INCOMPLETE;
    return doubted ? GATE_INCONCLUSIVE : GATE_PASS;
}

static void run_judge(const struct slow_run *run, enum run_status status,
                      struct judgement *out)
{
    struct gate *gate = gate_new(run->plan);
    struct error err = ERROR_INIT;

    for (size_t i = run->count; i-- > 0;) {
        const struct slow_case *one = &run->cases[i];
        struct case_outcome outcome = {
            .number = (int64_t)i,
            .cohort = one->cohort,
            .id = "x",
            .weight = one->weight,
            .must_pass = one->must_pass,
            .passed = (unsigned)letters_count(one, 'P'),
            .failed = (unsigned)letters_count(one, 'F'),
            .unscored = (unsigned)letters_count(one, '?'),
        };

        cr_assert_eq(gate_add(gate, &outcome, &err), 0, "%s", err.message);
    }
    cr_assert_eq(gate_decide(gate, status, NULL, out, &err), 0, "%s", err.message);
    gate_free(gate);
}

/* Fail, then incomplete, then inconclusive, then pass. */
static enum gate_verdict worst_of(const bool seen[GATE_NOT_GATED + 1])
{
    static const enum gate_verdict order[] = {GATE_FAIL, GATE_INCOMPLETE,
                                              GATE_INCONCLUSIVE, GATE_PASS};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (seen[order[i]])
            return order[i];
    return GATE_NOT_GATED;
}

Test(gate_property, verdicts_equal_a_slow_recomputation)
{
    struct random random = {20261121};
    size_t counts[GATE_NOT_GATED + 1] = {0};

    for (int i = 0; i < RUNS; i++) {
        struct slow_run run = {.plan = NULL};
        struct judgement judgement;
        bool seen[GATE_NOT_GATED + 1] = {false};

        run_make(&random, &run);
        run_judge(&run, RUN_FINISHED, &judgement);
        for (int cohort = SCOPE_ALL; cohort < COHORTS; cohort++) {
            const struct gate_scope *scope = judgement_scope(&judgement, 0, cohort);
            enum gate_verdict want = slow_scope(&run, cohort);
            double rate = slow_rate(&run, cohort);

            seen[want] = true;
            cr_assert_eq(scope->verdict, want, "run %d, cohort %d: want %s, got %s", i,
                         cohort, gate_verdict_name(want),
                         gate_verdict_name(scope->verdict));
            cr_assert(isnan(rate) ? isnan(scope->pass_rate)
                                  : fabs(rate - scope->pass_rate) < 1e-12,
                      "run %d, cohort %d: want rate %g, got %g", i, cohort, rate,
                      scope->pass_rate);
        }
        cr_assert_eq(judgement.verdict, worst_of(seen), "run %d: got %s", i,
                     gate_verdict_name(judgement.verdict));
        counts[judgement.verdict]++;
        judgement_release(&judgement);
        run_plan_free(run.plan);
    }
    for (int i = 0; i <= GATE_NOT_GATED; i++)
        cr_expect(counts[i] > 50, "only %zu runs were %s: the test tells little",
                  counts[i], gate_verdict_name((enum gate_verdict)i));
}

Test(gate_property, the_plan_alone_tells_whether_a_run_without_must_pass_could_fail)
{
    struct random random = {20261122};
    size_t decided = 0;

    for (int i = 0; i < RUNS; i++) {
        struct slow_run run = {.plan = NULL};
        struct judgement judgement;
        bool has_must_pass = false;

        run_make(&random, &run);
        run.plan->is_partial = random_next(&random) % 2 == 0;
        run.plan->variants[0].is_baseline = random_next(&random) % 8 == 0;
        for (size_t k = 0; k < run.count; k++) {
            run.plan->cohorts[run.cases[k].cohort].case_count++;
            has_must_pass = has_must_pass || run.cases[k].must_pass;
        }
        run_judge(&run, RUN_RUNNING, &judgement);
        if (plan_decides(run.plan))
            cr_assert(judgement_decides(&judgement), "run %d", i);
        else
            cr_assert(has_must_pass || !judgement_decides(&judgement), "run %d", i);
        decided += plan_decides(run.plan);
        judgement_release(&judgement);
        run_plan_free(run.plan);
    }
    cr_expect(decided > 500 && decided < RUNS - 500, "%zu", decided);
}
