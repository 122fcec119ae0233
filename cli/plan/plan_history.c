/* cli/plan/plan_history.c - what is known of a suite before it is asked. */
#include "cli/plan/plan_history.h"

#include "base/mem.h"
#include "cli/state_folder.h"
#include "statistics/cluster.h"
#include "store/cluster_turn.h"
#include "store/run_file_earlier.h"
#include "store/run_file_ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The pass share of a case and the name of its cluster, as a number. */
struct clustered {
    int64_t cluster;
    double value;
};

/* One cohort, or all. */
struct scope_noise_sums {
    struct case_noise noise;
    struct clustered *cases; /* owned */
    size_t count, capacity;
};

struct noise_walk {
    const struct run_plan *plan; /* whose cohorts are meant */
    const struct run_plan *of;   /* of the run that is read */
    bool is_baseline;            /* what counts is the baseline's side */
    struct scope_noise_sums *scopes;
    double latency_sum;
    int64_t latencies;
};

static int cohort_like(const struct noise_walk *walk, int cohort)
{
    for (size_t i = 0; i < walk->plan->cohort_count; i++)
        if (!strcmp(walk->plan->cohorts[i].name, walk->of->cohorts[cohort].name))
            return (int)i;
    return -1;
}

static void scope_add(struct scope_noise_sums *scope, unsigned passed, unsigned scored,
                      int64_t cluster)
{
    struct error never;

    case_noise_add_passes(&scope->noise, passed, scored, NULL, &never);
    MEM_GROW(scope->cases, scope->count, scope->capacity);
    scope->cases[scope->count++] = (struct clustered){cluster, (double)passed / scored};
}

static int outcome_take(void *context, const struct case_outcome *outcome)
{
    struct noise_walk *walk = context;
    const struct case_partner *partner = &outcome->baseline;
    const unsigned passed = walk->is_baseline ? partner->passed : outcome->passed;
    const unsigned failed = walk->is_baseline ? partner->failed : outcome->failed;
    const int cohort = cohort_like(walk, outcome->cohort);
    int64_t cluster;

    for (size_t i = 0; i < outcome->latency_count; i++)
        walk->latency_sum += outcome->latencies_ms[i];
    walk->latencies += (int64_t)outcome->latency_count;
    if (cohort < 0 || passed + failed == 0 ||
        (walk->is_baseline && partner->pairing != PAIRING_PAIRED))
        return 0;
    cluster =
        cluster_turn(0, walk->plan->cohorts[cohort].name, outcome->id, outcome->group);
    scope_add(&walk->scopes[cohort], passed, passed + failed, cluster);
    if (walk->plan->cohorts[cohort].watch)
        scope_add(&walk->scopes[walk->plan->cohort_count], passed, passed + failed,
                  cluster);
    return 0;
}

static int by_cluster(const void *a, const void *b)
{
    const struct clustered *one = a, *other = b;

    return (one->cluster > other->cluster) - (one->cluster < other->cluster);
}

/* SE with clusters over SE without, squared. */
static double design_effect_of(struct scope_noise_sums *scope)
{
    struct cluster_gathering clusters = {.rows = NULL}, cases = {.rows = NULL};
    struct cluster_mean with = {.se = 0}, without = {.se = 0};
    struct error ignored;
    double effect = 1;

    if (scope->count)
        qsort(scope->cases, scope->count, sizeof *scope->cases, by_cluster);
    for (size_t i = 0, end; i < scope->count; i = end) {
        double sum = 0;

        for (end = i;
             end < scope->count && scope->cases[end].cluster == scope->cases[i].cluster;
             end++) {
            sum += scope->cases[end].value;
            cluster_gathering_add_row(&cases, scope->cases[end].value, 1, 1);
        }
        cluster_gathering_add_row(&clusters, sum, (double)(end - i), 1);
    }
    if (clusters.count > 1 && clusters.count < cases.count &&
        cluster_mean(clusters.rows, clusters.count, &with, &ignored) == 0 &&
        cluster_mean(cases.rows, cases.count, &without, &ignored) == 0 && without.se > 0)
        effect = fmax(1, with.se * with.se / (without.se * without.se));
    cluster_gathering_release(&clusters);
    cluster_gathering_release(&cases);
    return effect;
}

static double scope_mean(const struct scope_noise_sums *scope)
{
    double sum = 0;

    for (size_t i = 0; i < scope->count; i++)
        sum += scope->cases[i].value;
    return fmin(1, sum / (double)scope->count);
}

/* What a walk found, where nothing better was found before. */
static void noise_take(struct plan_history *out, struct noise_walk *walk,
                       enum noise_source source)
{
    for (size_t i = 0; i <= walk->plan->cohort_count; i++) {
        struct scope_noise_sums *scope = &walk->scopes[i];
        struct plan_noise *noise = &out->noise[i];
        struct error ignored;

        if (noise->source == NOISE_ASSUMED && scope->count) {
            noise->design_effect = design_effect_of(scope);
            noise->mean = scope_mean(scope);
            if (case_noise_within(&scope->noise, &noise->within, &ignored) == 0)
                noise->source = source;
            else
                noise->within = CASE_NOISE_ASSUMED;
        }
        free(scope->cases);
    }
    free(walk->scopes);
    walk->scopes = NULL;
}

static int walk_run(struct noise_walk *walk, struct run_file *file, struct error *err)
{
    walk->scopes = mem_new(walk->plan->cohort_count + 1, sizeof *walk->scopes);
    return run_file_each_outcome(file, outcome_take, walk, err);
}

static struct plan_usage usage_of(const struct ledger *spent)
{
    struct plan_usage usage = {(double)NAN, (double)NAN};

    if (spent->requests && !spent->unknown_calls)
        usage.call_usd = money_to_usd(spent->cost) / (double)spent->requests;
    if (spent->requests && spent->tokens)
        usage.call_tokens = (double)spent->tokens / (double)spent->requests;
    return usage;
}

static int usage_read(struct run_file *file, struct plan_history *out, struct error *err)
{
    struct ledger answers, graders;
    struct run_info info;

    if (run_file_ledger(file, &answers, err) ||
        run_file_graders_ledger(file, &graders, err) || run_file_info(file, &info, err))
        return -1;
    memcpy(out->run_id, info.id, sizeof out->run_id);
    run_info_release(&info);
    answers.requests -= graders.requests;
    answers.unknown_calls -= graders.unknown_calls;
    answers.cost -= graders.cost;
    answers.tokens -= graders.tokens;
    out->answers = usage_of(&answers);
    out->graders = usage_of(&graders);
    if (answers.requests && graders.requests)
        out->asked_per_answer = (double)graders.requests / (double)answers.requests;
    return 0;
}

static int last_run_read(struct opened_suite *opened, const char *path,
                         struct plan_history *out, struct error *err)
{
    struct noise_walk walk = {.plan = opened->prepared.plan};
    struct run_plan *of = NULL;
    struct run_file *file;
    int rc = -1;

    if (run_file_open(path, &file, err))
        return -1;
    if (run_file_plan(file, &of, err))
        goto done;
    walk.of = of;
    rc = usage_read(file, out, err);
    if (rc == 0)
        rc = walk_run(&walk, file, err);
    if (walk.scopes)
        noise_take(out, &walk, NOISE_OF_RUN);
    if (walk.latencies)
        out->latency_ms = walk.latency_sum / (double)walk.latencies;

done:
    run_plan_free(of);
    run_file_close(file);
    return rc;
}

/* What a baseline's file or run holds is in the case table's companion already. */
static int baseline_read(struct opened_suite *opened, struct plan_history *out,
                         struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;
    struct noise_walk walk = {.plan = plan, .of = plan, .is_baseline = true};
    int rc = walk_run(&walk, opened->file, err);

    noise_take(out, &walk, NOISE_OF_BASELINE);
    return rc;
}

int plan_history_read(struct opened_suite *opened, const char *state,
                      struct plan_history *out, struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;
    char *folder = state_folder(state, opened->suite->root);
    char *path = NULL;
    int rc;

    *out = (struct plan_history){.answers = {(double)NAN, (double)NAN},
                                 .graders = {(double)NAN, (double)NAN},
                                 .asked_per_answer = (double)NAN,
                                 .latency_ms = (double)NAN,
                                 .noise =
                                     mem_new(plan->cohort_count + 1, sizeof *out->noise)};
    for (size_t i = 0; i <= plan->cohort_count; i++)
        out->noise[i] =
            (struct plan_noise){NOISE_ASSUMED, CASE_NOISE_ASSUMED, PLAN_MEAN_ASSUMED, 1};
    rc = plan->baseline_entry_count ? baseline_read(opened, out, err) : 0;
    if (rc == 0)
        rc = run_file_find_last(folder, plan->suite, &path, err);
    if (rc == 0 && path)
        rc = last_run_read(opened, path, out, err);
    free(path);
    free(folder);
    return rc;
}

void plan_history_release(struct plan_history *history)
{
    free(history->noise);
    history->noise = NULL;
}
